package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Traits;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The messages of a mailbox at one mod-sequence, as arrays of numbers, by UID. Immutable once it is
 * built, so views share it.
 */
final class Snapshot {
    /** Of a message, in all arrays but {@link #marks}. */
    private static final int OCTETS = 4 * Integer.BYTES + 2 * Long.BYTES + Byte.BYTES;

    final long validity;
    final long modSequence;
    private final List<Keyword> keywords;
    private final int size;
    private final int[] uids;
    private final Marks marks;
    private final int[] octets;
    private final int[] dates;
    private final int[] saved;
    private final long[] emails;
    private final long[] threads;
    private final byte[] traits;

    /** All UIDs, once somebody has asked for them; the same whoever finds them. */
    private @Nullable UidSet all;

    private Snapshot(Builder from) {
        validity = from.validity;
        modSequence = from.modSequence;
        keywords = from.keywords;
        size = from.size;
        // An array that is full is taken as it is.
        boolean full = size == from.uids.length;
        uids = full ? from.uids : Arrays.copyOf(from.uids, size);
        marks = new Marks(size, from.modSequences, from.flags, from.words, from.worded);
        octets = full ? from.octets : Arrays.copyOf(from.octets, size);
        dates = full ? from.dates : Arrays.copyOf(from.dates, size);
        saved = full ? from.saved : Arrays.copyOf(from.saved, size);
        emails = full ? from.emails : Arrays.copyOf(from.emails, size);
        threads = full ? from.threads : Arrays.copyOf(from.threads, size);
        traits = full ? from.traits : Arrays.copyOf(from.traits, size);
    }

    /** What differs from another one in flags only. */
    private Snapshot(Snapshot from, long modSequence, List<Keyword> keywords, Marks marks) {
        validity = from.validity;
        this.modSequence = modSequence;
        this.keywords = keywords;
        size = from.size;
        uids = from.uids;
        this.marks = marks;
        octets = from.octets;
        dates = from.dates;
        saved = from.saved;
        emails = from.emails;
        threads = from.threads;
        traits = from.traits;
        all = from.all;
    }

    /** Collects rows in the order of their UIDs. */
    static final class Builder {
        private final long validity;
        private final long modSequence;
        private final List<Keyword> keywords;
        private int size;
        private int[] uids;
        private long[] modSequences;
        private byte[] flags;
        private long[] words;
        private boolean worded;
        private int[] octets;
        private int[] dates;
        private int[] saved;
        private long[] emails;
        private long[] threads;
        private byte[] traits;

        Builder(long validity, long modSequence, List<Keyword> keywords, long expected) {
            int room = Math.clamp(expected, 0, 1 << 28);
            this.validity = validity;
            this.modSequence = modSequence;
            this.keywords = keywords;
            uids = new int[room];
            modSequences = new long[room];
            flags = new byte[room];
            words = new long[room];
            octets = new int[room];
            dates = new int[room];
            saved = new int[room];
            emails = new long[room];
            threads = new long[room];
            traits = new byte[room];
        }

        private void grow() {
            int room = Math.max(8, uids.length * 2);
            uids = Arrays.copyOf(uids, room);
            modSequences = Arrays.copyOf(modSequences, room);
            flags = Arrays.copyOf(flags, room);
            words = Arrays.copyOf(words, room);
            octets = Arrays.copyOf(octets, room);
            dates = Arrays.copyOf(dates, room);
            saved = Arrays.copyOf(saved, room);
            emails = Arrays.copyOf(emails, room);
            threads = Arrays.copyOf(threads, room);
            traits = Arrays.copyOf(traits, room);
        }

        Builder add(Message m) {
            return add(
                    (m.uid() << 32) | (m.octets() & 0xFFFF_FFFFL),
                    m.modSequence(),
                    (m.date() << 16) | ((m.traits() & 0xFFL) << 8) | (m.flags() & 0xFFL),
                    m.keywords(),
                    m.saved(),
                    m.email(),
                    m.thread());
        }

        /**
         * Adds a row.
         *
         * @param uidAndOctets 32 bits each, the UID first
         * @param dateAndBits the date, then 8 bits of traits and 8 of flags
         */
        Builder add(
                long uidAndOctets,
                long modSequence,
                long dateAndBits,
                long keywords,
                long savedAt,
                long email,
                long thread) {
            if (size == uids.length) {
                grow();
            }
            uids[size] = (int) (uidAndOctets >>> 32);
            octets[size] = (int) uidAndOctets;
            modSequences[size] = modSequence;
            dates[size] = (int) (dateAndBits >> 16);
            traits[size] = (byte) (dateAndBits >> 8);
            flags[size] = (byte) dateAndBits;
            words[size] = keywords;
            worded |= keywords != 0;
            saved[size] = (int) savedAt;
            emails[size] = email;
            threads[size++] = thread;
            return this;
        }

