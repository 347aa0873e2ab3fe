package org.mailgauge.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Commands of IMAP and its extensions, made by chance from the grammar of RFC 9051 section 9: each
 * is well-formed, whatever it means.
 */
public final class ImapCommands {
    private static final List<String> BOXES =
            List.of("INBOX", "inbox", "A", "A/B", "b&APY-se", "with space", "Nowhere", "A/B/C");
    private static final List<String> FLAGS =
            List.of("\\Seen", "\\Deleted", "\\Flagged", "\\Draft", "\\Answered", "$a", "work");
    private static final List<String> KEYS =
            List.of(
                    "ALL",
                    "SEEN",
                    "UNSEEN",
                    "DELETED",
                    "UNDELETED",
                    "NEW",
                    "OLD",
                    "RECENT",
                    "DRAFT",
                    "UNDRAFT",
                    "FLAGGED",
                    "ANSWERED",
                    "UNANSWERED",
                    "SAVEDATESUPPORTED");
    private static final List<String> WORDS =
            List.of("one", "a", "Hello", "x y", "", "\"", "\\", "%*", "(]", "NIL", "grün");
    private static final List<String> ENTRIES =
            List.of("/private/comment", "/shared/comment", "/private/vendor/x", "/private/*bad");
    private static final List<String> STATUS =
            List.of(
                    "MESSAGES",
                    "UIDNEXT",
                    "UIDVALIDITY",
                    "UNSEEN",
                    "DELETED",
                    "SIZE",
                    "RECENT",
                    "HIGHESTMODSEQ",
                    "APPENDLIMIT",
                    "MAILBOXID",
                    "DELETED-STORAGE");

    private final SplittableRandom random;
    private final boolean waits;

    /**
     * @param waits whether a literal may wait to be asked for
     */
    public ImapCommands(SplittableRandom random, boolean waits) {
        this.random = random;
        this.waits = waits;
    }

    /** One for a mailbox that is selected, or that fails for want of it. */
    public String command() {
        return switch (random.nextInt(34)) {
            case 0, 1 -> select();
            case 2, 3, 4 -> uid() + "FETCH " + set() + " " + fetch();
            case 5, 6, 7 -> uid() + "STORE " + set() + store();
            case 8, 9 -> uid() + "SEARCH " + result() + charset() + some(3, " ", this::key);
            case 10 -> uid() + pick("COPY", "MOVE") + " " + set() + " " + box();
            case 11, 12, 13 -> "APPEND " + box() + some(2, "", this::message);
            case 14 -> pick("EXPUNGE", "UID EXPUNGE " + set(), "NOOP", "CHECK");
            case 15 -> pick("CLOSE", "UNSELECT", "EXPUNGE", "NOOP", "CAPABILITY");
            case 16 -> pick("CREATE ", "DELETE ", "SUBSCRIBE ", "UNSUBSCRIBE ") + box();
            case 17 -> "RENAME " + box() + " " + box();
            case 18 -> "LIST " + list();
            case 19 -> "LSUB \"\" " + pattern();
            case 20 -> "STATUS " + box() + " (" + some(4, " ", () -> pick(STATUS)) + ")";
            case 21 -> uid() + "SORT " + result() + sort();
            case 22 -> uid() + "THREAD " + pick("REFERENCES", "ORDEREDSUBJECT") + " UTF-8 " + key();
            case 23 -> pick("NAMESPACE", "ID NIL", "ID (\"name\" \"x\" \"os\" NIL)", "IDLE");
            case 24 -> "ESEARCH " + pick("", "IN (personal) ", "IN (mailboxes A) ") + key();
            case 25 -> "GETMETADATA " + pick("", "(DEPTH 1) ", "(MAXSIZE 9) ") + box() + entries();
            case 26 -> "SETMETADATA " + box() + " (" + pick(ENTRIES) + " " + value() + ")";
            case 27 ->
                    pick(
                            "GETQUOTA \"\"",
                            "GETQUOTAROOT INBOX",
                            "GETACL INBOX",
                            "MYRIGHTS " + box());
            case 28 -> "SETACL " + box() + " anyone " + pick("lr", "+w", "-l", "\"\"");
            case 29 -> pick("LISTRIGHTS INBOX anyone", "DELETEACL A anyone", "UIDBATCHES 500");
            case 30 ->
                    pick(
                            "NOTIFY NONE",
                            "NOTIFY SET STATUS (personal (MessageNew MessageExpunge))",
                            "NOTIFY SET (selected (MessageNew (UID) MessageExpunge FlagChange))");
            case 31 ->
                    "ENABLE "
                            + pick(
                                    "CONDSTORE",
                                    "QRESYNC",
                                    "UTF8=ACCEPT",
                                    "IMAP4rev2",
                                    "UIDONLY",
                                    "X",
                                    "X");
            case 32 -> uid() + "REPLACE " + set() + " " + box() + message();
            default -> "APPEND " + box() + catenate();
        };
    }

    private String uid() {
        return random.nextInt(3) == 0 ? "UID " : "";
    }

    private String select() {
        return pick("SELECT ", "SELECT ", "EXAMINE ")
                + pick("INBOX", "INBOX", box())
                + pick("", "", " (CONDSTORE)", " (QRESYNC (1 " + number() + "))");
    }

    private String set() {
        return pick("1", "1:*", "*", "$", some(4, ",", this::range), some(2, ",", this::range));
    }

