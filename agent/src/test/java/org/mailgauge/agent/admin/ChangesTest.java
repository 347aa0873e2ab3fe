package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.agent.HandMade;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the API changes, for whom, and what the audit log then says. */
class ChangesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final OneQueue queue = new OneQueue("x");
    private final MetricsPage metrics = new MetricsPage(queue.time);

    @SuppressWarnings("NullAway.Init") // made before each test
    private Site site;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Alarms alarms;

    private String token = "";

    @BeforeEach
    void open() throws IOException {
        var admin = AdminToken.create(folder, new SimEntropy(1));
        token = Files.readString(folder.resolve(AdminToken.FILE)).strip();
        var source = new HandMade.Source(HandMade.busy(UnaryOperator.identity()));
        var shows = OneQueue.shows(source, queue, metrics, "mx");
        alarms = shows.alarms();
        site = new Site(shows, queue.time, admin, Set::of);
    }

    @AfterEach
    void close() {
        metrics.close();
        queue.tasks.close();
    }

    private Response post(String path, String form, String authorization, String origin) {
        return site.answer(
                new Site.Request(
                        "POST",
                        "/api/v1/" + path,
                        Query.parse(null),
                        "localhost",
                        authorization,
                        "",
                        true,
                        new Operator("127.0.0.1", "root", origin, Query.parse(form))));
    }

    private Response post(String path, String form) {
        return post(path, form, "Bearer " + token, "");
    }

    private JsonNode get(String path) {
        var response =
                site.answer(
                        new Site.Request(
                                "GET",
                                "/api/v1/" + path,
                                Query.parse(null),
                                "localhost",
                                "Bearer " + token,
                                "",
                                true));
        assertEquals(200, response.status(), path);
        return tree(response);
    }

    private static JsonNode tree(Response response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void anOperationIsDoneAndAudited() {
        var response = post("queue/hold", "destination=A.test&comment=so");
        assertEquals(200, response.status());
        var effect = tree(response);
        assertEquals(1, effect.path("changed").asInt());
        assertEquals("in-delivery", effect.path("skipped").path(0).path("why").asString());
        assertTrue(effect.path("audited").asBoolean());
        assertEquals(List.of("hold [so]"), queue.operated);
        var changes = get("audit").path("changes");
        assertEquals(1, changes.size());
        var change = changes.path(0);
        assertEquals("hold", change.path("operation").asString());
        assertEquals("root", change.path("user").asString());
        assertEquals("127.0.0.1", change.path("peer").asString());
        assertEquals("A.test", change.path("parameters").path("destination").asString());
        assertEquals(1, change.path("changed").asInt());
        assertEquals(1, change.path("skipped").path("in-delivery").asInt());
        assertTrue(change.has("ended"), change.toString());
    }

    @Test
    void aDryRunIsNotAudited() {
        assertEquals(200, post("queue/delete", "all=true&dry-run=true").status());
        assertEquals(1, queue.operated.size());
        assertTrue(queue.operated.getFirst().startsWith("delete dry"), queue.operated.toString());
        assertEquals(0, get("audit").path("changes").size());
    }

    @ParameterizedTest
    @CsvSource({
        "queue/hold, '', 400",
        "queue/hold, all=true&destination=a.test, 400",
        "queue/hold, dry-run=true, 400",
        "queue/hold, destnation=a.test, 400",
        "queue/hold, limit=3&all=true, 400",
        "queue/hold, id=no, 400",
        "queue/hold, id=2-2, 404",
        "queue/pause, '', 400",
        "queue/pause, channel=smtp-out&destination=a.test, 400",
        "queue/pause, channel=nonsense, 400",
        "queue/pause, destination=a b, 400",
        "queue/pause, destination=a.test&all=true, 400",
        "queue/resume, destination=a.test, 404",
        "queue/nothing, all=true, 405",
        "queue, all=true, 405",
        "status, '', 405",
    })
    void whatIsWrongChangesNothing(String path, String form, int status) {
        var response = post(path, form);
        assertEquals(
                status, response.status(), new String(response.body(), StandardCharsets.UTF_8));
        if (status != 404) {
            assertEquals(List.of(), queue.operated);
        }
    }

    @Test
    void onlyTheTokenAsBearerChanges() {
        var pair = ("x:" + token).getBytes(StandardCharsets.UTF_8);
        var basic = "Basic " + Base64.getEncoder().encodeToString(pair);
        for (var authorization : List.of("", "Bearer x", basic)) {
            assertEquals(401, post("queue/delete", "all=true", authorization, "").status());
        }
        var page = "http://localhost:8025";
        assertEquals(
                403, post("queue/delete", "all=true", "Bearer " + token, page).status(), "a page");
        assertEquals(List.of(), queue.operated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue/hold", "queue/delete", "queue/pause"})
    void readingChangesNothing(String path) {
        var response =
                site.answer(
                        new Site.Request(
                                "GET",
                                "/api/v1/" + path,
                                Query.parse("all=true&destination=a.test"),
                                "localhost",
                                "Bearer " + token,
                                "",
                                true));
        assertEquals(405, response.status());
        assertEquals("POST", response.headers().get("Allow"));
        assertEquals(List.of(), queue.operated);
    }

    @Test
    void pausesAndResumes() {
        assertEquals(200, post("queue/pause", "destination=A.test&comment=disks").status());
        assertEquals(200, post("queue/pause", "channel=smtp-out").status());
        var page =
                site.answer(
                        new Site.Request("GET", "/", Query.parse(null), "localhost", "", "", true));
        var html = new String(page.body(), StandardCharsets.UTF_8);
        assertTrue(html.contains("Paused: destination a.test"), "no banner");
        assertTrue(html.contains("How long it waits"), "no matrix");
        var pauses = get("queue/pauses").path("pauses");
        assertEquals("a.test", pauses.path(0).path("name").asString());
        assertEquals("disks", pauses.path(0).path("comment").asString());
        assertEquals("root", pauses.path(0).path("by").asString());
        assertEquals(200, post("queue/resume", "destination=a.test").status());
        assertEquals(
                List.of(
                        "pause destination a.test root",
                        "pause channel smtp-out root",
                        "resume destination a.test"),
                queue.operated);
        var done = get("audit").path("changes");
        assertEquals(3, done.size());
        assertEquals("resume", done.path(0).path("operation").asString(), "the newest first");
        assertEquals("resumed", done.path(0).path("outcome").asString());
    }

    @Test
    void withoutAnAuditLogOnlyWhatStopsHarmIsDone() {
        queue.disk.watch(
                (_, path) -> path.startsWith("audit") ? SimDisk.Fate.EIO : SimDisk.Fate.WELL);
        assertEquals(503, post("queue/delete", "all=true").status());
        assertEquals(503, post("queue/release", "all=true").status());
        assertEquals(List.of(), queue.operated);
        var held = tree(post("queue/hold", "all=true"));
        assertFalse(held.path("audited").asBoolean());
        assertFalse(tree(post("queue/pause", "destination=a.test")).path("audited").asBoolean());
        assertEquals(2, queue.operated.size());
    }

    @Test
    void theAuditLogGoesOnAfterATornLineAndStaysBounded() throws IOException {
        post("queue/hold", "all=true");
        var torn = new String(queue.disk.content(AuditLog.FILE), StandardCharsets.UTF_8);
        queue.disk.put(AuditLog.FILE, (torn + "{\"number\":99").getBytes(StandardCharsets.UTF_8));
        var log = new AuditLog(queue.disk, queue.tasks, queue.time);
        long number = log.begin(json -> json.writeStringProperty("operation", "later"));
        assertEquals(3, number);
        var last = log.last(10);
        assertEquals(2, last.size());
        assertFalse(last.getFirst().has("ended"), "it did not end");
        var big = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            log.begin(json -> json.writeStringProperty("operation", big));
        }
        for (var name : List.of(AuditLog.FILE, AuditLog.BEFORE)) {
            int size = queue.disk.content(name).length;
            assertTrue(size <= 4 << 20, name + " has " + size);
        }
        assertEquals(103, log.last(1).getFirst().path("number").asLong());
    }

    @Test
    void anAlarmIsShownAndAcknowledgedOnTheRecord() {
        alarms.look();
        var active = get("alarms").path("alarms");
        assertEquals(1, active.size());
        assertEquals("stored", active.path(0).path("kind").asString());
        assertEquals("smtp-out", active.path(0).path("group").asString());
        assertEquals(1, active.path(0).path("notified").asInt());
        assertEquals(404, post("alarms/ack", "id=2").status());
        assertEquals(400, post("alarms/ack", "id=x").status());
        var answer = tree(post("alarms/ack", "id=1&comment=so"));
        assertEquals("acknowledged", answer.path("outcome").asString());
        assertTrue(answer.path("durable").asBoolean());
        var known = get("alarms").path("alarms").path(0).path("acknowledged");
        assertEquals("root", known.path("by").asString());
        assertEquals("so", known.path("comment").asString());
        var change = get("audit").path("changes").path(0);
        assertEquals("alarm-ack", change.path("operation").asString());
        assertEquals("acknowledged", change.path("outcome").asString());
    }

    @Test
    void maintenanceBeginsAndEnds() {
        for (var bad : List.of("", "for=PT0S", "for=P31D", "for=2h")) {
            assertEquals(400, post("alarms/maintenance", bad).status(), bad);
        }
        assertEquals(401, post("alarms/maintenance", "for=PT2H", "", "").status());
        assertEquals(200, post("alarms/maintenance", "for=PT2H&comment=disks").status());
        alarms.look();
        var window = get("alarms");
        assertEquals("disks", window.path("maintenance").path("comment").asString());
        assertTrue(window.path("alarms").path(0).path("notified").isMissingNode());
        assertEquals(200, post("alarms/maintenance", "end=true").status());
        alarms.look();
        assertTrue(get("alarms").path("maintenance").isMissingNode());
        assertEquals(1, get("alarms").path("alarms").path(0).path("notified").asInt());
    }

    @Test
    void pageAndMetricsShowActiveAlarms() {
        alarms.look();
        var page = new Site.Request("GET", "/", Query.parse(null), "localhost", "", "", true);
        var html = new String(site.answer(page).body(), StandardCharsets.UTF_8);
        assertTrue(html.contains("<h2>Alarms</h2>"), html);
        var asked =
                new Site.Request("GET", "/metrics", Query.parse(null), "localhost", "", "", true);
        var text = new String(site.answer(asked).body(), StandardCharsets.UTF_8);
        assertTrue(
                text.contains("mailgauge_alarm_active{kind=\"stored\",severity=\"major\"} 1"),
                text);
    }
}
