package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Reads what FETCH asks for. */
final class FetchParser {
    /** Part numbers of a section: more than a message may be deep. */
    private static final int MOST_NUMBERS = 1000;

    private static final int MOST_ITEMS = 100;

    private FetchParser() {}

    /** The arguments of FETCH and UID FETCH. */
    static ImapCommand read(Cursor in, boolean uid) {
        in.space();
        var messages = in.sequenceSet();
        in.space();
        var items = macroOrItems(in);
        long changedSince = -1;
        boolean vanished = false;
        Paging partial = null;
        if (in.skip(' ')) {
            in.expect('(');
            do {
                var name = in.word();
                switch (name) {
                    case "CHANGEDSINCE" -> {
                        in.space();
                        changedSince = in.number64();
                    }
                    case "VANISHED" -> vanished = true;
                    case "PARTIAL" -> {
                        in.space();
                        partial = Paging.read(in);
                    }
                    default -> throw new SyntaxException("Unknown FETCH modifier " + name);
                }
            } while (in.skip(' '));
            in.expect(')');
        }
        if (vanished && (!uid || changedSince < 0)) {
            throw new SyntaxException("VANISHED needs UID FETCH and CHANGEDSINCE");
        }
        return new ImapCommand.Fetch(uid, messages, items, changedSince, vanished, partial);
    }

    private static List<FetchItem> macroOrItems(Cursor in) {
        if (in.skipWord("ALL")) {
            return List.of(
                    FetchItem.Plain.FLAGS,
                    FetchItem.Plain.INTERNALDATE,
                    FetchItem.Plain.RFC822_SIZE,
                    FetchItem.Plain.ENVELOPE);
        }
        if (in.skipWord("FAST")) {
            return List.of(
                    FetchItem.Plain.FLAGS,
                    FetchItem.Plain.INTERNALDATE,
                    FetchItem.Plain.RFC822_SIZE);
        }
        if (in.skipWord("FULL")) {
            return List.of(
                    FetchItem.Plain.FLAGS,
                    FetchItem.Plain.INTERNALDATE,
                    FetchItem.Plain.RFC822_SIZE,
                    FetchItem.Plain.ENVELOPE,
                    FetchItem.Plain.BODY);
        }
        return in.peek() == '(' ? items(in) : List.of(item(in));
    }

    /** Items in parentheses; one that is asked for twice is told once. */
    static List<FetchItem> items(Cursor in) {
        return in.distinct(MOST_ITEMS, () -> item(in));
    }

    private static FetchItem item(Cursor in) {
        var name = in.name();
        return switch (name) {
            case "FLAGS" -> FetchItem.Plain.FLAGS;
            case "INTERNALDATE" -> FetchItem.Plain.INTERNALDATE;
            case "RFC822.SIZE" -> FetchItem.Plain.RFC822_SIZE;
            case "ENVELOPE" -> FetchItem.Plain.ENVELOPE;
            case "BODYSTRUCTURE" -> FetchItem.Plain.BODYSTRUCTURE;
            case "UID" -> FetchItem.Plain.UID;
            case "MODSEQ" -> FetchItem.Plain.MODSEQ;
            case "EMAILID" -> FetchItem.Plain.EMAILID;
            case "THREADID" -> FetchItem.Plain.THREADID;
            case "SAVEDATE" -> FetchItem.Plain.SAVEDATE;
            case "PREVIEW" -> preview(in);
            case "RFC822" -> FetchItem.Plain.RFC822;
            case "RFC822.HEADER" -> FetchItem.Plain.RFC822_HEADER;
            case "RFC822.TEXT" -> FetchItem.Plain.RFC822_TEXT;
            case "BODY" -> in.peek() == '[' ? body(in, false) : FetchItem.Plain.BODY;
            case "BODY.PEEK" -> body(in, true);
            case "BINARY" -> new FetchItem.Binary(binaryPart(in), false, partial(in));
            case "BINARY.PEEK" -> new FetchItem.Binary(binaryPart(in), true, partial(in));
            case "BINARY.SIZE" -> new FetchItem.BinarySize(binaryPart(in));
            default -> throw new SyntaxException("Unknown FETCH item " + name);
        };
    }

    private static FetchItem preview(Cursor in) {
        int start = in.position();
        if (in.skip(' ') && in.skip('(')) {
            in.expectWord("LAZY");
            in.expect(')');
            return FetchItem.Plain.PREVIEW_LAZY;
        }
        in.back(start);
        return FetchItem.Plain.PREVIEW;
    }

    private static FetchItem body(Cursor in, boolean peek) {
        return new FetchItem.Body(section(in), peek, partial(in));
    }

    /** A section with its brackets. */
    static FetchItem.Section section(Cursor in) {
        in.expect('[');
        var part = new ArrayList<Integer>();
        boolean more = true;
        while (in.isDigit()) {
            part.add(partNumber(in, part));
            more = in.skip('.');
            if (!more) {
                break;
            }
        }
        var text = FetchItem.Section.Text.ALL;
        List<String> fields = List.of();
        if (more && (in.peek() != ']' || !part.isEmpty())) {
            text = text(in, !part.isEmpty());
        }
        if (text == FetchItem.Section.Text.HEADER_FIELDS
                || text == FetchItem.Section.Text.HEADER_FIELDS_NOT) {
            in.space();
            fields = in.list(in::astring);
        }
        in.expect(']');
        return new FetchItem.Section(part, text, fields);
    }

    private static FetchItem.Section.Text text(Cursor in, boolean ofPart) {
        if (in.skipWord("HEADER.FIELDS.NOT")) {
            return FetchItem.Section.Text.HEADER_FIELDS_NOT;
        }
        if (in.skipWord("HEADER.FIELDS")) {
            return FetchItem.Section.Text.HEADER_FIELDS;
        }
        if (in.skipWord("HEADER")) {
            return FetchItem.Section.Text.HEADER;
        }
        if (in.skipWord("TEXT")) {
            return FetchItem.Section.Text.TEXT;
        }
        if (ofPart && in.skipWord("MIME")) {
            return FetchItem.Section.Text.MIME;
        }
        throw new SyntaxException("Section expected" + in.here());
    }

    private static List<Integer> binaryPart(Cursor in) {
        in.expect('[');
        var part = new ArrayList<Integer>();
        if (!in.skip(']')) {
            do {
                part.add(partNumber(in, part));
            } while (in.skip('.'));
            in.expect(']');
        }
        return part;
    }

    private static int partNumber(Cursor in, List<Integer> before) {
        if (before.size() == MOST_NUMBERS) {
            throw new SyntaxException("Section too deep");
        }
        return (int) Math.min(in.nonZero(), Integer.MAX_VALUE);
    }

    private static FetchItem.@Nullable Partial partial(Cursor in) {
        if (!in.skip('<')) {
            return null;
        }
        long from = in.number64();
        in.expect('.');
        long octets = in.number64();
        if (octets == 0) {
            throw new SyntaxException("Number above 0 expected");
        }
        in.expect('>');
        return new FetchItem.Partial(from, octets);
    }
}
