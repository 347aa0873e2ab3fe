package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.Mailbox;
import org.mailgauge.config.MtaConfig.BareLineEnd;
import org.mailgauge.config.MtaConfig.Network;
import org.mailgauge.route.NextHop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table: every key there is, in the order of the sample. Keys of features that are not built
 * yet are accepted and warn.
 */
final class Keys {
    private static final List<Entry> TABLE = new ArrayList<>();

    private Keys() {}

    // --- the server

    static final Key<String> HOSTNAME =
            required(
                    Takes.RESTART,
                    "hostname",
                    Types.HOST_NAME,
                    "mx1.example.test",
                    "Our own name: in the greeting, in EHLO and in trace headers.");
    static final Key<String> DATA_DIR =
            one(
                    Takes.RESTART,
                    "data-dir",
                    Types.text("a folder"),
                    "var",
                    "Where queue, tokens and SNMP state live; made with mode 0700. A relative path"
                            + " starts at the folder of this file, or at the folder above when that is"
                            + " called conf.");
    static final Key<String> LOCAL_DOMAINS =
            many(
                    Takes.RELOAD,
                    "local-domains",
                    Types.DOMAIN,
                    "[]",
                    "Domains that are ours. They come before routes, also before a route for *."
                            + " Until mailboxes are built (part 4) their mail is answered 450: it waits at its sender.");

