package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code snmp walk} and {@code snmp get} do: ask our own agent, with the access that the
 * configuration or the first start gave, and print names instead of numbers.
 */
public final class SnmpClientCommand {
    private static final int REPETITIONS = 25;

    /** A GET asks for so many at a time; the agent takes 128. */
    private static final int GET_AT_ONCE = 64;

    private static final OID APPLICATION_NAME = new OID("1.3.6.1.2.1.27.1.1.2");
    private static final OID GROUP_NAME = new OID("1.3.6.1.2.1.28.2.1.25");

    /** What is walked when nothing is named, ascending. */
    private static final List<String> EVERYTHING =
            List.of("system", "application", "mta", "mailgauge");

    private final SnmpConfig config;
    private final Path state;
    private final Transport transport;
    private final Endpoint listen;

    /**
     * @param config that of the server
     * @param state the server's folder for the agent's files
     */
    public SnmpClientCommand(SnmpConfig config, Path state) {
        this(config, state, Transport.UDP, config.listen());
    }

    private SnmpClientCommand(SnmpConfig config, Path state, Transport transport, Endpoint listen) {
        this.config = config;
        this.state = state;
        this.transport = transport;
        this.listen = listen;
    }

    /** The same over TCP; empty when the agent does not listen there. */
    Optional<SnmpClientCommand> overTcp() {
        return Optional.ofNullable(config.tcp())
                .map(tcp -> new SnmpClientCommand(config, state, Transport.TCP, tcp));
    }

    /**
     * Everything below the given OIDs or names, in the order in which they are given; when none is,
     * the system group, both mail modules and MAILGAUGE-MIB, as far as the user may see them.
     *
     * @throws SnmpFailure with a message for the user: no such name, nothing answers, no access
     */
    public List<Reading> walk(List<String> what) throws IOException {
        var roots = new ArrayList<OID>();
        for (var each : what.isEmpty() ? EVERYTHING : what) {
            roots.add(MibNames.instance().resolve(each));
        }
        try (var client = open()) {
            var readings = new Readings(names(client));
            var found = new ArrayList<Reading>();
            for (var root : roots) {
                var below = walk(client, root);
                for (var binding : below.isEmpty() ? itself(client, root) : below) {
                    found.add(readings.of(binding));
                }
            }
            return found;
        }
    }

    /** The instance that was given in place of a subtree, when it is one. */
    private static List<VariableBinding> itself(SnmpClient client, OID oid) throws IOException {
        var pdu = client.request(PDU.GET);
        pdu.add(new VariableBinding(oid));
        return checked(client.send(pdu)).getVariableBindings().stream()
                .filter(binding -> !binding.isException())
                .map(VariableBinding.class::cast)
                .toList();
    }

    /**
     * The instances of the given OIDs or names, in their order; {@link Reading#exists} tells which
     * have a value. A scalar needs no index.
     *
     * @throws SnmpFailure with a message for the user: no such name, nothing answers, no access
     */
    public List<Reading> get(List<String> what) throws IOException {
        var oids = new ArrayList<OID>();
        for (var each : what) {
            oids.add(instance(MibNames.instance().resolve(each)));
        }
        try (var client = open()) {
            var readings = new Readings(names(client));
            var found = new ArrayList<Reading>();
            for (int from = 0; from < oids.size(); from += GET_AT_ONCE) {
                var pdu = client.request(PDU.GET);
                for (var oid : oids.subList(from, Math.min(from + GET_AT_ONCE, oids.size()))) {
                    pdu.add(new VariableBinding(oid));
                }
                for (var binding : checked(client.send(pdu)).getVariableBindings()) {
                    found.add(readings.of(binding));
                }
            }
            return found;
        }
    }

    /** Looks at the agent as a manager would. */
    public SelfTest selfTest() {
        return new SelfTest(this, state);
    }

    Endpoint reachable() {
        return ClientAddress.reachable(listen.address(), listen.port());
    }

    Transport transport() {
        return transport;
    }

