package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes lists of addresses apart (RFC 5322 section 3.4 and 4.4): groups, routes, empty members,
 * dots and blanks where they were allowed once, and what is commonly wrong, as display names with
 * an at sign, semicolons for commas and missing brackets. Total and linear.
 */
public final class AddressList {
    /** Addresses of a field that are looked at. */
    public static final int MOST = 10_240;

    private final Lexer lexer;
    private final List<HeaderAddress> all = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder dotted = new StringBuilder();
    private @Nullable String local;
    private @Nullable String comment;
    private @Nullable String groupName;
    private final List<HeaderAddress.Mailbox> members = new ArrayList<>();
    private boolean gap;
    private boolean bracketed;
    private int found;

    private AddressList(String body) {
        lexer = new Lexer(body, Lexer.SPECIALS);
    }

    /**
     * The addresses in a field's body.
     *
     * @param body unfolded
     */
    public static List<HeaderAddress> parse(String body) {
        var list = new AddressList(body);
        list.read();
        return List.copyOf(list.all);
    }

    private void read() {
        while (found < MOST && lexer.next() != Lexer.Kind.END) {
            switch (lexer.kind()) {
                case COMMENT -> {
                    comment = lexer.text();
                    gap = true;
                }
                case ATOM, QUOTED -> word(lexer.text());
                case LITERAL -> word(lexer.raw());
                case SPECIAL -> special(lexer.text().charAt(0));
                case END -> throw new IllegalStateException("at the end");
            }
        }
        finish();
        endGroup();
    }

    private void special(char special) {
        switch (special) {
            case ',' -> finish();
            case ';' -> {
                finish();
                endGroup();
            }
            case ':' -> {
                if (groupName == null && local == null) {
                    groupName = words.toString();
                    clear();
                } else {
                    word(":");
                }
            }
            case '<' -> {
                var name = words.isEmpty() ? null : words.toString();
                clear();
                do {
                    angle(name);
                    name = null;
                } while (lexer.is('<') && found < MOST);
                bracketed = !lexer.is(',');
            }
            case '@' -> at();
            default -> word(String.valueOf(special));
        }
    }

    /** One more word of a phrase, or of what may prove to be an address. */
    private void word(String text) {
        boolean dot = text.equals(".");
        boolean apart = (gap || lexer.spaceBefore()) && !words.isEmpty();
        words.append(apart && local == null ? " " : "").append(text);
        boolean joined = dot || dotted.isEmpty() || dotted.charAt(dotted.length() - 1) == '.';
        dotted.append(!joined && apart && local == null ? " " : "").append(text);
        gap = false;
    }

    private void at() {
        if (local == null) {
            local = dotted.toString();
            dotted.setLength(0);
            words.append('@');
        } else {
            word("@");
        }
        gap = false;
    }

    private void clear() {
        words.setLength(0);
        dotted.setLength(0);
        local = null;
        comment = null;
        gap = false;
    }

    /** An address without brackets ends here; a comment is its name. */
    private void finish() {
        if (!words.isEmpty() && !bracketed) {
            var before = local;
            add(
                    new HeaderAddress.Mailbox(
                            comment == null || comment.isBlank() ? null : comment.strip(),
                            null,
                            before == null ? dotted.toString() : before,
                            before == null ? "" : dotted.toString()));
        }
        clear();
        bracketed = false;
    }

    private void add(HeaderAddress.Mailbox mailbox) {
        found++;
        if (groupName == null) {
            all.add(mailbox);
        } else {
            members.add(mailbox);
        }
    }

    private void endGroup() {
        if (groupName != null) {
            all.add(new HeaderAddress.Group(groupName, members));
            groupName = null;
            members.clear();
            found++;
        }
    }

    /** Reads up to the closing bracket, or to what shows that it is missing. */
    private void angle(@Nullable String name) {
        var route = new StringBuilder();
        var before = new StringBuilder();
        var domain = new StringBuilder();
        boolean at = false;
        while (true) {
            lexer.nextButComments();
            if (lexer.kind() == Lexer.Kind.END || lexer.is('>')) {
                break;
            }
            if (lexer.is('@')) {
                domain.append(at && !domain.isEmpty() ? "@" : "");
                at = true;
            } else if (lexer.is(':') && before.isEmpty() && at) {
                route.append('@').append(domain);
                domain.setLength(0);
                at = false;
            } else if (lexer.is(',') && before.isEmpty() && at) {
                domain.append(',');
            } else if (lexer.is(',') || lexer.is('<')) {
                break;
            } else {
                (at ? domain : before)
                        .append(lexer.kind() == Lexer.Kind.LITERAL ? lexer.raw() : lexer.text());
            }
        }
        add(
                new HeaderAddress.Mailbox(
                        name,
                        route.isEmpty() ? null : route.toString(),
                        before.toString(),
                        domain.toString()));
    }
}
