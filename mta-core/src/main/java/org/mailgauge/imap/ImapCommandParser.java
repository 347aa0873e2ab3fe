package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parses commands that came whole, APPEND and REPLACE apart ({@link CommandFrame}). */
final class ImapCommandParser {
    private final Cursor in;

    private ImapCommandParser(Cursor in) {
        this.in = in;
    }

    /**
     * Parses what follows the tag and its space.
     *
     * @return the command, or {@link ImapCommand.Malformed} or {@link ImapCommand.Unknown}; never
     *     throws for any input
     */
    static ImapCommand parse(Cursor in) {
        try {
            var command = new ImapCommandParser(in).command(in.word());
            if (!(command instanceof ImapCommand.Unknown)) {
                in.end();
            }
            return command;
        } catch (SyntaxException bad) {
            return new ImapCommand.Malformed(bad.why());
        }
    }

    private ImapCommand command(String name) {
        return switch (name) {
            case "CAPABILITY" -> bare(new ImapCommand.Capability());
            case "NOOP" -> bare(new ImapCommand.Noop());
            case "LOGOUT" -> bare(new ImapCommand.Logout());
            case "ID" -> id();
            case "STARTTLS" -> new ImapCommand.StartTls();
            case "AUTHENTICATE" -> authenticate();
            case "LOGIN" -> new ImapCommand.Login(text(), text());
            case "ENABLE" -> enable();
            case "SELECT" -> select(false);
            case "EXAMINE" -> select(true);
            case "CREATE" -> create();
            case "DELETE" -> new ImapCommand.Delete(astring());
            case "RENAME" -> new ImapCommand.Rename(astring(), astring());
            case "SUBSCRIBE" -> new ImapCommand.Subscribe(astring(), true);
            case "UNSUBSCRIBE" -> new ImapCommand.Subscribe(astring(), false);
            case "LIST" -> new ImapCommand.ListMailboxes(ListParser.read(in));
            case "LSUB" -> lsub();
            case "NAMESPACE" -> bare(new ImapCommand.Namespace());
            case "STATUS" -> status();
            case "IDLE" -> bare(new ImapCommand.Idle());
            case "COMPRESS" -> compress();
            case "UNAUTHENTICATE" -> new ImapCommand.Unauthenticate();
            case "NOTIFY" -> new ImapCommand.Notify(NotifyParser.read(in));
            case "GETACL" -> new ImapCommand.GetAcl(astring());
            case "SETACL" -> setAcl();
            case "DELETEACL" -> new ImapCommand.DeleteAcl(astring(), astring());
            case "LISTRIGHTS" -> new ImapCommand.ListRights(astring(), astring());
            case "MYRIGHTS" -> new ImapCommand.MyRights(astring());
            case "GETQUOTA" -> new ImapCommand.GetQuota(astring());
            case "GETQUOTAROOT" -> new ImapCommand.GetQuotaRoot(astring());
            case "SETQUOTA" -> setQuota();
            case "GETMETADATA" -> getMetadata();
            case "SETMETADATA" -> setMetadata();
            case "CLOSE" -> bare(new ImapCommand.Close());
            case "UNSELECT" -> bare(new ImapCommand.Unselect());
            case "CHECK" -> bare(new ImapCommand.Check());
            case "EXPUNGE" -> bare(new ImapCommand.Expunge(null));
            case "ESEARCH" -> SearchParser.multiple(in);
            case "UIDBATCHES" -> uidBatches();
            case "UID" -> uid();
            default -> {
                var command = message(name, false);
                yield command == null ? new ImapCommand.Unknown(name) : command;
            }
        };
    }

    /** A command without arguments; some clients put a space behind its name. */
    private ImapCommand bare(ImapCommand command) {
        int end = in.position();
        if (in.skip(' ') && !in.atEnd()) {
            in.back(end);
        }
        return command;
    }

    private ImapCommand uid() {
        in.space();
        var name = in.word();
        if (name.equals("EXPUNGE")) {
            in.space();
            return new ImapCommand.Expunge(in.sequenceSet());
        }
        var command = message(name, true);
        return command == null ? new ImapCommand.Unknown("UID " + name) : command;
    }

