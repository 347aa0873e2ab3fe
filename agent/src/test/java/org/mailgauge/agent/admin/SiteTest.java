package org.mailgauge.agent.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.agent.HandMade;
import org.mailgauge.agent.metrics.Exposition;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.port.Entropy;
import org.mailgauge.queue.Criterion;
import org.mailgauge.queue.RecipientState;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

class SiteTest {
    private static final String EVIL = "<script>alert('1')</script>\"&\u0007";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final OneQueue queue = new OneQueue(EVIL);
    private String token = "";

    @BeforeEach
    void folderExists() {
        assertTrue(Files.isDirectory(folder));
    }

    private Site site(HandMade.Source source) throws IOException {
        var random = new Random(1);
        var entropy =
                new Entropy() {
                    @Override
                    public long bits() {
                        return random.nextLong();
                    }

                    @Override
                    public void fill(byte[] into) {
                        random.nextBytes(into);
                    }
                };
        var made = AdminToken.create(folder, entropy);
        token = Files.readString(folder.resolve(AdminToken.FILE)).strip();
        var metrics = new MetricsPage(HandMade.time());
        return new Site(
                OneQueue.shows(source, queue, metrics, "mx." + EVIL),
                HandMade.time(),
                made,
                () -> Set.of("mail.a.test"));
    }

    private static Site.Request request(
            String path, String query, String host, String authorization) {
        return new Site.Request("GET", path, Query.parse(query), host, authorization, "", true);
    }

    private String get(Site site, String path, String query) {
        var response = site.answer(request(path, query, "127.0.0.1:8025", "Bearer " + token));
        assertEquals(200, response.status(), path);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static HandMade.Source busy(UnaryOperator<String> name) {
        return new HandMade.Source(HandMade.busy(name));
    }

    @Test
    void tokenIsForItsOwnerOnly() throws IOException {
        site(busy(UnaryOperator.identity()));
        var mode = Files.getPosixFilePermissions(folder.resolve(AdminToken.FILE));
        assertEquals("rw-------", PosixFilePermissions.toString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/status", "/api/v1/queue", "/api/v1/queue/summary"})
    void apiNeedsTheToken(String path) throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        assertEquals(401, site.answer(request(path, "", "localhost", "")).status());
        assertEquals(401, site.answer(request(path, "", "localhost", "Bearer x")).status());
        var basic =
                Base64.getEncoder().encodeToString(("x:" + token).getBytes(StandardCharsets.UTF_8));
        assertEquals(200, site.answer(request(path, "", "localhost", "Basic " + basic)).status());
    }

    @ParameterizedTest
    @CsvSource({"/, 401, 200", "/metrics, 401, 200", "/healthz, 200, 200", "/readyz, 200, 200"})
    void fromElsewhereThePagesNeedTheTokenToo(String path, int without, int with)
            throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        for (var authorization : new String[] {"", "Bearer " + token}) {
            var request =
                    new Site.Request(
                            "GET", path, Query.parse(null), "192.0.2.1", authorization, "", false);
            assertEquals(authorization.isEmpty() ? without : with, site.answer(request).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8025, 200",
        "localhost, 200",
        "LOCALHOST:1, 200",
        "[::1]:8025, 200",
        "mail.a.test:8025, 200",
        "evil.test:8025, 421",
        "127.0.0.1.evil.test, 421",
        "localhost.evil.test, 421",
        "[::1, 421",
    })
    void otherHostNamesAreRefused(String host, int status) throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        assertEquals(status, site.answer(request("/", "", host, "")).status());
    }

    @Test
    void onlyReadingIsPossible() throws IOException {
        var post =
                new Site.Request(
                        "POST", "/", Query.parse(null), "localhost", "Bearer " + token, "", true);
        assertEquals(405, site(busy(UnaryOperator.identity())).answer(post).status());
    }

    @Test
    void hostileTextsStayText() throws IOException {
        var html = get(site(busy(name -> name + EVIL)), "/", "");
        assertFalse(html.contains("<script"), "a script got in");
        assertFalse(html.contains("alert('1')"), "a quote got in");
        assertFalse(html.contains("\u0007"), "a control character got in");
        assertTrue(html.contains("smtp-out&lt;script&gt;alert(&#39;1&#39;)"));
    }

    @Test
    void jsonOfHostileTextsIsJson() throws IOException {
        var site = site(busy(name -> name + EVIL));
        for (var path : new String[] {"status", "queue", "queue/summary", "queue/" + OneQueue.ID}) {
            assertNotNull(JsonMapper.shared().readTree(get(site, "/api/v1/" + path, "")));
        }
    }

    @Test
    void queueIsListedByWhatIsAskedFor() throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        var first =
                JsonMapper.shared()
                        .readTree(
                                get(
                                        site,
                                        "/api/v1/queue",
                                        "state=deferred&destination=B.test&sender=%3C%3E&limit=5"));
        assertEquals(OneQueue.ID.toString(), first.path("messages").path(0).path("id").asString());
        assertEquals(90, first.path("messages").path(0).path("age_seconds").asInt());
        assertEquals("m", first.path("next").asString());
        var asked = Objects.requireNonNull(queue.asked);
        assertEquals(
                Set.of(
                        new Criterion.Destination("b.test"),
                        new Criterion.Sender(null, null),
                        new Criterion.State(RecipientState.DEFERRED)),
                Set.copyOf(asked.criteria()));
        var last = JsonMapper.shared().readTree(get(site, "/api/v1/queue", "after=m"));
        assertFalse(last.has("next"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/queue, state=gone, 400",
        "/api/v1/queue, limit=0, 400",
        "/api/v1/queue, limit=1001, 400",
        "/api/v1/queue, limit=x, 400",
        "/api/v1/queue, after=no, 400",
        "/api/v1/queue/nothing, x=y, 404",
        "/api/v1/queue/%zz, x=y, 404",
        "/api/v1/none, x=y, 404",
        "/none, x=y, 404",
    })
    void whatIsWrongIsSaid(String path, String query, int status) throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        assertEquals(
                status, site.answer(request(path, query, "localhost", "Bearer " + token)).status());
    }

