package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.SequenceSet;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.search.SequenceSets;
import org.mailgauge.store.Changes;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.FlagsChanged;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Rights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The mailbox that a session has selected. Used by one thread at a time. */
final class OpenMailbox implements SequenceSets, AutoCloseable {
    private final Reach reach;
    private final Reach.Place place;
    private final MailboxStore store;
    private final MailboxView view;
    private final boolean readOnly;

    /** The result of the last search that was saved (RFC 5182). */
    private UidSet saved = UidSet.NONE;

    /** What the session itself changed and told since the last poll. */
    private List<FlagsChanged> own = List.of();

    /** What was taken in, and not told yet. */
    private @Nullable Changes pending;

    /** Up to which all changes have been told. */
    private long told;

    /** How many of the mailbox's keywords the client has been told. */
    private int keywords;

    /** Whether the client knows that value: it has asked for mod-sequences before. */
    private boolean condstore;

    OpenMailbox(
            Reach reach,
            Reach.Place place,
            MailboxStore store,
            MailboxView view,
            boolean readOnly) {
        this.reach = reach;
        this.place = place;
        this.store = store;
        this.view = view;
        this.readOnly = readOnly;
        told = view.opened().highestModSequence();
        keywords = view.keywords().size();
    }

    /** Waits until what it lists is at hand. */
    void settle() throws IOException {
        view.settle();
    }

    /** Where it is. */
    Reach.Place place() {
        return place;
    }

    /** What the user may do with it now. */
    Rights rights() throws IOException {
        return reach.rights(place, store);
    }

    MailboxStore store() {
        return store;
    }

    MailboxView view() {
        return view;
    }

    boolean readOnly() {
        return readOnly;
    }

    /** Whether there are keywords that the client has not been told; it is, then. */
    boolean hasNewKeywords() {
        int before = keywords;
        keywords = view.keywords().size();
        return keywords > before;
    }

    /** Whether its messages may get keywords that none of them has had yet. */
    boolean takesKeywords() {
        return view.keywords().size() < reach.store().limits().keywords();
    }

    /** All changes up to a mod-sequence have been told. */
    void told(long modSequence) {
        told = modSequence;
    }

    /**
     * The mod-sequence that HIGHESTMODSEQ is to tell of (RFC 7162 section 3.1), when the client has
     * just begun to ask for mod-sequences; 0 when there is nothing to tell.
     *
     * @param enabled whether it asks for them
     */
    long firstModSequence(boolean enabled) {
        boolean first = enabled && !condstore;
        condstore |= enabled;
        return first ? told : 0;
    }

    /**
     * Takes in flags as they are now, the session's own among them; all that is new is told later.
     */
    void refresh() throws IOException {
        pending = poll(false);
    }

    /** Whether the mailbox has not been deleted. */
    boolean isThere() throws IOException {
        return !(store.status() instanceof Outcome.Refused<MailboxStatus>(Refusal.NoSuchMailbox _));
    }

    /** Whether something was taken in that is not told yet: numbers may have changed by it. */
    boolean hasPending() {
        return pending != null && !pending.isEmpty();
    }

    /**
     * Takes in what happened since the last poll.
     *
     * @param expunges whether they may be told
     */
    Changes poll(boolean expunges) throws IOException {
        var before = pending;
        var now = view.poll(expunges);
        pending = null;
        return before == null ? now : before.then(now);
    }

    /** Keeps the result of a search. */
    void save(UidSet found) {
        saved = found;
    }

    /**
     * The UIDs of messages that a client names, those that the view has.
     *
     * @return null when a sequence number is none of the view's
     */
    @Nullable UidSet uids(SequenceSet messages, boolean byUid) {
        boolean unknown = !byUid && messages.greatest() > view.messages();
        return unknown ? null : existing(messages, byUid);
    }

    private UidSet existing(SequenceSet messages, boolean byUid) {
        if (messages.isSaved()) {
            return saved();
        }
        var numbers = numbers(messages, byUid);
        return byUid ? numbers.and(view.uids()) : uids(numbers);
    }

    @Override
    public UidSet saved() {
        return saved.and(view.uids());
    }

    @Override
    public UidSet numbers(SequenceSet messages, boolean byUid) {
        int last = view.messages();
        return messages.numbers(byUid && last > 0 ? view.uid(last) : last);
    }

    @Override
    public int sequence(long uid) {
        return view.sequence(uid);
    }

    /** Numbers that are none of the view's are passed over. */
    @Override
    public UidSet uids(UidSet sequences) {
        if (view.messages() == 0) {
            return UidSet.NONE;
        }
        var numbers = sequences.and(UidSet.range(1, view.messages()));
        var uids = new UidSet.Builder();
        for (int i = 0; i < numbers.ranges(); i++) {
            uids.range(view.uid((int) numbers.first(i)), view.uid((int) numbers.last(i)));
        }
        return uids.build().and(view.uids());
    }

    /** Those of some messages of the view that another session has expunged already. */
    UidSet gone(UidSet uids) throws IOException {
        refresh();
        if (pending == null || !pending.held()) {
            return UidSet.NONE;
        }
        return switch (store.open(MailboxStore.Mode.READ_ONLY, () -> {})) {
            case Outcome.Refused<MailboxView> _ -> uids;
            case Outcome.Done<MailboxView>(var now) -> {
                try (now) {
                    yield uids.minus(now.uids());
                }
            }
        };
    }

    /** What the session itself has changed is told with its answer, and not once more. */
    void settled(FlagsChanged done) {
        if (!done.changed().isEmpty()) {
            if (own.isEmpty()) {
                own = new ArrayList<>();
            }
            own.add(done);
        }
    }

    /**
     * What the session itself has changed is not told, as it did not ask for it; but what others
     * did to the same messages before that is.
     *
     * @param portions what was done
     * @param change what was done to each of them
     */
    void settledSilently(List<FlagsChanged> portions, FlagChange change) throws IOException {
        var all = UidSet.NONE;
        for (var portion : portions) {
            all = all.or(portion.changed());
        }
        var known = pending == null ? all : all.minus(pending.changed());
        var expected = new ArrayList<Flags>();
        view.visit(known, message -> expected.add(change.on(message.flags())));
        refresh();
        var mine = new UidSet.Builder();
        var next = expected.iterator();
        view.visit(
                known,
                message -> {
                    if (next.next().equals(message.flags())) {
                        mine.add(message.uid());
                    }
                    return true;
                });
        var ours = mine.build();
        for (var done : portions) {
            var some = done.changed().and(ours);
            settled(new FlagsChanged(some, UidSet.NONE, UidSet.NONE, done.modSequence()));
        }
    }

    /** Of what a poll found changed, what is to be told still. */
    UidSet untold(UidSet changed) throws IOException {
        var rest = changed;
        for (var done : own) {
            var mine = new UidSet.Builder();
            view.visit(
                    changed.and(done.changed()),
                    message -> {
                        if (message.modSequence() == done.modSequence()) {
                            mine.add(message.uid());
                        }
                        return true;
                    });
            rest = rest.minus(mine.build());
        }
        own = List.of();
        return rest;
    }

    @Override
    public void close() {
        view.close();
    }
}
