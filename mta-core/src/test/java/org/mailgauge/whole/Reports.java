package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.testing.MimeReader;
import org.mailgauge.testing.MimeReader.Entity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The reports that senders' hosts were given. Each is read as it comes: it must be well made, tell
 * of recipients of the message that its addressee sent, repeat what their next hop said, and tell
 * of nothing that another has told.
 */
final class Reports {
    /** A report, however often it comes. */
    static final class Report {
        final String id;
        final Oracle.Message about;

        /** Its own recipient: the sender of the message. */
        final Oracle.Recipient to;

        final boolean delay;

        /** How old the message was by the report's own word, in whole seconds. */
        final Duration age;

        final Set<Oracle.Recipient> named = new HashSet<>();
        private final int fingerprint;

        private Report(
                String id, Oracle.Message about, boolean delay, Duration age, int fingerprint) {
            this.id = id;
            this.about = about;
            this.to = new Oracle.Recipient(about, about.sender, about.senderHost());
            this.delay = delay;
            this.age = age;
            this.fingerprint = fingerprint;
        }
    }

    /** What a failed recipient's report was, and when it was first seen. */
    record Told(Report report, long at) {}

    private static final String FROM =
            "Mail Delivery System <MAILER-DAEMON@" + Setup.HOSTNAME + ">";
    private static final String GIVEN_UP = "4.4.7";
    private static final String GIVEN_UP_BY_OPERATOR = "5.0.0";

    private final Oracle oracle;
    private final Map<String, Report> byId = new LinkedHashMap<>();
    private final Map<Oracle.Recipient, Told> told = new LinkedHashMap<>();
    private final Map<Oracle.Message, String> logIds = new LinkedHashMap<>();

    Reports(Oracle oracle) {
        this.oracle = oracle;
    }

    List<Report> all() {
        return List.copyOf(byId.values());
    }

    /** The report with that queue id; null when no copy has come yet. */
    @Nullable Report find(String id) {
        return byId.get(id);
    }

    /** The report of a recipient's failure; null when none has come. */
    @Nullable Told told(Oracle.Recipient recipient) {
        return told.get(recipient);
    }

    /** The delay reports about a message. */
    List<Report> delays(Oracle.Message message) {
        return byId.values().stream().filter(one -> one.delay && one.about == message).toList();
    }

    // --- reading

    /** A host has read a report to that path. @return the report, whose copies the host counts */
    Report read(String path, byte[] octets) {
        var message = oracle.sentBy(path);
        assertNotNull(message, () -> "a report to one who sent nothing: " + path);
        var entity = MimeReader.read(octets);
        var id = id(entity);
        var known = byId.get(id);
        if (known != null) {
            assertEquals(known.fingerprint, Arrays.hashCode(octets), "the same report, changed");
            return known;
        }
        header(entity, message);
        var report = report(id, entity, message, octets);
        byId.put(id, report);
        oracle.trace(() -> "report " + id + " on " + message.number + ", delay: " + report.delay);
        return report;
    }

    private static String id(Entity entity) {
        var text = entity.only("Message-ID");
        var end = "@" + Setup.HOSTNAME + ">";
        assertTrue(text.startsWith("<") && text.endsWith(end), text);
        return text.substring(1, text.length() - end.length());
    }

    private static void header(Entity entity, Oracle.Message message) {
        assertEquals(FROM, entity.only("From"));
        assertEquals(message.sender, entity.only("To"));
        assertEquals("auto-replied", entity.only("Auto-Submitted"));
        assertEquals("multipart/report", entity.type());
        assertEquals(message.messageId(), entity.only("In-Reply-To"));
        assertEquals(3, entity.parts().size(), "text, fields and the original");
        var original = new String(entity.parts().get(2).body(), StandardCharsets.ISO_8859_1);
        assertTrue(original.contains("Message-ID: " + message.messageId()), original);
    }

