package org.mailgauge.report;

import org.mailgauge.mime.EncodedWords;
import org.mailgauge.mime.Header;
import org.mailgauge.mime.MailDate;
import org.mailgauge.smtp.SmtpReply;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The part of a report that people read. */
final class Wording {
    private static final int WIDTH = 74;

    /** Recipients that are named; the fields name all. */
    private static final int NAMED = 100;

    /** As much of a reply as the text has. */
    private static final int REPLY = 1000;

    /** Fields of a header section among which a subject is looked for, and characters of it. */
    private static final int FIELDS = 1000;

    private static final int SUBJECT = 200;

    private static final String INDENT = "    ";

    private final Report report;
    private final Returned.Form returned;
    private final StringBuilder text = new StringBuilder(1000);

    Wording(Report report, Returned.Form returned) {
        this.report = report;
        this.returned = returned;
    }

    /** Lines that end with CRLF; no control character, perhaps letters beyond ASCII. */
    String text() {
        paragraph("", "This is the mail server " + report.hostname() + ".");
        blank();
        paragraph("", opening());
        for (int i = 0; i < report.fates().size() && i < NAMED; i++) {
            blank();
            recipient(report.fates().get(i));
        }
        int more = report.fates().size() - NAMED;
        if (more > 0) {
            blank();
            paragraph("", "and " + more + " more; all are in the second part of this report.");
        }
        subject();
        blank();
        paragraph("", outlook());
        blank();
        paragraph("", "The second part of this report says the same for programs." + third());
        return text.toString();
    }

    private String opening() {
        var arrived = MailDate.of(report.original().arrived());
        return switch (report.kind()) {
            case Report.Kind.Failed() ->
                    "The message that you sent through this server on "
                            + arrived
                            + " could not be delivered to:";
            case Report.Kind.Delayed _ ->
                    "The message that you sent through this server on "
                            + arrived
                            + " has not been delivered yet to:";
            case Report.Kind.DoubleBounce() ->
                    "A message with the null reverse-path, most often a report about other mail,"
                            + " came to this server on "
                            + arrived
                            + " and could not be delivered to:";
        };
    }

    private void recipient(Fate fate) {
        paragraph("", "<" + fate.recipient() + ">");
        var reply = fate.reply();
        if (reply == null) {
            paragraph(INDENT, cause(fate) + ".");
            return;
        }
        paragraph(INDENT, cause(fate) + "; " + speaker(fate) + ":");
        paragraph(INDENT, words(reply));
    }

    private String cause(Fate fate) {
        return switch (fate.cause()) {
            case REFUSED_BY_HOST -> "The mail server " + fate.host() + " refused it";
            case REFUSED_HERE -> "This server gave it up";
            case EXPIRED -> "It was tried for " + words(tried()) + times(fate.attempts());
            case WAITING ->
                    fate.attempts() == 0
                            ? "It has not been tried yet"
                            : "It has been tried" + times(fate.attempts());
        };
    }

    private static String times(int attempts) {
        return switch (attempts) {
            case 0 -> "";
            case 1 -> ", once";
            default -> ", " + attempts + " times";
        };
    }

    private static String speaker(Fate fate) {
        return switch (fate.cause()) {
            case REFUSED_BY_HOST -> "it said";
            case REFUSED_HERE -> "the reason is";
            case EXPIRED, WAITING ->
                    fate.host() == null
                            ? "the last reason was"
                            : "the last word about " + fate.host() + " was";
        };
    }

    private Duration tried() {
        return Duration.between(report.original().arrived(), report.when());
    }

    private static String words(Duration time) {
        if (time.toDays() >= 2) {
            return time.toDays() + " days";
        }
        if (time.toHours() >= 2) {
            return time.toHours() + " hours";
        }
        return Math.max(1, time.toMinutes()) + " minutes";
    }

    /** What the message was about, decoded; most people know it by nothing else. */
    private void subject() {
        var subject =
                Header.parse(report.original().beginning(), FIELDS)
                        .first("subject")
                        .map(EncodedWords::decode)
                        .orElse("");
        if (!subject.isBlank()) {
            boolean cut = subject.codePointCount(0, subject.length()) > SUBJECT;
            var shown =
                    cut ? subject.substring(0, subject.offsetByCodePoints(0, SUBJECT)) : subject;
            blank();
            paragraph("", "Its subject is: " + shown + (cut ? "..." : ""));
        }
    }

    private String outlook() {
        return switch (report.kind()) {
            case Report.Kind.Failed() ->
                    "It will not be tried again"
                            + (report.fates().size() == 1 ? "." : " for these recipients.");
            case Report.Kind.Delayed(var until) ->
                    "You need not do anything: it will be tried again until "
                            + MailDate.of(until)
                            + ". If it cannot be delivered by then, you will be told.";
            case Report.Kind.DoubleBounce() ->
                    "It will not be tried again, and nobody else has been told.";
        };
    }

    private String third() {
        return switch (returned) {
            case WHOLE -> " The third is the message itself.";
            case HEADER -> " The third is the header of the message.";
            case PART_OF_HEADER -> " The third is the beginning of the message's header.";
            case NOTHING -> " The message itself cannot be returned.";
        };
    }

    private static String words(SmtpReply reply) {
        var all = reply.toString();
        return readable(all.length() > REPLY ? all.substring(0, REPLY) : all);
    }

    /** Replies are octets, one in a character; most of those beyond ASCII are UTF-8. */
    private static String readable(String reply) {
        if (reply.chars().allMatch(c -> c < 0x80)) {
            return reply;
        }
        if (reply.chars().anyMatch(c -> c > 0xFF)) {
            return reply;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(reply.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            return reply.replaceAll("[^\\x00-\\x7F]", "?");
        }
    }

    private void blank() {
        text.append("\r\n");
    }

    /** Wraps a text at spaces; what no line of text may hold is shown as a question mark. */
    private void paragraph(String indent, String words) {
        var rest = clean(words).strip();
        int width = WIDTH - indent.length();
        do {
            int cut = rest.length() <= width ? rest.length() : cut(rest, width);
            text.append(indent).append(rest.substring(0, cut).stripTrailing()).append("\r\n");
            rest = rest.substring(cut).stripLeading();
        } while (!rest.isEmpty());
    }

    private static int cut(String rest, int width) {
        int at = rest.lastIndexOf(' ', width);
        if (at <= 0) {
            at = rest.indexOf(' ', width);
        }
        at = Math.min(at < 0 ? rest.length() : at, 900);
        return at > 0 && at < rest.length() && Character.isHighSurrogate(rest.charAt(at - 1))
                ? at - 1
                : at;
    }

    private static String clean(String words) {
        var safe = new StringBuilder(words.length());
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            boolean lone =
                    Character.isSurrogate(c)
                            && !(Character.isHighSurrogate(c)
                                    ? isLow(words, i + 1)
                                    : isHigh(words, i - 1));
            boolean reorders = (c >= 0x200B && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
            if (c == '\t' || c == '\r' || c == '\n') {
                safe.append(' ');
            } else {
                safe.append(c < ' ' || (c >= 0x7F && c < 0xA0) || lone || reorders ? '?' : c);
            }
        }
        return safe.toString();
    }

    private static boolean isLow(String text, int at) {
        return at < text.length() && Character.isLowSurrogate(text.charAt(at));
    }

    private static boolean isHigh(String text, int at) {
        return at >= 0 && Character.isHighSurrogate(text.charAt(at));
    }
}
