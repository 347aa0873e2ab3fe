package org.mailgauge.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.agent.conf.AgentConfig;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The commands over an API server that answers what it is told to. */
class CliTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> forms = new CopyOnWriteArrayList<>();
    private int status = 200;

    @SuppressWarnings("NullAway.Init") // made before each test
    private HttpServer api;

    private static final class Nothing extends NoServer {
        @Override
        public Exit serve(AgentConfig config, Path file, boolean json) throws Failure {
            throw new Failure(Exit.TEMPORARY, "another one runs");
        }

        @Override
        public Exit demo(AgentConfig config, Path file, boolean json) {
            return Exit.OK;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        api.createContext(
                "/",
                exchange -> {
                    var uri = exchange.getRequestURI().toString();
                    asked.add(uri + " " + exchange.getRequestHeaders().getFirst("Authorization"));
                    var sent = exchange.getRequestBody().readAllBytes();
                    forms.add(new String(sent, StandardCharsets.UTF_8));
                    var path = exchange.getRequestURI().getPath();
                    var body =
                            answers.getOrDefault(uri, answers.getOrDefault(path, "{}"))
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        api.start();
        write("data-dir: " + folder, "");
        Files.writeString(folder.resolve("admin-token"), "t0ken\n");
    }

    @AfterEach
    void close() {
        api.stop(0);
    }

    private void write(String first, String more) throws IOException {
        Files.writeString(
                folder.resolve("m.yaml"),
                """
                hostname: mx.a.test
                %s
                listen: {http: "127.0.0.1:%d"}
                %s
                """
                        .formatted(first, api.getAddress().getPort(), more));
    }

    private int run(String... arguments) {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.add("--config");
        all.add(folder.resolve("m.yaml").toString());
        return bare(all.toArray(String[]::new));
    }

    private int bare(String... arguments) {
        return new Cli(new Nothing(), new PrintWriter(out), new PrintWriter(err)).run(arguments);
    }

    private static final String MESSAGES =
            """
            {"messages":[{"id":"X-1","state":"deferred","reverse_path":"a@x","recipient":"b@\\u001b[2Jx",
            "recipients":3,"octets":1234,"age_seconds":75.2,"reason":"put-off"}],"next":"m 1"}
            """;

    @Test
    void queueListIsATable() {
        answers.put("/api/v1/queue", MESSAGES);
        assertEquals(0, run("queue", "list", "--state", "deferred", "--sender", "<>"));
        assertEquals(
                List.of("/api/v1/queue?limit=100&sender=%3C%3E&state=deferred Bearer t0ken"),
                asked);
        var lines = out.toString().lines().toList();
        assertTrue(lines.getFirst().startsWith("ID"), out.toString());
        assertTrue(lines.get(1).contains("1 min 15 s"), out.toString());
        assertTrue(lines.get(1).contains("1.2 kB"), out.toString());
        assertTrue(lines.get(1).contains(" and 2"), out.toString());
        assertFalse(out.toString().contains("\u001b"), "a control sequence reached the terminal");
        assertEquals("more: --after m 1", lines.getLast());
    }

    @Test
    void changesArePostedAndToldInWords() {
        answers.put(
                "/api/v1/queue/bounce",
                """
                {"operation":"bounce","dry_run":true,"messages":2,"matched":3,"changed":2,
                "skipped":[{"why":"in-delivery","text":"in delivery: the attempt ends first","recipients":1}],
                "destinations":[{"domain":"b.test","recipients":2}],
                "first":[{"id":"X-1","recipient":"b@b.test","state":"deferred","reason":"put-off"}],
                "durable":true,"complete":true}
                """);
        assertEquals(
                0,
                run(
                        "queue",
                        "bounce",
                        "X-1",
                        "X-2",
                        "--destination",
                        "b.test",
                        "--older-than",
                        "4h",
                        "--class",
                        "policy",
                        "--dry-run",
                        "--comment",
                        "gone away"));
        assertEquals(
                "id=X-1%2CX-2&dry-run=true&comment=gone+away&destination=b.test&class=policy"
                        + "&older-than=4h",
                forms.getFirst());
        var text = out.toString();
        assertTrue(text.contains("bounce would change 2 of 3 recipients"), text);
        assertTrue(text.contains("skipped 1, in delivery: the attempt ends first"), text);
        assertTrue(text.contains("b.test") && text.contains("b@b.test"), text);
    }

    @Test
    void whatWasNotDoneWhollyIsAnExitCode() {
        answers.put("/api/v1/queue/delete", "{\"changed\":5,\"complete\":false}");
        assertEquals(75, run("queue", "delete", "--all"));
        assertEquals("all=true", forms.getFirst());
        answers.put("/api/v1/queue/pause", "{\"outcome\":\"paused\",\"durable\":false}");
        assertEquals(74, run("queue", "pause", "--channel", "smtp-out"));
        assertEquals(2, err.toString().lines().count(), err.toString());
        answers.put("/api/v1/queue/resume", "{\"outcome\":\"resumed\",\"durable\":true}");
        assertEquals(0, run("queue", "resume", "--destination", "b.test"));
        assertEquals("destination=b.test", forms.getLast());
    }

    @ParameterizedTest
    @CsvSource({
        "a@b.test, recipient=a%40b.test",
        "X-1, id=X-1",
    })
    void whyTakesAnIdOrAnAddress(String which, String query) {
        answers.put(
                "/api/v1/queue/why",
                "{\"recipients\":[{\"id\":\"X-1\",\"sentence\":\"a@b.test is held\\u001b.\"}]}");
        assertEquals(0, run("queue", "why", which));
        assertEquals("/api/v1/queue/why?limit=100&" + query + " Bearer t0ken", asked.getFirst());
        assertEquals("X-1: a@b.test is held\\u001b.\n", out.toString());
    }

    @Test
    void matrixPausesAndAuditAreTables() {
        answers.put(
                "/api/v1/queue/matrix",
                """
                {"minutes":[5,10],"domains":9,"total":{"recipients":6,"by_age":[1,2,3]},
                "destinations":[{"domain":"b.test","recipients":5,"by_age":[1,1,3]}]}
                """);
        assertEquals(0, run("queue", "matrix", "--limit", "1"));
        answers.put(
                "/api/v1/queue/pauses",
                "{\"incomplete\":true,\"pauses\":[{\"kind\":\"channel\",\"name\":\"smtp-out\"}]}");
        assertEquals(0, run("queue", "pauses"));
        answers.put(
                "/api/v1/audit",
                """
                {"changes":[{"operation":"hold","user":"root","parameters":{"all":"true"},
                "ended":"t","changed":3,"matched":4},{"operation":"pause"}]}
                """);
        assertEquals(0, run("audit"));
        var text = out.toString();
        for (var part :
                new String[] {
                    "<10",
                    "10+",
                    "TOTAL",
                    "8 more destinations",
                    "DAMAGED",
                    "smtp-out",
                    "all=true",
                    "3 of 4",
                    "did not end"
                }) {
            assertTrue(text.contains(part), part + " is missing in " + text);
        }
    }

    @Test
    void queueListGoesOnToTheEnd() {
        answers.put("/api/v1/queue", MESSAGES);
        answers.put(
                "/api/v1/queue?limit=1000&state=deferred&after=m+1",
                MESSAGES.replace("X-1", "X-22222").replace(",\"next\":\"m 1\"", ""));
        assertEquals(0, run("queue", "list", "--all", "--state", "deferred"));
        assertEquals(
                List.of(
                        "/api/v1/queue?limit=1000&state=deferred Bearer t0ken",
                        "/api/v1/queue?limit=1000&state=deferred&after=m+1 Bearer t0ken"),
                asked);
        var lines = out.toString().lines().toList();
        assertEquals(3, lines.size(), out.toString());
        assertTrue(lines.getFirst().startsWith("ID"), out.toString());
        assertTrue(lines.get(1).startsWith("X-1 "), out.toString());
        assertTrue(lines.get(2).startsWith("X-22222 "), out.toString());
    }

    @Test
    void allAsJsonIsOneMessageALine() {
        answers.put("/api/v1/queue", MESSAGES.replace(",\"next\":\"m 1\"", ""));
        assertEquals(0, run("queue", "list", "--all", "--json"));
        var lines = out.toString().lines().toList();
        assertEquals(1, lines.size(), out.toString());
        assertTrue(lines.getFirst().startsWith("{\"id\":\"X-1\""), out.toString());
    }

    @Test
    void jsonIsPassedOn() {
        answers.put("/api/v1/queue", MESSAGES);
        assertEquals(0, run("queue", "list", "--json"));
        assertEquals(MESSAGES.strip(), out.toString().strip());
    }

    @Test
    void summarySaysWhenDestinationsWillBeEmpty() {
        answers.put(
                "/api/v1/queue/summary",
                """
                {"destinations":[
                {"domain":"a.test","drain_forecast_seconds":600.5,"drain_earliest_seconds":300,
                "drain_latest_seconds":5400},
                {"domain":"b.test","drain_forecast_seconds":600.5,"drain_earliest_seconds":300},
                {"domain":"c.test","last_reply":"451 4.4.1 no answer"}]}
                """);
        assertEquals(0, run("queue", "summary"));
        var lines = out.toString().lines().toList();
        assertTrue(lines.get(0).contains(" EMPTY IN "), out.toString());
        assertTrue(lines.get(1).contains(" 10 min 0 s (5 min 0 s to 1 h 30 min) "), out.toString());
        assertTrue(lines.get(2).contains(" 10 min 0 s (5 min 0 s to never) "), out.toString());
        assertTrue(lines.get(3).matches("c\\.test .* - +451 4\\.4\\.1 no answer"), lines.get(3));
    }

    @Test
    void statusIsOneScreen() {
        answers.put(
                "/api/v1/status",
                """
                {"sequence":7,"version":"1","hostname":"mx","applications":[{"name":"mailgauge",
                "status":"up","uptime_seconds":3700,"mta":{"stored_messages":4,"stored_octets":5000,
                "imbalance_recipients":2,"groups":[{"name":"smtp-out","stored_messages":4}]}}]}
                """);
        answers.put("/api/v1/queue/summary", "{\"destinations\":[]}");
        assertEquals(0, run("status"));
        assertTrue(out.toString().contains("mailgauge: up for 1 h 1 min"), out.toString());
        assertTrue(out.toString().contains("THE BOOKS DO NOT BALANCE: 2"), out.toString());
        assertTrue(out.toString().contains("smtp-out"), out.toString());
    }

    @ParameterizedTest
    @CsvSource({"400, 64", "401, 77", "404, 65", "503, 75", "500, 69"})
    void whatTheServerRefusesIsOneLineAndACode(int refusal, int code) {
        status = refusal;
        answers.put("/api/v1/queue/X-1", "{\"error\":\"not so\"}");
        assertEquals(code, run("queue", "show", "X-1"));
        assertEquals("mailgauge: not so\n", err.toString());
    }

    @Test
    void saysWhenNoServerRuns() throws IOException {
        api.stop(0);
        assertEquals(69, run("status"));
        Files.delete(folder.resolve("admin-token"));
        assertEquals(69, run("status"));
        assertEquals(2, err.toString().lines().count());
        err.toString()
                .lines()
                .forEach(
                        line ->
                                assertTrue(
                                        line.contains("no server runs")
                                                && line.contains("mailgauge serve"),
                                        line));
    }

    @Test
    void saysWhenSomethingElseAnswers() {
        answers.put("/api/v1/status", "<html>");
        assertEquals(69, run("status"));
        assertTrue(err.toString().contains("does not answer as Mailgauge"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "status --what",
                "queue",
                "queue show",
                "queue list --limit x",
                "snmp"
            })
    void wrongUseIsOneLineThatSaysWhere(String line) {
        assertEquals(64, run(line.split(" ", -1)));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("--help"), err.toString());
    }

    @Test
    void checkConfigTellsAllErrors() throws IOException {
        write("data-dri: x", "queue: {expiry: y}");
        assertEquals(78, run("check-config"));
        assertEquals(3, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("m.yaml:2: data-dri: "), err.toString());
        assertEquals(78, run("check-config", "--json"));
        assertTrue(out.toString().contains("\"good\":false"), out.toString());
    }

    @Test
    void aTableOfReplyClassesIsPrintedTakenAndChecked() throws IOException {
        write("data-dir: x", "queue: {reply-classes: classes.txt}");
        var table = folder.resolve("classes.txt");
        assertEquals(78, run("check-config"));
        assertTrue(
                err.toString().contains("m.yaml:4: queue.reply-classes: found \"classes.txt\""),
                err.toString());
        assertEquals(0, run("check-config", "--print-reply-classes"));
        Files.writeString(table, out.toString());
        assertEquals(0, run("check-config"));
        Files.writeString(table, out + "class dns soon\n");
        assertEquals(78, run("check-config"));
        assertTrue(err.toString().contains(table + ":"), err.toString());
        assertEquals(78, run("check-config", "--json"));
        assertTrue(out.toString().contains("\"file\":\"" + table + "\""), out.toString());
        assertEquals(78, run("serve"));
    }

    @Test
    void aDomainWithoutPostmasterIsWarnedOfUntilThereIsOne() throws IOException {
        write("data-dir: data", "local-domains: [a.test]");
        assertEquals(0, run("check-config"));
        assertTrue(err.toString().contains("mailgauge user add postmaster@a.test"), err.toString());
        assertEquals(0, run("check-config", "--json"));
        assertTrue(out.toString().contains("\"key\":\"local-domains\""), out.toString());
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                folder.resolve("data/accounts"), "mailgauge-accounts 1 -\n-\tpostmaster@a.test\n");
        err.getBuffer().setLength(0);
        assertEquals(0, run("check-config"));
        assertEquals("", err.toString());
    }

    @Test
    void aMissingFileIsNoInput() {
        assertEquals(66, bare("check-config", "--config", folder.resolve("none").toString()));
        assertTrue(err.toString().contains("--config FILE"), err.toString());
    }

    @Test
    void passphrasesThatOthersCanReadAreRefused() throws IOException {
        write(
                "data-dir: x",
                "snmp: {users: [{name: n, auth-passphrase: abcdefgh, priv-passphrase: abcdefgh}]}");
        var file = folder.resolve("m.yaml");
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(78, run("check-config"));
        assertTrue(err.toString().contains("chmod 640"), err.toString());
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(0, run("check-config"));
    }

    @Test
    void aFailedStartIsOneLineAndItsCode() {
        assertEquals(75, run("serve"));
        assertEquals("mailgauge: another one runs\n", err.toString());
    }

    @Test
    void helpAndVersionWorkEverywhere() {
        for (var line :
                new String[] {
                    "--help", "serve --help", "queue list --help", "snmp walk --version"
                }) {
            assertEquals(0, bare(line.split(" ", -1)), line);
        }
    }

    @Test
    void helpBeforeACommandListsAllOfThem() {
        assertEquals(0, bare("--json", "--help", "status"));
        assertTrue(out.toString().contains("\n  serve "), out::toString);
    }

    @Test
    void alarmsAreATableAndAreAcknowledged() {
        answers.put(
                "/api/v1/alarms",
                """
                {"maintenance":{"until":"2026-03-01T13:00:00Z","by":"noc","comment":""},
                "alarms":[{"id":7,"severity":"major","raised":"2026-03-01T12:00:00.5Z","text":"smtp-out: late"}],
                "rules":[{"name":"oldest-due","scope":"*","severity":"major","raise_at":900,"clear_at":300,
                "units":"seconds","hold_seconds":10,"interval_seconds":300}]}
                """);
        answers.put("/api/v1/alarms/ack", "{\"outcome\":\"acknowledged\",\"durable\":true}");
        answers.put("/api/v1/alarms/maintenance", "{\"outcome\":\"begun\",\"durable\":false}");
        assertEquals(0, run("alarm", "list"));
        var text = out.toString();
        assertTrue(text.contains("maintenance until 2026-03-01T13:00:00Z by noc"), text);
        assertTrue(text.contains("2026-03-01T12:00:00Z"), text);
        assertTrue(text.contains("smtp-out: late"), text);
        assertEquals(0, run("alarm", "rules"));
        assertTrue(out.toString().contains("oldest-due"), out.toString());
        assertEquals(0, run("alarm", "ack", "7", "--comment", "so"));
        assertEquals("id=7&comment=so", forms.getLast());
        assertEquals(74, run("alarm", "maintenance", "--for", "PT2H"));
        assertEquals("for=PT2H", forms.getLast());
        assertEquals(64, run("alarm", "maintenance"));
        assertEquals(64, run("alarm"));
    }

    @Test
    void reloadSaysWhatChanged() {
        answers.put(
                "/api/v1/reload",
                """
                {"file":"m.yaml","outcome":"reloaded","changed":[{"key":"queue.expiry","was":"P5D","is":"P2D"}],
                "at_next_start":[{"key":"data-dir","was":"a","is":"b\\u001b"}],
                "warnings":[{"file":"m.yaml","line":7,"key":"tls","message":"not built"}]}
                """);
        assertEquals(0, run("reload"));
        assertEquals(
                """
                m.yaml is in force
                changed:
                  queue.expiry: P5D -> P2D
                takes effect at the next start:
                  data-dir: a -> b\\u001b
                """,
                out.toString());
        assertEquals("warning: m.yaml:7: tls: not built\n", err.toString());
        assertEquals(List.of("/api/v1/reload Bearer t0ken"), asked);
    }

    @Test
    void reloadThatIsRefusedSaysWhereAndEndsWith78() {
        status = 422;
        answers.put(
                "/api/v1/reload",
                """
                {"file":"m.yaml","outcome":"refused","error":"nothing has changed",
                "errors":[{"file":"m.yaml","line":3,"key":"a.b","message":"found x, accepted y"}]}
                """);
        assertEquals(78, run("reload"));
        assertEquals(
                "m.yaml:3: a.b: found x, accepted y\nmailgauge: nothing has changed\n",
                err.toString());
        assertEquals("", out.toString());
        assertEquals(78, run("reload", "--json"));
        assertTrue(out.toString().contains("\"outcome\":\"refused\""), out.toString());
    }

    @Test
    void reloadWithoutAServerOrWithAWrongFileAsksNobody() throws IOException {
        write("data-dir: " + folder, "route: []");
        assertEquals(78, run("reload"));
        assertTrue(err.toString().contains("m.yaml:4: route"), err.toString());
        assertEquals(List.of(), asked);
        write("data-dir: " + folder, "");
        api.stop(0);
        assertEquals(69, run("reload"));
    }
}
