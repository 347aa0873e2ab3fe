package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.AppendStep;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.store.ContentDraft;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Removed;
import org.mailgauge.store.Stored;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One APPEND or REPLACE under way (RFC 9051 section 6.3.12, RFC 3502, 4469, 8508): its messages are
 * kept apart until the last one has come, and stored all or none. Used by one thread.
 */
final class Appending implements AutoCloseable {
    /** Longer URLs are not told again. */
    private static final int MOST_TOLD = 1000;

    /** Messages of one command. */
    private static final int MOST_MESSAGES = 1000;

    /** Octets of one command's messages, or those of one message where it may have more. */
    private static final long MOST_OCTETS = 64 << 20;

    /** Messages beyond as many octets are not kept in memory until the last one has come. */
    private static final long IN_MEMORY = 1 << 20;

    private final Reach reach;
    private final @Nullable OpenMailbox open;
    private final Output out;
    private final Extensions extensions;
    private final Terms terms;
    private final List<MessageDraft> drafts = new ArrayList<>();

    private Reach.Found.@Nullable Here target;
    private @Nullable UidSet replaced;

    /** Octets of the messages before the last one. */
    private long octetsBefore;

    /**
     * What holds for a command's messages.
     *
     * @param mostOctets of each
     * @param eightBitHeaders whether their header sections may have 8-bit octets
     * @param now the internal date of those without one
     * @param limit of their number
     */
    record Terms(long mostOctets, boolean eightBitHeaders, Instant now, MessageLimit limit) {}

    /**
     * @param open the mailbox that is selected; null for none
     */
    Appending(
            Reach reach,
            @Nullable OpenMailbox open,
            Output out,
            Extensions extensions,
            Terms terms) {
        this.reach = reach;
        this.open = open;
        this.out = out;
        this.extensions = extensions;
        this.terms = terms;
    }

    /**
     * Takes a step, all but the last.
     *
     * @return why the command fails; null when it goes on
     */
    @Nullable ImapReply take(AppendStep step) throws IOException {
        return switch (step) {
            case AppendStep.Begin(var mailbox, var old) -> begin(mailbox, old);
            case AppendStep.Message(var words, var internal) ->
                    message(words, internal == null ? terms.now() : internal);
            case AppendStep.Content content -> content(content);
            case AppendStep.Url(var url) -> url(url);
            case AppendStep.End _ -> throw new IllegalArgumentException("the end");
        };
    }