    private Report report(String id, Entity entity, Oracle.Message message, byte[] octets) {
        var blocks = entity.parts().get(1).blocks();
        var first = blocks.getFirst();
        assertEquals("dns; " + Setup.HOSTNAME, first.only("Reporting-MTA"));
        var age = Duration.between(date(first.only("Arrival-Date")), date(entity.only("Date")));
        var fates = blocks.subList(1, blocks.size());
        assertFalse(fates.isEmpty(), "a report on nobody");
        boolean delay = fates.getFirst().only("Action").equals("delayed");
        var report = new Report(id, message, delay, age, Arrays.hashCode(octets));
        for (var fate : fates) {
            assertEquals(delay ? "delayed" : "failed", fate.only("Action"));
            fate(report, fate);
        }
        return report;
    }

    private static ZonedDateTime date(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private void fate(Report report, Entity fate) {
        var path = fate.only("Final-Recipient").substring("rfc822; ".length());
        var recipient = oracle.recipients.get(path);
        assertNotNull(recipient, () -> "never sent: " + path);
        assertEquals(report.about, recipient.message, () -> path + " is of another message");
        assertTrue(report.named.add(recipient), () -> path + " is named twice");
        var logId = fate.only("Final-Log-ID");
        assertEquals(logId, logIds.computeIfAbsent(report.about, _ -> logId), "Final-Log-ID");
        if (report.delay) {
            assertTrue(fate.only("Status").startsWith("4."), () -> path + ": " + fate.fields());
            assertTrue(fate.has("Will-Retry-Until"), () -> path + ": " + fate.fields());
            var _ = said(recipient, fate);
            return;
        }
        failure(recipient, fate);
        var before = told.put(recipient, new Told(report, oracle.now()));
        assertNull(before, () -> path + " is told of twice: " + report.id + " and " + before);
    }

    /** It was refused by its next hop, with these words, or has been tried long enough. */
    private void failure(Oracle.Recipient recipient, Entity fate) {
        var said = said(recipient, fate);
        var status = fate.only("Status");
        if (status.equals(GIVEN_UP)) {
            assertTrue(oracle.expired(recipient.message), () -> "too early: " + recipient.path);
            return;
        }
        var text = recipient.path + ": " + fate.fields();
        boolean refused = recipient.isLocal() && !status.equals(GIVEN_UP_BY_OPERATOR);
        if (said == null && recipient.givenUp >= 0 && !refused) {
            assertEquals(GIVEN_UP_BY_OPERATOR, status, text);
            return;
        }
        if (recipient.isLocal()) {
            boolean told = recipient.told.stream().anyMatch(one -> one.endsWith(" " + status));
            assertTrue(told && status.startsWith("5"), () -> recipient.told + ", but " + text);
            assertFalse(fate.has("Remote-MTA"), text);
            return;
        }
        assertNotNull(said, () -> "refused by nobody: " + text);
        assertEquals(550, said.code(), text);
        assertEquals("5.7.1", status, text);
    }

    /** The reply of its next hop that is given as the reason; null when that has another. */
    private Oracle.@Nullable Said said(Oracle.Recipient recipient, Entity fate) {
        var text = fate.has("Diagnostic-Code") ? fate.only("Diagnostic-Code") : "";
        int number = Oracle.number(text);
        if (number < 0) {
            return null;
        }
        var said = oracle.said.get(number);
        assertEquals(recipient.hop, said.hop(), text);
        assertEquals("dns; " + recipient.hop, fate.only("Remote-MTA"));
        assertTrue(text.startsWith("smtp; " + said.code() + " "), text);
        assertTrue(said.path() == null || said.path().equals(recipient.path), text);
        return said;
    }

    // --- what must have come

    /** Thresholds of which a message's sender has been told, by the ages in the reports. */
    Map<Duration, List<Report>> thresholds(Oracle.Message message, List<Duration> thresholds) {
        var found = new LinkedHashMap<Duration, List<Report>>();
        for (var report : delays(message)) {
            var last = Duration.ZERO;
            for (var threshold : thresholds) {
                last = report.age.compareTo(threshold) >= 0 ? threshold : last;
            }
            found.computeIfAbsent(last, _ -> new ArrayList<>()).add(report);
        }
        return found;
    }
}
