package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.snmp.Instance;
import org.mailgauge.agent.snmp.InstanceCheck;
import org.mailgauge.agent.snmp.Reading;
import org.mailgauge.agent.snmp.SelfTest;
import org.mailgauge.agent.snmp.SnmpClientCommand;
import org.mailgauge.observe.MtaGroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our SNMP agent as a manager sees it, and the agent of this host. */
final class DoctorSnmp {
    private static final String REPORT = "this is a defect of ours: please report it";

    /** The engine as the last {@code doctor} saw it: its id and boots. */
    static final String SEEN = "doctor-engine";

    private static final int FIRST_INDEX = 1001;

    private final SnmpClientCommand snmp;
    private final @Nullable ApiClient client;
    private final Path dataDir;
    private final List<Finding> all = new ArrayList<>();

    DoctorSnmp(SnmpClientCommand snmp, @Nullable ApiClient client, Path dataDir) {
        this.snmp = snmp;
        this.client = client;
        this.dataDir = dataDir;
    }

    List<Finding> all() {
        if (client != null) {
            walk(client);
            tcp();
        }
        engine();
        return all;
    }

    private void walk(ApiClient api) {
        SelfTest.Walk walk;
        try {
            walk = snmp.selfTest().walk();
        } catch (IOException failed) {
            all.add(Finding.fail("walk", String.valueOf(failed.getMessage()), "see docs/snmp.md"));
            return;
        }
        var found = walk.instances();
        if (found.isEmpty()) {
            all.add(Finding.fail("walk", "the agent shows nothing", "see docs/snmp.md"));
            return;
        }
        var by =
                "%d instances by %s%s"
                        .formatted(
                                found.size(),
                                walk.by(),
                                walk.note().isEmpty() ? "" : " (" + walk.note() + ")");
        add("walk", by + ", strictly rising", InstanceCheck.order(found));
        add("types", "types and ranges are those of the MIB", InstanceCheck.types(found));
        try {
            add(
                    "absent",
                    "each kind of group has its columns and no other",
                    InstanceCheck.absent(found, kinds(api, found)));
        } catch (Failure failure) {
            all.add(Finding.warn("absent", failure.line(), ""));
        }
    }

    /** That the same agent answers over TCP too, when it is to. */
    private void tcp() {
        var at = snmp.selfTest().tcp();
        if (at.isEmpty()) {
            return;
        }
        var advice = "see whether another program has the port: ss -tlpn; restart the server";
        try {
            var walk = snmp.selfTest().walkOverTcp().orElseThrow();
            var name = value(walk.instances());
            var expected = snmp.get(List.of("sysName")).getFirst().value();
            all.add(
                    name.equals(expected)
                            ? Finding.ok(
                                    "tcp", "%s answers as %s, by %s".formatted(at, name, walk.by()))
                            : Finding.fail(
                                    "tcp",
                                    "%s answers as \"%s\", and over UDP it is \"%s\""
                                            .formatted(at, name, expected),
                                    advice));
        } catch (IOException failed) {
            all.add(Finding.fail("tcp", String.valueOf(failed.getMessage()), advice));
        }
    }

    /** sysName. */
    private static String value(List<Instance> walk) {
        return walk.stream()
                .filter(one -> one.oid().equals("1.3.6.1.2.1.1.5.0"))
                .map(Instance::value)
                .findFirst()
                .orElse("");
    }

    private void add(String check, String good, List<String> wrong) {
        all.add(
                wrong.isEmpty()
                        ? Finding.ok(check, good)
                        : Finding.fail(
                                check,
                                wrong.getFirst()
                                        + (wrong.size() > 1
                                                ? " and " + (wrong.size() - 1) + " more"
                                                : ""),
                                REPORT));
    }