    /** Commands that name messages by sequence numbers or UIDs; null when it is none of them. */
    private @Nullable ImapCommand message(String name, boolean uid) {
        return switch (name) {
            case "FETCH" -> FetchParser.read(in, uid);
            case "STORE" -> store(uid);
            case "COPY" -> copy(uid, false);
            case "MOVE" -> copy(uid, true);
            case "SEARCH" -> SearchParser.search(in, uid);
            case "SORT" -> SearchParser.sort(in, uid);
            case "THREAD" -> SearchParser.thread(in, uid);
            default -> null;
        };
    }

    private String astring() {
        in.space();
        return in.astring();
    }

    /** As {@link #astring}, in UTF-8 (RFC 9755 section 5); what is no UTF-8 is text of nobody. */
    private String text() {
        var octets = astring().getBytes(StandardCharsets.ISO_8859_1);
        return new String(octets, StandardCharsets.UTF_8);
    }

    private ImapCommand id() {
        in.space();
        if (in.skipWord("NIL")) {
            return new ImapCommand.Id(List.of());
        }
        return new ImapCommand.Id(
                in.listOrNone(
                        () -> {
                            var name = in.string();
                            in.space();
                            return new ImapCommand.Id.Field(name, nstring());
                        }));
    }

    private @Nullable String nstring() {
        return in.skipWord("NIL") ? null : in.string();
    }

    private ImapCommand authenticate() {
        in.space();
        var mechanism = in.word();
        if (!in.skip(' ')) {
            return new ImapCommand.Authenticate(mechanism, null);
        }
        return new ImapCommand.Authenticate(mechanism, in.astring());
    }

    private ImapCommand enable() {
        var capabilities = new ArrayList<String>();
        in.space();
        do {
            capabilities.add(in.word());
        } while (in.skip(' '));
        return new ImapCommand.Enable(List.copyOf(capabilities));
    }

    private ImapCommand select(boolean readOnly) {
        var mailbox = astring();
        var condstore = false;
        ImapCommand.Select.Resync resync = null;
        if (in.skip(' ')) {
            in.expect('(');
            do {
                var name = in.word();
                switch (name) {
                    case "CONDSTORE" -> condstore = true;
                    case "QRESYNC" -> resync = resync();
                    default -> throw new SyntaxException("Unknown SELECT parameter " + name);
                }
            } while (in.skip(' '));
            in.expect(')');
        }
        return new ImapCommand.Select(mailbox, readOnly, condstore, resync);
    }

    private ImapCommand.Select.Resync resync() {
        in.space();
        in.expect('(');
        long uidValidity = in.nonZero();
        in.space();
        long modSequence = in.number64();
        SequenceSet known = null;
        ImapCommand.Select.Match match = null;
        if (in.skip(' ')) {
            if (in.peek() != '(') {
                known = plainSet();
            }
            if (known == null || in.skip(' ')) {
                in.expect('(');
                match = match();
                in.expect(')');
            }
        }
        in.expect(')');
        return new ImapCommand.Select.Resync(uidValidity, modSequence, known, match);
    }

    private SequenceSet plainSet() {
        var set = in.sequenceSet();
        if (!set.isPlain()) {
            throw new SyntaxException("Set of numbers expected");
        }
        return set;
    }

    private ImapCommand.Select.Match match() {
        var numbers = plainSet();
        in.space();
        var uids = plainSet();
        if (numbers.numbers(0).size() != uids.numbers(0).size()) {
            throw new SyntaxException("As many UIDs as sequence numbers expected");
        }
        return new ImapCommand.Select.Match(numbers, uids);
    }

    private ImapCommand create() {
        var mailbox = astring();
        List<String> uses = List.of();
        if (in.skip(' ')) {
            in.expect('(');
            in.expectWord("USE");
            in.space();
            uses = in.list(this::flag);
            in.expect(')');
        }
        return new ImapCommand.Create(mailbox, uses);
    }

    private ImapCommand lsub() {
        var reference = astring();
        in.space();
        var pattern = in.listMailbox();
        ListParser.check(reference, List.of(pattern));
        return new ImapCommand.Lsub(reference, pattern);
    }

    private ImapCommand status() {
        var mailbox = astring();
        in.space();
        return new ImapCommand.Status(mailbox, StatusItem.list(in));
    }

    private ImapCommand compress() {
        in.space();
        in.expectWord("DEFLATE");
        return new ImapCommand.Compress();
    }

