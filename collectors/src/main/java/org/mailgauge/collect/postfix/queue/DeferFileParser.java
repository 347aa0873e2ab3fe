package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses a defer file: an entry for each recipient, its lines {@code name=value}, or {@code
 * <recipient>: reason} as old ones have; a blank line ends it. Pure and total.
 */
public final class DeferFileParser {
    /** Octets of a file that are looked at; some 500 entries. */
    public static final int MOST_OCTETS = 256 << 10;

    private static final int LONGEST_TEXT = 2000;

    private final List<DeferEntry> entries = new ArrayList<>();
    private boolean open;
    private @Nullable String recipient;
    private long offset;
    private @Nullable String status;
    private @Nullable String action;
    private @Nullable String type;
    private @Nullable String diagnostic;
    private @Nullable String host;
    private @Nullable String reason;

    private DeferFileParser() {}

    /** The entries in a file's first octets; one that is cut off is left out. */
    public static List<DeferEntry> parse(byte[] octets, int length) {
        var parser = new DeferFileParser();
        int from = 0;
        int end = Math.min(length, MOST_OCTETS);
        for (int i = 0; i < end; i++) {
            if (octets[i] == '\n') {
                parser.line(octets, from, i);
                from = i + 1;
            }
        }
        return parser.entries;
    }

    private void line(byte[] octets, int from, int end) {
        if (from == end) {
            end();
            return;
        }
        open = true;
        var text = text(octets, from, Math.min(end, from + LONGEST_TEXT));
        if (text.charAt(0) == '<') {
            old(text);
            return;
        }
        int equal = text.indexOf('=');
        if (equal > 0) {
            attribute(text.substring(0, equal).strip(), text.substring(equal + 1).strip());
        }
    }

    private void old(String text) {
        int end = text.indexOf(">: ");
        if (end > 0) {
            recipient = text.substring(1, end);
            reason = text.substring(end + 3).strip();
        }
    }

    private void attribute(String name, String value) {
        switch (name) {
            case "recipient" -> recipient = value;
            case "offset" -> offset = offset(value);
            case "status" -> status = value;
            case "action" -> action = value;
            case "diag_type" -> type = value.toLowerCase(Locale.ROOT);
            case "diag_text" -> diagnostic = value;
            case "mta_mname" -> host = value;
            case "reason" -> reason = value;
            default -> {}
        }
    }

    private static long offset(String value) {
        try {
            return Math.max(0, Long.parseLong(value));
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    private void end() {
        if (open && recipient != null) {
            entries.add(
                    new DeferEntry(
                            recipient, offset, status, action, type, diagnostic, host, reason));
        }
        open = false;
        recipient = null;
        offset = 0;
        status = null;
        action = null;
        type = null;
        diagnostic = null;
        host = null;
        reason = null;
    }

    private static String text(byte[] octets, int from, int end) {
        var copy = new byte[end - from];
        for (int i = from; i < end; i++) {
            byte octet = octets[i];
            copy[i - from] = (octet >= 0 && octet < ' ') || octet == 0x7F ? (byte) '?' : octet;
        }
        return new String(copy, StandardCharsets.UTF_8);
    }
}
