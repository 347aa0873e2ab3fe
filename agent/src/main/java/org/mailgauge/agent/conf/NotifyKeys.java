package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The part of the table that is about notifications. */
final class NotifyKeys {
    private static final KeyTable TABLE = new KeyTable(3, Takes.RELOAD);

    private NotifyKeys() {}

    static final Section NOTIFY =
            TABLE.list(
                    "snmp.notify",
                    "{to: \"127.0.0.1:1162\", community: change-me, inform: false}",
                    "Who gets notifications, each at an address of its own, with a community"
                            + " (SNMPv2c) or a user (SNMPv3); docs/notifications.md.");
    static final Key<Endpoint> TO =
            TABLE.required("snmp.notify[].to", Types.ENDPOINT, "The receiver, UDP.");
    static final Key<Secret> COMMUNITY =
            TABLE.one(
                    "snmp.notify[].community",
                    Types.SECRET,
                    "",
                    "Send SNMPv2c with this community. It needs not be one of snmp.communities; if"
                            + " it is, its view counts.");
    static final Key<String> USER =
            TABLE.one(
                    "snmp.notify[].user",
                    Types.USER_NAME,
                    "",
                    "Send SNMPv3 as this user of snmp.users, whose view counts: alarms need detail.");
    static final Key<Boolean> INFORM =
            TABLE.one(
                    "snmp.notify[].inform",
                    Types.FLAG,
                    "false",
                    "Whether the receiver has to acknowledge. Then each waits on disk until it has.");
    static final Key<Duration> TIMEOUT =
            TABLE.one(
                    "snmp.notify[].timeout",
                    Types.duration("PT0.1S", "PT1M"),
                    "PT2S",
                    "How long an inform waits to be acknowledged before it is sent again.");
    static final Key<Integer> RETRIES =
            TABLE.one(
                    "snmp.notify[].retries",
                    Types.count(0, 20),
                    "2",
                    "How often it is sent again at once. Then there is a pause of 1 second, doubling"
                            + " up to 1 minute, and so on for as long as it takes.");
    static final Key<Integer> MOST =
            TABLE.one(
                    "snmp.notify-queue",
                    Types.count(10, 10_000),
                    "1000",
                    "How many informs may wait for each receiver; the oldest is dropped for a newer"
                            + " one, and counted.");
    static final Key<Optional<Duration>> HEARTBEAT =
            TABLE.one(
                    "snmp.heartbeat",
                    Types.durationOrOff("PT5S", "P1D"),
                    "off",
                    "How often mailgaugeHeartbeat is sent to them.");

    static List<Entry> table() {
        return TABLE.lines();
    }
}