    private @Nullable ImapReply begin(String mailbox, AppendStep.@Nullable Replaced old)
            throws IOException {
        if (old != null) {
            var why = replace(old);
            if (why != null) {
                return why;
            }
        }
        return switch (reach.target(mailbox, extensions)) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here here -> {
                target = here;
                yield null;
            }
        };
    }

    private @Nullable ImapReply replace(AppendStep.Replaced old) throws IOException {
        if (open == null) {
            return ImapReply.bad("No mailbox is selected");
        }
        if (!open.rights().has('e') || !open.rights().has('t')) {
            return Reach.forbidden();
        }
        var uids = open.uids(old.message(), old.uid());
        if (uids == null) {
            return ImapReply.bad("No such message");
        }
        if (uids.isEmpty()) {
            return ImapReply.no("No such message");
        }
        if (uids.size() > 1) {
            return ImapReply.bad("One message is replaced at a time");
        }
        replaced = uids;
        return open.store().content(uids.first()).isEmpty()
                ? ImapReply.no("EXPUNGEISSUED", "The message has been expunged")
                : null;
    }

    private @Nullable ImapReply message(List<String> words, Instant date) throws IOException {
        var why = complete();
        if (why != null) {
            return why;
        }
        if (terms.limit().excludesSaving(drafts.size() + 1L)) {
            return Limited.refusal(terms.limit());
        }
        if (drafts.size() >= MOST_MESSAGES) {
            return ImapReply.no("LIMIT", "At most " + MOST_MESSAGES + " messages at a time");
        }
        var flags = FlagWords.parse(words);
        if (flags.isEmpty()) {
            return ImapReply.bad("No such flag");
        }
        var permitted = FlagRights.permitted(flags.get(), target().rights());
        return switch (reach.store().draft()) {
            case Outcome.Refused<ContentDraft>(var refusal) -> Refusals.reply(refusal);
            case Outcome.Done<ContentDraft>(var draft) -> {
                rest();
                drafts.add(new MessageDraft(draft, permitted, date));
                yield null;
            }
        };
    }

    /** The message that was last, if any, has come. */
    private @Nullable ImapReply complete() {
        if (drafts.isEmpty()) {
            return null;
        }
        octetsBefore += drafts.getLast().octets();
        return drafts.getLast().octets() == 0
                ? ImapReply.no("A message of no octets is none")
                : null;
    }

    /** Another message follows the last one, if any. */
    private void rest() throws IOException {
        if (octetsBefore > IN_MEMORY) {
            drafts.getLast().rest();
        }
    }

    private @Nullable ImapReply content(AppendStep.Content content) throws IOException {
        drafts.getLast().next(content.binary() && !content.international());
        return room(content.octets());
    }

    /** Why the last message must not get so many octets more; null when it may. */
    private @Nullable ImapReply room(long more) throws IOException {
        long octets = drafts.getLast().octets();
        if (more > terms.mostOctets() - octets) {
            return ImapReply.no("TOOBIG", "At most " + terms.mostOctets() + " octets");
        }
        long mostTogether = Math.max(terms.mostOctets(), MOST_OCTETS);
        if (octetsBefore + octets + more > mostTogether) {
            return ImapReply.no("LIMIT", "At most " + mostTogether + " octets at a time");
        }
        var account = target().place().account();
        return account.hasRoom(octetsBefore + octets + more, drafts.size())
                ? null
                : ImapReply.no("OVERQUOTA", "Quota exceeded");
    }

    private @Nullable ImapReply url(String url) throws IOException {
        var source = new UrlSource(reach.own(), open);
        var found = source.find(url);
        if (found == null) {
            return badUrl(url);
        }
        drafts.getLast().next(true);
        var why = new @Nullable ImapReply[1];
        source.copy(
                found,
                (octets, count, _) -> {
                    why[0] = why[0] == null ? room(count) : why[0];
                    why[0] = why[0] == null ? write(octets, 0, count) : why[0];
                });
        return why[0];
    }

    private static ImapReply badUrl(String url) {
        boolean told =
                !url.isEmpty()
                        && url.length() <= MOST_TOLD
                        && url.chars().allMatch(c -> c > ' ' && c < 127 && c != ']');
        return told
                ? ImapReply.no("BADURL " + url, "It names nothing here")
                : ImapReply.no("A URL names nothing here");
    }

    /** Takes octets of the content that was announced last. @return as {@link #take} */
    @Nullable ImapReply write(byte[] octets, int offset, int count) throws IOException {
        var draft = drafts.getLast();
        draft.write(octets, offset, count);
        return draft.hasEightBitHeader() && !terms.eightBitHeaders()
                ? ImapReply.no("8-bit characters in header fields need ENABLE UTF8=ACCEPT")
                : null;
    }

    /** The content has come. @return as {@link #take} */
    @Nullable ImapReply written() {
        return drafts.getLast().hasNul() ? ImapReply.bad("NUL needs a literal8") : null;
    }

    /**
     * Stores what has come; who may not read the target is not told where (RFC 9051 section
     * 6.3.12).
     */
    ImapReply finish(ServiceEvent.Observer observer) throws IOException {
        var why = complete();
        if (why != null) {
            return why;
        }
        var messages = drafts.stream().map(MessageDraft::message).toList();
        return switch (target().mailbox().append(messages)) {
            case Outcome.Refused<Stored>(var refusal) -> Refusals.target(refusal);
            case Outcome.Done<Stored>(var stored) -> {
                observer.tell(new ServiceEvent.Appended(messages.size(), octetsBefore));
                var code =
                        target().rights().has('r')
                                ? "APPENDUID " + stored.uidValidity() + ' ' + stored.uids()
                                : null;
                yield replaced == null
                        ? new ImapReply(ImapReply.Status.OK, code, "Appended")
                        : replace(code, replaced);
            }
        };
    }

    /**
     * The new message is stored: nothing is lost when the old one cannot go.
     *
     * @param code null where the user may not read the target
     */
    private ImapReply replace(@Nullable String code, UidSet old) throws IOException {
        if (open == null) {
            throw new IllegalStateException("no mailbox is selected");
        }
        var stored = new ImapReply(ImapReply.Status.OK, code, "Replacement is stored");
        out.buffer().text(stored.line("*")).line();
        out.pass();
        return switch (open.store().remove(old)) {
            case Outcome.Refused<Removed>(var refusal) -> Refusals.reply(refusal);
            case Outcome.Done<Removed> _ -> ImapReply.ok("Replaced");
        };
    }

    private Reach.Found.Here target() {
        if (target == null) {
            throw new IllegalStateException("no mailbox");
        }
        return target;
    }

    @Override
    public void close() {
        drafts.forEach(MessageDraft::close);
    }
}
