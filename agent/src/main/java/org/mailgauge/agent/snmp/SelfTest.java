package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at an agent of this host from outside, as a manager would. */
public final class SelfTest {
    private static final long IMPATIENT_MILLIS = 700;
    private static final OID MTA_MODULE = new OID("1.3.6.1.2.1.28");
    private static final OID APPLICATIONS = new OID("1.3.6.1.2.1.27");

    private final SnmpClientCommand command;
    private final Path state;

    SelfTest(SnmpClientCommand command, Path state) {
        this.command = command;
        this.state = state;
    }

    /**
     * What a walk found.
     *
     * @param by which tool
     * @param note why it was not net-snmp's; empty when it was
     */
    public record Walk(String by, String note, List<Instance> instances) {}

    /**
     * Everything that the agent shows.
     *
     * @throws SnmpFailure when nothing answers or it has no access
     */
    public Walk walk() throws IOException {
        return walk(command, "1.3");
    }

    /**
     * The system group over TCP; empty when the agent does not listen there.
     *
     * @throws SnmpFailure when nothing answers or it has no access
     */
    public Optional<Walk> walkOverTcp() throws IOException {
        var other = command.overTcp();
        return other.isEmpty()
                ? Optional.empty()
                : Optional.of(walk(other.get(), SystemObjects.SYSTEM.toDottedString()));
    }

    /** Where the agent listens with TCP; empty when it does not. */
    public String tcp() {
        return command.overTcp()
                .map(other -> other.transport().label() + " " + other.reachable())
                .orElse("");
    }

    private static Walk walk(SnmpClientCommand command, String root) throws IOException {
        var tool = NetSnmp.tool();
        var note = "net-snmp's tools are not installed";
        if (tool.isPresent()) {
            try {
                var all =
                        NetSnmp.walk(
                                tool.get(),
                                command.transport(),
                                command.reachable(),
                                command.netSnmp(),
                                root);
                return new Walk(NetSnmp.TOOL, "", all);
            } catch (SnmpFailure failed) {
                note = String.valueOf(failed.getMessage());
            }
        }
        return new Walk("mailgauge snmp walk", note, command.instances(root));
    }

    /**
     * The file of the engine.
     *
     * @param problem why it can't be used; empty for a good one
     */
    public record EngineLook(String id, int boots, String problem) {}

    /** Looks at the engine's file without changing anything. */
    public EngineLook engine() {
        var file = state.resolve(Engine.FILE);
        try {
            if (!Files.exists(file)) {
                return new EngineLook("", 0, file + " is missing");
            }
            var engine = Engine.look(file);
            return engine == null
                    ? new EngineLook("", 0, file + " is damaged")
                    : new EngineLook(engine.id().toHexString(), engine.boots(), "");
        } catch (IOException unreadable) {
            return new EngineLook("", 0, file + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** Whether our own agent answers a community, by whatever it is reached. */
    public boolean answers(String community) throws IOException {
        var anything = new OID("1.3");
        var other = command.overTcp();
        return next(command.reachable(), Transport.UDP, community, anything) != null
                || (other.isPresent()
                        && next(other.get().reachable(), Transport.TCP, community, anything)
                                != null);
    }

    /**
     * The first applIndex of a foreign MTA-MIB in another agent.
     *
     * @param index 0 when it has applications only; negative when it has neither
     */
    public record HostAgent(String description, int index, boolean mta, String stored) {}

    /** Asks another agent for the modules that are ours; empty when nothing answers. */
    public static Optional<HostAgent> hostAgent(Endpoint agent, String community)
            throws IOException {
        var system = next(agent, Transport.UDP, community, new OID("1.3.6.1.2.1.1.1"));
        if (system == null) {
            return Optional.empty();
        }
        var mta = next(agent, Transport.UDP, community, MTA_MODULE);
        boolean has = mta != null && !mta.isException() && mta.getOid().startsWith(MTA_MODULE);
        var stored = next(agent, Transport.UDP, community, new OID("1.3.6.1.2.1.28.1.1.2"));
        boolean known =
                stored != null && stored.getOid().startsWith(new OID("1.3.6.1.2.1.28.1.1.2"));
        var name = next(agent, Transport.UDP, community, new OID("1.3.6.1.2.1.27.1.1.2"));
        boolean application =
                name != null && !name.isException() && name.getOid().startsWith(APPLICATIONS);
        int index =
                known && stored != null
                        ? stored.getOid().last()
                        : application && name != null ? name.getOid().last() : -1;
        return Optional.of(
                new HostAgent(
                        system.getVariable().toString(),
                        index,
                        has,
                        known && stored != null ? stored.getVariable().toString() : ""));
    }

    private static @Nullable VariableBinding next(
            Endpoint agent, Transport by, String community, OID oid) throws IOException {
        try (var client = SnmpClient.community(agent, by, community).impatient(IMPATIENT_MILLIS)) {
            var pdu = client.request(PDU.GETNEXT);
            pdu.add(new VariableBinding(oid));
            var response = client.exchange(pdu);
            return response == null || response.size() == 0 ? null : response.get(0);
        }
    }
}