    /** Everything below an OID, as it came. */
    List<Instance> instances(String root) throws IOException {
        try (var client = open()) {
            return walk(client, new OID(root)).stream()
                    .map(
                            binding ->
                                    new Instance(
                                            binding.getOid().toDottedString(),
                                            Readings.syntax(binding.getVariable()),
                                            Readings.text(binding.getVariable())))
                    .toList();
        }
    }

    /** The access as lines of net-snmp's {@code snmp.conf}. */
    List<String> netSnmp() throws IOException {
        var user = user();
        if (user == null) {
            return config.communities().isEmpty()
                    ? List.of()
                    : List.of(
                            "defVersion 2c",
                            "defCommunity " + quoted(config.communities().getFirst().name()));
        }
        var priv = user.privacy().label();
        if (user.privacy() == SnmpConfig.Privacy.NONE) {
            return List.of(
                    "defVersion 3",
                    "defSecurityLevel authNoPriv",
                    "defSecurityName " + user.name(),
                    "defAuthType " + user.authentication().label(),
                    "defAuthPassphrase " + quoted(user.authenticationPassphrase()));
        }
        return List.of(
                "defVersion 3",
                "defSecurityLevel authPriv",
                "defSecurityName " + user.name(),
                "defAuthType " + user.authentication().label(),
                "defAuthPassphrase " + quoted(user.authenticationPassphrase()),
                "defPrivType " + (priv.equals("AES-128") ? "AES" : priv),
                "defPrivPassphrase " + quoted(user.privacyPassphrase()));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static OID instance(OID oid) {
        var object = MibNames.instance().object(oid);
        boolean bareScalar =
                object.isPresent()
                        && object.get().indexes().isEmpty()
                        && object.get().oid().equals(oid);
        return bareScalar ? new OID(oid.getValue(), 0) : oid;
    }

    private SnmpClient open() throws IOException {
        var agent = reachable();
        var user = user();
        if (user != null) {
            return SnmpClient.user(agent, transport, user);
        }
        if (!config.communities().isEmpty()) {
            return SnmpClient.community(agent, transport, config.communities().getFirst().name());
        }
        throw new SnmpFailure(
                "there is no SNMP user yet: start the server once (it makes %s), or configure"
                                .formatted(state.resolve(FirstUser.FILE))
                        + " snmp.users");
    }

    private SnmpConfig.@Nullable User user() throws IOException {
        if (!config.users().isEmpty()) {
            return config.users().getFirst();
        }
        var file = state.resolve(FirstUser.FILE);
        try {
            return Files.exists(file) ? FirstUser.read(file) : null;
        } catch (AccessDeniedException _) {
            throw new SnmpFailure(
                    "%s may not be read: run this as the user that runs the server"
                            .formatted(file));
        }
    }

    private static Map<OID, String> names(SnmpClient client) throws IOException {
        var names = new HashMap<OID, String>();
        for (var column : List.of(APPLICATION_NAME, GROUP_NAME)) {
            for (var binding : walk(client, column)) {
                int length = column.size();
                var oid = binding.getOid();
                names.put(
                        new OID(oid.getValue(), length, oid.size() - length),
                        binding.getVariable().toString());
            }
        }
        return names;
    }

    private static List<VariableBinding> walk(SnmpClient client, OID root) throws IOException {
        var found = new ArrayList<VariableBinding>();
        var at = root;
        while (true) {
            var pdu = client.request(PDU.GETBULK);
            pdu.setMaxRepetitions(REPETITIONS);
            pdu.add(new VariableBinding(at));
            var response = checked(client.send(pdu));
            if (response.size() == 0) {
                return found;
            }
            for (var binding : response.getVariableBindings()) {
                var oid = binding.getOid();
                if (binding.isException() || !oid.startsWith(root)) {
                    return found;
                }
                if (oid.compareTo(at) <= 0) {
                    throw new SnmpFailure("the agent's OIDs do not rise: " + oid);
                }
                found.add(binding);
                at = oid;
            }
        }
    }

    private static PDU checked(PDU response) throws SnmpFailure {
        if (response.getErrorStatus() != PDU.noError) {
            throw new SnmpFailure("the agent refuses: " + response.getErrorStatusText());
        }
        return response;
    }
}