    private String range() {
        return pick("" + number(), number() + ":" + number(), number() + ":*", "*:" + number());
    }

    private int number() {
        return 1 + random.nextInt(random.nextInt(9) == 0 ? 100_000 : 8);
    }

    private String fetch() {
        return pick("ALL", "FAST", "FULL", item(), "(" + some(5, " ", this::item) + ")")
                + pick("", "", "", " (CHANGEDSINCE " + number() + ")", " (PARTIAL 1:2)");
    }

    private String item() {
        return pick(
                "FLAGS",
                "UID",
                "ENVELOPE",
                "BODY",
                "BODYSTRUCTURE",
                "INTERNALDATE",
                "RFC822.SIZE",
                "MODSEQ",
                "EMAILID",
                "THREADID",
                "SAVEDATE",
                "PREVIEW",
                "PREVIEW (LAZY)",
                "RFC822",
                "RFC822.HEADER",
                "RFC822.TEXT",
                "BINARY.PEEK[1]",
                "BINARY.SIZE[1]",
                pick("BODY", "BODY.PEEK") + "[" + section() + "]" + pick("", "<0.5>", "<9.1000>"));
    }

    private String section() {
        return pick(
                "",
                "HEADER",
                "TEXT",
                "1",
                "1.MIME",
                "2.1.HEADER",
                "1.TEXT",
                "HEADER.FIELDS (" + some(2, " ", this::astring) + ")",
                "HEADER.FIELDS.NOT (Subject)");
    }

    private String store() {
        return pick("", "", " (UNCHANGEDSINCE " + number() + ")")
                + pick(" ", " +", " -")
                + pick("FLAGS ", "FLAGS.SILENT ")
                + pick("()", pick(FLAGS), "(" + some(3, " ", () -> pick(FLAGS)) + ")");
    }

    private String result() {
        return pick("", "", "RETURN (" + pick("", "ALL", "MIN MAX", "COUNT", "SAVE") + ") ");
    }

    private String charset() {
        return pick("", "", "", "CHARSET UTF-8 ", "CHARSET x-none ");
    }

    private String key() {
        return switch (random.nextInt(12)) {
            case 0 -> "NOT " + key();
            case 1 -> "OR " + key() + " " + key();
            case 2 -> "(" + some(3, " ", this::key) + ")";
            case 3 -> pick("SUBJECT ", "FROM ", "BODY ", "TEXT ", "HEADER Subject ") + astring();
            case 4 -> pick("BEFORE ", "ON ", "SINCE ", "SENTON ", "SAVEDON ") + "1-Feb-2026";
            case 5 -> pick("LARGER ", "SMALLER ", "YOUNGER ", "OLDER ") + number();
            case 6 -> pick("UID ", "") + set();
            case 7 -> pick("MODSEQ ", "MODSEQ \"/flags/\\\\Seen\" all ") + number();
            case 8 -> pick("KEYWORD ", "UNKEYWORD ") + pick("$a", "work", "none");
            default -> pick(KEYS);
        };
    }

    private String sort() {
        return "("
                + some(2, " ", () -> pick("SUBJECT", "DATE", "SIZE", "REVERSE FROM", "DISPLAYTO"))
                + ") UTF-8 "
                + key();
    }

    private String message() {
        var text = pick("a: b\r\n\r\nx", "", "Subject: x\r\n\r\n" + "y".repeat(random.nextInt(90)));
        return pick("", " (" + pick(FLAGS) + ")", " ()")
                + pick("", " \" 1-Feb-2026 00:00:00 +0000\"")
                + " "
                + literal(text);
    }

    private String catenate() {
        return " CATENATE ("
                + some(2, " ", () -> pick("URL \"/INBOX/;UID=1\"", "TEXT " + literal("a: b\r\n")))
                + ")";
    }

    private String list() {
        return pick("", "(SUBSCRIBED) ", "(SPECIAL-USE) ", "() ")
                + pick("\"\" ", "A ")
                + pick(pattern(), "(" + some(3, " ", this::pattern) + ")")
                + pick("", " RETURN (CHILDREN)", " RETURN (STATUS (MESSAGES) SUBSCRIBED)");
    }

    private String pattern() {
        return pick("*", "%", "\"\"", "A%", "*b*", box());
    }

    private String entries() {
        return " " + pick(pick(ENTRIES), "(" + some(2, " ", () -> pick(ENTRIES)) + ")");
    }

    private String value() {
        return pick("NIL", "\"x\"", literal("value"));
    }

    private String box() {
        return string(pick(BOXES));
    }

    private String astring() {
        return string(pick(WORDS));
    }

    /** A text as an atom where it may be one, between quotes, or as a literal. */
    private String string(String text) {
        var octets = octets(text);
        int kind = random.nextInt(3);
        if (kind == 0) {
            return literal(text);
        }
        return kind == 1 && octets.matches("[A-Za-z0-9/&-]+")
                ? octets
                : '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String literal(String text) {
        var octets = octets(text);
        boolean asks = waits && random.nextBoolean();
        return "{" + octets.length() + (asks ? "}\r\n" : "+}\r\n") + octets;
    }

    private static String octets(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private String some(int most, String between, Supplier<String> one) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(_ -> one.get())
                .collect(Collectors.joining(between));
    }

    private String pick(String... of) {
        return pick(List.of(of));
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
