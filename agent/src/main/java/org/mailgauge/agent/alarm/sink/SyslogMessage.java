package org.mailgauge.agent.alarm.sink;

import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.Severity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** An event as a syslog message (RFC 5424 section 6). Pure. */
final class SyslogMessage {
    /** What receivers should be able to take (RFC 5424 section 6.1). */
    static final int MOST = 2048;

    /** Under the enterprise number of MAILGAUGE-MIB's provisional root (RFC 5424 section 7.2.2). */
    private static final String ID = "mailgauge@8072";

    /** Octets of one value, so that the structured data fits and leaves room for the text. */
    private static final int VALUE = 160;

    private static final int HOSTNAME = 255;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final StringBuilder text = new StringBuilder();

    private SyslogMessage() {}

    /**
     * What all messages of this process have in common.
     *
     * @param facility 0 to 23
     * @param hostname the server's own name
     */
    record Sender(int facility, String hostname, long process) {}

    /** The octets of a message, at most {@link #MOST}; the text is cut where it does not fit. */
    static byte[] of(AlarmEvent event, Sender sender) {
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(utf8(head(event, sender)));
        octets.write(' ');
        var words = event.alarm().text();
        boolean ascii = words.chars().allMatch(c -> c < 128);
        if (!ascii) {
            octets.writeBytes(BOM);
        }
        octets.writeBytes(utf8(cut(words, MOST - octets.size())));
        return octets.toByteArray();
    }

    private static String head(AlarmEvent event, Sender sender) {
        int priority = sender.facility() * 8 + severity(event.severity());
        var head =
                "<%d>1 %s %s mailgauge %d %s "
                        .formatted(
                                priority,
                                STAMP.format(event.at()),
                                hostname(sender.hostname()),
                                sender.process(),
                                event.raised() ? "RAISE" : "CLEAR");
        return head + new SyslogMessage().data(event);
    }

    /** RFC 5424 table 2: critical, error, warning, notice. */
    private static int severity(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 2;
            case MAJOR -> 3;
            case WARNING -> 4;
            case CLEARED -> 5;
        };
    }

    private static String hostname(String name) {
        var printable = name.replaceAll("[^!-~]", "_");
        return printable.isEmpty()
                ? "-"
                : printable.substring(0, Math.min(HOSTNAME, printable.length()));
    }

    private String data(AlarmEvent event) {
        var alarm = event.alarm();
        var subject = alarm.subject();
        text.append('[').append(ID);
        value("sequence", Long.toString(event.sequence()));
        value("event", event.raised() ? "raise" : "clear");
        value("id", Long.toString(alarm.id()));
        value("kind", alarm.kind().label());
        value("severity", alarm.severity().label());
        value("rule", alarm.rule());
        value("application", subject.application());
        value("group", subject.group());
        value("subject", subject.name());
        value("reply-class", subject.reason());
        value("value", Long.toString(alarm.value()));
        value("raise-at", Long.toString(alarm.raiseAt()));
        value("clear-at", Long.toString(alarm.clearAt()));
        value("units", alarm.units());
        value("raised", alarm.raised().toString());
        return text.append(']').toString();
    }

    private void value(String name, String value) {
        if (!value.isEmpty()) {
            var escaped = cut(value, VALUE).replaceAll("([\"\\\\\\]])", "\\\\$1");
            text.append(' ').append(name).append("=\"").append(escaped).append('"');
        }
    }

    /** As much from the start as fits, in whole characters and without control characters. */
    private static String cut(String words, int octets) {
        var kept = new StringBuilder();
        int used = 0;
        for (var i = words.codePoints().iterator(); i.hasNext(); ) {
            int point = i.nextInt();
            var one = Character.isISOControl(point) ? " " : Character.toString(point);
            used += utf8(one).length;
            if (used > octets) {
                break;
            }
            kept.append(one);
        }
        return kept.toString();
    }

    private static byte[] utf8(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }
}
