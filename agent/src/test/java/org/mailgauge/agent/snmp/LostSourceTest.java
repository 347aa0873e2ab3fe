package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.admin.AdminToken;
import org.mailgauge.agent.admin.AuditLog;
import org.mailgauge.agent.admin.Reloading;
import org.mailgauge.agent.admin.Reloads;
import org.mailgauge.agent.admin.Site;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Severity;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.agent.snmp.notify.Notifier;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.truth.StoredMail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * A source that no longer answers: what only it knows has no instance, series or field until it is
 * back, and is never 0; whoever is told of trouble is told.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class LostSourceTest {
    /** What the queue alone knows. */
    private static final String OF_THE_QUEUE =
            "mtaStored.*|mtaGroupStored.*|mtaGroupOldest.*|mtaGroupScheduledRetry"
                    + "|mailgaugeMtaOldest.*|mailgaugeMtaScheduledRetry|mailgaugeMtaDestination(s|Rows)"
                    + "|mailgaugeBooks.*Imbalance|mailgaugeGroup(OldestDue|Paused|Drain.*|Imbalance)"
                    + "|mailgauge(State|Age|Destination)[A-Z].*|mailgaugeDeferralWaiting";

    private static final String SERIES_OF_THE_QUEUE =
            "mailgauge_(mta|group)_(stored.*|oldest.*|scheduled.*|imbalance.*|waiting.*|drain.*)(\\{.*)?";

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final SimTasks tasks = new SimTasks();
    private StoredMail mail;
    private Alarms alarms;
    private TrapReceiver receiver;
    private SnmpClient client;
    private String site;

    @BeforeEach
    void start() throws IOException {
        mail = keep(new StoredMail());
        receiver = keep(TrapReceiver.at(0));
        var to = new Receiver(receiver.endpoint(), "told", "", true, Duration.ofSeconds(20), 0);
        var config = TestAgent.config().notifying(new NotifyConfig(List.of(to), 100, null));
        var snapshots = mail.mta().snapshots();
        var disk = new SimDisk();
        var told =
                keep(
                        Notifications.open(
                                config, snapshots, new Notifier.Parts(mail.time(), disk, tasks)));
        alarms =
                Alarms.open(
                        new Alarms.Parts(mail.time(), disk, tasks),
                        List.of(
                                rule(AlarmKind.OPER_STATUS, "*", 1, 0),
                                rule(AlarmKind.STORED, "hold", 2, 1),
                                rule(AlarmKind.STORAGE_LOW, "*", 5000, 6000)),
                        snapshots,
                        List.of(),
                        List.of(told));
        var agent =
                keep(
                        SnmpAgent.start(
                                snapshots,
                                alarms,
                                mail.time()::wall,
                                mail.time(),
                                new TestAgent.Chance(1),
                                config,
                                null,
                                folder));
        told.start(agent, alarms::state);
        client =
                keep(
                        SnmpClient.community(
                                new Endpoint(TestAgent.LOOPBACK, agent.boundPort()),
                                TestAgent.COMMUNITY));
        site = site();
        alarms.look();
        awaitTold();
    }

    private static Rule rule(AlarmKind kind, String scope, long raiseAt, long clearAt) {
        return new Rule(
                kind.label() + " " + scope,
                kind,
                scope,
                Severity.CRITICAL,
                raiseAt,
                clearAt,
                kind.units(),
                Duration.ZERO,
                Duration.ZERO,
                0);
    }

    private <T extends AutoCloseable> T keep(T one) {
        open.addFirst(one);
        return one;
    }

    private static final class NoReload implements Reloading {
        @Override
        public Path file() {
            return Path.of("none.yaml");
        }

        @Override
        public Outcome reload() {
            return new Outcome.Failed("this server has no file");
        }
    }

    private String site() throws IOException {
        var metrics = keep(new MetricsPage(mail.time()));
        var audit = new AuditLog(mail.disk(), tasks, mail.time());
        var shows =
                new Site.Shows(
                        mail.mta().snapshots(),
                        mail.mta().queueView(),
                        mail.mta().queueControl(),
                        audit,
                        new Reloads(audit, new NoReload()),
                        alarms,
                        metrics,
                        "mx.test");
        var token = AdminToken.create(folder, new TestAgent.Chance(2));
        var server =
                keep(
                        AdminServer.start(
                                new Endpoint(TestAgent.LOOPBACK, 0),
                                new Site(shows, mail.time(), token, Set::of)));
        return "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void close() throws Exception {
        for (var each : open) {
            each.close();
        }
        tasks.close();
    }

    /** The receiver has what is told at the start, and then that. */
    private void awaitTold(String... since) {
        var all =
                new ArrayList<>(
                        List.of("coldStart", "mailgaugeStoredRaised", "mailgaugeStorageLowRaised"));
        all.addAll(List.of(since));
        Await.until(() -> "got " + receiver.types(), () -> receiver.types().equals(all));
    }

    private SortedMap<String, String> snmp() throws IOException {
        var image = new TreeMap<String, String>();
        for (var root :
                List.of("1.3.6.1.2.1.27", "1.3.6.1.2.1.28", SystemObjects.OURS.toDottedString())) {
            for (var one : TestAgent.walk(client, root, 25)) {
                var object = MibNames.instance().object(one.getOid()).orElseThrow();
                var index =
                        one.getOid().toDottedString().substring(object.oid().toString().length());
                image.put(object.name() + index, one.getVariable().toString());
            }
        }
        return image;
    }

    private String page(String path) throws IOException, InterruptedException {
        var token = Files.readString(folder.resolve(AdminToken.FILE)).strip();
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create(site + path))
                            .header("Authorization", "Bearer " + token)
                            .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            return answer.body();
        }
    }

    private static Set<String> objects(Set<String> instances, String pattern) {
        var found = new TreeSet<String>();
        for (var name : instances) {
            var object = name.split("\\.", 2)[0];
            if (object.matches(pattern)) {
                found.add(object);
            }
        }
        return found;
    }

    /** What has such a name is as it was. */
    private static void assertStays(
            String pattern, SortedMap<String, String> before, SortedMap<String, String> now) {
        for (var name : before.keySet()) {
            if (name.matches(pattern)) {
                assertEquals(before.get(name), now.get(name), name);
            }
        }
    }

    private List<String> series(String pattern) throws IOException, InterruptedException {
        return page("/metrics").lines().filter(line -> line.matches(pattern + " .*")).toList();
    }

    @Test
    void aQueueThatDoesNotAnswer() throws Exception {
        var before = snmp();
        assertEquals("1", before.get("applOperStatus.1001"));
        assertTrue(objects(before.keySet(), OF_THE_QUEUE).size() > 35, before.keySet().toString());
        assertTrue(series(SERIES_OF_THE_QUEUE).size() > 20);
        assertTrue(page("/api/v1/status").contains("\"stored_messages\":"));
        var go = new CountDownLatch(1);
        var holds = new CountDownLatch(1);
        tasks.start("holds-the-queue", () -> mail.mta().queue().read(_ -> hold(holds, go)));
        holds.await();
        mail.mta().snapshots().fresh();
        var lost = snmp();
        assertEquals("2", lost.get("applOperStatus.1001"), "down");
        assertEquals(new TreeSet<String>(), objects(lost.keySet(), OF_THE_QUEUE));
        assertEquals(List.of(), series(SERIES_OF_THE_QUEUE));
        var json = page("/api/v1/status");
        assertFalse(json.matches("(?s).*\"(stored|oldest|imbalance)[a-z_]*\":.*"), json);
        page("/");
        // Counters stay where they are.
        assertStays("mta(Group)?(Received|Transmitted).*|mailgaugeMtaHC.*", before, lost);
        alarms.look();
        awaitTold("mailgaugeOperStatusRaised");
        var raised = receiver.got.getLast().pdu();
        assertTrue(
                raised.getVariableBindings().stream()
                        .anyMatch(one -> one.toString().equals("1.3.6.1.2.1.27.1.1.6.1001 = 2")),
                raised.toString());
        go.countDown();
        Await.until(
                () -> {
                    mail.mta().snapshots().fresh();
                    return now("applOperStatus.1001").equals("1");
                });
        var after = snmp();
        assertEquals(objects(before.keySet(), OF_THE_QUEUE), objects(after.keySet(), OF_THE_QUEUE));
        assertStays("mta(Group)?Stored.*|mailgaugeState.*Stored.*", before, after);
        alarms.look();
        awaitTold("mailgaugeOperStatusRaised", "mailgaugeOperStatusCleared");
    }

    private String now(String instance) {
        try {
            return String.valueOf(snmp().get(instance));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void hold(CountDownLatch holds, CountDownLatch go) {
        holds.countDown();
        try {
            go.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aDiskThatDoesNotTellItsSpace() throws Exception {
        var ofTheDisk = "mailgaugeStorage(Status|Free|FreeInodes)";
        assertEquals(3, objects(snmp().keySet(), ofTheDisk).size());
        assertEquals(2, series("mailgauge_disk_free_(bytes|inodes)(\\{.*)?").size());
        mail.disk().hideSpace(true);
        mail.pass(Duration.ofSeconds(2));
        mail.mta().snapshots().fresh();
        var lost = snmp();
        assertEquals(new TreeSet<String>(), objects(lost.keySet(), ofTheDisk));
        assertEquals("8", lost.get("mailgaugeStorageReserve.1"));
        assertEquals(List.of(), series("mailgauge_disk_free_(bytes|inodes)(\\{.*)?"));
        assertFalse(page("/api/v1/status").contains("disk_free"));
        alarms.look();
        mail.disk().hideSpace(false);
        mail.pass(Duration.ofSeconds(2));
        mail.mta().snapshots().fresh();
        assertEquals(3, objects(snmp().keySet(), ofTheDisk).size());
        alarms.look();
        // Unknown is not over: nothing was told meanwhile.
        awaitTold();
    }

    @Test
    void aServerThatStops() throws Exception {
        mail.mta().stop(Duration.ZERO);
        mail.mta().snapshots().fresh();
        assertEquals("2", snmp().get("applOperStatus.1001"), "down");
        assertTrue(snmp().entrySet().stream().anyMatch(LostSourceTest::isDownListener));
        alarms.look();
        awaitTold("mailgaugeOperStatusRaised");
    }

    private static boolean isDownListener(java.util.Map.Entry<String, String> one) {
        return one.getKey().startsWith("mailgaugeListenerStatus") && one.getValue().equals("3");
    }
}
