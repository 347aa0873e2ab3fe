package org.mailgauge.truth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.AccessSetup;
import org.mailgauge.MtaServer;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.address.Mailbox;
import org.mailgauge.agent.snmp.MibImage;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.ImapLimits;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.BareLineEnd;
import org.mailgauge.config.MtaConfig.Service;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.deliver.StoreMailboxes;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.maildrop.StoreMaildrops;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.SnapshotDiff;
import org.mailgauge.queue.MailQueue;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Selection;
import org.mailgauge.route.NextHop.Discard;
import org.mailgauge.route.NextHop.Hold;
import org.mailgauge.route.NextHop.LmtpSocket;
import org.mailgauge.route.NextHop.SmtpHost;
import org.mailgauge.route.Route;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.Faults;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimResolver;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.MemoryLogins;
import org.mailgauge.wire.ImapProtocol;
import org.mailgauge.wire.Pop3Protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/**
 * The whole MTA on a simulated machine, with clients, a next hop, and the eyes of a manager. Time
 * moves only when a test moves it; the agent started 10 s before the MTA.
 */
final class World implements AutoCloseable {
    static final IpAddress STRANGER = address("192.0.2.7");
    static final Endpoint SMTP = new Endpoint(address("192.0.2.25"), 2525);
    static final Endpoint SUBMISSION = new Endpoint(address("192.0.2.25"), 2587);
    static final Endpoint POP3 = new Endpoint(address("192.0.2.25"), 2110);
    static final Endpoint IMAP = new Endpoint(address("192.0.2.25"), 2143);
    static final Endpoint LMTP = new Endpoint(address("127.0.0.1"), 2424);
    private static final String SOCKET = "/run/hop/lmtp";
    private static final Endpoint HOP = new Endpoint(address("198.51.100.1"), 2526);
    private static final Duration PATIENCE = Duration.ofDays(300);

    /** Octets that are on their way at most until the other side reads. */
    private static final int WINDOW = 64 << 10;

    /** How long an association waits for more in the worlds where it does. */
    static final Duration LINGER = Duration.ofSeconds(20);

    /** What senders are told of, when they are told of delays before their mail is given up. */
    static final Duration DELAY = Duration.ofMinutes(7);

    /** What differs between worlds. */
    enum Kind {
        /** Nothing lingers, and mail is given up before anybody is told of a delay. */
        PLAIN,
        LINGERING,
        TELLS_OF_DELAYS,
        /** As plain, but some room on disk is kept free. */
        WITH_RESERVE,
        /** As plain, but everybody may have thousands of connections. */
        CROWDED,
        /** As plain, but with accounts, their mailboxes, POP3 and IMAP. */
        MAILBOXES
    }

    /** Accounts of worlds with mailboxes; who logs in is Anna. */
    static final Mailbox ANNA = MemoryLogins.ANNA;

    static final Mailbox EVE = new Mailbox("eve", ANNA.domain());
    static final String PASSWORD = "secret word";

    /** What is kept free on disk in worlds whose disk is bounded, in octets and inodes. */
    static final long RESERVE = 8_000_000;

    static final long RESERVE_INODES = 100;

    /** Rows of destinations that there may be. */
    static final int ROWS = 40;

    final SimTime time;
    final SimNet net;
    final SimTasks tasks = new SimTasks();
    final SimDisk disk;
    private final SimTasks peers = new SimTasks();
    final NextHop hop;
    final NextHop mailboxes;
    private final long agentStarted;

    /** When the MTA started, on the ticker. */
    final long started;

    private final MemoryAccounts accounts = new MemoryAccounts();
    private final MemoryMailStore store;
    private final @Nullable StoreMailboxes boxes;
    private final MtaServer mta;
    private final List<Client> clients = new ArrayList<>();

    World() {
        this(Kind.PLAIN);
    }

    World(Kind kind) {
        this(kind, new SimDisk(), new SimTime());
    }

