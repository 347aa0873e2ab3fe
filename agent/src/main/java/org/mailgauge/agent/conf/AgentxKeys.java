package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The part of the table that is about the AgentX sub-agent. */
final class AgentxKeys {
    private static final KeyTable TABLE = new KeyTable(3, Takes.RESTART);
    private static final String UNIX = "unix:";

    private AgentxKeys() {}

    /** Where a master listens, or empty for "off". */
    private static final Type<Optional<SubagentConfig.Master>> MASTER_TYPE =
            new Type<>(
                    "unix:PATH with an absolute path of at most "
                            + Net.LONGEST_LOCAL_PATH
                            + " octets, a loopback ADDRESS:PORT, or \"off\"",
                    new Type.Json.Pattern("^(off|unix:/.+|.+:[0-9]{1,5})$"),
                    AgentxKeys::master);

    static {
        TABLE.section(
                "snmp.agentx",
                "The AgentX sub-agent: our part of the MIB in the SNMP agent of this host;"
                        + " docs/snmp-agentx.md.");
    }

    static final Key<Optional<SubagentConfig.Master>> MASTER =
            key(
                    "master",
                    MASTER_TYPE,
                    "off",
                    "Where the host's agent listens for sub-agents, such as unix:/var/agentx/master"
                            + " or 127.0.0.1:705. AgentX proves nothing, so on this machine only.");
    static final Key<Integer> PRIORITY =
            key(
                    "priority",
                    Types.count(1, 255),
                    "10",
                    "Of our registrations; the smallest wins over others of the same objects.");
    static final Key<Boolean> ASSOCIATIONS =
            key(
                    "associations",
                    Types.FLAG,
                    "false",
                    "Whether assocTable and mtaGroupAssociationTable are served that way too: a"
                            + " master may ask for each of thousands of instances by itself.");
    static final Key<Duration> TIMEOUT =
            key(
                    "timeout",
                    Types.duration("PT1S", "PT4M"),
                    "PT5S",
                    "How long each side waits for the other, in whole seconds.");
    static final Key<Duration> PING =
            key(
                    "ping",
                    Types.duration("PT1S", "PT1H"),
                    "PT15S",
                    "How often the master is asked whether it lives, and what its sysUpTime is.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    /** Null for "off". */
    static @Nullable SubagentConfig read(Values values) {
        return values.one(MASTER)
                .map(
                        master ->
                                new SubagentConfig(
                                        master,
                                        values.one(PRIORITY),
                                        values.one(ASSOCIATIONS),
                                        values.one(TIMEOUT),
                                        values.one(PING)))
                .orElse(null);
    }

    private static Optional<Optional<SubagentConfig.Master>> master(String text) {
        if (text.equals("off")) {
            return Optional.of(Optional.empty());
        }
        Optional<SubagentConfig.Master> found =
                text.startsWith(UNIX)
                        ? Types.SOCKET
                                .read(text.substring(UNIX.length()))
                                .flatMap(path -> path)
                                .map(SubagentConfig.Master.Local::new)
                        : Types.endpoint(text)
                                .filter(at -> at.address().isLoopback() && at.port() != 0)
                                .map(SubagentConfig.Master.Tcp::new);
        return found.isPresent() ? Optional.of(found) : Optional.empty();
    }

    private static <T> Key<T> key(String name, Type<T> type, String fallback, String doc) {
        return TABLE.one("snmp.agentx." + name, type, fallback, doc);
    }
}
