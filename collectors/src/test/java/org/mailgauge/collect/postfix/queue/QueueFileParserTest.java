package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.mailgauge.testing.Mutants;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class QueueFileParserTest {
    static final List<String> SETTINGS = Fixtures.SETTINGS;

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Map<String, QueueFile> files(String setting) {
        var fixtures = new Fixtures(setting);
        var files = new HashMap<String, QueueFile>();
        for (var folder : List.of("deferred", "hold")) {
            for (var path : fixtures.paths(folder)) {
                files.put(id(path), Fixtures.parse(fixtures.octets(path)));
            }
        }
        return files;
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void readsWhatPostqueueTells(String setting) {
        var files = files(setting);
        var theirs = new Fixtures(setting).theirs();
        assertEquals(files.size(), theirs.size());
        for (var their : theirs) {
            var ours = requireNonNull(files.get(their.id()));
            assertTrue(ours.finished() && ours.complete(), their.id());
            assertEquals(their.octets(), ours.octets());
            assertEquals(
                    their.arrived(),
                    requireNonNull(ours.arrived()).truncatedTo(ChronoUnit.SECONDS));
            var sender = "MAILER-DAEMON".equals(their.sender()) ? "" : their.sender();
            assertEquals(sender, ours.sender());
            assertEquals(
                    their.recipients().stream()
                            .map(PostqueueMessage.Recipient::address)
                            .sorted()
                            .toList(),
                    ours.recipients().stream().map(QueueFile.Recipient::address).sorted().toList());
        }
    }

    private static List<QueueFile> with(String setting, String recipient) {
        return files(setting).values().stream()
                .filter(
                        file ->
                                file.recipients().stream()
                                        .anyMatch(one -> one.address().equals(recipient)))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void readsWhoGaveIt(String setting) {
        var users = with(setting, "grey@sink.example");
        var erika =
                users.stream().filter(f -> "erika".equals(f.saslUser())).findFirst().orElseThrow();
        assertEquals("client.example", erika.clientName());
        assertEquals("192.0.2.10", erika.clientAddress());
        var rewritten =
                users.stream()
                        .filter(f -> "2001:db8::7".equals(f.clientAddress()))
                        .findFirst()
                        .orElseThrow();
        assertNull(rewritten.clientName());
        assertEquals("env7", rewritten.envelopeId());
        assertEquals("alias@sink.example", rewritten.recipients().getFirst().original());
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void leavesOutThoseThatAreDone(String setting) {
        var some = with(setting, "grey1@some.example").getFirst();
        assertEquals(2, some.recipients().size());
        assertEquals(8, some.done());
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void decodesAddressesOfSmtpUtf8(String setting) {
        var file = with(setting, "jürgen@bücher.example").getFirst();
        assertEquals("dörte@bücher.example", file.sender());
        assertTrue(file.smtpUtf8());
        assertEquals(1, files(setting).values().stream().filter(QueueFile::smtpUtf8).count());
    }

    @Test
    void whatIsInMaildropHasNoSize() {
        var fixtures = new Fixtures("long1");
        var paths = fixtures.paths("maildrop");
        assertEquals(1, paths.size());
        var file = Fixtures.parse(fixtures.octets(paths.getFirst()));
        assertNull(file.octets());
        assertTrue(file.finished() && file.complete());
        assertEquals("late@sink.example", file.recipients().getFirst().address());
    }

    @Test
    void aFileThatIsBeingWrittenIsNotFinished() {
        var written = new WrittenQueueFile(1, 0, List.of("a@x.example"), List.of(false));
        assertFalse(Fixtures.parse(written.octets()).finished());
        assertFalse(Fixtures.parse(new byte[0]).finished());
    }

    @ParameterizedTest
    @FieldSource("SETTINGS")
    void blocksOfAnySizeGiveTheSame(String setting) {
        var fixtures = new Fixtures(setting);
        for (var path : fixtures.paths("deferred")) {
            var octets = fixtures.octets(path);
            assertEquals(Fixtures.parse(octets), Fixtures.parse(octets, 700), path);
            assertEquals(Fixtures.parse(octets), Fixtures.parse(octets, 1 << 16), path);
        }
    }

    @Test
    void manyRecipientsAreReadUpToABound() {
        var recipients = new ArrayList<String>();
        for (int i = 0; i < 30_000; i++) {
            recipients.add("user" + i + "@many.example");
        }
        var done = new ArrayList<>(Collections.nCopies(recipients.size(), false));
        var file = Fixtures.parse(new WrittenQueueFile(1, 9, recipients, done).octets(), 1 << 16);
        assertTrue(file.complete());
        assertEquals(30_000, file.recipients().size());
        for (int i = 30_000; i < 120_000; i++) {
            recipients.add("user" + i + "@many.example");
            done.add(false);
        }
        file = Fixtures.parse(new WrittenQueueFile(1, 9, recipients, done).octets(), 1 << 16);
        assertFalse(file.complete());
        assertTrue(file.recipients().size() < 100_000);
    }

    /** A Milter's recipients are appended, and the envelope points there and back. */
    @Test
    void followsPointersButNotForEver() {
        var octets = new ByteArrayOutputStream();
        record(octets, 'C', String.format("%15d %15d %15d %15d %15d", 10, 200, 2, 0, 10));
        record(octets, 'T', "1795447169 5");
        record(octets, 'R', "a@x.example");
        int pointer = octets.size();
        record(octets, 'p', String.format("%15d", 500));
        record(octets, 'M', "");
        octets.writeBytes(new byte[500 - octets.size()]);
        record(octets, 'R', "b@x.example");
        record(octets, 'p', String.format("%15d", pointer + 17));
        var file = Fixtures.parse(octets.toByteArray());
        assertTrue(file.complete());
        assertEquals(2, file.recipients().size());

        var loop = octets.toByteArray();
        var back = String.format("%15d", pointer).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(back, 0, loop, pointer + 2, back.length);
        assertFalse(Fixtures.parse(loop).complete());
    }

    private static void record(ByteArrayOutputStream octets, char type, String data) {
        octets.write(type);
        octets.write(data.length());
        octets.writeBytes(data.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void nothingMakesItThrowOrGoOnForEver() {
        var corpus = new ArrayList<String>();
        for (var setting : SETTINGS) {
            var fixtures = new Fixtures(setting);
            for (var folder : List.of("deferred", "hold", "maildrop")) {
                for (var path : fixtures.paths(folder)) {
                    corpus.add(new String(fixtures.octets(path), StandardCharsets.ISO_8859_1));
                }
            }
        }
        Mutants.ofOctets(
                corpus,
                octets -> {
                    var file = Fixtures.parse(octets);
                    assertTrue(file.recipients().size() <= QueueFileParser.MOST_OCTETS / 2);
                });
    }
}
