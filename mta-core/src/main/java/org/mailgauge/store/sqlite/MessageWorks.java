package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Copied;
import org.mailgauge.store.DeliveryKey;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Outcome.Refused;
import org.mailgauge.store.QuotaUse;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Removed;
import org.mailgauge.store.Stored;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;
import org.mailgauge.store.sqlite.Change.RetainedGone;
import org.mailgauge.store.sqlite.Change.ThreadKeys;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Works on messages. All run on the committer's thread. */
final class MessageWorks {
    private static final long REMEMBERED = Duration.ofDays(7).toSeconds();

    private MessageWorks() {}

    static <T> Outcome<T> refused(Refusal why) {
        return new Refused<>(why);
    }

    static Optional<Refusal> fits(
            Transaction tx, long account, long octets, long messages, Keywords keywords)
            throws SQLException {
        var use = Rows.account(tx.sql, account).orElseThrow().use();
        return fits(tx, use, octets, messages, keywords);
    }

    private static Optional<Refusal> fits(
            Transaction tx, QuotaUse use, long octets, long messages, Keywords keywords) {
        return use.hasRoom(octets, messages)
                ? keywords.refusal(tx.limits)
                : Optional.of(new Refusal.OverQuota(use));
    }

    /** Whether the UIDs of a mailbox reach for so many more. */
    static boolean outOfUids(Rows.Mailbox to, long more) {
        return to.next() + more > UidSet.MOST;
    }

    static Outcome<Stored> append(
            Transaction tx, AccountName name, Rows.Target target, List<Incoming> messages)
            throws SQLException {
        var to = target.mailbox();
        var keywords = new Keywords(to);
        var bits = new long[messages.size()];
        long octets = 0;
        for (int i = 0; i < bits.length; i++) {
            bits[i] = keywords.bits(messages.get(i).message().flags());
            octets += messages.get(i).octets();
        }
        var refusal = fits(tx, target.use(), octets, bits.length, keywords);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (outOfUids(to, bits.length)) {
            return refused(new Refusal.Full("no UIDs are left"));
        }
        keep(tx, keywords, to);
        long modSequence = to.modSequence() + 1;
        for (int i = 0; i < bits.length; i++) {
            var incoming = messages.get(i);
            long uid = to.next() + i;
            tx.settle(); // the thread of the one before may be this one's
            long thread = thread(tx, to.account(), incoming.found().threadKeys());
            var content = tx.content(incoming, new Transaction.Arrival(name, to, uid));
            tx.recordLast(
                    content,
                    new MessagePut(
                            to.number(),
                            new Message(
                                    uid,
                                    modSequence,
                                    incoming.message().flags().system(),
                                    bits[i],
                                    incoming.octets(),
                                    incoming.message().internalDate().getEpochSecond(),
                                    tx.now,
                                    content.content(),
                                    tx.serial(),
                                    thread,
                                    incoming.found().traits().bits())));
        }
        tx.touch(to);
        return new Done<>(stored(to, bits.length, modSequence));
    }

    private static Stored stored(Rows.Mailbox to, int count, long modSequence) {
        return new Stored(
                new ObjectId(to.id()),
                to.validity(),
                UidSet.range(to.next(), to.next() + count - 1),
                modSequence);
    }

    static void keep(Transaction tx, Keywords keywords, Rows.Mailbox of) throws SQLException {
        var change = keywords.change(of.number());
        if (change.isPresent()) {
            tx.record(change.get());
        }
    }

    /** The oldest of the threads that its keys belong to, or a new one. */
    static long thread(Transaction tx, long account, long[] keys) throws SQLException {
        long thread = 0;
        long born = Long.MAX_VALUE;
        var fresh = LongStream.builder();
        for (long key : keys) {
            var known =
                    tx.sql.one(
                            "SELECT thread, born FROM thread_key WHERE account=? AND key=?",
                            row -> new long[] {row.getLong(1), row.getLong(2)},
                            account,
                            key);
            if (known.isEmpty()) {
                fresh.add(key);
            } else if (known.get()[1] < born) {
                thread = known.get()[0];
                born = known.get()[1];
            }
        }
        if (born == Long.MAX_VALUE) {
            thread = tx.serial();
            born = tx.counters.content.get() + 1;
        }
        var more = fresh.build().toArray();
        if (more.length > 0) {
            tx.record(new ThreadKeys(account, thread, born, more));
        }
        return thread;
    }

