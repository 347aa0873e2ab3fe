package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.agent.conf.LogLevel;
import org.mailgauge.host.HostTime;
import org.mailgauge.sim.Await;
import org.slf4j.Logger;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole program reads its configuration again. */
class ReloaderTest {
    private static final String A = "{match: a.test, via: hold, channel: branch-a}";
    private static final String B = "{match: b.test, via: hold, channel: branch-b}";
    private static final String C = "{match: c.test, via: hold, channel: branch-c}";
    private static final String D = "{match: d.test, via: hold, channel: branch-d}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private String listen = "snmp: \"off\"";

    private Path file() {
        return folder.resolve("m.yaml");
    }

    private void write(String more) throws IOException {
        Program.write(
                file(),
                """
                hostname: mx.a.test
                data-dir: data
                listen: {smtp: "127.0.0.1:0", submission: "off", submissions: "off", lmtp: "off", pop3: "off",
                  pop3s: "off", imap: "off", imaps: "off", http: "127.0.0.1:0", %s}
                queue: {segment-size: 1MiB, spare-segments: 0}
                """
                                .formatted(listen)
                        + more);
    }

    private static List<String> keys(JsonNode changes) {
        var all = new ArrayList<String>();
        changes.forEach(change -> all.add(change.path("key").asString("")));
        return all;
    }

    private static JsonNode reloaded(Program program) throws IOException {
        var answer = program.post("reload");
        assertEquals(200, answer.status(), answer.toString());
        return answer.tree();
    }

