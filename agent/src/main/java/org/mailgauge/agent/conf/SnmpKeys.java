package org.mailgauge.agent.conf;

import org.mailgauge.config.MtaConfig.Network;

import java.util.ArrayList;
import java.util.List;

/** The part of the table that is about the SNMP agent. */
final class SnmpKeys {
    private static final List<Entry> TABLE = new ArrayList<>();

    private SnmpKeys() {}

    static final Section SNMP = section("snmp", "The SNMP agent. Read-only.");
    static final Section COMMUNITIES =
            list(
                    "snmp.communities",
                    "{name: change-me, from: [\"127.0.0.0/8\"]}",
                    "SNMPv1 and v2c communities; without one only SNMPv3 is answered.");
    static final Key<Secret> COMMUNITY_NAME =
            required("snmp.communities[].name", Types.SECRET, "", "The community.");
    static final Key<Network> COMMUNITY_FROM =
            many(
                    "snmp.communities[].from",
                    Types.NETWORK,
                    "[\"127.0.0.0/8\", \"::1/128\"]",
                    "Who may use it.");
    static final Key<SnmpConfig.View> COMMUNITY_VIEW =
            one(
                    "snmp.communities[].view",
                    Types.choice(SnmpConfig.View.class, SnmpConfig.View::label),
                    "detail",
                    "What it may see: summary is without names and addresses of others.");
    static final Section USERS =
            list(
                    "snmp.users",
                    "{name: noc, auth: SHA-256, auth-passphrase: change-me-1, priv: AES-128,"
                            + " priv-passphrase: change-me-2}",
                    "SNMPv3 users. Without one the first start makes one and keeps it in data-dir.");
    static final Key<String> USER_NAME =
            required("snmp.users[].name", Types.USER_NAME, "", "The user's name.");
    static final Key<SnmpConfig.Auth> USER_AUTH =
            one(
                    "snmp.users[].auth",
                    Types.choice(SnmpConfig.Auth.class, SnmpConfig.Auth::label),
                    "SHA-256",
                    "How the user proves itself. MD5 is broken and warned of.");
    static final Key<Secret> USER_AUTH_PASSPHRASE =
            required("snmp.users[].auth-passphrase", passphrase(), "", "Its secret for that.");
    static final Key<SnmpConfig.Priv> USER_PRIV =
            one(
                    "snmp.users[].priv",
                    Types.choice(SnmpConfig.Priv.class, SnmpConfig.Priv::label),
                    "AES-128",
                    "How requests and answers are encrypted. DES is broken and warned of.");
    static final Key<Secret> USER_PRIV_PASSPHRASE =
            required("snmp.users[].priv-passphrase", passphrase(), "", "Its secret for that.");
    static final Key<SnmpConfig.View> USER_VIEW =
            one(
                    "snmp.users[].view",
                    Types.choice(SnmpConfig.View.class, SnmpConfig.View::label),
                    "detail",
                    "What the user may see: summary is without names and addresses of others, admin"
                            + " is the agent itself too.");

    static {
        TABLE.addAll(NotifyKeys.table());
    }

    static final Key<Integer> MAX_RESPONSE =
            add(
                    new Key<>(
                            "snmp.max-response-octets",
                            Types.count(484, 65_507),
                            false,
                            false,
                            "8192",
                            1,
                            true,
                            Takes.RESTART,
                            "The longest answer to GET and GETNEXT; GETBULK keeps to 1,400."));
    static final Key<Integer> MAX_REQUESTS =
            count(
                    "snmp.max-requests-per-second",
                    0,
                    1_000_000,
                    "1000",
                    "Messages of one source that are looked at, on average over two seconds; more"
                            + " are dropped. 0 is no bound.");
    static final Key<Integer> MAX_ANSWERS =
            count(
                    "snmp.max-octets-per-second",
                    0,
                    1_000_000_000,
                    "1000000",
                    "Octets of answers to one source, on average over two seconds. 0 is no"
                            + " bound.");

    static final Key<String> CONTACT =
            one(
                    "snmp.contact",
                    Types.text("a text"),
                    "",
                    "sysContact: who looks after this server.");
    static final Key<String> LOCATION =
            one("snmp.location", Types.text("a text"), "", "sysLocation: where it stands.");

    static List<Entry> table() {
        return List.copyOf(TABLE);
    }

    private static <E extends Entry> E add(E entry) {
        TABLE.add(entry);
        return entry;
    }

    private static Type<Secret> passphrase() {
        return Types.secret(8, "a passphrase of 8 to 128 characters");
    }

    private static <T> Key<T> one(String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, false, false, fallback, 1, true, Takes.RELOAD, doc));
    }

    private static <T> Key<T> required(String path, Type<T> type, String example, String doc) {
        return add(new Key<>(path, type, false, true, example, 1, true, Takes.RELOAD, doc));
    }

    private static <T> Key<T> many(String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, true, false, fallback, 1, true, Takes.RELOAD, doc));
    }

    private static Section section(String path, String doc) {
        return add(new Section(path, 1, true, "", doc));
    }

    private static Section list(String path, String sample, String doc) {
        return add(new Section(path + "[]", 1, true, sample, doc));
    }

    private static Key<Integer> count(
            String path, int least, int most, String fallback, String doc) {
        return one(path, Types.count(least, most), fallback, doc);
    }
}