    /** Whether the queue has delivered that before. */
    static boolean isKnown(Transaction tx, DeliveryKey key) throws SQLException {
        return tx.sql.number(
                        "SELECT count(*) FROM delivery"
                                + " WHERE high=? AND low=? AND recipient=? AND until>=?",
                        key.message().high(),
                        key.message().low(),
                        key.recipient(),
                        tx.now)
                > 0;
    }

    static void remember(Transaction tx, @Nullable DeliveryKey key) throws SQLException {
        if (key != null) {
            tx.record(
                    new Change.Delivered(
                            key.message().high(),
                            key.message().low(),
                            key.recipient(),
                            tx.now + REMEMBERED));
        }
    }

    /** The messages of a set that exist, by UID. */
    static Map<Long, Message> present(Transaction tx, Rows.Mailbox box, UidSet uids)
            throws SQLException {
        var found = new TreeMap<Long, Message>();
        for (int i = 0; i < uids.ranges(); i++) {
            tx.sql.each(
                    "SELECT "
                            + Schema.COLUMNS
                            + " FROM message WHERE mailbox=? AND uid BETWEEN ? AND ?",
                    row -> found.put(row.getLong(2), Rows.message(row)),
                    box.number(),
                    uids.first(i),
                    uids.last(i));
        }
        return found;
    }

    /** The UIDs of a set that exist, of messages that have all of some system flags. */
    static UidSet existing(Transaction tx, Rows.Mailbox box, UidSet uids, int flags)
            throws SQLException {
        var found = new UidSet.Builder();
        for (int i = 0; i < uids.ranges(); i++) {
            tx.sql.each(
                    "SELECT uid FROM message WHERE mailbox=? AND uid BETWEEN ? AND ?"
                            + " AND flags & ? = ? ORDER BY uid",
                    row -> found.add(row.getLong(1)),
                    box.number(),
                    uids.first(i),
                    uids.last(i),
                    flags,
                    flags);
        }
        return found.build();
    }

    static UidSet set(Iterable<Long> uids) {
        var builder = new UidSet.Builder();
        uids.forEach(builder::add);
        return builder.build();
    }

    /**
     * Expunges.
     *
     * @param flagged whether only those with {@code \\Deleted}
     */
    static Outcome<Removed> remove(Transaction tx, Rows.Mailbox box, UidSet uids, boolean flagged)
            throws SQLException {
        var gone = existing(tx, box, uids, flagged ? SystemFlag.DELETED.bit() : 0);
        if (gone.isEmpty()) {
            return new Done<>(new Removed(gone, box.modSequence()));
        }
        tx.record(new Expunged(box.number(), box.modSequence() + 1, gone, tx.now));
        tx.touch(box);
        return new Done<>(new Removed(gone, box.modSequence() + 1));
    }

