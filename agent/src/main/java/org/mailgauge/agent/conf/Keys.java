package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;
import org.mailgauge.config.MtaConfig.BareLineEnd;
import org.mailgauge.config.MtaConfig.Network;
import org.mailgauge.route.NextHop;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table: every key there is, in the order of the sample. Keys of features that are not built
 * yet are accepted and warn.
 */
final class Keys {
    private static final KeyTable TABLE = new KeyTable(1, Takes.RELOAD);

    private Keys() {}

    // --- the server

    static final Key<String> HOSTNAME =
            TABLE.required(
                    Takes.RESTART,
                    "hostname",
                    Types.HOST_NAME,
                    "mx1.example.test",
                    "Our own name: in the greeting, in EHLO and in trace headers.");
    static final Key<String> DATA_DIR =
            TABLE.one(
                    Takes.RESTART,
                    "data-dir",
                    Types.text("a folder"),
                    "var",
                    "Where queue, tokens and SNMP state live; made with mode 0700. A relative path"
                            + " starts at the folder of this file, or at the folder above when that is"
                            + " called conf.");
    static final Key<String> LOCAL_DOMAINS =
            TABLE.many(
                    Takes.RELOAD,
                    "local-domains",
                    Types.DOMAIN,
                    "[]",
                    "Domains that are ours. They come before routes, also before a route for *."
                            + " Their recipients are accounts (mailgauge user); others are refused.");

