package org.mailgauge.agent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.MtaServer;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.agent.conf.ConfigReader;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The offline commands over the data directory of a server that has run. */
class JournalCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private static final byte[] SMALL = content(300);
    private static final byte[] LARGE = content(400_000);

    private static final byte[] HUGE = content(9 << 20);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<QueueId> sent = new ArrayList<>();

    private static byte[] content(int octets) {
        var text = new StringBuilder("Subject: kept\r\n\r\n");
        while (text.length() < octets) {
            text.append("a line of the body, number ").append(text.length()).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static final String CONFIG =
            """
            hostname: mx.a.test
            data-dir: %s
            listen: {smtp: "off", submission: "off", snmp: "off", http: "off"}
            queue: {segment-size: 1MiB, spare-segments: 0, body-file-size: 128KiB}
            routes: [{match: "*", via: "hold"}]
            """;

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(folder.resolve("m.yaml"), CONFIG.formatted(folder.resolve("data")));
        serve(5);
    }

    /** Runs a server that takes mail and holds it. */
    private void serve(int messages) throws IOException {
        var reading =
                ConfigReader.read(
                        Files.readString(folder.resolve("m.yaml")), folder, Files::readString);
        var config = Objects.requireNonNull(reading.config());
        try (var time = new HostTime();
                var tasks = new HostTasks(2);
                var net = new HostNet()) {
            var ports =
                    new MtaServer.Ports(
                            time,
                            HostDisk.at(config.dataDir()),
                            net,
                            new HostResolver(tasks),
                            new HostEntropy(),
                            tasks);
            var server = MtaServer.start(config.mta(), new MtaServer.Presence(10, ""), ports);
            for (int i = 0; i < messages; i++) {
                sent.add(send(server, i == 2 ? LARGE : i == 5 ? HUGE : SMALL));
            }
            server.stop(Duration.ofSeconds(5));
        }
    }

    private static QueueId send(MtaServer server, byte[] content) throws IOException {
        var to = List.of(path("one@b.test"), path("two@c.test"));
        try (var draft = server.queue().draft()) {
            draft.write(content, 0, content.length);
            var sender = new ReversePath.Sender(new Mailbox("me", "a.test"));
            var envelope =
                    new Envelope(sender, to, Instant.now(), "smtp-in", "test", false, "<1@a.test>");
            return assertInstanceOf(Intake.Commit.Durable.class, draft.commit(envelope)).id();
        }
    }

    private static ForwardPath path(String address) {
        var parts = address.split("@", 2);
        return new ForwardPath(new Mailbox(parts[0], parts[1]));
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("m.yaml").toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Cli(new NoServer(), new PrintWriter(out), new PrintWriter(err))
                .run(all.toArray(String[]::new));
    }

    private Path only(String where) throws IOException {
        try (var files = Files.list(folder.resolve("data/queue").resolve(where))) {
            return files.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        var octets = Files.readAllBytes(file);
        octets[(int) at] ^= 1;
        Files.write(file, octets);
    }

    /** What is in all files of the queue. */
    private Map<String, String> image() throws IOException {
        var image = new TreeMap<String, String>();
        try (var files = Files.walk(folder.resolve("data/queue"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                image.put(
                        file.toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return image;
    }

    @Test
    void verifySaysGoodAndCountsWhatIsThere() throws IOException {
        var before = image();
        assertEquals(0, run("journal", "verify"), err.toString());
        assertTrue(out.toString().contains("live messages      5"), out.toString());
        assertTrue(out.toString().contains("body files         1"), out.toString());
        assertTrue(out.toString().contains("closed in order"), out.toString());
        assertTrue(out.toString().endsWith("good\n"), out.toString());
        assertEquals(0, run("journal", "verify", "--json"));
        assertTrue(out.toString().startsWith("{\"good\":true,"), out.toString());
        assertTrue(out.toString().contains("\"records_accept\":5"), out.toString());
        assertEquals(before, image(), "verify changes nothing");
    }

    @Test
    void verifyNamesTheDamagedMessageAndWhereItIs() throws IOException {
        var body = only("bodies");
        flip(body, 70_000);
        assertEquals(65, run("journal", "verify"));
        assertTrue(
                out.toString()
                        .startsWith(
                                "damage: queue/bodies/"
                                        + body.getFileName()
                                        + " at 65572, 65540 octets: wrong content of a body file"
                                        + " (message "
                                        + sent.get(2)
                                        + ")\n"),
                out.toString());
        assertEquals(65, run("journal", "verify", "--json"));
        assertTrue(out.toString().contains("\"id\":\"" + sent.get(2) + "\""), out.toString());
        assertTrue(out.toString().contains("{\"good\":false,"), out.toString());
    }

    @Test
    void dumpPrintsRecordsInOrder() {
        assertEquals(0, run("journal", "dump"), err.toString());
        var accepts = out.toString().lines().filter(line -> line.contains(" accept ")).toList();
        assertEquals(5, accepts.size());
        assertTrue(accepts.get(0).contains(" " + sent.get(0) + " order=0 octets="), out.toString());
        assertTrue(accepts.get(0).contains("to=<one@b.test> to=<two@c.test>"), accepts.toString());
        assertTrue(accepts.get(2).contains(" body=queue/bodies/"), accepts.toString());
        assertTrue(out.toString().contains("held"), "states: " + out);
        assertEquals(0, run("journal", "dump", "--json", "--id", sent.get(1).toString()));
        assertTrue(out.toString().startsWith("{\"record\":\"accept\""), out.toString());
        assertTrue(out.toString().contains("\"reverse_path\":\"me@a.test\""), out.toString());
        assertTrue(out.toString().lines().allMatch(line -> line.contains(sent.get(1).toString())));
    }

    @Test
    void dumpWritesAMessageToAFileWithItsEnvelope() throws IOException {
        var file = folder.resolve("m.eml");
        var id = sent.get(2).toString();
        assertEquals(0, run("journal", "dump", "--id", id, "--eml", file.toString()));
        var octets = Files.readAllBytes(file);
        var envelope =
                """
                Return-Path: <me@a.test>\r
                X-Original-To: one@b.test\r
                X-Original-To: two@c.test\r
                """
                        .getBytes(StandardCharsets.US_ASCII);
        var begin = java.util.Arrays.copyOf(octets, envelope.length);
        assertArrayEquals(envelope, begin);
        assertArrayEquals(
                LARGE, java.util.Arrays.copyOfRange(octets, envelope.length, octets.length));
        assertEquals(74, run("journal", "dump", "--id", id, "--eml", file.toString()));
        assertArrayEquals(octets, Files.readAllBytes(file), "an existing file is kept");
    }

    @Test
    void dumpPrintsContents() {
        var id = sent.getFirst().toString();
        assertEquals(0, run("journal", "dump", "--content", "--id", id), err.toString());
        assertTrue(out.toString().contains("\n  | Subject: kept\n"), out.toString());
        assertEquals(0, run("journal", "dump", "--content", "--json", "--id", id));
        var base64 = java.util.Base64.getEncoder().encodeToString(SMALL);
        assertTrue(out.toString().contains("\"content\":\"" + base64 + "\""), out.toString());
    }

    @Test
    void dumpPrintsContentsOfAnyLength() throws IOException {
        sent.clear();
        serve(6);
        var id = sent.getLast().toString();
        assertEquals(0, run("journal", "dump", "--content", "--json", "--id", id), err.toString());
        int from = out.toString().indexOf("\"content\":\"") + 11;
        var base64 = out.toString().substring(from, out.toString().indexOf('"', from));
        assertArrayEquals(HUGE, java.util.Base64.getDecoder().decode(base64));
        assertTrue(out.toString().endsWith("}\n"), "one line");
        assertEquals(0, run("journal", "dump", "--content", "--id", id));
        var last = new String(HUGE, StandardCharsets.US_ASCII).lines().toList().getLast();
        assertTrue(out.toString().contains("\n  | " + last + "\n"));
    }

    @Test
    void dumpGivesTheRightPartOfADamagedContentAndMakesNoFileOfIt() throws IOException {
        flip(only("bodies"), 200_000);
        var id = sent.get(2).toString();
        assertEquals(65, run("journal", "dump", "--content", "--json", "--id", id));
        var right = java.util.Base64.getEncoder().encodeToString(Arrays.copyOf(LARGE, 3 * 65_536));
        assertTrue(out.toString().contains("\"content\":\"" + right + "\""));
        assertTrue(out.toString().contains("content cannot be read: wrong content"));
        var mails = Files.createDirectory(folder.resolve("mails"));
        var file = mails.resolve("m.eml").toString();
        assertEquals(65, run("journal", "dump", "--id", id, "--eml", file), out.toString());
        assertTrue(err.toString().contains("no file was made"), err.toString());
        try (var left = Files.list(mails)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void repairMakesTheJournalWholeAndKeepsWhatCanBeRead() throws IOException {
        var segment = only("segments");
        // In the content of the first message: its record begins behind the group's header.
        flip(segment, 8192 + 64 + 64 + 200);
        flip(only("bodies"), 200_000);
        var before = image();
        assertEquals(65, run("journal", "repair", "--dry-run"));
        assertEquals(2, out.toString().lines().filter(line -> line.startsWith("damage: ")).count());
        assertEquals(before, image(), "a dry run changes nothing");

        assertEquals(0, run("journal", "repair"), err.toString());
        assertTrue(out.toString().contains("repaired: 3 messages"), out.toString());
        assertTrue(out.toString().contains("not kept: message " + sent.get(0)), out.toString());
        assertTrue(out.toString().contains("not kept: message " + sent.get(2)), out.toString());
        assertEquals(0, run("journal", "verify"), out.toString());
        assertTrue(out.toString().contains("live messages      3"), out.toString());
        try (var kept = Files.list(folder.resolve("data/queue/quarantine"))) {
            var sizes = new ArrayList<Long>();
            for (var each : kept.toList()) {
                sizes.add(Files.size(each));
            }
            assertEquals(2, sizes.size());
            assertTrue(sizes.contains((long) (32 + LARGE.length + 7 * 4)), sizes.toString());
        }
        assertEquals(0, run("journal", "repair", "--json"));
        assertTrue(out.toString().contains("\"damage\":0"), out.toString());

        serve(1);
        assertEquals(0, run("journal", "verify"));
        assertTrue(out.toString().contains("live messages      4"), out.toString());
        var file = folder.resolve("kept.eml").toString();
        assertEquals(0, run("journal", "dump", "--id", sent.get(4).toString(), "--eml", file));
        var text = Files.readString(Path.of(file));
        assertTrue(text.endsWith(new String(SMALL, StandardCharsets.US_ASCII)), text);
    }

    @Test
    void aMessageThatIsNotThereIsSaidSo() {
        assertEquals(65, run("journal", "dump", "--id", "B-1"));
        assertEquals("mailgauge: the journal has no message B-1\n", err.toString());
        assertEquals(65, run("journal", "dump", "--id", "?"));
        assertEquals(64, run("journal", "dump", "--eml", "x"));
    }

    @Test
    void commandsWaitForTheServerToEnd() throws IOException {
        try (var lock = HostDisk.at(folder.resolve("data")).lock(HostDisk.LOCK).orElseThrow()) {
            assertEquals(75, run("journal", "verify"));
            assertTrue(err.toString().contains("a server runs with data-dir"), err.toString());
            assertEquals(75, run("journal", "dump"));
            assertTrue(lock != null);
        }
        assertEquals(0, run("journal", "verify"));
    }

    @Test
    void nothingIsMadeWhereThereIsNoJournal() throws IOException {
        var elsewhere = folder.resolve("elsewhere");
        Files.writeString(folder.resolve("m.yaml"), CONFIG.formatted(elsewhere));
        assertEquals(66, run("journal", "verify"));
        assertTrue(Files.notExists(elsewhere));
    }

    @Test
    void aNewerFormatIsRefusedAndNotChanged() throws IOException {
        var segment = only("segments");
        var octets = Files.readAllBytes(segment);
        for (int at : new int[] {0, 7680}) {
            octets[at + 9] = 2;
            var crc = new java.util.zip.CRC32C();
            crc.update(octets, at, 508);
            java.nio.ByteBuffer.wrap(octets).putInt(at + 508, (int) crc.getValue());
        }
        Files.write(segment, octets);
        var before = image();
        assertEquals(65, run("journal", "verify"));
        assertTrue(err.toString().contains("format version 2"), err.toString());
        assertEquals(65, run("journal", "dump"));
        assertEquals(before, image());
    }
}
