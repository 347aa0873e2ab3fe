package org.mailgauge.imap;

import java.util.List;
import java.util.Locale;

/** Some of the mailboxes (RFC 5465 section 6, RFC 7377 section 2.2). */
public sealed interface MailboxFilter {

    /** Names in one, and filters in a command. */
    int MOST = 100;

    /** What stands for many. */
    enum Kind implements MailboxFilter {
        SELECTED,
        SELECTED_DELAYED,
        INBOXES,
        PERSONAL,
        SUBSCRIBED
    }

    /**
     * These, and those below them.
     *
     * @param one whether only the next level below
     */
    record Subtree(boolean one, List<String> names) implements MailboxFilter {
        public Subtree {
            names = List.copyOf(names);
        }
    }

    /** Just these. */
    record Named(List<String> names) implements MailboxFilter {
        public Named {
            names = List.copyOf(names);
        }
    }

    static MailboxFilter read(Cursor in) {
        var name = in.word();
        return switch (name) {
            case "SELECTED" -> Kind.SELECTED;
            case "SELECTED-DELAYED" -> Kind.SELECTED_DELAYED;
            case "INBOXES" -> Kind.INBOXES;
            case "PERSONAL" -> Kind.PERSONAL;
            case "SUBSCRIBED" -> Kind.SUBSCRIBED;
            case "SUBTREE" -> new Subtree(false, names(in));
            case "SUBTREE-ONE" -> new Subtree(true, names(in));
            case "MAILBOXES" -> new Named(names(in));
            default ->
                    throw new SyntaxException("Unknown mailboxes " + name.toLowerCase(Locale.ROOT));
        };
    }

    private static List<String> names(Cursor in) {
        in.space();
        return in.peek() == '(' ? in.distinct(MOST, in::astring) : List.of(in.astring());
    }
}