    private static boolean counted(Program program, String group) {
        try {
            return "1".equals(column(program, "mtaGroupReceivedMessages").get(group));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Map<String, String> column(Program program, String object) throws IOException {
        var all = new HashMap<String, String>();
        program.walk(object).forEach(cell -> all.put(cell.index(), cell.value()));
        return all;
    }

    private static String scalar(Program program, String object) throws IOException {
        return program.walk(object).getFirst().value();
    }

    /** Indexes of the channels and services by name. */
    private static Map<String, String> indexes(Program program) throws IOException {
        var all = new HashMap<String, String>();
        column(program, "mtaGroupName").forEach((index, name) -> all.put(name, index));
        return all;
    }

    private static long ticks(Program program, String object, String index) throws IOException {
        return Long.parseLong(column(program, object).getOrDefault(index, "-1"));
    }

    @Test
    void aKeyOfEachKindTakesEffect() throws Exception {
        write("relay-domains: [a.test]\nmax-message-size: 1MiB\nroutes: [" + A + "]\n");
        try (var program = new Program(file())) {
            var commands = new String[] {"EHLO c", "MAIL FROM:<a@c.test>", "RCPT TO:<u@b.test>"};
            assertTrue(program.smtp(commands).getLast().startsWith("550"), "no relay");
            assertTrue(program.health("mail.b.test").contains("421"));
            write(
                    """
                    relay-domains: [a.test, b.test]
                    max-message-size: 2MiB
                    routes: [%s, %s]
                    http: {host-names: [mail.b.test]}
                    default-alarms: false
                    alarms: [{channel: branch-b, stored: {raise: 7}}]
                    alarm-syslog: [{to: "udp:127.0.0.1:9"}]
                    stop-within: PT11S
                    """
                            .formatted(A, B));
            var said = reloaded(program);
            assertEquals(
                    List.of(
                            "max-message-size",
                            "relay-domains",
                            "routes[1]",
                            "default-alarms",
                            "alarms[0]",
                            "alarm-syslog[0]",
                            "http.host-names"),
                    keys(said.path("changed")));
            assertEquals(List.of("stop-within"), keys(said.path("at_next_start")));
            var replies = program.smtp(commands);
            assertTrue(replies.getFirst().contains("SIZE 2097152"), replies.getFirst());
            assertTrue(replies.getLast().startsWith("250"), replies.getLast());
            assertTrue(program.health("mail.b.test").contains("200"));
            var alarms = program.get("alarms").tree();
            assertEquals(1, alarms.path("rules").size());
            assertEquals(7, alarms.path("rules").path(0).path("raise_at").asInt());
            assertEquals(1, alarms.path("ways").size());
            write("relay-domains: [a.test]\n");
            reloaded(program);
            alarms = program.get("alarms").tree();
            assertEquals(0, alarms.path("ways").size());
            assertTrue(alarms.path("rules").size() > 1, "the built-in ones are back");
            assertTrue(program.smtp(commands).getLast().startsWith("550"));
        }
    }

    @Test
    void aWrongFileChangesNothingAndIsAnswered() throws Exception {
        write("relay-domains: [a.test]\nroutes: [" + A + "]\n");
        try (var program = new Program(file())) {
            write("relay-domains: [a.test, b.test]\nroute: []\n");
            var answer = program.post("reload");
            assertEquals(422, answer.status());
            var error = answer.tree().path("errors").path(0);
            assertEquals(7, error.path("line").asInt());
            assertEquals("route", error.path("key").asString(""));
            assertTrue(
                    answer.tree().path("error").asString("").contains(file() + ":7: route"),
                    answer.toString());
            var commands = new String[] {"EHLO c", "MAIL FROM:<a@c.test>", "RCPT TO:<u@b.test>"};
            assertTrue(program.smtp(commands).getLast().startsWith("550"));
            Files.delete(file());
            answer = program.post("reload");
            assertEquals(422, answer.status());
            assertTrue(answer.tree().path("error").asString("").contains("no file"));
            var audit = program.get("audit").tree().path("changes");
            assertEquals(2, audit.size());
            assertEquals("refused", audit.path(1).path("outcome").asString(""));
            assertEquals("tester", audit.path(1).path("user").asString(""));
        }
    }

    @Test
    void asksForATokenAndForAPost() throws Exception {
        write("");
        try (var program = new Program(file())) {
            assertEquals(405, program.get("reload").status());
            Files.writeString(folder.resolve("data/admin-token"), "wrong\n");
            assertEquals(401, program.post("reload").status());
        }
    }

    @Test
    void aSignalReloadsAndIsInTheAuditLog() throws Exception {
        write("");
        try (var program = new Program(file())) {
            write("relay-domains: [b.test]\n");
            program.life.hangup();
            Await.until(
                    "the reload is in the audit log",
                    () -> {
                        try {
                            var last = program.get("audit").tree().path("changes").path(0);
                            return last.path("outcome").asString("").equals("reloaded")
                                    && last.path("user").asString("").equals("SIGHUP")
                                    && keys(last.path("changed")).equals(List.of("relay-domains"));
                        } catch (IOException failed) {
                            throw new UncheckedIOException(failed);
                        }
                    });
        }
    }

    /** Managers see which counts go on and which begin anew. */
    @Test
    void indexesStayAndCountsGoOnOverAReload() throws Exception {
        listen = "snmp: \"127.0.0.1:" + Program.freeUdpPort() + "\"";
        var domains = "relay-domains: [a.test, b.test, c.test, d.test]\n";
        write(domains + "routes: [" + A + ", " + B + ", " + D + "]\n");
        Map<String, String> first;
        String boots;
        try (var program = new Program(file())) {
            program.send("u@a.test");
            var branch = indexes(program).getOrDefault("branch-a", "");
            Await.until(() -> counted(program, branch));
            first = indexes(program);
            boots = scalar(program, "snmpEngineBoots");
            long upTime = Long.parseLong(scalar(program, "sysUpTime"));
            var received = column(program, "mtaGroupReceivedMessages");
            assertEquals("1", received.get(branch));
            var discontinuities = column(program, "mailgaugeGroupDiscontinuity");

            write(domains + "routes: [" + C + ", " + D + ", " + B + "]\n");
            reloaded(program);

            assertEquals(boots, scalar(program, "snmpEngineBoots"));
            assertTrue(Long.parseLong(scalar(program, "sysUpTime")) >= upTime);
            var now = indexes(program);
            assertTrue(now.entrySet().containsAll(first.entrySet()), first + " " + now);
            assertEquals(first.size() + 1, now.size());
            var fresh = now.getOrDefault("branch-c", "");
            assertTrue(
                    column(program, "mtaGroupReceivedMessages")
                            .entrySet()
                            .containsAll(received.entrySet()));
            assertTrue(
                    column(program, "mailgaugeGroupDiscontinuity")
                            .entrySet()
                            .containsAll(discontinuities.entrySet()));
            assertTrue(ticks(program, "mailgaugeGroupDiscontinuity", fresh) > 0, "since then");
            first = now;
        }
        long before = new HostTime().ticks();
        try (var program = new Program(file())) {
            assertEquals(
                    Integer.parseInt(boots) + 1,
                    Integer.parseInt(scalar(program, "snmpEngineBoots")));
            long upTime = Long.parseLong(scalar(program, "sysUpTime"));
            assertTrue(upTime <= (new HostTime().ticks() - before) / 10_000_000, "begins anew");
            var now = indexes(program);
            assertTrue(first.entrySet().containsAll(now.entrySet()), first + " " + now);

            write(domains + "routes: [" + B + "]\n");
            reloaded(program);
        }
        try (var program = new Program(file())) {
            var without = indexes(program);
            assertFalse(without.containsKey("branch-d"), without.toString());
            write(domains + "routes: [" + D + ", " + A + ", " + C + ", " + B + "]\n");
            reloaded(program);
            assertSame(first, indexes(program));
            var again = first.getOrDefault("branch-d", "");
            assertTrue(ticks(program, "mailgaugeGroupDiscontinuity", again) > 0, "begins anew");
            assertEquals("0", column(program, "mtaGroupReceivedMessages").get(again));
        }
    }

    private static void assertSame(Map<String, String> first, Map<String, String> now) {
        for (var branch : List.of("branch-a", "branch-b", "branch-c", "branch-d")) {
            assertEquals(first.get(branch), now.get(branch), branch + " has its index");
        }
    }

    @Test
    void theLevelOfTheLogChanges() {
        var context = new LoggerContext();
        Logging.level(context, LogLevel.WARN);
        assertEquals(Level.WARN, context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel());
    }
}
