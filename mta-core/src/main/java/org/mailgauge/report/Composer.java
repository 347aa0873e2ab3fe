package org.mailgauge.report;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.HeaderScanner;
import org.mailgauge.mime.MailDate;
import org.mailgauge.mime.QuotedPrintableEncoder;
import org.mailgauge.smtp.SmtpReply;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes the message of a report: multipart/report with text, fields and the original. */
public final class Composer {
    /** As much of a reply as a field has; the texts of replies are cut before, too. */
    private static final int DIAGNOSTIC = 1000;

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@]{1,250}@[^<>@]{1,250}>");

    private Composer() {}

    /** How many octets of a content are wanted, so that {@code most} of it may be returned. */
    public static int wanted(long octets, int most) {
        return (int) Math.min(octets, most + 1L);
    }

    public static Composed compose(Report report) {
        var returned = Returned.of(report.original());
        var text = new Wording(report, returned.form()).text();
        var about = messageId(report.original());
        var messageId = "<" + report.id() + "@" + report.hostname() + ">";
        boolean eightBit = returned.encoding().equals("8bit");
        var boundary = boundary(report.id(), returned.octets());
        var lines = new Lines();
        header(report, messageId, about, lines);
        lines.line("Content-Type: multipart/report; report-type=delivery-status;");
        lines.line("    boundary=\"" + boundary + "\"");
        if (eightBit) {
            lines.line("Content-Transfer-Encoding: 8bit");
        }
        lines.empty();
        lines.line("This is a report about mail, in several parts (MIME, RFC 6522).");
        part(boundary, lines);
        text(text, lines);
        part(boundary, lines);
        status(report, lines);
        if (returned.form() != Returned.Form.NOTHING) {
            part(boundary, lines);
            original(returned, lines);
        }
        lines.empty();
        lines.line("--" + boundary + "--");
        return new Composed(lines.toArray(), eightBit, messageId, about);
    }

    private static void header(
            Report report, String messageId, @Nullable String about, Lines lines) {
        var date = MailDate.of(report.when());
        lines.line(
                "Received: by "
                        + report.hostname()
                        + " (Mailgauge) id "
                        + report.id()
                        + "; "
                        + date);
        lines.line("Date: " + date);
        lines.line("From: Mail Delivery System <MAILER-DAEMON@" + report.hostname() + ">");
        lines.line("To: " + report.to());
        lines.line("Subject: " + subject(report.kind()));
        lines.line("Message-ID: " + messageId);
        if (about != null) {
            lines.line("In-Reply-To: " + about);
            lines.line("References: " + about);
        }
        lines.line("Auto-Submitted: auto-replied");
        lines.line("MIME-Version: 1.0");
    }

    private static String subject(Report.Kind kind) {
        return switch (kind) {
            case Report.Kind.Failed() -> "Your mail could not be delivered";
            case Report.Kind.Delayed _ -> "Your mail is delayed; it is still being tried";
            case Report.Kind.DoubleBounce() -> "A report could not be delivered";
        };
    }

    private static void part(String boundary, Lines lines) {
        lines.empty();
        lines.line("--" + boundary);
    }

    private static void text(String text, Lines lines) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        lines.line("Content-Description: what happened");
        lines.line("Content-Type: text/plain; charset=" + (ascii ? "us-ascii" : "utf-8"));
        if (!ascii) {
            lines.line("Content-Transfer-Encoding: quoted-printable");
        }
        lines.empty();
        var octets = text.getBytes(StandardCharsets.UTF_8);
        lines.octets(ascii ? octets : new QuotedPrintableEncoder().all(octets));
    }

    private static void status(Report report, Lines lines) {
        lines.line("Content-Description: what happened, for programs");
        lines.line("Content-Type: message/delivery-status");
        lines.empty();
        lines.field("Reporting-MTA", "dns; " + report.hostname());
        lines.field("Arrival-Date", MailDate.of(report.original().arrived()));
        for (var fate : report.fates()) {
            lines.empty();
            fate(report, fate, lines);
        }
    }

    private static void fate(Report report, Fate fate, Lines lines) {
        boolean delayed = report.kind() instanceof Report.Kind.Delayed;
        lines.field("Final-Recipient", "rfc822; " + fate.recipient());
        lines.field("Action", delayed ? "delayed" : "failed");
        lines.field("Status", fate.status().toString());
        if (fate.host() != null) {
            lines.field("Remote-MTA", "dns; " + fate.host());
        }
        if (fate.reply() != null) {
            var type = fate.saidByHost() ? "smtp; " : "x-mailgauge; ";
            lines.field("Diagnostic-Code", type + diagnostic(fate.reply()));
        }
        if (fate.lastAttempt() != null) {
            lines.field("Last-Attempt-Date", MailDate.of(fate.lastAttempt()));
        }
        lines.field("Final-Log-ID", report.original().id());
        if (report.kind() instanceof Report.Kind.Delayed(var until)) {
            lines.field("Will-Retry-Until", MailDate.of(until));
        }
    }

    private static String diagnostic(SmtpReply reply) {
        var text = reply.toString();
        return text.length() > DIAGNOSTIC ? text.substring(0, DIAGNOSTIC) : text;
    }

    private static void original(Returned returned, Lines lines) {
        lines.line(
                "Content-Description: "
                        + switch (returned.form()) {
                            case WHOLE -> "your message";
                            case HEADER -> "the header of your message";
                            case PART_OF_HEADER -> "the beginning of the header of your message";
                            case NOTHING -> throw new IllegalStateException("nothing to return");
                        });
        lines.line("Content-Type: " + returned.type());
        if (!returned.encoding().equals("7bit")) {
            lines.line("Content-Transfer-Encoding: " + returned.encoding());
        }
        lines.empty();
        lines.octets(returned.octets());
    }

    /** One that is not in the original, whoever wrote it and whatever he knows of our ids. */
    private static String boundary(String id, byte[] original) {
        var text = new String(original, StandardCharsets.ISO_8859_1);
        var boundary = "=_" + id;
        for (int i = 1; text.contains("--" + boundary); i++) {
            boundary = "=_" + i + "_" + id;
        }
        return boundary;
    }

    /** The original's Message-ID; null when it has none that may stand in a field of ours. */
    private static @Nullable String messageId(Original original) {
        var scanner = new HeaderScanner();
        scanner.scan(original.beginning(), 0, original.beginning().length);
        var found = scanner.messageId();
        return found != null && MESSAGE_ID.matcher(found).matches() ? found : null;
    }
}