    static final Section LISTEN =
            section("listen", "Where each service listens: ADDRESS:PORT, or \"off\".");
    static final Key<Optional<Endpoint>> LISTEN_SMTP =
            one(
                    Takes.RESTART,
                    "listen.smtp",
                    Types.LISTEN,
                    "127.0.0.1:2525",
                    "SMTP from other MTAs.");
    static final Key<Optional<Endpoint>> LISTEN_SUBMISSION =
            one(
                    Takes.RESTART,
                    "listen.submission",
                    Types.LISTEN,
                    "127.0.0.1:2587",
                    "SMTP from users.");
    static final Key<Optional<Endpoint>> LISTEN_SUBMISSIONS =
            later(
                    4,
                    "listen.submissions",
                    Types.LISTEN,
                    "127.0.0.1:2465",
                    "SMTP from users, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_LMTP =
            one(
                    Takes.RESTART,
                    "listen.lmtp",
                    Types.LISTEN,
                    "127.0.0.1:2424",
                    "LMTP from other MTAs of this machine: on loopback only, as nothing authenticates"
                            + " its clients yet, and never on port 25. For a Unix socket see"
                            + " lmtp-socket.");
    static final Key<Optional<String>> LISTEN_LMTP_SOCKET =
            one(
                    Takes.RESTART,
                    "listen.lmtp-socket",
                    Types.SOCKET,
                    "off",
                    "LMTP over a Unix-domain socket, instead of TCP or beside it. Its clients count as"
                            + " 127.0.0.1.");
    static final Key<Integer> LISTEN_LMTP_SOCKET_MODE =
            one(
                    Takes.RESTART,
                    "listen.lmtp-socket-mode",
                    Types.MODE,
                    "0660",
                    "The permissions of that socket's file: who may write to it may connect.");
    static final Key<Optional<Endpoint>> LISTEN_POP3 =
            later(4, "listen.pop3", Types.LISTEN, "127.0.0.1:2110", "POP3.");
    static final Key<Optional<Endpoint>> LISTEN_POP3S =
            later(
                    4,
                    "listen.pop3s",
                    Types.LISTEN,
                    "127.0.0.1:2995",
                    "POP3, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_IMAP =
            later(5, "listen.imap", Types.LISTEN, "127.0.0.1:2143", "IMAP.");
    static final Key<Optional<Endpoint>> LISTEN_IMAPS =
            later(
                    5,
                    "listen.imaps",
                    Types.LISTEN,
                    "127.0.0.1:2993",
                    "IMAP, TLS from the first octet.");
    static final Key<Optional<Endpoint>> LISTEN_SNMP =
            one(
                    Takes.RESTART,
                    "listen.snmp",
                    Types.LISTEN,
                    "127.0.0.1:1161",
                    "The SNMP agent, UDP.");
    static final Key<Optional<Endpoint>> LISTEN_SNMP_TCP =
            one(
                    Takes.RESTART,
                    "listen.snmp-tcp",
                    Types.LISTEN,
                    "off",
                    "The SNMP agent over TCP too (RFC 3430).");
    static final Key<Optional<Endpoint>> LISTEN_HTTP =
            one(
                    Takes.RESTART,
                    "listen.http",
                    Types.LISTEN,
                    "127.0.0.1:8025",
                    "Status page, metrics, health and the API of the command line.");

    static final Key<Long> MAX_MESSAGE_SIZE =
            one(
                    Takes.RELOAD,
                    "max-message-size",
                    Types.size("64KiB", "2047MiB"),
                    "50MiB",
                    "The largest content that is taken; announced with SIZE.");

    static final Section BARE_LINE_END =
            section(
                    "bare-line-end",
                    "What is done with a CR or LF in content that is not part of a CRLF: reject (550"
                            + " after the real end) or normalize (made a CRLF).");
    static final Key<BareLineEnd> BARE_SMTP =
            one(Takes.RELOAD, "bare-line-end.smtp", bare(), "reject", "On the smtp listener.");
    static final Key<BareLineEnd> BARE_SUBMISSION =
            one(
                    Takes.RELOAD,
                    "bare-line-end.submission",
                    bare(),
                    "normalize",
                    "On the submission listener.");
    static final Key<BareLineEnd> BARE_LMTP =
            one(Takes.RELOAD, "bare-line-end.lmtp", bare(), "normalize", "On the lmtp listeners.");

    static final Section SMTP = section("smtp", "Limits and deadlines of the SMTP server.");
    static final Key<Duration> COMMAND_TIMEOUT =
            duration(
                    Takes.RELOAD,
                    "smtp.command-timeout",
                    "PT1S",
                    "PT1H",
                    "PT5M",
                    "Wait for the next command.");
    static final Key<Duration> DATA_TIMEOUT =
            duration(
                    Takes.RELOAD,
                    "smtp.data-timeout",
                    "PT1S",
                    "PT1H",
                    "PT3M",
                    "Wait for the next piece of content.");
    static final Key<Duration> WRITE_TIMEOUT =
            duration(
                    Takes.RELOAD,
                    "smtp.write-timeout",
                    "PT1S",
                    "PT1H",
                    "PT1M",
                    "Wait for a client to take a reply.");
    static final Key<Duration> SESSION_BUDGET =
            duration(
                    Takes.RELOAD, "smtp.session-budget", "PT1M", "P1D", "PT1H", "A whole session.");
    static final Key<Integer> MINIMUM_RATE =
            count(
                    Takes.RELOAD,
                    "smtp.minimum-rate-octets",
                    0,
                    1_000_000,
                    "500",
                    "Octets a second that content has to come at, after a grace time.");
    static final Key<Integer> RECIPIENTS =
            count(
                    Takes.RELOAD,
                    "smtp.recipients",
                    100,
                    100_000,
                    "1000",
                    "Recipients of one message; those beyond get 452.");
    static final Key<Integer> JUNK_COMMANDS =
            count(
                    Takes.RELOAD,
                    "smtp.junk-commands",
                    1,
                    100_000,
                    "100",
                    "Commands that do nothing (NOOP, RSET, VRFY ...) before 421.");
    static final Key<Integer> ERRORS =
            count(
                    Takes.RELOAD,
                    "smtp.errors",
                    1,
                    100_000,
                    "20",
                    "Permanent failure replies before 421.");
    static final Key<Integer> RECEIVED_FIELDS =
            count(
                    Takes.RELOAD,
                    "smtp.received-fields",
                    10,
                    1000,
                    "100",
                    "Received fields above which a message counts as looping (554 5.4.6).");
    static final Key<Integer> CONNECTIONS =
            count(
                    Takes.RESTART,
                    "smtp.connections",
                    1,
                    1_000_000,
                    "20000",
                    "Connections at a time, all clients.");
    static final Key<Integer> PER_ADDRESS =
            count(
                    Takes.RELOAD,
                    "smtp.per-address",
                    1,
                    1_000_000,
                    "50",
                    "Connections at a time of one IPv4 address or IPv6 /64.");
    static final Key<Integer> RESERVE =
            count(
                    Takes.RESTART,
                    "smtp.reserve",
                    0,
                    1_000_000,
                    "2000",
                    "Of these connections, how many are kept for loopback and relay-networks.");

    // --- the queue and delivery

    static final Section QUEUE = section("queue", "The journal and the retry schedule.");
    static final Key<Long> SEGMENT_SIZE =
            one(
                    Takes.RESTART,
                    "queue.segment-size",
                    Types.size("1MiB", "1GiB"),
                    "64MiB",
                    "Size of one journal segment.");
    static final Key<Integer> SPARE_SEGMENTS =
            count(
                    Takes.RESTART,
                    "queue.spare-segments",
                    0,
                    1000,
                    "4",
                    "Zero-filled segments kept ready.");
    static final Key<Boolean> PREALLOCATE =
            one(
                    Takes.RESTART,
                    "queue.preallocate",
                    Types.FLAG,
                    "true",
                    "Zero-fill segments beforehand; switch it off on copy-on-write file systems.");
    static final Key<Long> BODY_FILE_SIZE =
            one(
                    Takes.RESTART,
                    "queue.body-file-size",
                    Types.size("4KiB", "16MiB"),
                    "256KiB",
                    "Content larger than this goes to a file of its own.");
    static final Key<Long> RESERVE_SIZE =
            one(
                    Takes.RESTART,
                    "queue.reserve-size",
                    Types.size("0", "1024GiB"),
                    "64MiB",
                    "Disk kept free for delivery and reports; below it MAIL gets 452 4.3.1.");
    static final Key<Integer> RESERVE_INODES =
            count(
                    Takes.RESTART,
                    "queue.reserve-inodes",
                    0,
                    100_000_000,
                    "1000",
                    "The same in inodes.");
    static final Key<Duration> RETRY_FIRST =
            duration(
                    Takes.RELOAD,
                    "queue.retry-first",
                    "PT1S",
                    "P1D",
                    "PT5M",
                    "Wait before the second attempt.");
    static final Key<Duration> RETRY_MOST =
            duration(
                    Takes.RELOAD,
                    "queue.retry-most",
                    "PT1S",
                    "P5D",
                    "PT3H",
                    "Longest wait between attempts.");
    static final Key<Duration> EXPIRY =
            duration(
                    Takes.RELOAD,
                    "queue.expiry",
                    "PT1M",
                    "P60D",
                    "P5D",
                    "How long a message is tried.");
    static final Key<Duration> NULL_PATH_EXPIRY =
            duration(
                    Takes.RELOAD,
                    "queue.null-path-expiry",
                    "PT1M",
                    "P60D",
                    "P1D",
                    "The same for the null reverse-path (reports).");
    static final Key<Optional<String>> REPLY_CLASSES =
            one(
                    Takes.RELOAD,
                    "queue.reply-classes",
                    Types.FILE_OR_BUILT_IN,
                    "built-in",
                    "A file with a table of your own that sorts transient replies into classes and"
                            + " says how soon each is tried again. A relative path starts where that of"
                            + " data-dir does. Ours, to begin with, is printed by mailgauge"
                            + " check-config --print-reply-classes.");

    static final Section REPORTS =
            section("reports", "Reports to senders about mail that fails or is late.");
    static final Key<Long> ORIGINAL_SIZE =
            one(
                    Takes.RELOAD,
                    "reports.original-size",
                    Types.size("1KiB", "16MiB"),
                    "50KiB",
                    "A message of at most this size comes back whole with a report about it; of a"
                            + " larger one its header does.");
    static final Key<Duration> DELAYS =
            many(
                    Takes.RESTART,
                    "reports.delays",
                    Types.duration("PT1M", "P60D"),
                    "[PT4H, P1D]",
                    "Ages of a message at which its sender is told, once each, that it still waits;"
                            + " [] for never.");
    static final Key<Optional<Mailbox>> DOUBLE_BOUNCE =
            one(
                    Takes.RESTART,
                    "reports.double-bounce",
                    Types.MAILBOX_OR_NONE,
                    "none",
                    "Who is told of failed mail with a null reverse-path, whose author must not be"
                            + " told; without it such failures are counted and logged only.");

    static final Section DELIVERY = section("delivery", "Delivery over associations.");
    static final Key<Integer> CONCURRENCY =
            count(
                    Takes.RELOAD,
                    "delivery.concurrency",
                    1,
                    10_000,
                    "20",
                    "Associations to one next hop, at most.");
    static final Key<Integer> CONCURRENCY_START =
            count(
                    Takes.RELOAD,
                    "delivery.concurrency-start",
                    1,
                    10_000,
                    "5",
                    "Associations to a next hop of which nothing is known; more as mail gets through.");
    static final Key<Integer> ASSOCIATIONS =
            count(
                    Takes.RESTART,
                    "delivery.associations",
                    1,
                    100_000,
                    "1000",
                    "Outbound associations in all.");
    static final Key<Duration> LINGER =
            duration(
                    Takes.RESTART,
                    "delivery.linger",
                    "PT0S",
                    "PT1M",
                    "PT1S",
                    "How long an association waits for more to do; PT0S: not at all.");
    static final Key<Integer> LINGER_ASSOCIATIONS =
            count(
                    Takes.RESTART,
                    "delivery.linger-associations",
                    0,
                    100_000,
                    "100",
                    "How many associations may wait so.");
    static final Section TIMEOUTS =
            section(
                    "delivery.timeouts",
                    "Waits for a next hop, by step (RFC 5321 section 4.5.3.2).");
    static final List<Key<Duration>> STEPS =
            List.of(
                    step("connect", "PT30S", "For the connection."),
                    step("greeting", "PT5M", "For its 220."),
                    step("ehlo", "PT5M", "For the reply to EHLO."),
                    step("mail", "PT5M", "For the reply to MAIL."),
                    step("rcpt", "PT5M", "For the reply to RCPT."),
                    step("data", "PT2M", "For the 354."),
                    step("block", "PT3M", "To take a piece of content."),
                    step("dot", "PT10M", "For the reply to the end of content."),
                    step("quit", "PT20S", "For the reply to QUIT."));

    // --- who may relay, and where mail goes

    static final Key<Network> RELAY_NETWORKS =
            many(
                    Takes.RELOAD,
                    "relay-networks",
                    Types.NETWORK,
                    "[]",
                    "Who may send to any domain without AUTH; nobody by default.");
    static final Key<String> RELAY_DOMAINS =
            many(
                    Takes.RELOAD,
                    "relay-domains",
                    Types.DOMAIN_OR_SUBDOMAINS,
                    "[]",
                    "Domains that are accepted from anyone and routed on: we are their gateway.");

    static final Section ROUTES =
            list(
                    "routes",
                    "{match: \"*.lab.test\", via: \"smtp:[127.0.0.1]:2526\"}",
                    "Where mail goes; the first match wins. What no route matches goes to the"
                            + " domain's mail exchangers (not built yet: such mail waits).");
    static final Key<String> ROUTE_MATCH =
            required(Takes.RELOAD, "routes[].match", Types.MATCH, "", "The recipients' domain.");
    static final Key<NextHop> ROUTE_VIA =
            required(
                    Takes.RELOAD,
                    "routes[].via",
                    RouteType.VIA,
                    "",
                    "smtp:[host]:port (no MX look-up), lmtp:host:port, lmtp:unix:PATH, hold,"
                            + " discard, \"error:5.1.2 text\"; later also smtp:domain and local.");
    static final Key<String> ROUTE_CHANNEL =
            one(
                    Takes.RELOAD,
                    "routes[].channel",
                    Types.CHANNEL,
                    "",
                    "Name of a group (channel) of its own; without it the route shares its kind's.");

    // --- observation

    static final Section GROUPS = section("groups", "The MTA groups (channels) that are counted.");
    static final Key<Integer> DESTINATIONS =
            count(
                    Takes.RESTART,
                    "groups.destinations",
                    2,
                    10_000,
                    "50",
                    "How many destination domains have a group of their own; the rest is other.");
    static final Key<Integer> DESTINATION_ROWS =
            count(
                    Takes.RELOAD,
                    "groups.destination-rows",
                    1,
                    10_000,
                    "256",
                    "How many destination domains are told of one by one, the largest first.");

    static {
        TABLE.addAll(SnmpKeys.table());
        TABLE.addAll(AgentxKeys.table());
        TABLE.addAll(AlarmKeys.table());
        TABLE.addAll(SinkKeys.table());
    }

    static final Section WATCH =
            laterList(
                    6,
                    "watch",
                    "{type: postfix, config: /etc/postfix}",
                    "Foreign MTAs on this host that are shown beside ours.");
    static final Key<ForeignType> WATCH_TYPE =
            laterRequired(
                    6,
                    "watch[].type",
                    Types.choice(ForeignType.class, ForeignType::label),
                    "What it is.");
    static final Key<String> WATCH_CONFIG =
            later(
                    6,
                    "watch[].config",
                    Types.text("a folder or file"),
                    "",
                    "Its configuration, where it is not in the usual place.");

    // --- mailboxes and accounts

    static final Section TLS = laterSection(4, "tls", "The certificate for our listeners.");
    static final Key<String> TLS_CERTIFICATE =
            later(4, "tls.certificate", Types.text("a PEM file"), "", "Certificate chain, PEM.");
    static final Key<String> TLS_KEY =
            later(4, "tls.key", Types.text("a PEM file"), "", "Its private key, PEM.");
    static final Section ACCOUNTS = laterSection(4, "accounts", "Users of submission, POP3, IMAP.");
    static final Key<String> ACCOUNTS_FILE =
            later(4, "accounts.file", Types.text("a file"), "accounts", "Where they are kept.");
    static final Section IMAP = laterSection(5, "imap", "The IMAP server.");
    static final Key<Long> VIEW_CACHE =
            later(
                    5,
                    "imap.view-cache",
                    Types.size("1MiB", "1024GiB"),
                    "64MiB",
                    "Memory for the views of open mailboxes.");

    // --- the process

    static final Section HTTP = section("http", "The HTTP listener.");
    static final Key<String> HTTP_NAMES =
            many(
                    Takes.RELOAD,
                    "http.host-names",
                    Types.DOMAIN,
                    "[]",
                    "Names by which it may be asked, besides localhost and addresses; any other"
                            + " Host is refused.");
    static final Section LOG = section("log", "The log, on the standard error stream.");
    static final Key<LogLevel> LOG_LEVEL =
            one(
                    Takes.RELOAD,
                    "log.level",
                    Types.choice(LogLevel.class, LogLevel::label),
                    "info",
                    "The least that is logged.");
    static final Key<Duration> STOP_WITHIN =
            duration(
                    Takes.RESTART,
                    "stop-within",
                    "PT1S",
                    "PT10M",
                    "PT10S",
                    "On SIGTERM, how long running sessions and deliveries may take to end.");
    static final Key<String> RUN_AS =
            later(
                    6,
                    "run-as",
                    Types.USER_NAME,
                    "",
                    "The account to become after ports below 1024 are open.");

    static final Section DEMO = section("demo", "What bin/mailgauge demo does.");
    static final Key<Duration> DEMO_FOR =
            duration(
                    Takes.RESTART,
                    "demo.run-for",
                    "PT1S",
                    "P1D",
                    "PT10M",
                    "It ends by itself after this.");
    static final Key<Integer> DEMO_RATE =
            count(Takes.RESTART, "demo.rate", 1, 1000, "5", "Messages a second that it sends.");
    static final Key<Duration> DEMO_CYCLE =
            duration(
                    Takes.RESTART,
                    "demo.cycle",
                    "PT2S",
                    "PT1H",
                    "PT1M",
                    "Its next hop works for the first half of each cycle and fails for the second.");

    /** Every line, in order. */
    static List<Entry> table() {
        return List.copyOf(TABLE);
    }

    // --- how lines are made

    private static Type<BareLineEnd> bare() {
        return Types.choice(BareLineEnd.class, end -> end.name().toLowerCase(Locale.ROOT));
    }

    private static <E extends Entry> E add(E entry) {
        TABLE.add(entry);
        return entry;
    }

    private static <T> Key<T> one(
            Takes takes, String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, false, false, fallback, 1, true, takes, doc));
    }