        /** Adds rows of another one, from one place up to another. */
        Builder add(Snapshot from, int first, int last) {
            int count = last - first;
            while (size + count > uids.length) {
                grow();
            }
            System.arraycopy(from.uids, first, uids, size, count);
            worded |= from.marks.copy(first, last, modSequences, flags, words, size);
            System.arraycopy(from.octets, first, octets, size, count);
            System.arraycopy(from.dates, first, dates, size, count);
            System.arraycopy(from.saved, first, saved, size, count);
            System.arraycopy(from.emails, first, emails, size, count);
            System.arraycopy(from.threads, first, threads, size, count);
            System.arraycopy(from.traits, first, traits, size, count);
            size += count;
            return this;
        }

        Snapshot build() {
            return new Snapshot(this);
        }
    }

    /** What it takes of memory: its arrays; what else it has is small. */
    long octets() {
        return (long) size * OCTETS + marks.octets();
    }

    int size() {
        return size;
    }

    long uid(int at) {
        return uids[at] & UidSet.MOST;
    }

    long modSequence(int at) {
        return marks.modSequence(at);
    }

    /** Where a UID stands, or where it would ({@code -at - 1}). */
    int find(long uid) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (uid(middle) < uid) {
                low = middle + 1;
            } else if (uid(middle) > uid) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    List<Keyword> keywords() {
        return keywords;
    }

    /** Where the first UID stands that is at least as great. */
    private int from(long least) {
        int at = find(least);
        return at < 0 ? -at - 1 : at;
    }

    UidSet uids() {
        var known = all;
        if (known == null) {
            known = uidsFrom(1);
            all = known;
        }
        return known;
    }

    /** Those that are at least as great. */
    UidSet uidsFrom(long least) {
        var found = new UidSet.Builder();
        for (int i = from(least); i < size; ) {
            int first = i;
            long next = uid(i) + 1;
            while (++i < size && uid(i) == next) {
                next++;
            }
            found.range(uid(first), next - 1);
        }
        return found.build();
    }

    /** The greatest UID; 0 when there is none. */
    long last() {
        return size == 0 ? 0 : uid(size - 1);
    }

    /** The least UID of a message that is not seen; 0 when all are. */
    long firstUnseen() {
        for (int i = 0; i < size; i++) {
            if ((marks.flags(i) & SystemFlag.SEEN.bit()) == 0) {
                return uid(i);
            }
        }
        return 0;
    }

    Traits traits(int at) {
        return new Traits(traits[at] & 0xFF);
    }

    long octets(int at) {
        return octets[at] & 0xFFFF_FFFFL;
    }

    /** Sees the flags of a message. */
    interface FlagSight {
        void see(long uid, long modSequence, int system, long keywords);
    }

    /** Shows the flags of the messages from one UID to another, in the order of these. */
    void flags(long first, long last, FlagSight sight) {
        for (int i = from(first); i < size && uid(i) <= last; i++) {
            sight.see(uid(i), marks.modSequence(i), marks.flags(i), marks.words(i));
        }
    }

    MessageInfo info(int at) {
        return new MessageInfo(
                uid(at),
                marks.modSequence(at),
                Keywords.flags(keywords, marks.flags(at), marks.words(at)),
                octets[at] & 0xFFFF_FFFFL,
                Instant.ofEpochSecond(dates[at]),
                Instant.ofEpochSecond(saved[at]),
                ObjectId.of('E', emails[at]),
                ObjectId.of('T', threads[at]),
                traits(at));
    }

    /**
     * What it becomes by works, of which the first follows it and each other one the one before.
     */
    Snapshot after(List<Delta> works) {
        boolean flagsOnly = true;
        var words = keywords;
        for (var work : works) {
            words = work.keywords() == null ? words : work.keywords();
            for (var change : work.changes()) {
                flagsOnly &= change instanceof FlagsPut;
            }
        }
        long now = works.getLast().modSequence();
        return flagsOnly ? flagged(works, now, words) : changed(works, now, words);
    }

    /** Shares all that stays as it is. */
    private Snapshot flagged(List<Delta> works, long now, List<Keyword> keywordsNow) {
        var next = new Marks.Editor(marks);
        for (var work : works) {
            for (var change : work.changes()) {
                take((FlagsPut) change, next);
            }
        }
        return new Snapshot(this, now, keywordsNow, next.marks());
    }