    static Outcome<Copied> transfer(
            Transaction tx, Rows.Mailbox from, Rows.Mailbox to, UidSet uids, boolean move)
            throws SQLException {
        var present = present(tx, from, uids);
        var sources = set(present.keySet());
        var id = new ObjectId(to.id());
        if (sources.isEmpty()) {
            return new Done<>(new Copied(id, to.validity(), sources, UidSet.NONE));
        }
        var messages = List.copyOf(present.values());
        var keywords = new Keywords(to);
        var old = new Keywords(from);
        long octets = messages.stream().mapToLong(Message::octets).sum();
        messages.forEach(m -> keywords.bits(old.flags(m.flags(), m.keywords())));
        var refusal =
                move
                        ? keywords.refusal(tx.limits)
                        : fits(tx, to.account(), octets, messages.size(), keywords);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (outOfUids(to, messages.size())) {
            return refused(new Refusal.Full("no UIDs are left"));
        }
        keep(tx, keywords, to);
        put(tx, to, messages, old, keywords, 0);
        if (move) {
            // Of the same mailbox the arrivals have taken a mod-sequence already.
            long last = (from.number() == to.number() ? to : from).modSequence();
            long next = last + (from.number() == to.number() ? 2 : 1);
            tx.record(new Expunged(from.number(), next, sources, Change.NEVER));
            tx.touch(from);
        }
        tx.touch(to);
        return new Done<>(
                new Copied(
                        id,
                        to.validity(),
                        sources,
                        UidSet.range(to.next(), to.next() + messages.size() - 1)));
    }

    /** Puts messages under the next UIDs. */
    static void put(
            Transaction tx,
            Rows.Mailbox to,
            List<Message> messages,
            Keywords old,
            Keywords keywords,
            int without)
            throws SQLException {
        for (int i = 0; i < messages.size(); i++) {
            var m = messages.get(i);
            tx.record(
                    new MessagePut(
                            to.number(),
                            new Message(
                                    to.next() + i,
                                    to.modSequence() + 1,
                                    m.flags() & ~without,
                                    keywords.bits(old.flags(m.flags(), m.keywords())),
                                    m.octets(),
                                    m.date(),
                                    tx.now,
                                    m.content(),
                                    m.email(),
                                    m.thread(),
                                    m.traits())));
        }
    }

    /** Puts what was retained back. */
    static Outcome<Stored> undelete(
            Transaction tx, long account, List<MessageKey> keys, Rows.Mailbox to)
            throws SQLException {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no messages");
        }
        var seen = new HashSet<MessageKey>();
        var found = new ArrayList<Message>();
        var sources = new ArrayList<Long>();
        var keywords = new Keywords(to);
        var old = new ArrayList<Keywords>();
        for (var key : keys) {
            long box =
                    tx.sql.number(
                            "SELECT number FROM mailbox WHERE account=? AND id=?",
                            account,
                            key.mailbox().text());
            var message = Rows.message(tx.sql, "retained", box, key.uid());
            if (message.isEmpty() || !seen.add(key)) {
                return refused(new Refusal.NoSuchMessage(key));
            }
            var words =
                    tx.sql.one(
                            "SELECT keywords FROM mailbox WHERE number=?",
                            r -> r.getString(1),
                            box);
            old.add(new Keywords(Rows.keywordsOf(words.orElse(""))));
            keywords.bits(old.getLast().flags(0, message.get().keywords()));
            found.add(message.get());
            sources.add(box);
        }
        long octets = found.stream().mapToLong(Message::octets).sum();
        var refusal = fits(tx, account, octets, found.size(), keywords);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (outOfUids(to, found.size())) {
            return refused(new Refusal.Full("no UIDs are left"));
        }
        keep(tx, keywords, to);
        for (int i = 0; i < found.size(); i++) {
            var one = found.get(i);
            var at = at(to, i);
            put(tx, at, List.of(one), old.get(i), keywords, SystemFlag.DELETED.bit());
            tx.record(new RetainedGone(sources.get(i), UidSet.of(one.uid())));
        }
        tx.touch(to);
        return new Done<>(stored(to, found.size(), to.modSequence() + 1));
    }

    private static Rows.Mailbox at(Rows.Mailbox to, int more) {
        return new Rows.Mailbox(
                to.number(),
                to.account(),
                to.id(),
                to.name(),
                to.validity(),
                to.next() + more,
                to.modSequence(),
                to.uses(),
                to.removed(),
                to.keywords(),
                to.recent(),
                to.messages(),
                to.octets(),
                to.unseen(),
                to.deleted(),
                to.deletedOctets(),
                to.forgotten());
    }
}