    static final Section LISTEN =
            TABLE.section("listen", "Where each service listens: ADDRESS:PORT, or \"off\".");
    static final Key<Optional<Endpoint>> LISTEN_SMTP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.smtp",
                    Types.LISTEN,
                    "127.0.0.1:2525",
                    "SMTP from other MTAs.");
    static final Key<Optional<Endpoint>> LISTEN_SUBMISSION =
            TABLE.one(
                    Takes.RESTART,
                    "listen.submission",
                    Types.LISTEN,
                    "127.0.0.1:2587",
                    "SMTP from users.");
    static final Key<Optional<Endpoint>> LISTEN_SUBMISSIONS =
            TABLE.one(
                    Takes.RESTART,
                    "listen.submissions",
                    Types.LISTEN,
                    "127.0.0.1:2465",
                    "SMTP from users, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_LMTP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.lmtp",
                    Types.LISTEN,
                    "127.0.0.1:2424",
                    "LMTP from other MTAs of this machine: on loopback only, as nothing authenticates"
                            + " its clients yet, and never on port 25. For a Unix socket see"
                            + " lmtp-socket.");
    static final Key<Optional<String>> LISTEN_LMTP_SOCKET =
            TABLE.one(
                    Takes.RESTART,
                    "listen.lmtp-socket",
                    Types.SOCKET,
                    "off",
                    "LMTP over a Unix-domain socket, instead of TCP or beside it. Its clients count as"
                            + " 127.0.0.1.");
    static final Key<Integer> LISTEN_LMTP_SOCKET_MODE =
            TABLE.one(
                    Takes.RESTART,
                    "listen.lmtp-socket-mode",
                    Types.MODE,
                    "0660",
                    "The permissions of that socket's file: who may write to it may connect.");
    static final Key<String> LISTEN_LMTP_SOCKET_USERS =
            TABLE.many(
                    Takes.RESTART,
                    "listen.lmtp-socket-users",
                    Types.USER_NAME,
                    "[]",
                    "Of those who may connect to that socket, the users that may deliver, by name or"
                            + " number; root and the server's own user always may. None here and in"
                            + " lmtp-socket-groups: whoever may connect.");
    static final Key<String> LISTEN_LMTP_SOCKET_GROUPS =
            TABLE.many(
                    Takes.RESTART,
                    "listen.lmtp-socket-groups",
                    Types.USER_NAME,
                    "[]",
                    "The same for groups. What counts is the effective group of the client, not its"
                            + " supplementary ones.");
    static final Key<Optional<Endpoint>> LISTEN_POP3 =
            TABLE.one(
                    Takes.RESTART,
                    "listen.pop3",
                    Types.LISTEN,
                    "127.0.0.1:2110",
                    "POP3; with STLS when there is a certificate.");
    static final Key<Optional<Endpoint>> LISTEN_POP3S =
            TABLE.one(
                    Takes.RESTART,
                    "listen.pop3s",
                    Types.LISTEN,
                    "127.0.0.1:2995",
                    "POP3, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_IMAP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.imap",
                    Types.LISTEN,
                    "127.0.0.1:2143",
                    "IMAP; with STARTTLS when there is a certificate.");
    static final Key<Optional<Endpoint>> LISTEN_IMAPS =
            TABLE.one(
                    Takes.RESTART,
                    "listen.imaps",
                    Types.LISTEN,
                    "127.0.0.1:2993",
                    "IMAP, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_SNMP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.snmp",
                    Types.LISTEN,
                    "127.0.0.1:1161",
                    "The SNMP agent, UDP.");
    static final Key<Optional<Endpoint>> LISTEN_SNMP_TCP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.snmp-tcp",
                    Types.LISTEN,
                    "off",
                    "The SNMP agent over TCP too (RFC 3430).");
    static final Key<Optional<Endpoint>> LISTEN_SNMP_TLS =
            TABLE.one(
                    Takes.RESTART,
                    "listen.snmp-tls",
                    Types.LISTEN,
                    "off",
                    "The SNMP agent over TLS (RFC 6353), for snmp.tls.clients.");
    static final Key<Optional<Endpoint>> LISTEN_SNMP_DTLS =
            TABLE.one(
                    Takes.RESTART,
                    "listen.snmp-dtls",
                    Types.LISTEN,
                    "off",
                    "The SNMP agent over DTLS, UDP, for snmp.tls.clients.");
    static final Key<Optional<Endpoint>> LISTEN_HTTP =
            TABLE.one(
                    Takes.RESTART,
                    "listen.http",
                    Types.LISTEN,
                    "127.0.0.1:8025",
                    "Status page, metrics, health and the API of the command line.");

    static final Key<Long> MAX_MESSAGE_SIZE =
            TABLE.one(
                    Takes.RELOAD,
                    "max-message-size",
                    Types.size("64KiB", "2047MiB"),
                    "50MiB",
                    "The largest content that is taken; announced with SIZE.");

    static final Section BARE_LINE_END =
            TABLE.section(
                    "bare-line-end",
                    "What is done with a CR or LF in content that is not part of a CRLF: reject (550"
                            + " after the real end) or normalize (made a CRLF).");
    static final Key<BareLineEnd> BARE_SMTP =
            TABLE.one(
                    Takes.RELOAD, "bare-line-end.smtp", bare(), "reject", "On the smtp listener.");
    static final Key<BareLineEnd> BARE_SUBMISSION =
            TABLE.one(
                    Takes.RELOAD,
                    "bare-line-end.submission",
                    bare(),
                    "normalize",
                    "On the submission listener.");
    static final Key<BareLineEnd> BARE_LMTP =
            TABLE.one(
                    Takes.RELOAD,
                    "bare-line-end.lmtp",
                    bare(),
                    "normalize",
                    "On the lmtp listeners.");

    static final Section SMTP = TABLE.section("smtp", "Limits and deadlines of the SMTP server.");
    static final Key<Duration> COMMAND_TIMEOUT =
            TABLE.duration(
                    Takes.RELOAD,
                    "smtp.command-timeout",
                    "PT1S",
                    "PT1H",
                    "PT5M",
                    "Wait for the next command.");
    static final Key<Duration> DATA_TIMEOUT =
            TABLE.duration(
                    Takes.RELOAD,
                    "smtp.data-timeout",
                    "PT1S",
                    "PT1H",
                    "PT3M",
                    "Wait for the next piece of content.");
    static final Key<Duration> WRITE_TIMEOUT =
            TABLE.duration(
                    Takes.RELOAD,
                    "smtp.write-timeout",
                    "PT1S",
                    "PT1H",
                    "PT1M",
                    "Wait for a client to take a reply.");
    static final Key<Duration> SESSION_BUDGET =
            TABLE.duration(
                    Takes.RELOAD, "smtp.session-budget", "PT1M", "P1D", "PT1H", "A whole session.");
    static final Key<Integer> MINIMUM_RATE =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.minimum-rate-octets",
                    0,
                    1_000_000,
                    "500",
                    "Octets a second that content has to come at, after a grace time.");
    static final Key<Integer> RECIPIENTS =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.recipients",
                    100,
                    100_000,
                    "1000",
                    "Recipients of one message; those beyond get 452.");
    static final Key<Integer> JUNK_COMMANDS =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.junk-commands",
                    1,
                    100_000,
                    "100",
                    "Commands that do nothing (NOOP, RSET, VRFY ...) before 421.");
    static final Key<Integer> ERRORS =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.errors",
                    1,
                    100_000,
                    "20",
                    "Permanent failure replies before 421.");
    static final Key<Integer> RECEIVED_FIELDS =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.received-fields",
                    10,
                    1000,
                    "100",
                    "Received fields above which a message counts as looping (554 5.4.6).");
    static final Key<Integer> CONNECTIONS =
            TABLE.count(
                    Takes.RESTART,
                    "smtp.connections",
                    1,
                    1_000_000,
                    "20000",
                    "Connections at a time, all clients.");
    static final Key<Integer> PER_ADDRESS =
            TABLE.count(
                    Takes.RELOAD,
                    "smtp.per-address",
                    1,
                    1_000_000,
                    "50",
                    "Connections at a time of one IPv4 address or IPv6 /64.");
    static final Key<Integer> RESERVE =
            TABLE.count(
                    Takes.RESTART,
                    "smtp.reserve",
                    0,
                    1_000_000,
                    "2000",
                    "Of these connections, how many are kept for loopback and relay-networks.");

    // --- the queue and delivery

    static {
        TABLE.include(QueueKeys.table());
        TABLE.include(DeliveryKeys.table());
    }

    // --- who may relay, and where mail goes

    static final Key<Network> RELAY_NETWORKS =
            TABLE.many(
                    Takes.RELOAD,
                    "relay-networks",
                    Types.NETWORK,
                    "[]",
                    "Who may send to any domain without AUTH; nobody by default.");
    static final Key<String> RELAY_DOMAINS =
            TABLE.many(
                    Takes.RELOAD,
                    "relay-domains",
                    Types.DOMAIN_OR_SUBDOMAINS,
                    "[]",
                    "Domains that are accepted from anyone and routed on: we are their gateway.");

    static final Section ROUTES =
            TABLE.list(
                    "routes",
                    "{match: \"*.lab.test\", via: \"smtp:[127.0.0.1]:2526\"}",
                    "Where mail goes; the first match wins. What no route matches goes to the"
                            + " domain's mail exchangers (not built yet: such mail waits).");
    static final Key<String> ROUTE_MATCH =
            TABLE.required(
                    Takes.RELOAD, "routes[].match", Types.MATCH, "", "The recipients' domain.");
    static final Key<NextHop> ROUTE_VIA =
            TABLE.required(
                    Takes.RELOAD,
                    "routes[].via",
                    RouteType.VIA,
                    "",
                    "smtp:[host]:port (no MX look-up), lmtp:host:port, lmtp:unix:PATH,"
                            + " local (as local-domains), hold, discard, \"error:5.1.2 text\";"
                            + " later also smtp:domain.");
    static final Key<String> ROUTE_CHANNEL =
            TABLE.one(
                    Takes.RELOAD,
                    "routes[].channel",
                    Types.CHANNEL,
                    "",
                    "Name of a group (channel) of its own; without it the route shares its kind's.");

    // --- observation

    static final Section GROUPS =
            TABLE.section("groups", "The MTA groups (channels) that are counted.");
    static final Key<Integer> DESTINATIONS =
            TABLE.count(
                    Takes.RESTART,
                    "groups.destinations",
                    2,
                    10_000,
                    "50",
                    "How many destination domains have a group of their own; the rest is other.");
    static final Key<Integer> DESTINATION_ROWS =
            TABLE.count(
                    Takes.RELOAD,
                    "groups.destination-rows",
                    1,
                    10_000,
                    "256",
                    "How many destination domains are told of one by one, the largest first.");

    static {
        TABLE.include(SnmpKeys.table());
        TABLE.include(AgentxKeys.table());
        TABLE.include(AlarmKeys.table());
        TABLE.include(SinkKeys.table());
        TABLE.include(WatchKeys.table());
    }

    // --- mailboxes and accounts

    static {
        TABLE.include(TlsKeys.table());
        TABLE.include(AccountKeys.table());
        TABLE.include(MailboxKeys.table());
        TABLE.include(Pop3Keys.table());
        TABLE.include(ImapKeys.table());
    }

    // --- the process

    static final Section HTTP = TABLE.section("http", "The HTTP listener.");
    static final Key<String> HTTP_NAMES =
            TABLE.many(
                    Takes.RELOAD,
                    "http.host-names",
                    Types.DOMAIN,
                    "[]",
                    "Names by which it may be asked, besides localhost and addresses; any other"
                            + " Host is refused.");
    static final Section LOG = TABLE.section("log", "The log, on the standard error stream.");
    static final Key<LogLevel> LOG_LEVEL =
            TABLE.one(
                    Takes.RELOAD,
                    "log.level",
                    Types.choice(LogLevel.class, LogLevel::label),
                    "info",
                    "The least that is logged.");
    static final Key<Duration> STOP_WITHIN =
            TABLE.duration(
                    Takes.RESTART,
                    "stop-within",
                    "PT1S",
                    "PT10M",
                    "PT10S",
                    "On SIGTERM, how long running sessions and deliveries may take to end.");
    static final Key<String> RUN_AS =
            TABLE.later(
                    6,
                    "run-as",
                    Types.USER_NAME,
                    "",
                    "The account to become after ports below 1024 are open.");

    static final Section DEMO = TABLE.section("demo", "What bin/mailgauge demo does.");
    static final Key<Duration> DEMO_FOR =
            TABLE.duration(
                    Takes.RESTART,
                    "demo.run-for",
                    "PT1S",
                    "P1D",
                    "PT10M",
                    "It ends by itself after this.");
    static final Key<Integer> DEMO_RATE =
            TABLE.count(
                    Takes.RESTART, "demo.rate", 1, 1000, "5", "Messages a second that it sends.");
    static final Key<Duration> DEMO_CYCLE =
            TABLE.duration(
                    Takes.RESTART,
                    "demo.cycle",
                    "PT2S",
                    "PT1H",
                    "PT1M",
                    "Its next hop works for the first half of each cycle and fails for the second.");

    /** Every line, in order. */
    static List<Entry> table() {
        return TABLE.lines();
    }

    private static Type<BareLineEnd> bare() {
        return Types.choice(BareLineEnd.class, end -> end.name().toLowerCase(Locale.ROOT));
    }
}
