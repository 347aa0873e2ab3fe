package org.mailgauge.store;

import org.mailgauge.mailbox.SystemFlag;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The flags of a message, without {@code \Recent} (see {@link MailboxView}).
 *
 * @param system the bits of its {@link SystemFlag}s
 */
public record Flags(int system, Set<Keyword> keywords) {

    public static final Flags NONE = new Flags(0, Set.of());

    private static final int ALL = (1 << SystemFlag.values().length) - 1;

    /** The texts of system flags, by their bits. */
    private static final String[] TEXTS = new String[ALL + 1];

    static {
        for (int bits = 0; bits <= ALL; bits++) {
            int all = bits;
            TEXTS[bits] =
                    Stream.of(SystemFlag.values())
                            .filter(flag -> (all & flag.bit()) != 0)
                            .map(SystemFlag::text)
                            .collect(Collectors.joining(" "));
        }
    }

    public Flags {
        if ((system & ~ALL) != 0) {
            throw new IllegalArgumentException("bits " + Integer.toHexString(system));
        }
        keywords = Set.copyOf(keywords);
    }

    public static Flags of(SystemFlag... flags) {
        return of(List.of(flags), Set.of());
    }

    public static Flags of(Collection<SystemFlag> flags, Set<Keyword> keywords) {
        return new Flags(
                flags.stream().mapToInt(SystemFlag::bit).reduce(0, (a, b) -> a | b), keywords);
    }

    public boolean has(SystemFlag flag) {
        return (system & flag.bit()) != 0;
    }

    public Flags with(Flags more) {
        if (more.keywords.isEmpty()) {
            return new Flags(system | more.system, keywords);
        }
        var all = new TreeSet<>(keywords);
        all.addAll(more.keywords);
        return new Flags(system | more.system, all);
    }

    public Flags without(Flags less) {
        if (less.keywords.isEmpty() || keywords.isEmpty()) {
            return new Flags(system & ~less.system, keywords);
        }
        var rest = new TreeSet<>(keywords);
        rest.removeAll(less.keywords);
        return new Flags(system & ~less.system, rest);
    }

    /** The keywords in order. */
    public SortedSet<Keyword> sorted() {
        return new TreeSet<>(keywords);
    }

    /** As in a FETCH response, without the parentheses. */
    @Override
    public String toString() {
        if (keywords.isEmpty()) {
            return TEXTS[system];
        }
        return sorted().stream()
                .map(Keyword::text)
                .collect(Collectors.joining(" ", system == 0 ? "" : TEXTS[system] + " ", ""));
    }
}
