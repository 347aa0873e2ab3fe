package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Copied;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Removed;
import org.mailgauge.store.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies, moves or expunges messages in portions, each in one change of the store: so others get
 * their turn, and memory does not grow with their number. Used by one thread.
 */
final class Portions {
    private static final Logger LOG = LoggerFactory.getLogger(Portions.class);

    /** Of one account, where contents stay as they are. */
    static final int MESSAGES = 5000;

    /** Between accounts. */
    private static final int ACROSS = 500;

    /** Octets of a portion between accounts that ends with the message that makes it so large. */
    private static final long OCTETS = 2 << 20;

    private final OpenMailbox open;
    private final Reach.Found.Here to;
    private final boolean move;
    private final boolean within;
    private UidSet sources = UidSet.NONE;
    private UidSet copies = UidSet.NONE;
    private long uidValidity = 1;

    Portions(OpenMailbox open, Reach.Found.Here to, boolean move) {
        this.open = open;
        this.to = to;
        this.move = move;
        this.within = isWithin(open, to);
    }

    /** Messages in portions of so many each, by their UIDs. */
    static List<UidSet> of(UidSet uids, int each) {
        var all = new ArrayList<UidSet>();
        long size = uids.size();
        for (long n = 1; n <= size; n += each) {
            var range = UidSet.range(uids.nth(n), uids.nth(Math.min(size, n + each - 1)));
            all.add(uids.and(range));
        }
        return all;
    }

    /**
     * Expunges those of some messages that have {@code \\Deleted}, portion by portion.
     *
     * @return what was expunged, or why a portion was not; those before it are gone then
     */
    static Outcome<Removed> expunge(MailboxStore store, UidSet uids) throws IOException {
        var gone = UidSet.NONE;
        long modSequence = 0;
        for (var some : of(uids, MESSAGES)) {
            switch (store.expunge(some)) {
                case Outcome.Refused<Removed> refused -> {
                    return refused;
                }
                case Outcome.Done<Removed>(var removed) -> {
                    gone = gone.or(removed.uids());
                    modSequence = removed.modSequence();
                }
            }
        }
        return new Outcome.Done<>(new Removed(gone, modSequence));
    }

    /** Whether source and target are in one account. */
    static boolean isWithin(OpenMailbox open, Reach.Found.Here to) {
        return open.place().account().name().equals(to.place().account().name());
    }

    /**
     * Copies or moves all; those that have vanished are passed over.
     *
     * @return why it ended early; empty when it did not
     */
    Optional<Refusal> all(UidSet uids) throws IOException {
        for (var some : of(uids, within ? MESSAGES : ACROSS)) {
            var why = within ? inAccount(some) : across(some);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /** What has been copied or moved, and is there. */
    Copied copied() {
        return new Copied(to.mailbox().id(), uidValidity, sources, copies);
    }

    private Optional<Refusal> inAccount(UidSet uids) throws IOException {
        var name = to.place().name();
        var outcome = move ? open.store().move(uids, name) : open.store().copy(uids, name);
        return switch (outcome) {
            case Outcome.Refused<Copied>(var why) -> Optional.of(why);
            case Outcome.Done<Copied>(var done) -> {
                add(done.uidValidity(), done.sources(), done.copies());
                yield Optional.empty();
            }
        };
    }

    private Optional<Refusal> across(UidSet uids) throws IOException {
        var infos = new ArrayList<MessageInfo>();
        open.view().visit(uids, infos::add);
        int from = 0;
        long octets = 0;
        for (int i = 0; i < infos.size(); i++) {
            octets += infos.get(i).octets();
            if (octets >= OCTETS || i == infos.size() - 1) {
                var why = send(infos.subList(from, i + 1));
                if (why.isPresent()) {
                    return why;
                }
                from = i + 1;
                octets = 0;
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> send(List<MessageInfo> infos) throws IOException {
        var messages = new ArrayList<NewMessage>();
        var builder = new UidSet.Builder();
        for (var info : infos) {
            var content = open.store().content(info.uid());
            if (content.isPresent()) {
                messages.add(new NewMessage(content.get(), info.flags(), info.internalDate()));
                builder.add(info.uid());
            }
        }
        if (messages.isEmpty()) {
            return Optional.empty();
        }
        var sent = builder.build();
        return switch (to.mailbox().append(messages)) {
            case Outcome.Refused<Stored>(var why) -> Optional.of(why);
            case Outcome.Done<Stored>(var stored) -> {
                if (move
                        && open.store().remove(sent) instanceof Outcome.Refused<Removed>(var why)) {
                    remove(stored.uids());
                    yield Optional.of(why);
                }
                add(stored.uidValidity(), sent, stored.uids());
                yield Optional.empty();
            }
        };
    }

    private void add(long validity, UidSet from, UidSet done) throws IOException {
        uidValidity = validity;
        sources = sources.or(from);
        copies = copies.or(done);
        clear(done);
    }

    /** Takes flags off copies that the user may not set there (RFC 4314 section 4). */
    private void clear(UidSet uids) throws IOException {
        if (FlagRights.all(to.rights()) || uids.isEmpty()) {
            return;
        }
        if (to.mailbox().status() instanceof Outcome.Done<MailboxStatus>(var status)) {
            var forbidden = FlagRights.forbidden(status.keywords(), to.rights());
            to.mailbox().change(uids, new FlagChange(FlagChange.Kind.REMOVE, forbidden));
        }
    }

    /** Removes what was copied; what was moved stays. */
    void takeBack() throws IOException {
        if (!move) {
            remove(copies);
            sources = UidSet.NONE;
            copies = UidSet.NONE;
        }
    }

    private void remove(UidSet uids) throws IOException {
        for (var part : of(uids, MESSAGES)) {
            if (to.mailbox().remove(part) instanceof Outcome.Refused<Removed>(var why)) {
                LOG.warn("copies {} of a COPY that failed stay: {}", part, why);
            }
        }
    }
}