    /** A key that has to be given; {@code example} stands in the sample. */
    private static <T> Key<T> required(
            Takes takes, String path, Type<T> type, String example, String doc) {
        return add(new Key<>(path, type, false, true, example, 1, true, takes, doc));
    }

    private static <T> Key<T> many(
            Takes takes, String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, true, false, fallback, 1, true, takes, doc));
    }

    private static <T> Key<T> later(
            int part, String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, false, false, fallback, part, false, Takes.NEVER, doc));
    }

    private static <T> Key<T> laterRequired(int part, String path, Type<T> type, String doc) {
        return add(new Key<>(path, type, false, true, "", part, false, Takes.NEVER, doc));
    }

    private static Section section(String path, String doc) {
        return add(new Section(path, 1, true, "", doc));
    }

    private static Section list(String path, String sample, String doc) {
        return add(new Section(path + "[]", 1, true, sample, doc));
    }

    private static Section laterSection(int part, String path, String doc) {
        return add(new Section(path, part, false, "", doc));
    }

    private static Section laterList(int part, String path, String sample, String doc) {
        return add(new Section(path + "[]", part, false, sample, doc));
    }

    private static Key<Integer> count(
            Takes takes, String path, int least, int most, String fallback, String doc) {
        return one(takes, path, Types.count(least, most), fallback, doc);
    }

    private static Key<Duration> duration(
            Takes takes, String path, String least, String most, String fallback, String doc) {
        return one(takes, path, Types.duration(least, most), fallback, doc);
    }

    private static Key<Duration> step(String name, String fallback, String doc) {
        return duration(Takes.RELOAD, "delivery.timeouts." + name, "PT1S", "PT1H", fallback, doc);
    }
}
