package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.FetchItem.Partial;
import org.mailgauge.imap.FetchItem.Section;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.Sections.Span;
import org.mailgauge.mime.Base64Decoder;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

class LiteralWriterTest {

    /** Gathers what is sent, and notes how much was held at most. */
    private static final class Gathering implements Output {
        final ResponseBuffer buffer = new ResponseBuffer(new byte[64]);
        final StringBuilder sent = new StringBuilder();
        int most;

        @Override
        public ResponseBuffer buffer() {
            return buffer;
        }

        @Override
        public void pass() {
            most = Math.max(most, buffer.length());
            sent.append(
                    new String(buffer.octets(), 0, buffer.length(), StandardCharsets.ISO_8859_1));
            buffer.clear();
        }

        @Override
        public void flush() {
            pass();
        }

        String all() {
            pass();
            return sent.toString();
        }
    }

    /** Octets that can be read up to where they are damaged; a million at a time at most. */
    private record Octets(byte[] all, long damagedAt) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (position + length > damagedAt) {
                throw new IOException("damaged at " + damagedAt);
            }
            int count = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, count);
            return count;
        }
    }

    private static Octets intact(byte[] all) {
        return new Octets(all, Long.MAX_VALUE);
    }

    private static Span whole(Content content) {
        return new Span(0, content.octets());
    }

    private static byte[] random(SplittableRandom random, int octets) {
        var all = new byte[octets];
        random.nextBytes(all);
        return all;
    }

    private static String literal(byte[] all, @Nullable Partial partial, boolean binary) {
        var text = new String(all, StandardCharsets.ISO_8859_1);
        int from = partial == null ? 0 : (int) Math.min(partial.from(), all.length);
        long wanted = partial == null ? all.length : partial.octets();
        var part =
                text.substring(from, (int) Math.min(all.length, from + Math.min(wanted, 1 << 30)));
        if (part.isEmpty()) {
            return "\"\"";
        }
        return (binary ? "~{" : "{")
                + part.length()
                + "}\r\n"
                + (binary ? part : part.replace('\0', '\u0080'));
    }

    private static @Nullable Partial partial(SplittableRandom random, int octets) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        long from = random.nextInt(9) == 0 ? Long.MAX_VALUE : random.nextInt(octets + 10);
        return new Partial(
                from, random.nextInt(9) == 0 ? Long.MAX_VALUE : random.nextInt(octets + 10) + 1L);
    }

    @Test
    @DisplayName("any range is that range, at any size, and little of it is held")
    void anyRange() throws Exception {
        var random = new SplittableRandom(3);
        for (int i = 0; i < 2_000; i++) {
            int octets = random.nextInt(i % 20 == 0 ? 300_000 : 3_000);
            var all = random(random, octets);
            var partial = partial(random, octets);
            boolean binary = random.nextBoolean();
            var out = new Gathering();
            var content = intact(all);
            assertTrue(
                    new LiteralWriter(out, new ContentReader())
                            .send(content, whole(content), partial, binary));
            assertEquals(literal(all, partial, binary), out.all(), () -> partial + " of " + octets);
            assertTrue(out.most < 9 << 10, () -> out.most + " octets held");
        }
    }

    @Test
    @DisplayName("any range of what is decoded is that range of the decoded")
    void anyRangeOfDecoded() throws Exception {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            int octets = random.nextInt(i % 20 == 0 ? 200_000 : 3_000);
            var all = random(random, octets);
            var partial = partial(random, octets);
            var out = new Gathering();
            var content = intact(Base64.getMimeEncoder().encode(all));
            Supplier<Passage> passages = () -> Passage.of(new Base64Decoder());
            var writer = new LiteralWriter(out, new ContentReader());
            assertTrue(writer.send(content, whole(content), passages, partial, true));
            assertEquals(literal(all, partial, true), out.all(), () -> partial + " of " + octets);
            var reader = new ContentReader();
            assertEquals(
                    octets,
                    reader.pass(content, whole(content), passages.get(), true, (_, _, _) -> {}));
        }
    }

    @Test
    @DisplayName("a header section of any size gives its fields, and its end is found")
    void fieldsOfLargeHeader() throws Exception {
        var field = "X-Filler: " + "x".repeat(500) + "\r\n";
        var header = field.repeat(400) + "Subject: y\r\n" + field.repeat(10) + "\r\n";
        var content = intact((header + "body\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var names : List.of("Subject", "X-Filler")) {
            var section = new Section(List.of(), Section.Text.HEADER_FIELDS, List.of(names));
            var out = new Gathering();
            var writer = new LiteralWriter(out, new ContentReader());
            assertTrue(
                    writer.send(content, whole(content), () -> Passage.of(section), null, false));
            var expected =
                    names.equals("Subject") ? "Subject: y\r\n\r\n" : field.repeat(410) + "\r\n";
            assertEquals("{" + expected.length() + "}\r\n" + expected, out.all());
            assertEquals(header.length(), new ContentReader().headerOctets(content));
        }
    }

    @Test
    @DisplayName("what cannot be read from its first octet is NIL")
    void unreadableIsNil() throws Exception {
        var out = new Gathering();
        var writer = new LiteralWriter(out, new ContentReader());
        var damaged = new Octets(new byte[1000], 0);
        FetchItem.@Nullable Partial all = null;
        assertFalse(writer.send(damaged, whole(damaged), all, false));
        assertFalse(
                writer.send(
                        damaged, whole(damaged), () -> Passage.of(new Base64Decoder()), all, true));
        var shrunk = intact(new byte[10]);
        assertFalse(writer.send(shrunk, new Span(10, 20), all, false));
        assertEquals("NILNILNIL", out.all());
    }

    @Test
    @DisplayName("what cannot be read to its end ends the connection within its literal")
    void damagedWithinLiteral() {
        var out = new Gathering();
        var damaged = new Octets(new byte[200_000], 100_000);
        var writer = new LiteralWriter(out, new ContentReader());
        assertThrows(
                ClientGoneException.class, () -> writer.send(damaged, whole(damaged), null, false));
        assertTrue(out.all().startsWith("{200000}\r\n\u0080"));
    }
}
