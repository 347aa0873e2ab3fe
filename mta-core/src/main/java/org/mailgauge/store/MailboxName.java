package org.mailgauge.store;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of a mailbox: levels with {@code /} between, in Unicode's NFC. It is a value and never a
 * path.
 *
 * <p>{@code INBOX} in any case of its ASCII letters is that mailbox, also as the first of several
 * levels (RFC 9051 section 5.1). No name has empty levels, levels {@code .} or {@code ..}, control
 * characters, line or paragraph separators, halves of surrogate pairs, noncharacters, or the
 * wildcards of LIST; none begins with {@code ~} or {@code #}; a level has at most 255 octets of
 * UTF-8, a name 1,000 and 32 levels.
 *
 * @param text canonical
 */
public record MailboxName(String text) implements Comparable<MailboxName> {

    public static final char SEPARATOR = '/';
    public static final MailboxName INBOX = new MailboxName("INBOX");

    private static final int LEVEL_OCTETS = 255;
    private static final int OCTETS = 1000;
    private static final int LEVELS = 32;

    /** What a text is. */
    public sealed interface Parsed {
        record Name(MailboxName name) implements Parsed {}

        /** No name; {@code why} is fit for a reply. */
        record Bad(String why) implements Parsed {}
    }

    public MailboxName {
        var why = fault(text);
        if (!why.isEmpty() || !canonical(text).equals(text)) {
            throw new IllegalArgumentException("no canonical mailbox name: " + why);
        }
    }

    /** The name that a text stands for. Total: any text gives a value. */
    public static Parsed parse(String text) {
        if (text.length() > OCTETS) {
            return new Parsed.Bad("Name too long");
        }
        var why = fault(text);
        if (!why.isEmpty()) {
            return new Parsed.Bad(why);
        }
        var canonical = canonical(text);
        why = fault(canonical);
        return why.isEmpty() ? new Parsed.Name(named(canonical)) : new Parsed.Bad(why);
    }

    /** All who have INBOX open share its name. */
    private static MailboxName named(String canonical) {
        return canonical.equals(INBOX.text) ? INBOX : new MailboxName(canonical);
    }

    /** The name of a text, where the reason does not matter. */
    public static Optional<MailboxName> of(String text) {
        return parse(text) instanceof Parsed.Name(var name) ? Optional.of(name) : Optional.empty();
    }

    private static String canonical(String text) {
        var name = Normalizer.normalize(text, Normalizer.Form.NFC);
        boolean inbox =
                name.regionMatches(true, 0, "INBOX", 0, 5)
                        && name.substring(0, 5).chars().allMatch(c -> c < 128)
                        && (name.length() == 5 || name.charAt(5) == SEPARATOR);
        return inbox ? "INBOX" + name.substring(5) : name;
    }

    /** What forbids a text, or nothing. */
    private static String fault(String text) {
        if (text.isEmpty()) {
            return "Empty name";
        }
        if (text.charAt(0) == '~' || text.charAt(0) == '#') {
            return "Name begins with a reserved character";
        }
        if (!text.codePoints().allMatch(MailboxName::isAllowed)) {
            return "Character not allowed in a name";
        }
        var levels = text.split("/", -1);
        if (levels.length > LEVELS) {
            return "Too many levels";
        }
        for (var level : levels) {
            if (level.isEmpty() || level.equals(".") || level.equals("..")) {
                return "Level not allowed in a name";
            }
            if (octets(level) > LEVEL_OCTETS) {
                return "Level too long";
            }
        }
        return octets(text) > OCTETS ? "Name too long" : "";
    }

    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> c != '*' && c != '%' && (c & 0xFFFE) != 0xFFFE && (c < 0xFDD0 || c > 0xFDEF);
        };
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    public boolean isInbox() {
        return text.equals("INBOX");
    }

    /** The levels, from the top. */
    public List<String> levels() {
        return List.of(text.split("/", -1));
    }

    /** The names above it, from the top. */
    public List<MailboxName> above() {
        var names = new ArrayList<MailboxName>();
        for (int at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
            names.add(new MailboxName(text.substring(0, at)));
        }
        return names;
    }

    /** Whether it is somewhere below another name. */
    public boolean isBelow(MailboxName other) {
        return text.length() > other.text.length()
                && text.startsWith(other.text)
                && text.charAt(other.text.length()) == SEPARATOR;
    }

    /**
     * Its name after one above it, or itself, has been renamed.
     *
     * @param from this name, or one above it
     */
    public Parsed moved(MailboxName from, MailboxName to) {
        if (!equals(from) && !isBelow(from)) {
            throw new IllegalArgumentException(text + " is not below " + from);
        }
        return parse(to.text + text.substring(from.text.length()));
    }

    @Override
    public int compareTo(MailboxName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