    /**
     * A world with what an earlier one has left on disk.
     *
     * @param disk empty for a first run
     * @param time which goes on
     * @param probes parts beside the MTA whose values are shown with its own
     */
    World(Kind kind, SimDisk disk, SimTime time, Probe... probes) {
        this.disk = disk;
        this.time = time;
        net = new SimNet(time, 1);
        if (kind == Kind.MAILBOXES) {
            net.faults(_ -> Faults.NONE.withWindow(WINDOW));
        }
        hop = new NextHop(net, peers, HOP);
        mailboxes = new NextHop(net, peers, net.localSocket(SOCKET));
        agentStarted = time.ticks();
        advance(Duration.ofSeconds(10));
        // The last run's traffic: these destinations have groups from the start.
        disk.put(
                "observe/traffic",
                (kind == Kind.MAILBOXES
                                ? "5 local.test\n"
                                : "4 hop.test\n3 held.test\n2 dropped.test\n1 boxes.test\n")
                        .getBytes(StandardCharsets.US_ASCII));
        store = new MemoryMailStore(new MemoryData(), time, StoreLimits.DEFAULT);
        try {
            boxes = kind == Kind.MAILBOXES ? mailboxes() : null;
            mta =
                    MtaServer.start(
                            config(kind),
                            new MtaServer.Presence(
                                    8, ROWS, "http://192.0.2.25:8025/", List.of(probes)),
                            new MtaServer.Ports(
                                    time, disk, net, new SimResolver(), new SimEntropy(1), tasks),
                            boxes == null ? Mailboxes.NONE : boxes,
                            boxes == null ? List.of() : List.of(pop3(), imap()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        started = time.ticks();
        advance(Duration.ofSeconds(10));
    }

    private StoreMailboxes mailboxes() throws IOException {
        accounts.with(ANNA.toString(), PASSWORD).with(EVE.toString(), PASSWORD);
        return new StoreMailboxes(store, accounts, MailboxConfig.DEFAULT);
    }

    private AccessSetup pop3() {
        return new AccessSetup(
                List.of(new AccessSetup.At(false, POP3)),
                Pop3Protocol.of("mx.test", Pop3Limits.DEFAULT, new StoreMaildrops(store)),
                new MemoryLogins(false, null));
    }

    private AccessSetup imap() {
        var accounts = new MailAccounts(store, time, 1 << 20, 10);
        return new AccessSetup(
                List.of(new AccessSetup.At(false, IMAP)),
                ImapProtocol.of("mx.test", "1", ImapLimits.DEFAULT, accounts),
                new MemoryLogins(false, null));
    }

    /** An account has no more room than it uses. */
    void fill(Mailbox account) {
        limit(account, false);
    }

    /** An account has room without end. */
    void empty(Mailbox account) {
        limit(account, true);
    }

    private void limit(Mailbox account, boolean room) {
        try {
            var mail = store.account(AccountName.of(account)).orElseThrow();
            var quota = new Quota(mail.quota().octets(), Quota.UNLIMITED);
            var _ = mail.limit(room ? Quota.NONE : quota).done().orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Senders of what has no room are told at once. */
    void refuseForGood() {
        Objects.requireNonNull(boxes).configure(new MailboxConfig("+", false, null, true, 0));
    }

    /** An account is removed; its mail stays in the store. */
    void remove(Mailbox account) {
        accounts.remove(account.toString());
    }

    /** Octets of each message that an account has, in their order. */
    List<Long> octets(Mailbox account) {
        var octets = new ArrayList<Long>();
        try {
            var mail = store.account(AccountName.of(account)).orElseThrow();
            var inbox = mail.mailbox(MailboxName.INBOX).orElseThrow();
            var opened = inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow();
            try (var view = opened) {
                for (int i = 1; i <= view.messages(); i++) {
                    octets.add(view.message(view.uid(i)).orElseThrow().octets());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return octets;
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static MtaConfig.DeliveryConfig delivery(Kind kind) {
        var timeouts = MtaConfig.DeliveryConfig.DEFAULT.timeouts();
        return kind == Kind.LINGERING
                ? new MtaConfig.DeliveryConfig(20, 1000, 5, LINGER, 10, timeouts)
                : new MtaConfig.DeliveryConfig(20, 1000, timeouts);
    }

    private static MtaConfig.ReportConfig reports(Kind kind) {
        var plain = MtaConfig.ReportConfig.DEFAULT;
        return kind == Kind.TELLS_OF_DELAYS
                ? new MtaConfig.ReportConfig(plain.originalOctets(), List.of(DELAY), null)
                : plain;
    }

    private static MtaConfig config(Kind kind) {
        var all = SmtpLimits.DEFAULT;
        var limits =
                new SmtpLimits(
                        all.commandTimeout(),
                        all.dataTimeout(),
                        all.writeTimeout(),
                        all.sessionBudget(),
                        all.minimumRateOctets(),
                        all.recipients(),
                        all.junkCommands(),
                        all.errors(),
                        all.receivedFields(),
                        kind == Kind.CROWDED ? 5000 : 3,
                        kind == Kind.CROWDED ? 5000 : 1,
                        1);
        return new MtaConfig(
                "mx.test",
                kind == Kind.MAILBOXES ? Set.of(ANNA.domain()) : Set.of(),
                List.of(
                        new MtaConfig.Listener(Service.SMTP, SMTP, BareLineEnd.REJECT),
                        new MtaConfig.Listener(
                                Service.SUBMISSION, SUBMISSION, BareLineEnd.NORMALIZE),
                        new MtaConfig.Listener(Service.LMTP, LMTP, BareLineEnd.NORMALIZE)),
                1_000_000,
                limits,
                new MtaConfig.QueueConfig(
                        1 << 20,
                        1,
                        true,
                        256 << 10,
                        kind == Kind.WITH_RESERVE ? RESERVE : 0,
                        kind == Kind.WITH_RESERVE ? RESERVE_INODES : 0,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(8),
                        Duration.ofMinutes(8),
                        null),
                delivery(kind),
                reports(kind),
                List.of(),
                Set.of("hop.test", "held.test", "*.held.test", "dropped.test", "boxes.test"),
                List.of(
                        new Route("hop.test", new SmtpHost("198.51.100.1", 2526), ""),
                        new Route("client.test", new Hold(), ""),
                        new Route("held.test", new Hold(), ""),
                        new Route("*.held.test", new Hold(), ""),
                        new Route("dropped.test", new Discard(), ""),
                        new Route("boxes.test", new LmtpSocket(SOCKET), "")),
                Set.of());
    }

    /** Moves the time. */
    void advance(Duration by) {
        time.advance(by);
    }

    /** A client's new connection from an address of its own. */
    Client connect(Endpoint to, IpAddress from) {
        try {
            var client = new Client(net.connectFrom(from, to, PATIENCE));
            clients.add(client);
            return client;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Client connect() {
        return connect(SMTP, STRANGER);
    }

    /** The client that connected first. */
    Client client() {
        return clients.getFirst();
    }

    /** The client that connected last. */
    Client lastClient() {
        return clients.getLast();
    }

    /** The operator has all tried again now. */
    void retry() {
        mta.queueControl().operate(Operation.RETRY, Selection.ALL, MailQueue.BY_OPERATOR, false);
    }

    MtaServer mta() {
        return mta;
    }

    /** The newest numbers. */
    MtaSnapshot snapshot() {
        return mta.snapshots().fresh();
    }

    /** Every instance of both modules, as of now. */
    SortedMap<String, String> image(MtaSnapshot snapshot) {
        return image(snapshot, time.ticks());
    }

    private SortedMap<String, String> image(MtaSnapshot snapshot, long now) {
        return MibImage.of(snapshot, now, agentStarted);
    }

    /**
     * What a manager sees differently.
     *
     * @param before earlier numbers
     * @param read when those were read; when that is now, nothing differs by age alone
     */
    Map<String, String> changes(MtaSnapshot before, long read) {
        return SnapshotDiff.between(image(before, read), image(snapshot()));
    }

    /** Waits until the MTA and its peers have nothing to do. */
    void awaitQuiet() {
        Await.until(() -> "quiet: " + tasks + peers, this::isQuiet);
    }

    /** Both at once: what one does last may have woken the other. */
    private boolean isQuiet() {
        long before = net.activity();
        return tasks.isQuiet(net::activity)
                && peers.isQuiet(net::activity)
                && tasks.isQuiet(net::activity)
                && before == net.activity();
    }

    /** Waits until one of the instances has that value. */
    void await(String name, String value) {
        Await.until(
                () -> name + " is " + value + ", not " + image(snapshot()).get(name),
                () -> value.equals(image(snapshot()).get(name)));
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        hop.close();
        mailboxes.close();
        mta.stop(Duration.ZERO);
        if (boxes != null) {
            boxes.close();
        }
        store.close();
        tasks.close();
        peers.close();
    }
}