    private void take(FlagsPut put, Marks.Editor into) {
        int at = -1;
        for (int i = 0; i < put.uids().length; i++) {
            boolean next = at >= 0 && at + 1 < size && uid(at + 1) == put.uids()[i];
            at = next ? at + 1 : find(put.uids()[i]);
            if (at >= 0) {
                into.set(at, put.modSequence(), put.flags()[i], put.keywords()[i]);
            }
        }
    }

    /** Whether another one lists the same UIDs because one was made of the other. */
    @SuppressWarnings("ReferenceEquality")
    boolean differsInFlagsOnly(Snapshot other) {
        return uids == other.uids;
    }

    /** UIDs whose mod-sequence is another one in what {@link #differsInFlagsOnly}. */
    UidSet changedFrom(Snapshot other) {
        var changed = new UidSet.Builder();
        for (int at = marks.differs(other.marks, 0);
                at < size;
                at = marks.differs(other.marks, at + 1)) {
            if (marks.modSequence(at) != other.marks.modSequence(at)) {
                changed.add(uid(at));
            }
        }
        return changed.build();
    }

    private Snapshot changed(List<Delta> works, long now, List<Keyword> keywordsNow) {
        var rows = new TreeMap<Long, Message>();
        var gone = UidSet.NONE;
        for (var work : works) {
            for (var change : work.changes()) {
                switch (change) {
                    case MessagePut c -> rows.put(c.message().uid(), c.message());
                    case FlagsPut c -> put(c, rows);
                    case Expunged c -> {
                        rows.keySet().removeIf(c.uids()::contains);
                        gone = gone.or(c.uids());
                    }
                    default -> throw new IllegalStateException(change + " of no message");
                }
            }
        }
        return with(now, keywordsNow, rows, gone);
    }

    private void put(FlagsPut put, Map<Long, Message> rows) {
        for (int i = 0; i < put.uids().length; i++) {
            long uid = put.uids()[i];
            int at = find(uid);
            var row = rows.get(uid);
            if (row == null && at >= 0) {
                row = row(at);
            }
            if (row != null) {
                int system = put.flags()[i];
                rows.put(uid, row.flagged(put.modSequence(), system, put.keywords()[i]));
            }
        }
    }

    private Message row(int at) {
        return new Message(
                uid(at),
                marks.modSequence(at),
                marks.flags(at),
                marks.words(at),
                octets(at),
                dates[at],
                saved[at],
                0,
                emails[at],
                threads[at],
                traits[at] & 0xFF);
    }

    /**
     * What it becomes.
     *
     * @param changed rows that are new or changed, by UID
     * @param gone UIDs that are no longer there
     */
    Snapshot with(
            long modSequenceNow,
            List<Keyword> keywordsNow,
            Map<Long, Message> changed,
            UidSet gone) {
        long expected = size;
        for (long uid : changed.keySet()) {
            expected += find(uid) < 0 ? 1 : 0;
        }
        for (int i = 0; i < gone.ranges(); i++) {
            expected -= from(gone.last(i) + 1) - from(gone.first(i));
        }
        var next = new Builder(validity, modSequenceNow, keywordsNow, expected);
        int at = 0;
        var more = changed.values().iterator();
        Message pending = more.hasNext() ? more.next() : null;
        for (int i = 0; i <= gone.ranges(); i++) {
            long first = i < gone.ranges() ? gone.first(i) : Long.MAX_VALUE;
            while (pending != null && pending.uid() < first) {
                int from = Math.max(at, from(pending.uid()));
                next.add(this, at, from).add(pending);
                at = from < size && uid(from) == pending.uid() ? from + 1 : from;
                pending = more.hasNext() ? more.next() : null;
            }
            int from = i < gone.ranges() ? Math.max(at, from(first)) : size;
            next.add(this, at, from);
            at = i < gone.ranges() ? Math.max(at, from(gone.last(i) + 1)) : size;
        }
        return next.build();
    }

    /**
     * The same with rows of an older one that are not in it: those whose end may not be told yet.
     */
    Snapshot holding(Snapshot older, UidSet held) {
        var both = new Builder(validity, modSequence, keywords, size + held.size());
        int at = 0;
        for (var uids = held.iterator(); uids.hasNext(); ) {
            long uid = uids.nextLong();
            int from = from(uid);
            int there = older.find(uid);
            both.add(this, at, from).add(older, there, there + 1);
            at = from;
        }
        return both.add(this, at, size).build();
    }
}
