package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.HandMade;
import org.mailgauge.agent.cli.Cli;
import org.mailgauge.agent.cli.NoServer;
import org.mailgauge.agent.mailbox.MailAccess;
import org.mailgauge.agent.mailbox.StoreMail;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code mailgauge mailbox}, with a server that runs and with one that does not. */
class MailboxesTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final Instant DATE = Instant.parse("2026-02-03T04:05:06Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final OneQueue queue = new OneQueue("x");
    private final MetricsPage metrics = new MetricsPage(queue.time);
    private final HostTasks tasks = new HostTasks(2);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<AutoCloseable> running = new ArrayList<>();
    private MailStore store = unopened();
    private int port = 1;

    /** Whether a server runs. */
    enum Server {
        RUNS,
        STOPPED
    }

    private static final class Silent implements StoreEvents {
        @Override
        public void rebuilt(int shard, String why, long records) {}

        @Override
        public void renewed(int shard, int mailboxes) {}

        @Override
        public void damaged(LogListener.Damage damage) {
            throw new AssertionError(damage.toString());
        }

        @Override
        public void failed(String what, Exception why) {
            throw new AssertionError(what, why);
        }
    }

    private static MailStore unopened() {
        return new org.mailgauge.store.MemoryMailStore(
                new org.mailgauge.store.MemoryData(),
                new SimTime(),
                org.mailgauge.store.StoreLimits.DEFAULT);
    }

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(data());
        openStore();
        assertTrue(store.create(ANNE).done().isPresent());
        var flags =
                Flags.of(Set.of(SystemFlag.SEEN, SystemFlag.FLAGGED), Set.of(new Keyword("later")));
        put("INBOX", flags, "Subject: one\r\n\r\nbody\r\n");
        put(
                "INBOX",
                Flags.NONE,
                "Subject: two\r\n\r\n" + "x".repeat(70).concat("\r\n").repeat(40_000));
        put("Arch\u00EFv/2026", Flags.NONE, "Subject: three\r\n\r\n");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void openStore() throws IOException {
        store =
                new SqliteMailStore(
                        HostDisk.at(data()),
                        data(),
                        "store",
                        queue.time,
                        tasks,
                        new HostEntropy(),
                        StoreSettings.DEFAULT,
                        new Silent());
    }

    private void put(String mailbox, Flags flags, String content) throws IOException {
        var name = MailboxName.of(mailbox).orElseThrow();
        var mail = new StoreMail(store);
        mail.make(ANNE, name);
        var octets = content.getBytes(StandardCharsets.US_ASCII);
        mail.append(ANNE, name, flags, DATE, new ByteArrayInputStream(octets));
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : running.reversed()) {
            each.close();
        }
        store.close();
        tasks.close();
        queue.tasks.close();
        metrics.close();
    }

    /** From here on a server runs, or none. */
    private void now(Server server) throws IOException {
        if (server == Server.STOPPED) {
            store.close();
        } else {
            Closeable lock = HostDisk.at(data()).lock(HostDisk.LOCK).orElseThrow();
            running.add(lock);
            var admin = AdminServer.start(endpoint(0), site());
            running.add(admin);
            port = admin.port();
        }
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                hostname: mx.a.test
                data-dir: %s
                listen: {smtp: "off", submission: "off", snmp: "off", http: "127.0.0.1:%d"}
                routes: [{match: "*", via: "hold"}]
                """
                        .formatted(data(), port));
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), port);
    }

    private Site site() throws IOException {
        var source = new HandMade.Source(HandMade.busy(UnaryOperator.identity()));
        var shows = OneQueue.shows(source, queue, metrics, "mx");
        var token = AdminToken.create(data(), new SimEntropy(1));
        return new Site(
                new Site.Shows(
                        shows.snapshots(),
                        shows.queue(),
                        shows.control(),
                        shows.audit(),
                        shows.reloads(),
                        shows.alarms(),
                        shows.metrics(),
                        store,
                        shows.hostname(),
                        null,
                        store instanceof SqliteMailStore mail ? mail.hold() : null),
                queue.time,
                token,
                Set::of);
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("m.yaml").toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Cli(new NoServer(), new PrintWriter(out), new PrintWriter(err))
                .run(all.toArray(String[]::new));
    }

    private void good(String... arguments) {
        assertEquals(0, run(arguments), err.toString());
        assertEquals("", err.toString());
    }

    /** All mail, told after the commands. */
    private List<String> all() throws IOException {
        if (running.isEmpty()) {
            openStore();
        }
        var mail = new StoreMail(store);
        var all = new ArrayList<String>();
        for (MailAccess.Folder box : mail.folders(ANNE)) {
            mail.read(
                    ANNE,
                    box.name(),
                    (item, content) ->
                            all.add(
                                    box.name()
                                            + " | "
                                            + item.flags()
                                            + " | "
                                            + item.internalDate()
                                            + " | "
                                            + new String(
                                                            content.readAllBytes(),
                                                            StandardCharsets.US_ASCII)
                                                    .hashCode()));
        }
        if (running.isEmpty()) {
            store.close();
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void lists(Server server) throws IOException {
        now(server);
        good("mailbox", "list", "anne@example.org", "--json");
        var boxes = JsonMapper.shared().readTree(out.toString()).path("mailboxes");
        assertEquals(3, boxes.size());
        assertEquals("Arch\u00EFv", boxes.path(0).path("name").asString());
        assertEquals(2, boxes.path(2).path("messages").asInt());
        assertEquals(1, boxes.path(2).path("unseen").asInt());
        good("mailbox", "list", "anne@example.org");
        assertTrue(out.toString().contains("Arch\u00EFv/2026"), out.toString());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsBackedUpIsRestored(Server server) throws IOException {
        now(server);
        Files.writeString(data().resolve("accounts"), "mailgauge-accounts 1 KEY\n");
        var before = all();
        var backup = folder.resolve("backup").toString();
        good("backup", backup, "--json");
        var made = JsonMapper.shared().readTree(out.toString());
        assertEquals(3, made.path("messages").asInt(), out.toString());
        assertEquals(0, made.path("damage").size());
        assertEquals(73, run("backup", backup), err.toString());
        assertTrue(err.toString().contains("is not empty"), err.toString());
        good("backup", folder.resolve("next").toString(), "--base", backup);
        assertEquals(64, run("backup", data().resolve("x").toString()), err.toString());
        assertEquals(before, all(), "the store goes on");
        restored(backup, before);
    }

    @Test
    void aMailboxComesBackFromABackupAlone() throws IOException {
        now(Server.RUNS);
        var before = all();
        var backup = folder.resolve("backup").toString();
        good("backup", backup);
        good("store", "verify", "--backup", backup);
        wipe();
        good("mailbox", "list", "anne@example.org", "--backup", backup);
        assertTrue(out.toString().contains("Arch\u00EFv/2026"), out.toString());
        var path = folder.resolve("mbox").toString();
        var account = "anne@example.org";
        good("mailbox", "export", account, "--backup", backup, "--to", path, "--format", "mbox");
        good("mailbox", "import", account, "--from", path, "--format", "mbox");
        assertEquals(before, all());
        assertEquals(65, run("mailbox", "list", "bob@example.org", "--backup", backup));
        assertEquals(66, run("mailbox", "list", account, "--backup", folder.toString()));
        assertEquals(66, run("store", "verify", "--backup", folder + "/none"), err.toString());
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aQuotaIsChangedAndShown(Server server) throws IOException {
        now(server);
        var account = "anne@example.org";
        good("user", "quota", account, "--octets", "1GiB", "--json");
        good("user", "quota", account, "--messages", "4");
        good("user", "quota", "--json");
        var room = JsonMapper.shared().readTree(out.toString()).path("quotas").path(0);
        assertEquals(1L << 30, room.path("quota_octets").asLong(), out.toString());
        assertEquals(4, room.path("quota_messages").asLong(), out.toString());
        assertEquals(3, room.path("messages").asLong(), out.toString());
        good("user", "quota", account);
        assertTrue(out.toString().contains("75 %"), out.toString());
        good("user", "quota", account, "--octets", "off", "--messages", "off");
        assertFalse(out.toString().contains("%"), out.toString());
        assertEquals(65, run("user", "quota", "bob@example.org", "--octets", "1GiB"));
        assertEquals(64, run("user", "quota", account, "--octets", "much"), err.toString());
        assertEquals(64, run("user", "quota", "--octets", "1GiB"), err.toString());
    }

    private void restored(String backup, List<String> before) throws IOException {
        var to = folder.resolve("restored");
        good("restore", backup, "--to", to.toString());
        assertTrue(out.toString().startsWith("3 messages of mx.a.test"), out.toString());
        assertEquals("mailgauge-accounts 1 KEY\n", Files.readString(to.resolve("accounts")));
        assertEquals(73, run("restore", backup, "--to", to.toString()), err.toString());
        assertEquals(66, run("restore", folder.toString(), "--to", to + "2"), err.toString());
        assertFalse(Files.exists(Path.of(to + "2")), "it was made for nothing");
        Files.writeString(
                folder.resolve("m.yaml"),
                "hostname: mx.a.test\ndata-dir: " + to + "\nlisten: {http: \"off\"}\n");
        good("store", "verify");
        var was = store;
        store =
                new SqliteMailStore(
                        HostDisk.at(to),
                        to,
                        "store",
                        queue.time,
                        tasks,
                        new HostEntropy(),
                        StoreSettings.DEFAULT,
                        new Silent());
        running.add(was);
        assertEquals(before, all());
    }

    @Test
    void twoBackupsAreNotMadeAtOnce() throws Exception {
        now(Server.RUNS);
        var hold = ((SqliteMailStore) store).hold();
        long other = hold.take(Duration.ofMinutes(1), Duration.ZERO).orElse(0);
        var backup = folder.resolve("backup");
        assertEquals(75, run("backup", backup.toString()), err.toString());
        assertTrue(err.toString().contains("another backup"), err.toString());
        assertFalse(Files.exists(backup));
        assertTrue(hold.release(other));
        good("backup", backup.toString());
        assertFalse(hold.held());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void exportedMailIsImportedTheSame(Server server) throws IOException {
        now(server);
        var before = all();
        for (var format : List.of("maildir", "mbox", "eml")) {
            var path = folder.resolve(format).toString();
            good("mailbox", "export", "anne@example.org", "--to", path, "--format", format);
            assertTrue(out.toString().startsWith("3 messages in 3 mailboxes"), out.toString());
        }
        wipe();
        good(
                "mailbox",
                "import",
                "anne@example.org",
                "--from",
                folder.resolve("mbox").toString(),
                "--format",
                "mbox");
        assertEquals(before, all());
        wipe();
        good(
                "mailbox",
                "import",
                "anne@example.org",
                "--from",
                folder.resolve("maildir").toString());
        assertEquals(before, all());
        good(
                "mailbox",
                "import",
                "anne@example.org",
                "--mailbox",
                "Again",
                "--from",
                folder.resolve("eml/INBOX").toString(),
                "--format",
                "eml");
        assertEquals(5, all().size());
    }

    private void wipe() throws IOException {
        if (running.isEmpty()) {
            openStore();
        }
        var account = store.account(ANNE).orElseThrow();
        for (var info : account.mailboxes()) {
            var box = account.mailbox(info.id()).orElseThrow();
            assertTrue(box.remove(UidSet.ALL).done().isPresent());
        }
        if (running.isEmpty()) {
            store.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void undeletes(Server server) throws IOException {
        now(server);
        var before = all();
        wipe();
        good("mailbox", "undelete", "anne@example.org", "--json");
        var lost = JsonMapper.shared().readTree(out.toString()).path("messages");
        assertEquals(3, lost.size());
        good("mailbox", "undelete", "anne@example.org", "--mailbox", "INBOX", "--into", "INBOX");
        assertTrue(out.toString().startsWith("2 messages"), out.toString());
        assertEquals(before.subList(1, 3), all());
        good("mailbox", "undelete", "anne@example.org");
        assertTrue(out.toString().contains("Arch\u00EFv/2026"), out.toString());
        assertFalse(out.toString().contains("INBOX"), out.toString());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void errorsAreOneLine(Server server) throws IOException {
        now(server);
        var here = folder.toString();
        assertEquals(65, run("mailbox", "list", "nobody@example.org"));
        assertEquals("mailgauge: there is no account nobody@example.org\n", err.toString());
        assertEquals(64, run("mailbox", "list", "nobody"));
        assertEquals(73, run("mailbox", "export", "anne@example.org", "--to", here));
        assertEquals(66, run("mailbox", "import", "anne@example.org", "--from", here + "/none"));
        assertEquals(66, run("mailbox", "import", "anne@example.org", "--from", here));
        assertEquals(
                65,
                run(
                        "mailbox",
                        "export",
                        "anne@example.org",
                        "--mailbox",
                        "no",
                        "--format",
                        "mbox",
                        "--to",
                        here + "/no"));
    }

    @Test
    void changesAreAudited() throws IOException {
        now(Server.RUNS);
        wipe();
        good("mailbox", "undelete", "anne@example.org", "--into", "Back");
        good("audit", "--json");
        var changes = JsonMapper.shared().readTree(out.toString()).path("changes");
        var operations = new ArrayList<String>();
        changes.forEach(change -> operations.add(change.path("operation").asString()));
        assertEquals(Set.of("mailbox-import", "mailbox-undelete"), Set.copyOf(operations));
    }

    @Test
    void onlyTheTokenReadsMail() throws IOException {
        var site = site();
        for (var path : List.of("mailboxes", "mailboxes/messages", "mailboxes/content")) {
            var response =
                    site.answer(
                            new Site.Request(
                                    "GET",
                                    "/api/v1/" + path,
                                    Query.parse("account=anne%40example.org&mailbox=INBOX&uid=1"),
                                    "localhost",
                                    "",
                                    "",
                                    true));
            assertEquals(401, response.status());
        }
        var append =
                site.answer(
                        new Site.Request(
                                "POST",
                                "/api/v1/mailboxes/append",
                                Query.parse("account=anne%40example.org&mailbox=INBOX"),
                                "localhost",
                                "",
                                "",
                                true));
        assertEquals(401, append.status());
    }
}
