package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.agent.cli.Cli;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.NoServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code mailgauge user}, with a server that runs and with none: the same answers and codes. */
class UserCommandTest {
    private static final String ANN = "ann@a.test";
    private static final String PASSWORD = "correct-horse-battery";

    /** Whether a server runs. */
    enum Server {
        RUNS,
        STOPPED
    }

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private @Nullable Program program;

    private Program start() throws Exception {
        var started = new Program(folder.resolve("m.yaml"));
        program = started;
        return started;
    }

    /** From here on a server runs, or none. */
    private void now(Server server) throws Exception {
        int http;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            http = free.getLocalPort();
        }
        Program.write(
                folder.resolve("m.yaml"),
                """
                hostname: mx.a.test
                data-dir: data
                local-domains: [a.test, b.test]
                listen: {smtp: "off", submission: "127.0.0.1:0", submissions: "off", lmtp: "off",
                  pop3: "127.0.0.1:0", pop3s: "off", imap: "off", imaps: "off",
                  snmp: "127.0.0.1:%d", http: "127.0.0.1:%d"}
                queue: {segment-size: 1MiB, spare-segments: 0}
                accounts: {hash-memory: 64KiB, hash-iterations: 1, scram-iterations: 4096}
                auth: {failure-delay: PT0S}
                """
                        .formatted(Program.freeUdpPort(), http));
        if (server == Server.RUNS) {
            start();
        }
    }

    @AfterEach
    void stop() throws IOException {
        if (program != null) {
            program.close();
        }
    }

    private int run(String input, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addFirst("user");
        all.addAll(List.of("--config", folder.resolve("m.yaml").toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new Cli(new NoServer(), new PrintWriter(out), new PrintWriter(err), in)
                .run(all.toArray(String[]::new));
    }

    /** What a command says that succeeds. */
    private String good(String input, String... arguments) {
        assertEquals(0, run(input, arguments), err::toString);
        assertEquals("", err.toString());
        return out.toString().strip();
    }

    /** The one line of a command that ends with this code. */
    private String bad(Exit exit, String input, String... arguments) {
        assertEquals(exit.code(), run(input, arguments), () -> out + " " + err);
        assertEquals("", out.toString());
        var line = err.toString();
        assertEquals(1, line.lines().count(), line);
        return line.strip();
    }

    private JsonNode listed(int index) {
        var all = JsonMapper.shared().readTree(good("", "list", "--json")).path("users");
        return all.path(index);
    }

    private void add(String address) {
        assertEquals("added " + address, good(PASSWORD + "\n", "add", address, "--password-stdin"));
    }

    /** Whether a password opens the mailbox, with a server that is started where none runs. */
    private boolean opens(String password) throws Exception {
        var running = program;
        if (running != null) {
            return opens(running, password);
        }
        try (var started = new Program(folder.resolve("m.yaml"))) {
            return opens(started, password);
        }
    }

    private static boolean opens(Program running, String password) throws IOException {
        try {
            running.pop3(ANN, password);
            return true;
        } catch (IllegalStateException refused) {
            assertTrue(String.valueOf(refused.getMessage()).startsWith("-ERR [AUTH]"));
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void anAccountIsAddedShownChangedAndRemoved(Server server) throws Exception {
        now(server);
        assertEquals(
                "there are no accounts; add one with: mailgauge user add ADDRESS",
                good("", "list"));
        assertEquals(
                "added ann@a.test",
                good(
                        PASSWORD + "\r\nmore\n",
                        "add",
                        "Ann@A.Test",
                        "--password-stdin",
                        "--sends-as",
                        "info@a.test",
                        "--sends-as",
                        "help@b.test"));
        add("bert@b.test");
        var ann = listed(0);
        assertEquals(ANN, ann.path("address").asString());
        assertEquals("[\"info@a.test\",\"help@b.test\"]", ann.path("sends_as").toString());
        assertTrue(ann.path("scram").asBoolean());
        assertFalse(ann.path("damaged").asBoolean());
        assertEquals("bert@b.test", listed(1).path("address").asString());
        assertTrue(good("", "list").contains("info@a.test help@b.test"));
        assertTrue(opens(PASSWORD));

        assertEquals(
                "changed the password of ann@a.test",
                good("another one\n", "passwd", ANN, "--password-stdin"));
        assertTrue(opens("another one"));
        assertFalse(opens(PASSWORD));

        assertEquals(
                "removed ann@a.test; what is in its mailboxes stays on disk",
                good("", "remove", ANN));
        assertFalse(opens("another one"));
        assertEquals("bert@b.test", listed(0).path("address").asString());
        assertFalse(audit().contains(PASSWORD) || audit().contains("another one"));
        assertTrue(audit().contains("user-add") && audit().contains("user-remove"));
    }

    private String audit() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            var all = new StringBuilder();
            for (var file :
                    files.filter(f -> f.getFileName().toString().contains("audit")).toList()) {
                all.append(Files.isRegularFile(file) ? Files.readString(file) : "");
            }
            return all.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aHashComesFromElsewhere(Server server) throws Exception {
        now(server);
        // openssl passwd -6 -salt abcdefgh secret
        var hash =
                "{SHA512-CRYPT}$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2C"
                        + "KPPrVACtLtip/cZ/1GM/O6IND4WQhG.";
        good(hash + "\n", "add", ANN, "--hash-stdin");
        assertNotEquals("none", listed(0).path("password").asString());
        assertFalse(listed(0).path("scram").asBoolean());
        assertTrue(opens("secret"));
        assertFalse(opens("Secret"));
        assertTrue(
                bad(Exit.USAGE, "$0$nothing\n", "passwd", ANN, "--hash-stdin")
                        .contains("this hash can't be read; read are "));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whoSendsAsWhom(Server server) throws Exception {
        now(server);
        add(ANN);
        assertEquals(
                "ann@a.test may send as info@a.test, help@b.test",
                good("", "sends-as", ANN, "info@a.test", "help@b.test"));
        assertEquals("ann@a.test may send as nobody else", good("", "sends-as", ANN));
        assertEquals("[]", listed(0).path("sends_as").toString());
        assertTrue(
                bad(Exit.USAGE, "", "sends-as", ANN, "no-address")
                        .startsWith("mailgauge: sends-as: give at most "));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void appPasswordsAreShownOnceAndRevoked(Server server) throws Exception {
        now(server);
        add(ANN);
        var secret = good("", "app-password", "add", ANN, "phone");
        assertTrue(secret.matches("[a-z2-9]+(-[a-z2-9]+)+"), secret);
        assertTrue(opens(secret));
        assertTrue(opens(secret.replace("-", "")));
        assertTrue(good("", "app-password", "list", ANN).startsWith("phone  20"));
        assertTrue(good("", "app-password", "list", ANN, "--json").contains("\"phone\""));
        assertFalse(good("", "list", "--json").contains(secret.replace("-", "")));
        assertTrue(
                bad(Exit.DATA, "", "app-password", "add", ANN, "phone")
                        .contains("has an app password phone"));
        assertTrue(
                bad(Exit.USAGE, "", "app-password", "add", ANN, "a phone").contains("name: 1 to"));
        assertEquals(
                "removed the app password phone of ann@a.test",
                good("", "app-password", "remove", ANN, "phone"));
        assertFalse(opens(secret));
        assertEquals("", good("", "app-password", "list", ANN));
        assertTrue(
                bad(Exit.DATA, "", "app-password", "remove", ANN, "phone")
                        .contains("has no such app password"));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    @DisplayName("what cannot be done says why in one line, and ends with the code of its kind")
    void errors(Server server) throws Exception {
        now(server);
        add(ANN);
        var password = PASSWORD + "\n";
        assertEquals(
                "mailgauge: ann@a.test is there already; change its password with:"
                        + " mailgauge user passwd ann@a.test",
                bad(Exit.DATA, password, "add", ANN, "--password-stdin"));
        assertEquals(
                "mailgauge: c.test is none of our domains (a.test, b.test); add it to"
                        + " local-domains in the configuration, reload, and try again",
                bad(Exit.USAGE, password, "add", "ann@c.test", "--password-stdin"));
        assertEquals(
                "mailgauge: give an address such as ann@example.org",
                bad(Exit.USAGE, password, "add", "ann", "--password-stdin"));
        assertEquals(
                "mailgauge: the password is empty",
                bad(Exit.USAGE, "\n", "add", "cleo@a.test", "--password-stdin"));
        assertEquals(
                "mailgauge: there is nothing on the standard input",
                bad(Exit.DATA, "", "add", "cleo@a.test", "--password-stdin"));
        var missing = "mailgauge: there is no account nobody@a.test; see: mailgauge user list";
        assertEquals(
                missing, bad(Exit.DATA, password, "passwd", "nobody@a.test", "--password-stdin"));
        assertEquals(missing, bad(Exit.DATA, "", "remove", "nobody@a.test"));
        assertEquals(missing, bad(Exit.DATA, "", "sends-as", "nobody@a.test"));
        assertEquals(missing, bad(Exit.DATA, "", "app-password", "add", "nobody@a.test", "x"));
        assertEquals(missing, bad(Exit.DATA, "", "app-password", "list", "nobody@a.test"));
        assertEquals(missing, bad(Exit.DATA, "", "app-password", "remove", "nobody@a.test", "x"));
        assertTrue(bad(Exit.USAGE, "").contains("give one of add, passwd"));
        assertTrue(bad(Exit.USAGE, "", "app-password").contains("give one of add, list or remove"));
        assertTrue(
                bad(Exit.USAGE, "", "add", "cleo@a.test", "--password-stdin", "--hash-stdin")
                        .contains("mutually exclusive"));
        assertEquals(
                1, JsonMapper.shared().readTree(good("", "list", "--json")).path("users").size());
    }

    @ParameterizedTest
    @EnumSource(value = Server.class, names = "RUNS")
    @DisplayName("the API: each form's errors and their status")
    void overTheApi(Server server) throws Exception {
        now(server);
        var running = program;
        if (running == null) {
            throw new AssertionError();
        }
        assertEquals(400, running.post("users/add", "password=x").status());
        assertEquals(400, running.post("users/add", "address=" + ANN).status());
        assertEquals(
                400, running.post("users/add", "address=" + ANN + "&password=x&hash=y").status());
        var added = running.post("users/add", "address=" + ANN + "&password=" + PASSWORD);
        assertEquals(200, added.status());
        assertEquals("added ann@a.test", added.tree().path("outcome").asString());
        assertTrue(added.tree().path("audited").asBoolean());
        assertEquals(409, running.post("users/add", "address=" + ANN + "&password=x").status());
        assertEquals(404, running.post("users/remove", "address=bert@a.test").status());
        assertEquals(405, running.post("users/rename", "address=" + ANN).status());
        var app = "address=" + ANN + "&name=phone";
        assertEquals(200, running.post("users/app-add", app).status());
        assertEquals(409, running.post("users/app-add", app).status());
        var users = running.get("users").tree().path("users");
        assertEquals(1, users.size());
        assertEquals("phone", users.path(0).path("app_passwords").path(0).path("name").asString());
    }
}
