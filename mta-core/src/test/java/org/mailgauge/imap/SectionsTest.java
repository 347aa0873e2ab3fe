package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.imap.FetchItem.Section.Text;
import org.mailgauge.mime.Corpus;
import org.mailgauge.mime.LineMutants;
import org.mailgauge.mime.MimeParser;
import org.mailgauge.mime.Part;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

class SectionsTest {
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final Pattern BLANKS = Pattern.compile("(?:\\A|\r\n)[ \t]+\r\n");
    private static final int DEEPEST = 4;
    private static final int MUTANTS = 400;

    /** Messages of the corpus that Angus reads in the same way: fewer would show nothing. */
    private static final int LEAST = 100;

    @Test
    @DisplayName("sections are what Angus finds at their numbers (RFC 9051 section 6.4.5.1)")
    void addressesAsAngusDoes() throws Exception {
        int compared = 0;
        for (var text : contents()) {
            var content = Corpus.octets(text);
            var whole = structure(content);
            var message = new MimeMessage(SESSION, new ByteArrayInputStream(content));
            if (!isRegular(text) || !isSame(whole, message)) {
                continue;
            }
            compared++;
            for (var numbers : numbers()) {
                for (var what : List.of(Text.ALL, Text.MIME, Text.HEADER, Text.TEXT)) {
                    if (what == Text.MIME && numbers.isEmpty()) {
                        continue;
                    }
                    var section = new FetchItem.Section(numbers, what, List.of());
                    assertEquals(
                            comparable(angus(message, text, section), what),
                            comparable(ours(whole, text, section), what),
                            () -> section + " of " + text);
                }
            }
        }
        assertTrue(compared >= LEAST, compared + " messages");
    }

    @Test
    @DisplayName("fields are those that Angus finds by name, however the octets are cut up")
    void filtersAsAngusDoes() throws Exception {
        var random = new SplittableRandom(7);
        for (var text : Corpus.all()) {
            var content = Corpus.octets(text);
            var message = new MimeMessage(SESSION, new ByteArrayInputStream(content));
            if (!isRegular(text) || !isSame(structure(content), message)) {
                continue;
            }
            for (var names : List.of(List.of("subject", "FROM", "X-None"), List.of("received"))) {
                var array = names.toArray(new String[0]);
                assertEquals(
                        lines(Collections.list(message.getMatchingHeaderLines(array))),
                        filtered(content, names, false, random),
                        text);
                assertEquals(
                        lines(Collections.list(message.getNonMatchingHeaderLines(array))),
                        filtered(content, names, true, random),
                        text);
            }
        }
    }

    @Test
    @DisplayName(
            "lines that are no fields stay with the others, and blanks before a colon count not")
    void keepsWhatIsNoField() {
        var header = " folded\r\nnone\r\nSubject : a\r\n b\r\n\rx: y\r\nlong\n\n";
        var random = new SplittableRandom(1);
        var names = List.of("subject");
        for (int i = 0; i < 200; i++) {
            var octets = header.getBytes(StandardCharsets.ISO_8859_1);
            assertEquals("Subject : a\r\n b\r\n\n", filtered(octets, names, false, random));
            assertEquals(
                    " folded\r\nnone\r\n\rx: y\r\nlong\n\n", filtered(octets, names, true, random));
            var open = "Subject: x\r\nWithout end".getBytes(StandardCharsets.ISO_8859_1);
            assertEquals("Subject: x\r\n", filtered(open, names, false, random));
            assertEquals("Without end", filtered(open, names, true, random));
        }
    }

    private static List<String> contents() {
        var all = new ArrayList<>(Corpus.all());
        for (int i = 0; i < MUTANTS; i++) {
            all.add(LineMutants.of(i));
        }
        return all;
    }

    private static Part structure(byte[] content) {
        var parser = new MimeParser();
        parser.feed(content, 0, content.length);
        return parser.end();
    }

    private static List<List<Integer>> numbers() {
        var all = new ArrayList<List<Integer>>();
        all.add(List.of());
        for (int from = 0, deep = 0; deep < DEEPEST; deep++) {
            int to = all.size();
            for (; from < to; from++) {
                for (int i = 1; i <= 3; i++) {
                    var more = new ArrayList<>(all.get(from));
                    more.add(i);
                    all.add(more);
                }
            }
        }
        return all;
    }