    private ImapCommand setAcl() {
        var mailbox = astring();
        var identifier = astring();
        var rights = astring();
        return switch (rights.isEmpty() ? ' ' : rights.charAt(0)) {
            case '+' ->
                    new ImapCommand.SetAcl(
                            mailbox,
                            identifier,
                            ImapCommand.SetAcl.Change.ADD,
                            rights.substring(1));
            case '-' ->
                    new ImapCommand.SetAcl(
                            mailbox,
                            identifier,
                            ImapCommand.SetAcl.Change.REMOVE,
                            rights.substring(1));
            default ->
                    new ImapCommand.SetAcl(
                            mailbox, identifier, ImapCommand.SetAcl.Change.REPLACE, rights);
        };
    }

    private ImapCommand setQuota() {
        var root = astring();
        in.space();
        return new ImapCommand.SetQuota(
                root,
                in.listOrNone(
                        () -> {
                            var resource = in.word();
                            in.space();
                            return new ImapCommand.SetQuota.Limit(resource, in.number64());
                        }));
    }

    private ImapCommand getMetadata() {
        var options = new MetadataOptions();
        in.space();
        options.read(in);
        var mailbox = in.astring();
        in.space();
        options.read(in);
        var entries = in.peek() == '(' ? in.list(in::astring) : List.of(in.astring());
        return new ImapCommand.GetMetadata(mailbox, entries, options.depth, options.most);
    }

    /** Options stand before the mailbox (RFC 5464 section 5), in its examples behind it. */
    private static final class MetadataOptions {
        private int depth;
        private long most = -1;

        void read(Cursor in) {
            int start = in.position();
            if (!in.skip('(') || !(Cursor.isAtom(in.peek()) && in.peek() != '/')) {
                in.back(start);
                return;
            }
            do {
                var name = in.word();
                in.space();
                switch (name) {
                    case "MAXSIZE" -> most = in.number64();
                    case "DEPTH" -> depth = in.skipWord("INFINITY") ? -1 : (int) in.number(1);
                    default -> throw new SyntaxException("Unknown GETMETADATA option " + name);
                }
            } while (in.skip(' '));
            in.expect(')');
            in.space();
        }
    }

    private ImapCommand setMetadata() {
        var mailbox = astring();
        in.space();
        return new ImapCommand.SetMetadata(
                mailbox,
                in.list(
                        () -> {
                            var name = in.astring();
                            in.space();
                            return new ImapCommand.SetMetadata.Entry(name, value());
                        }));
    }

    private @Nullable String value() {
        return in.peek() == '~' ? in.literal8() : nstring();
    }

    private ImapCommand store(boolean uid) {
        in.space();
        var messages = in.sequenceSet();
        in.space();
        long unchangedSince = -1;
        if (in.skip('(')) {
            in.expectWord("UNCHANGEDSINCE");
            in.space();
            unchangedSince = in.number64();
            in.expect(')');
            in.space();
        }
        var change = ImapCommand.Store.Change.REPLACE;
        if (in.skip('+')) {
            change = ImapCommand.Store.Change.ADD;
        } else if (in.skip('-')) {
            change = ImapCommand.Store.Change.REMOVE;
        }
        boolean silent = in.skipWord("FLAGS.SILENT");
        if (!silent) {
            in.expectWord("FLAGS");
        }
        in.space();
        return new ImapCommand.Store(uid, messages, change, silent, flags(), unchangedSince);
    }

    /** Flags with or without parentheses. */
    private List<String> flags() {
        if (in.peek() == '(') {
            return in.listOrNone(this::flag);
        }
        var flags = new ArrayList<String>();
        do {
            flags.add(flag());
        } while (in.skip(' '));
        return List.copyOf(flags);
    }

    private String flag() {
        return flag(in);
    }

    /** A flag, with its backslash when it has one. */
    static String flag(Cursor in) {
        return in.skip('\\') ? "\\" + in.atom() : in.atom();
    }

    private ImapCommand copy(boolean uid, boolean move) {
        in.space();
        var messages = in.sequenceSet();
        return new ImapCommand.Copy(uid, messages, astring(), move);
    }

    private ImapCommand uidBatches() {
        in.space();
        long size = in.nonZero();
        long first = 0;
        long last = 0;
        if (in.skip(' ')) {
            first = in.nonZero();
            in.expect(':');
            last = in.nonZero();
        }
        return new ImapCommand.UidBatches(size, first, last);
    }
}
