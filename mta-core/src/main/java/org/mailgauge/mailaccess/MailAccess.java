package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.AppendStep;
import org.mailgauge.imap.CommandRules;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.NotifyRequest;
import org.mailgauge.imap.StatusItem;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.port.Time;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Removed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/**
 * One session's way to an account's mailboxes: does what its commands ask for, one after the other.
 * Used by one thread at a time.
 */
public final class MailAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailAccess.class);

    private final AccountStore account;
    private final Reach reach;
    private final Time time;
    private final long mostOctets;
    private final Output out;
    private final Runnable wake;
    private final ServiceEvent.Observer observer;
    private final MessageLimit limit;
    private final Runnable end;
    private final Searches searches;
    private @Nullable OpenMailbox open;
    private @Nullable Notifying notifying;

    /** Whether the command has expunged something, which is told whatever NOTIFY says. */
    private boolean expunged;

    private @Nullable Appending appending;

    /**
     * @param mostOctets of a message that is appended
     * @param end called when the session has ended
     */
    MailAccess(
            MailStore store,
            AccountStore account,
            Time time,
            long mostOctets,
            SessionPorts session,
            Runnable end,
            Searches searches) {
        this.account = account;
        reach = new Reach(store, account);
        this.time = time;
        this.mostOctets = mostOctets;
        out = session.out();
        wake = session.wake();
        observer = session.observer();
        limit = session.limit();
        this.end = end;
        this.searches = searches;
    }

    /**
     * Does what a command asks for, and sends what it tells.
     *
     * @param tag of the command
     * @return what its tagged answer says
     */
    public ImapReply perform(String tag, ImapCommand command, Extensions extensions)
            throws ClientGoneException {
        var reply = guarded(() -> done(tag, command, extensions));
        return reply == null ? ImapReply.ok("Done") : reply;
    }

    /** Tells a client that begins to ask for mod-sequences how far it knows of changes. */
    private void begin(Extensions extensions) throws IOException {
        long first =
                open == null || isClosedToUs() ? 0 : open.firstModSequence(extensions.condstore());
        if (first > 0) {
            out.buffer().text("* OK [HIGHESTMODSEQ ").number(first).text("] Highest").line();
            out.pass();
        }
    }

    private ImapReply done(String tag, ImapCommand command, Extensions extensions)
            throws IOException {
        begin(extensions);
        boolean leaves =
                command instanceof ImapCommand.Close || command instanceof ImapCommand.Unselect;
        if (CommandRules.needsMailbox(command) && !leaves && isClosedToUs()) {
            return Reach.forbidden();
        }
        if (open != null && !(command instanceof ImapCommand.Unselect)) {
            open.settle();
        }
        expunged =
                command instanceof ImapCommand.Expunge
                        || (command instanceof ImapCommand.Copy copy && copy.move());
        return switch (command) {
            case ImapCommand.Select select -> select(select, extensions);
            case ImapCommand.Fetch fetch ->
                    new Fetching(out, extensions, observer).fetch(selected(), fetch, limit);
            case ImapCommand.Store store ->
                    new Storing(out, extensions).store(selected(), store, limit);
            case ImapCommand.Copy copy ->
                    new Copying(reach, out, extensions).copy(selected(), copy, limit);
            case ImapCommand.Search search ->
                    searching(tag, extensions).search(selected(), search, limit);
            case ImapCommand.Sort sort -> sorting(tag, extensions).sort(selected(), sort, limit);
            case ImapCommand.Threads thread ->
                    sorting(tag, extensions).thread(selected(), thread, limit);
            case ImapCommand.MultiSearch search ->
                    new MultiSearching(
                                    searching(tag, extensions),
                                    finder(tag),
                                    reach,
                                    extensions,
                                    limit)
                            .search(open, search);
            case ImapCommand.Expunge(var uids) ->
                    expunge(uids == null ? null : selected().uids(uids, true), extensions);
            case ImapCommand.Close _ -> closeMailbox();
            case ImapCommand.Unselect _ -> {
                leave();
                yield ImapReply.ok("Unselected");
            }
            case ImapCommand.Create(var mailbox, var uses) ->
                    arranging(extensions).create(mailbox, uses);
            case ImapCommand.Delete(var mailbox) -> delete(mailbox, extensions);
            case ImapCommand.Rename(var from, var to) -> arranging(extensions).rename(from, to);
            case ImapCommand.Subscribe(var mailbox, var subscribed) ->
                    arranging(extensions).subscribe(mailbox, subscribed);
            case ImapCommand.ListMailboxes(var query) -> listing(extensions).list(query);
            case ImapCommand.Lsub(var reference, var pattern) ->
                    listing(extensions).lsub(reference, pattern);
            case ImapCommand.Namespace _ -> {
                out.buffer().text("* NAMESPACE ((\"\" \"/\")) ((\"");
                out.buffer().text(Reach.OTHERS).text("/\" \"/\")) NIL").line();
                yield ImapReply.ok("That is all");
            }
            case ImapCommand.Status(var mailbox, var items) -> status(mailbox, items, extensions);
            case ImapCommand.UidBatches batches ->
                    new UidBatching(out).tell(tag, selected().view().uids(), batches);
            case ImapCommand.Notify(var request) -> follow(request, extensions);
            case ImapCommand.GetQuota(var root) -> quotas(extensions).quota(root);
            case ImapCommand.GetQuotaRoot(var mailbox) -> quotas(extensions).root(mailbox);
            case ImapCommand.SetQuota _ -> ImapReply.no("NOPERM", "Set by the administrators");
            case ImapCommand.GetMetadata get -> metadata(extensions).get(get);
            case ImapCommand.SetMetadata set -> metadata(extensions).set(set);
            case ImapCommand.GetAcl(var mailbox) -> permissions(extensions).list(mailbox);
            case ImapCommand.SetAcl set -> permissions(extensions).set(set);
            case ImapCommand.DeleteAcl(var mailbox, var identifier) ->
                    permissions(extensions).delete(mailbox, identifier);
            case ImapCommand.ListRights(var mailbox, var identifier) ->
                    permissions(extensions).grantable(mailbox, identifier);
            case ImapCommand.MyRights(var mailbox) -> permissions(extensions).mine(mailbox);
            default -> ImapReply.bad("Unknown command");
        };
    }

    /**
     * Sends what is new in the mailbox that is open.
     *
     * @return false when it is there no longer
     */
    public boolean tell(boolean expunges, Extensions extensions) throws ClientGoneException {
        try {
            begin(extensions);
            boolean there = tellSelected(expunges, extensions);
            if (notifying != null && !notifying.tell(open, extensions)) {
                out.buffer().text("* OK [NOTIFICATIONOVERFLOW] Too much happens").line();
                follow(NotifyWants.NOTHING, false, extensions);
            }
            return there;
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (IOException failed) {
            LOG.warn("{}: what is new cannot be told", account.name(), failed);
            return true;
        }
    }

    /** Tells of the mailbox that is open, as long as it may be read, what NOTIFY asked for. */
    private boolean tellSelected(boolean expunges, Extensions extensions) throws IOException {
        if (open == null || isClosedToUs()) {
            return true;
        }
        var fetching = new Fetching(out, extensions, observer);
        boolean unwanted = notifying != null && notifying.wants().selected() == null;
        if (notifying == null || expunged || (unwanted && open.hasPending())) {
            expunged = false;
            return new Telling(out).tell(open, expunges, extensions, null, fetching);
        }
        var wanted = notifying.wants().selected();
        return wanted == null
                ? open.isThere()
                : new Telling(out)
                        .tell(open, expunges || !wanted.delayed(), extensions, wanted, fetching);
    }

    /** Whether the client is told of things also while it says nothing (RFC 5465 section 3). */
    public boolean notifies() {
        return notifying != null && !notifying.wants().equals(NotifyWants.NOTHING);
    }

    private ImapReply follow(NotifyRequest request, Extensions extensions) throws IOException {
        return switch (request) {
            case NotifyRequest.None _ -> follow(NotifyWants.NOTHING, false, extensions);
            case NotifyRequest.Set set ->
                    switch (NotifyWants.read(set, extensions)) {
                        case NotifyWants.Read.Not(var reply) -> reply;
                        case NotifyWants.Read.Wants(var wants) ->
                                follow(wants, set.status(), extensions);
                    };
        };
    }

    private ImapReply follow(NotifyWants wants, boolean tells, Extensions extensions)
            throws IOException {
        tellSelected(true, extensions);
        var begun = Notifying.begin(reach, out, wants, wake, tells, open, extensions);
        if (begun == null) {
            return ImapReply.no("NOTIFICATIONOVERFLOW", "Too many mailboxes");
        }
        stopFollowing();
        notifying = begun;
        return ImapReply.ok("Done");
    }

    private void stopFollowing() {
        if (notifying != null) {
            notifying.close();
            notifying = null;
        }
    }

    /** Gives up the mailbox that is open, when one is. */
    public void leave() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    @Override
    public void close() {
        abortAppend();
        leave();
        stopFollowing();
        end.run();
    }

    /**
     * Takes a step of an APPEND.
     *
     * @param eightBitHeaders whether header sections may have 8-bit octets
     * @return why the command fails, or its end; null when it goes on
     */
    public @Nullable ImapReply append(
            AppendStep step, Extensions extensions, boolean eightBitHeaders)
            throws ClientGoneException {
        return guarded(
                () -> {
                    if (step instanceof AppendStep.Begin) {
                        abortAppend();
                        var terms =
                                new Appending.Terms(
                                        mostOctets, eightBitHeaders, time.wall(), limit);
                        appending = new Appending(reach, open, out, extensions, terms);
                    }
                    var under = appending();
                    return step instanceof AppendStep.End
                            ? under.finish(observer)
                            : under.take(step);
                });
    }

    /** Takes octets of the content that {@link #append} took the announcement of. */
    public @Nullable ImapReply write(byte[] octets, int offset, int count)
            throws ClientGoneException {
        return guarded(() -> appending().write(octets, offset, count));
    }

    /** That content has come. @return as {@link #append} */
    public @Nullable ImapReply written() {
        return appending().written();
    }

    /** Forgets what was to be appended. */
    public void abortAppend() {
        if (appending != null) {
            appending.close();
            appending = null;
        }
    }

    private Appending appending() {
        if (appending == null) {
            throw new IllegalStateException("nothing is appended");
        }
        return appending;
    }

    /** Whether whose mailbox is open does not let the user read it any more; leaving it goes. */
    private boolean isClosedToUs() throws IOException {
        return open != null && !open.place().own() && !open.rights().has('r');
    }

    /** Something that the store may fail at. */
    private interface Guarded {
        @Nullable ImapReply run() throws IOException;
    }

    private @Nullable ImapReply guarded(Guarded work) throws ClientGoneException {
        try {
            return work.run();
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (IOException failed) {
            LOG.warn("{}: a command fails", account.name(), failed);
            return ImapReply.no("SERVERBUG", "Mailboxes cannot be used now");
        }
    }

    private Quotas quotas(Extensions extensions) {
        return new Quotas(reach, out, extensions);
    }

    private Metadata metadata(Extensions extensions) {
        return new Metadata(reach, out, extensions);
    }

    private Permissions permissions(Extensions extensions) {
        return new Permissions(reach, out, extensions);
    }

    private Arranging arranging(Extensions extensions) {
        return new Arranging(reach, out, extensions);
    }

    private Searching searching(String tag, Extensions extensions) {
        return new Searching(finder(tag), searches.memory(), out, time, extensions, tag);
    }

    private Sorting sorting(String tag, Extensions extensions) {
        return new Sorting(searching(tag, extensions), finder(tag), searches.memory(), out);
    }

    private Finder finder(String tag) {
        return new Finder(searches, new SearchProgress(out, time, tag), time);
    }

    private Listing listing(Extensions extensions) {
        return new Listing(reach, out, extensions, new Statuses(extensions, mostOctets));
    }

    private ImapReply status(String mailbox, List<StatusItem> items, Extensions extensions)
            throws IOException {
        return switch (reach.find(mailbox, extensions, "r")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here here -> status(here, items, extensions);
        };
    }

    private ImapReply status(Reach.Found.Here here, List<StatusItem> items, Extensions extensions)
            throws IOException {
        return switch (here.mailbox().status()) {
            case Outcome.Refused<MailboxStatus>(var why) -> Refusals.reply(why);
            case Outcome.Done<MailboxStatus>(var now) -> {
                new Statuses(extensions, mostOctets)
                        .write(out.buffer(), here.place().shown(), now, items);
                yield ImapReply.ok("That is all");
            }
        };
    }

    private OpenMailbox selected() {
        if (open == null) {
            throw new IllegalStateException("no mailbox is selected");
        }
        return open;
    }

    private ImapReply select(ImapCommand.Select select, Extensions extensions) throws IOException {
        leave();
        if (select.resync() != null && !extensions.qresync()) {
            return ImapReply.bad("QRESYNC is not enabled");
        }
        return switch (reach.find(select.mailbox(), extensions, "r")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here here -> open(here, select, extensions);
        };
    }

    private ImapReply open(Reach.Found.Here here, ImapCommand.Select select, Extensions extensions)
            throws IOException {
        var rights = here.rights();
        boolean readOnly = select.readOnly() || !(FlagRights.any(rights) || rights.has('e'));
        var mode = readOnly ? MailboxStore.Mode.READ_ONLY : MailboxStore.Mode.READ_WRITE;
        return switch (here.mailbox().begin(mode, wake)) {
            case Outcome.Refused<MailboxView>(var why) -> Refusals.reply(why);
            case Outcome.Done<MailboxView>(var view) -> {
                var opened = new OpenMailbox(reach, here.place(), here.mailbox(), view, readOnly);
                open = opened;
                opened.firstModSequence(extensions.condstore());
                yield new Selecting(out).tell(opened, select, extensions);
            }
        };
    }

    /** Who deletes the mailbox that they have selected has none selected then. */
    private ImapReply delete(String mailbox, Extensions extensions) throws IOException {
        var reply = arranging(extensions).delete(mailbox);
        if (reply.status() != ImapReply.Status.OK
                || open == null
                || open.store().status() instanceof Outcome.Done<MailboxStatus>) {
            return reply;
        }
        leave();
        return ImapReply.ok("CLOSED", "Deleted; no mailbox is selected");
    }

    private ImapReply closeMailbox() throws IOException {
        if (!selected().readOnly() && selected().rights().has('e')) {
            var expunged = Portions.expunge(selected().store(), selected().view().uids());
            expunged.done().ifPresent(removed -> tellDeleted(removed.uids()));
        }
        leave();
        return ImapReply.ok("Closed");
    }

    /**
     * Expunges; what HIGHESTMODSEQ says (RFC 7162 section 3.2.7) holds when the answer is sent,
     * since all that is new is told before it.
     *
     * @param uids null for all that the session sees
     */
    private ImapReply expunge(@Nullable UidSet uids, Extensions extensions) throws IOException {
        if (!selected().rights().has('e')) {
            return Reach.forbidden();
        }
        var some =
                uids == null
                        ? Limited.all(selected().view().uids())
                        : Limited.deleted(limit, selected(), uids);
        return switch (Portions.expunge(selected().store(), some.uids())) {
            case Outcome.Refused<Removed>(var why) -> Refusals.reply(why);
            case Outcome.Done<Removed>(var removed) -> {
                tellDeleted(removed.uids());
                var reply =
                        extensions.qresync() && !removed.uids().isEmpty()
                                ? ImapReply.ok("HIGHESTMODSEQ " + removed.modSequence(), "Expunged")
                                : ImapReply.ok("Expunged");
                yield some.told(reply, out);
            }
        };
    }

    /** They stay in the view until the session is told. */
    private void tellDeleted(UidSet uids) {
        if (!uids.isEmpty()) {
            var view = selected().view();
            long octets = uids.stream().map(uid -> view.octets(view.sequence(uid))).sum();
            observer.tell(new ServiceEvent.Deleted(uids.size(), octets));
        }
    }
}