    @Test
    void equalSequenceShowsEqualNumbersInAllViews() throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        var json = JsonMapper.shared().readTree(get(site, "/api/v1/status", ""));
        var html = get(site, "/", "");
        var series = Exposition.read(get(site, "/metrics", "")).series();
        assertEquals(7_001, json.path("sequence").asLong());
        assertEquals(7_001.0, series.get("mailgauge_snapshot_sequence"));
        assertTrue(html.contains("Snapshot <data value=\"7001\">"));
        var mta = json.path("applications").path(0).path("mta");
        for (var name : new String[] {"received", "transmitted"}) {
            assertEquals(
                    mta.path(name + "_messages").asDouble(),
                    series.get(
                            "mailgauge_mta_"
                                    + name
                                    + "_messages_total{application=\"mailgauge\"}"));
        }
        int compared = 0;
        for (var group : mta.path("groups")) {
            compared += compare(group, html, series);
        }
        assertEquals(5, compared);
    }

    /** The group's numbers in JSON, as the page has them in its row and the metrics as series. */
    private static int compare(JsonNode group, String html, java.util.Map<String, Double> series) {
        var name = group.path("name").asString();
        var labels =
                "{application=\"mailgauge\",collection=\""
                        + group.path("collection").asString()
                        + "\",group=\""
                        + name
                        + "\"}";
        var row = Pattern.compile("title=\"Group " + name + "\">" + name + "</th>(.*?)</tr>");
        var match = row.matcher(html);
        assertTrue(match.find(), name);
        for (var column : new String[] {"received", "stored", "transmitted"}) {
            var value = group.path(column + "_messages");
            var metric = "mailgauge_group_" + column + "_messages";
            var sample = series.get(metric + (column.equals("stored") ? "" : "_total") + labels);
            assertEquals(value.isMissingNode(), sample == null, name + " " + column);
            if (sample != null) {
                assertEquals(value.asDouble(), sample, name + " " + column);
                assertTrue(
                        match.group(1).contains("<data value=\"" + value.asLong() + "\">"),
                        name + " " + column);
            }
        }
        return 1;
    }

    @Test
    void thePageSaysWhenWhyAndHowLong() throws IOException {
        var html = get(site(busy(UnaryOperator.identity())), "/", "");
        assertTrue(html.contains("<data value=\"600\">10 min 0 s</data>"), "smtp-out is empty in");
        var waits = section(html, "Why mail waits", "How long things take");
        assertTrue(
                waits.contains(
                        "smtp-out</th><td class=\"text\">greylisted</td><td class=\"n\"><data"
                                + " value=\"3\">3</data></td><td class=\"n\"><data"
                                + " value=\"48\">48</data>"),
                waits);
        var takes = section(html, "How long things take", "Errors");
        assertTrue(takes.contains("<data value=\"13\">13</data>"), takes);
        assertTrue(takes.contains("<data value=\"79\">79</data>"), takes);
        var idle = get(site(new HandMade.Source(HandMade.idle())), "/", "");
        assertFalse(idle.contains("Why mail waits"));
        assertFalse(idle.contains("How long things take"));
    }

    private static String section(String html, String from, String to) {
        return html.substring(html.indexOf(from), html.indexOf(to));
    }

    @Test
    void aFreshSnapshotIsTakenOnDemand() throws IOException {
        var site = site(busy(UnaryOperator.identity()));
        var before = JsonMapper.shared().readTree(get(site, "/api/v1/status", ""));
        var after = JsonMapper.shared().readTree(get(site, "/api/v1/status", "after=now"));
        assertEquals(before.path("sequence").asLong() + 1, after.path("sequence").asLong());
    }

    @Test
    void absentColumnsHaveNoMember() throws IOException {
        var site = site(new HandMade.Source(HandMade.idle()));
        var group =
                JsonMapper.shared()
                        .readTree(get(site, "/api/v1/status", ""))
                        .path("applications")
                        .path(0)
                        .path("mta")
                        .path("groups")
                        .path(0);
        assertFalse(group.has("oldest_message_age_seconds"));
        assertFalse(group.has("rejected_messages"));
        assertEquals(0, group.path("stored_messages").asInt(-1));
    }
}