    /**
     * Whether lines end in CRLF only and none of them is of blanks only: of header lines Angus does
     * not tell the ends, nor those.
     */
    private static boolean isRegular(String text) {
        var rest = text.replace("\r\n", "");
        return rest.indexOf('\r') < 0
                && rest.indexOf('\n') < 0
                && text.contains("\r\n\r\n")
                && !BLANKS.matcher(text).find();
    }

    private static boolean isSame(Part ours, MimePart theirs) {
        try {
            var content = content(theirs);
            return switch (ours.kind()) {
                case LEAF ->
                        !(content instanceof MimeMultipart) && !(content instanceof MimeMessage);
                case MESSAGE ->
                        content instanceof MimeMessage inner
                                && isSame(ours.children().getFirst(), inner);
                case MULTIPART ->
                        content instanceof MimeMultipart multipart
                                && areSame(ours.children(), multipart);
            };
        } catch (MessagingException | IOException _) {
            return false;
        }
    }

    private static boolean areSame(List<Part> ours, MimeMultipart theirs)
            throws MessagingException {
        for (int i = 0; i < ours.size() && i < theirs.getCount(); i++) {
            if (!isSame(ours.get(i), (MimePart) theirs.getBodyPart(i))) {
                return false;
            }
        }
        return ours.size() == theirs.getCount();
    }

    /** What it is within; texts are not looked into. */
    private static Object content(MimePart part) throws MessagingException, IOException {
        return part.isMimeType("multipart/*") || part.isMimeType("message/*")
                ? part.getContent()
                : "";
    }

    /** Angus tells header sections with an empty line, and no blanks at their start. */
    private static @Nullable String comparable(@Nullable String octets, Text what) {
        return octets == null || what == Text.ALL || what == Text.TEXT ? octets : octets.strip();
    }

    private static @Nullable String ours(Part whole, String text, FetchItem.Section section) {
        var span = Sections.find(whole, section);
        return span == null ? null : text.substring((int) span.from(), (int) span.to());
    }

    private static @Nullable String angus(
            MimeMessage message, String text, FetchItem.Section section)
            throws MessagingException, IOException {
        if (section.part().isEmpty()) {
            return section.text() == Text.ALL ? text : ofMessage(message, section.text());
        }
        MimePart part = of(message, section.part().getFirst());
        for (int i = 1; i < section.part().size() && part != null; i++) {
            int number = section.part().get(i);
            part =
                    switch (content(part)) {
                        case MimeMultipart multipart -> child(multipart, number);
                        case MimeMessage inner -> of(inner, number);
                        default -> null;
                    };
        }
        if (part == null) {
            return null;
        }
        return switch (section.text()) {
            case ALL -> body(part);
            case MIME -> header(part);
            default ->
                    content(part) instanceof MimeMessage inner
                            ? ofMessage(inner, section.text())
                            : null;
        };
    }

    private static @Nullable MimePart of(MimeMessage message, int number)
            throws MessagingException, IOException {
        if (content(message) instanceof MimeMultipart multipart) {
            return child(multipart, number);
        }
        return number == 1 ? message : null;
    }

    private static @Nullable MimePart child(MimeMultipart multipart, int number)
            throws MessagingException {
        return number <= multipart.getCount() ? (MimePart) multipart.getBodyPart(number - 1) : null;
    }

    private static String ofMessage(MimeMessage message, Text text)
            throws MessagingException, IOException {
        return text == Text.TEXT ? body(message) : header(message);
    }

    private static String body(MimePart part) throws MessagingException, IOException {
        var in =
                switch (part) {
                    case MimeMessage message -> message.getRawInputStream();
                    case MimeBodyPart bodyPart -> bodyPart.getRawInputStream();
                    default -> throw new IllegalStateException();
                };
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String header(MimePart part) throws MessagingException {
        return lines(Collections.list(part.getAllHeaderLines()));
    }

    private static String lines(List<String> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append("\r\n"));
        return text.append("\r\n").toString();
    }

    private static String filtered(
            byte[] content, List<String> names, boolean others, SplittableRandom random) {
        var filter = new HeaderFilter(names, others);
        var out = new StringBuilder();
        for (int at = 0; at < content.length; ) {
            int count = Math.min(content.length - at, random.nextInt(1, 40));
            var into = new byte[filter.room(count)];
            int made = filter.take(content, at, count, into, 0);
            out.append(new String(into, 0, made, StandardCharsets.ISO_8859_1));
            at += count;
        }
        var rest = new byte[filter.room(0)];
        int made = filter.end(rest, 0);
        return out.append(new String(rest, 0, made, StandardCharsets.ISO_8859_1)).toString();
    }
}