    /** Of the groups that were there during the walk. */
    private static Map<String, MtaGroup.Kind> kinds(ApiClient api, List<Instance> walk)
            throws Failure {
        var kinds = new HashMap<String, MtaGroup.Kind>();
        for (var application : api.get("status").tree().path("applications")) {
            for (var group : application.path("mta").path("groups")) {
                kinds.put(
                        application.path("index").asInt() + "." + group.path("index").asInt(),
                        MtaGroup.Kind.valueOf(
                                group.path("kind").asString().toUpperCase(Locale.ROOT)));
            }
        }
        kinds.keySet()
                .removeIf(index -> walk.stream().noneMatch(one -> one.oid().endsWith("." + index)));
        return kinds;
    }

    private void engine() {
        var file = snmp.selfTest().engine();
        if (!file.problem().isEmpty()) {
            all.add(
                    Finding.fail(
                            "engine",
                            file.problem(),
                            "the next start becomes a new SNMPv3 engine: restart at a time that"
                                    + " suits, and let the managers discover it again"));
            return;
        }
        var problem = client == null ? "" : differs(file);
        var before = seen();
        if (before.length == 2
                && before[0].equals(file.id())
                && Integer.parseInt(before[1]) > file.boots()) {
            problem =
                    "snmpEngineBoots went back from %s to %d with the same id"
                            .formatted(before[1], file.boots());
        }
        if (problem.isEmpty()) {
            remember(file);
            all.add(Finding.ok("engine", "start " + file.boots() + " of engine " + file.id()));
        } else {
            all.add(
                    Finding.fail(
                            "engine",
                            problem,
                            "data-dir was restored from a copy, or two servers share it: stop,"
                                    + " delete snmp-engine, start; managers discover the new"
                                    + " engine"));
        }
    }

    private String differs(SelfTest.EngineLook file) {
        try {
            // In the view of administrators only: who may not see it has nothing to compare.
            var boots =
                    snmp.get(List.of("snmpEngineBoots.0")).stream()
                            .filter(Reading::exists)
                            .map(Reading::value)
                            .findFirst()
                            .orElse("");
            return boots.isEmpty() || boots.equals(Integer.toString(file.boots()))
                    ? ""
                    : "the file says start %d, the agent says %s".formatted(file.boots(), boots);
        } catch (IOException failed) {
            return "the agent does not say its snmpEngineBoots: " + failed.getMessage();
        }
    }

    private String[] seen() {
        try {
            var words = Files.readString(dataDir.resolve(SEEN)).strip().split(" ", -1);
            return words.length == 2 && words[1].matches("[0-9]{1,9}") ? words : new String[0];
        } catch (IOException _) {
            return new String[0];
        }
    }

    /** Where it can't be written, the next time just has nothing to compare with. */
    private void remember(SelfTest.EngineLook file) {
        try {
            Files.writeString(dataDir.resolve(SEEN), file.id() + " " + file.boots() + "\n");
        } catch (IOException _) {
            // Somebody else's data-dir.
        }
    }

    /** The host's own agent: an MTA-MIB there misleads whoever polls it. */
    static Finding host(Endpoint agent, String community) {
        try {
            var found = SelfTest.hostAgent(agent, community);
            if (found.isEmpty()) {
                return Finding.ok(
                        "host-agent", "nothing answers a community of that name at udp " + agent);
            }
            var there = found.get();
            if (!there.mta() && there.index() < 0) {
                return Finding.ok("host-agent", "udp " + agent + " has no MTA-MIB of its own");
            }
            if (there.index() >= FIRST_INDEX) {
                return Finding.ok(
                        "host-agent",
                        "udp "
                                + agent
                                + " shows an MTA-MIB with our kind of applIndex, "
                                + there.index());
            }
            return Finding.warn(
                    "host-agent",
                    "udp %s has an MTA-MIB that is not ours (%s%s): who polls it sees zeros while our"
                                    .formatted(
                                            agent,
                                            there.index() > 0
                                                    ? "applIndex " + there.index()
                                                    : "without a row",
                                            there.stored().isEmpty()
                                                    ? ""
                                                    : ", mtaStoredMessages " + there.stored())
                            + " queue is full",
                    "start snmpd with -I -mta_sendmail, and poll our own port");
        } catch (IOException failed) {
            return Finding.warn(
                    "host-agent", "cannot ask udp " + agent + ": " + failed.getMessage(), "");
        }
    }
}
