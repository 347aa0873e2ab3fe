package org.mailgauge.imap;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads LIST's arguments. */
final class ListParser {
    /** Patterns of a command, and entries whose annotations are told. */
    private static final int MOST = 100;

    /** Octets of a pattern with the reference, and of all of them. */
    private static final int LONGEST = 1_000;

    private static final int LONGEST_ALL = 4_000;

    private final Cursor in;
    private final EnumSet<ListQuery.Select> selected = EnumSet.noneOf(ListQuery.Select.class);
    private final EnumSet<ListQuery.Return> returned = EnumSet.noneOf(ListQuery.Return.class);
    private final Set<StatusItem> status = new LinkedHashSet<>();
    private final Set<String> metadata = new LinkedHashSet<>();

    private ListParser(Cursor in) {
        this.in = in;
    }

    static ListQuery read(Cursor in) {
        return new ListParser(in).query();
    }

    private ListQuery query() {
        in.space();
        boolean extended = in.peek() == '(';
        if (extended) {
            in.listOrNone(this::selection);
            in.space();
            if (selected.contains(ListQuery.Select.RECURSIVEMATCH)
                    && !selected.contains(ListQuery.Select.SUBSCRIBED)
                    && !selected.contains(ListQuery.Select.SPECIAL_USE)) {
                throw new SyntaxException("RECURSIVEMATCH needs another selection option");
            }
        }
        var reference = in.astring();
        in.space();
        List<String> patterns;
        if (in.peek() == '(') {
            extended = true;
            patterns = in.distinct(MOST, in::listMailbox);
        } else {
            patterns = List.of(in.listMailbox());
        }
        check(reference, patterns);
        if (in.skip(' ')) {
            extended = true;
            in.expectWord("RETURN");
            in.space();
            in.listOrNone(this::option);
        }
        if (metadata.size() > MOST) {
            throw new SyntaxException("More than " + MOST + " entries");
        }
        return new ListQuery(
                extended,
                selected,
                reference,
                patterns,
                returned,
                List.copyOf(status),
                List.copyOf(metadata));
    }

    /** Every name is compared with every pattern, and takes as long as both are. */
    static void check(String reference, List<String> patterns) {
        int all = 0;
        for (var pattern : patterns) {
            int octets = reference.length() + pattern.length();
            all += octets;
            if (octets > LONGEST || all > LONGEST_ALL) {
                throw new SyntaxException("Patterns too long");
            }
        }
    }

    private String selection() {
        var name = in.word();
        selected.add(
                switch (name) {
                    case "SUBSCRIBED" -> ListQuery.Select.SUBSCRIBED;
                    case "REMOTE" -> ListQuery.Select.REMOTE;
                    case "RECURSIVEMATCH" -> ListQuery.Select.RECURSIVEMATCH;
                    case "SPECIAL-USE" -> ListQuery.Select.SPECIAL_USE;
                    default -> throw new SyntaxException("Unknown selection option " + name);
                });
        return name;
    }

    private String option() {
        var name = in.word();
        switch (name) {
            case "SUBSCRIBED" -> returned.add(ListQuery.Return.SUBSCRIBED);
            case "CHILDREN" -> returned.add(ListQuery.Return.CHILDREN);
            case "SPECIAL-USE" -> returned.add(ListQuery.Return.SPECIAL_USE);
            case "MYRIGHTS" -> returned.add(ListQuery.Return.MYRIGHTS);
            case "STATUS" -> {
                in.space();
                status.addAll(StatusItem.list(in));
            }
            case "METADATA" -> {
                in.space();
                metadata.addAll(in.distinct(MOST, in::astring));
            }
            default -> throw new SyntaxException("Unknown return option " + name);
        }
        return name;
    }
}
