package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.queue.ReplyClasses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reload makes of a file beside the configuration in force. */
class ReloadTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private AgentConfig running(String text) {
        var reading = ConfigReader.read("hostname: mx.a.test\n" + text, folder, Files::readString);
        assertEquals(List.of(), reading.errors());
        return Objects.requireNonNull(reading.config());
    }

    private Reload reload(AgentConfig running, String text) throws IOException {
        var file = folder.resolve("m.yaml");
        Files.writeString(file, "hostname: mx.a.test\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Reload.of(file, running);
    }

    private Reload.Good good(String before, String after) throws IOException {
        return assertInstanceOf(Reload.Good.class, reload(running(before), after));
    }

    private static List<String> texts(List<Changes.Change> changes) {
        return changes.stream().map(Changes.Change::toString).toList();
    }

    private List<String> now(String before, String after) throws IOException {
        var changes = good(before, after).changes();
        assertEquals(List.of(), changes.later());
        return texts(changes.now());
    }

    // --- each key

    @Test
    void everyKeySaysWhenAChangeTakesEffect() {
        for (var entry : Keys.table()) {
            if (entry instanceof Key<?> key) {
                assertEquals(!key.built(), key.takes() == Takes.NEVER, key.path());
            }
        }
    }

    @Test
    void theKeysOfOneListSayTheSame() {
        var said = new TreeMap<String, Set<Takes>>();
        for (var entry : Keys.table()) {
            int list = entry.path().indexOf("[]");
            if (entry instanceof Key<?> key && list >= 0) {
                said.computeIfAbsent(key.path().substring(0, list), _ -> new TreeSet<>())
                        .add(key.takes());
            }
        }
        assertTrue(said.size() >= 7, said.toString());
        said.forEach((list, takes) -> assertEquals(1, takes.size(), list + " " + takes));
    }

    @Test
    void theManualHasWhatTheKeySays() {
        for (var entry : Keys.table()) {
            if (entry instanceof Key<?> key) {
                var line =
                        Manual.table()
                                .lines()
                                .filter(one -> one.startsWith("| `" + key.path() + "` |"))
                                .findFirst()
                                .orElseThrow();
                assertTrue(line.contains(" | " + key.takes().label() + " | "), line);
            }
        }
    }

    /** With every key of the sample, given and not: what is not live stays as it was. */
    @Test
    void whatTakesEffectAtAStartKeepsItsValue() {
        var bare = running("");
        var full =
                Objects.requireNonNull(
                        ConfigReader.read(Examples.uncommented(), folder, Files::readString)
                                .config());
        var mixed = full.values().over(bare.values());
        for (var entry : Keys.table()) {
            if (entry instanceof Key<?> key && !key.path().contains("[]")) {
                var from = key.takes() == Takes.RELOAD ? full.values() : bare.values();
                assertEquals(from.all(key), mixed.all(key), key.path());
            }
        }
    }

    // --- what is said

    @Test
    void aKeyThatIsDifferentIsToldWithBothValues() throws IOException {
        assertEquals(
                List.of("queue.expiry: P5D -> P2D"), now("", "queue: {expiry: P2D}\n"), "default");
        assertEquals(
                List.of("queue.expiry: P2D -> P5D"), now("queue: {expiry: P2D}\n", ""), "left out");
        assertEquals(
                List.of(),
                now("queue: {expiry: P2D}\n", "queue: {expiry: PT48H}\n"),
                "the same in other words");
        assertEquals(
                List.of("relay-domains: [a.test] -> [a.test, b.test]"),
                now("relay-domains: [a.test]\n", "relay-domains: [a.test, b.test]\n"));
        assertEquals(List.of("snmp.contact: (none) -> noc"), now("", "snmp: {contact: noc}\n"));
    }

    @Test
    void itemsOfAListAreToldByTheirPlaces() throws IOException {
        var one = "  - {match: a.test, via: hold}\n";
        var two = "  - {match: b.test, via: \"smtp:[127.0.0.1]:26\", channel: b}\n";
        assertEquals(
                List.of(
                        "routes[0]: {match: a.test, via: hold} -> (none)",
                        "routes[0]: (none) -> {match: b.test, via: smtp:[127.0.0.1]:26, channel:"
                                + " b}"),
                now("routes:\n" + one, "routes:\n" + two));
        assertEquals(
                List.of("routes[1]: (none) -> {match: a.test, via: hold}"),
                now("routes:\n" + two, "routes:\n" + two + one));
        assertEquals(
                List.of("routes: 2 items -> the same in another order"),
                now("routes:\n" + one + two, "routes:\n" + two + one));
        assertEquals(List.of(), now("routes:\n" + one + two, "routes:\n" + one + two));
    }

    @Test
    void secretsAreNeverTold() throws IOException {
        var user =
                "snmp: {users: [{name: noc, auth-passphrase: \"%s phrase\", priv-passphrase: \"%s"
                        + " phrase\"}], communities: [{name: \"%s-community\"}]}\n"
                        + "alarm-webhooks: [{url: \"https://ops.test/t0ken-%s\", secret:"
                        + " \"%s-0123456789abcdef\"}]\n";
        var told = now(user.replace("%s", "sesame"), user.replace("%s", "simsim"));
        assertEquals(6, told.size(), told.toString());
        var text = told.toString();
        assertFalse(text.contains("sesame") || text.contains("simsim"), text);
        assertTrue(text.contains("auth-passphrase: ***"), text);
        assertTrue(text.contains("url: https://ops.test/..."), text);
    }

    @Test
    void whatNeedsAStartIsToldApartAndStays() throws IOException {
        var good =
                good(
                        "data-dir: one\nlisten: {smtp: \"127.0.0.1:2525\"}\n",
                        """
                        data-dir: two
                        listen: {smtp: "127.0.0.1:25"}
                        log: {level: warn}
                        run-as: mail
                        """);
        assertEquals(List.of("log.level: info -> warn"), texts(good.changes().now()));
        assertEquals(
                List.of("data-dir: one -> two", "listen.smtp: 127.0.0.1:2525 -> 127.0.0.1:25"),
                texts(good.changes().later()));
        assertEquals(folder.resolve("one"), good.next().dataDir());
        assertEquals(LogLevel.WARN, good.next().logLevel());
        assertEquals(1, good.warnings().size(), "what is not built only warns");
        // The next reload compares with what is in force, not with the file before.
        var again =
                assertInstanceOf(
                        Reload.Good.class, Reload.of(folder.resolve("m.yaml"), good.next()));
        assertEquals(List.of(), again.changes().now());
        assertEquals(2, again.changes().later().size());
    }

    @Test
    void aTableOfReplyClassesIsReadAgain() throws IOException {
        var text = "queue: {reply-classes: classes}\n";
        Files.writeString(folder.resolve("classes"), ReplyClasses.builtInText());
        var running = running(text);
        assertTrue(assertInstanceOf(Reload.Good.class, reload(running, text)).changes().isEmpty());
        Files.writeString(folder.resolve("classes"), ReplyClasses.builtInText() + "\n# more\n");
        var good = assertInstanceOf(Reload.Good.class, reload(running, text));
        assertEquals(
                List.of("queue.reply-classes: classes -> the same file, changed"),
                texts(good.changes().now()));
        Files.writeString(folder.resolve("classes"), "nonsense\n");
        assertInstanceOf(Reload.Bad.class, reload(running, text));
    }

    // --- what is refused

    @Test
    void aWrongFileChangesNothingAndSaysWhere() throws IOException {
        var bad =
                assertInstanceOf(
                        Reload.Bad.class,
                        reload(
                                running(""),
                                "log: {level: warn}\nqueue: {retry-first: PT5H}\nroute: []\n"));
        assertEquals(
                List.of("3 queue.retry-first", "4 route"),
                bad.errors().stream().map(e -> e.line() + " " + e.key()).toList());
        assertInstanceOf(Reload.Unreadable.class, Reload.of(folder.resolve("none"), running("")));
    }

    /** The file would be good for a start; but the address in force is everybody's. */
    @Test
    void whatDoesNotFitWhatStaysIsRefused() throws IOException {
        var running = running("listen: {snmp: \"0.0.0.0:1161\"}\n");
        var bad =
                assertInstanceOf(
                        Reload.Bad.class,
                        reload(
                                running,
                                """
                                listen: {snmp: "127.0.0.1:1161"}
                                snmp: {communities: [{name: public}]}
                                """));
        assertEquals("snmp.communities[0].name", bad.errors().getFirst().key());
        assertTrue(bad.errors().getFirst().message().contains("restart"), bad.toString());
    }
}
