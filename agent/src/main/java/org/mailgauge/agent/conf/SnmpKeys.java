package org.mailgauge.agent.conf;

import org.mailgauge.config.MtaConfig.Network;

import java.util.List;

/** The part of the table that is about the SNMP agent. */
final class SnmpKeys {
    private static final KeyTable TABLE = new KeyTable(1, Takes.RELOAD);

    private SnmpKeys() {}

    static final Section SNMP = TABLE.section("snmp", "The SNMP agent. Read-only.");
    static final Section COMMUNITIES =
            TABLE.list(
                    "snmp.communities",
                    "{name: change-me, from: [\"127.0.0.0/8\"]}",
                    "SNMPv1 and v2c communities; without one only SNMPv3 is answered.");
    static final Key<Secret> COMMUNITY_NAME =
            TABLE.required("snmp.communities[].name", Types.SECRET, "The community.");
    static final Key<Network> COMMUNITY_FROM =
            TABLE.many(
                    "snmp.communities[].from",
                    Types.NETWORK,
                    "[\"127.0.0.0/8\", \"::1/128\"]",
                    "Who may use it.");
    static final Key<SnmpConfig.View> COMMUNITY_VIEW =
            TABLE.one(
                    "snmp.communities[].view",
                    Types.choice(SnmpConfig.View.class, SnmpConfig.View::label),
                    "detail",
                    "What it may see: summary is without names and addresses of others.");
    static final Section USERS =
            TABLE.list(
                    "snmp.users",
                    "{name: noc, auth: SHA-256, auth-passphrase: change-me-1, priv: AES-128,"
                            + " priv-passphrase: change-me-2}",
                    "SNMPv3 users. Without one the first start makes one and keeps it in data-dir.");
    static final Key<String> USER_NAME =
            TABLE.required("snmp.users[].name", Types.USER_NAME, "The user's name.");
    static final Key<SnmpConfig.Auth> USER_AUTH =
            TABLE.one(
                    "snmp.users[].auth",
                    Types.choice(SnmpConfig.Auth.class, SnmpConfig.Auth::label),
                    "SHA-256",
                    "How the user proves itself. MD5 is broken and warned of.");
    static final Key<Secret> USER_AUTH_PASSPHRASE =
            TABLE.required("snmp.users[].auth-passphrase", passphrase(), "Its secret for that.");
    static final Key<SnmpConfig.Priv> USER_PRIV =
            TABLE.one(
                    "snmp.users[].priv",
                    Types.choice(SnmpConfig.Priv.class, SnmpConfig.Priv::label),
                    "AES-128",
                    "How requests and answers are encrypted. DES is broken and warned of.");
    static final Key<Secret> USER_PRIV_PASSPHRASE =
            TABLE.required("snmp.users[].priv-passphrase", passphrase(), "Its secret for that.");
    static final Key<SnmpConfig.View> USER_VIEW =
            TABLE.one(
                    "snmp.users[].view",
                    Types.choice(SnmpConfig.View.class, SnmpConfig.View::label),
                    "detail",
                    "What the user may see: summary is without names and addresses of others, admin"
                            + " is the agent itself too.");

    static {
        TABLE.include(NotifyKeys.table());
        TABLE.include(SnmpTlsKeys.table());
    }

    static final Key<Integer> MAX_RESPONSE =
            TABLE.count(
                    Takes.RESTART,
                    "snmp.max-response-octets",
                    484,
                    65_507,
                    "8192",
                    "The longest answer to GET and GETNEXT; GETBULK keeps to 1,400.");
    static final Key<Integer> MAX_REQUESTS =
            TABLE.count(
                    "snmp.max-requests-per-second",
                    0,
                    1_000_000,
                    "1000",
                    "Messages of one source that are looked at, on average over two seconds; more"
                            + " are dropped. 0 is no bound.");
    static final Key<Integer> MAX_ANSWERS =
            TABLE.count(
                    "snmp.max-octets-per-second",
                    0,
                    1_000_000_000,
                    "1000000",
                    "Octets of answers to one source, on average over two seconds. 0 is no"
                            + " bound.");

    static final Key<String> CONTACT =
            TABLE.one(
                    "snmp.contact",
                    Types.text("a text"),
                    "",
                    "sysContact: who looks after this server.");
    static final Key<String> LOCATION =
            TABLE.one("snmp.location", Types.text("a text"), "", "sysLocation: where it stands.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    private static Type<Secret> passphrase() {
        return Types.secret(8, "a passphrase of 8 to 128 characters");
    }
}
