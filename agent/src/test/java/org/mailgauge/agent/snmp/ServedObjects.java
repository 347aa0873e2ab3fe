package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * MAILGAUGE-MIB as a manager walks it, over SNMP from an agent of its own. Instances are named
 * without the module's prefix, with the names of groups and destinations in place of their indexes:
 * {@code StateStoredMessages[smtp-out 3]}, {@code MtaDestinations[mta]}, {@code JournalGroups}.
 */
public final class ServedObjects implements AutoCloseable {
    private static final String PREFIX = "mailgauge";
    private static final OID GROUP_NAME = new OID("1.3.6.1.2.1.28.2.1.25");
    private static final OID DESTINATION_NAME =
            new OID(SystemObjects.OURS.getValue()).append("8.1.2");

    /** How long a receiver may take to acknowledge, by the clock on the wall. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final SnmpAgent agent;
    private final SnmpClient client;

    private ServedObjects(SnmpAgent agent) throws IOException {
        this.agent = agent;
        this.client =
                SnmpClient.community(
                        new Endpoint(TestAgent.LOOPBACK, agent.boundPort()), TestAgent.COMMUNITY);
    }

    /** The configuration of an agent that tells nobody of alarms. */
    public static SnmpConfig config() {
        return TestAgent.config();
    }

    /**
     * The same with a receiver of informs.
     *
     * @param most informs that may wait for it
     */
    public static SnmpConfig informing(Endpoint receiver, int most) {
        var to = new Receiver(receiver, "told", "", true, PATIENCE, 0);
        return config().notifying(new NotifyConfig(List.of(to), most, null));
    }

    /**
     * Starts an agent.
     *
     * @param loaded when the configuration was read
     * @param state a folder for the agent's own files
     */
    public static ServedObjects start(
            SnapshotSource snapshots,
            Alarms alarms,
            Instant loaded,
            Time time,
            SnmpConfig config,
            Path state) {
        try {
            return new ServedObjects(
                    SnmpAgent.start(
                            snapshots,
                            alarms,
                            () -> loaded,
                            time,
                            new TestAgent.Chance(3),
                            config,
                            null,
                            state));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Begins to tell alarms from this agent. */
    public void tell(Notifications told, Alarms alarms) {
        try {
            told.start(agent, alarms::state);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Every accessible object of the module file that has a number of its own, by name. */
    public static List<String> module() {
        var names = new ArrayList<String>();
        for (var one : MibModules.shipped().of("MAILGAUGE-MIB")) {
            if (one.macro().equals("OBJECT-TYPE") && one.accessible()) {
                names.add(one.name().substring(PREFIX.length()));
            }
        }
        return names;
    }

    /** Every instance with its value, as text. */
    public SortedMap<String, String> read() {
        try {
            var names = new HashMap<OID, String>();
            for (var root : List.of(GROUP_NAME, DESTINATION_NAME)) {
                for (var one : TestAgent.walk(client, root.toDottedString(), 25)) {
                    names.put(index(one.getOid(), root.size(), 2), text(one));
                }
            }
            var image = new TreeMap<String, String>();
            for (var one : TestAgent.walk(client, SystemObjects.OURS.toDottedString(), 25)) {
                image.put(name(one.getOid(), names), text(one));
            }
            return image;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The index of the group with that name. */
    public String group(String name) {
        try {
            for (var one : TestAgent.walk(client, GROUP_NAME.toDottedString(), 25)) {
                if (text(one).equals(name)) {
                    return Integer.toUnsignedString(one.getOid().last());
                }
            }
            throw new AssertionError("no group " + name);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String text(VariableBinding binding) {
        return binding.getVariable().toString();
    }

    private static OID index(OID instance, int from, int length) {
        return new OID(instance.getValue(), from, Math.min(length, instance.size() - from));
    }

    private static String name(OID instance, Map<OID, String> names) {
        var object = MibNames.instance().object(instance).orElseThrow();
        var bare = object.name().substring(PREFIX.length());
        int from = object.oid().size();
        var indexes = object.indexes();
        if (indexes.isEmpty()) {
            return bare;
        }
        var parts = new ArrayList<String>();
        for (int i = 0; i < indexes.size(); i++) {
            boolean named =
                    indexes.get(i).equals("mtaGroupIndex")
                            || indexes.get(i).equals("mailgaugeDestinationIndex");
            if (named) {
                parts.add(names.getOrDefault(index(instance, from, 2), "?"));
            } else if (!indexes.get(i).equals("applIndex")) {
                parts.add(Integer.toUnsignedString(instance.get(from + i)));
            }
        }
        return bare + "[" + (parts.isEmpty() ? "mta" : String.join(" ", parts)) + "]";
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            agent.close();
        }
    }
}
