package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.UidSet;
import org.mailgauge.store.sqlite.Change.Message;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The messages of a mailbox at one mod-sequence, as arrays of numbers, by UID. Immutable once it is
 * built, so views share it.
 */
final class Snapshot {
    final long validity;
    final long modSequence;
    private final List<Keyword> keywords;
    private final int size;
    private final int[] uids;
    private final long[] modSequences;
    private final byte[] flags;
    private final long @Nullable [] words;
    private final int[] octets;
    private final int[] dates;
    private final int[] saved;
    private final long[] emails;
    private final long[] threads;

    private Snapshot(Builder from) {
        validity = from.validity;
        modSequence = from.modSequence;
        keywords = from.keywords;
        size = from.size;
        uids = Arrays.copyOf(from.uids, size);
        modSequences = Arrays.copyOf(from.modSequences, size);
        flags = Arrays.copyOf(from.flags, size);
        words = from.worded ? Arrays.copyOf(from.words, size) : null;
        octets = Arrays.copyOf(from.octets, size);
        dates = Arrays.copyOf(from.dates, size);
        saved = Arrays.copyOf(from.saved, size);
        emails = Arrays.copyOf(from.emails, size);
        threads = Arrays.copyOf(from.threads, size);
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

        Builder(long validity, long modSequence, List<Keyword> keywords, long expected) {
            int room = Math.clamp(expected, 8, 1 << 28);
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
        }

        private void grow() {
            int room = size * 2;
            uids = Arrays.copyOf(uids, room);
            modSequences = Arrays.copyOf(modSequences, room);
            flags = Arrays.copyOf(flags, room);
            words = Arrays.copyOf(words, room);
            octets = Arrays.copyOf(octets, room);
            dates = Arrays.copyOf(dates, room);
            saved = Arrays.copyOf(saved, room);
            emails = Arrays.copyOf(emails, room);
            threads = Arrays.copyOf(threads, room);
        }

        Builder add(Message m) {
            if (size == uids.length) {
                grow();
            }
            uids[size] = (int) m.uid();
            modSequences[size] = m.modSequence();
            flags[size] = (byte) m.flags();
            words[size] = m.keywords();
            worded |= m.keywords() != 0;
            octets[size] = (int) m.octets();
            dates[size] = (int) m.date();
            saved[size] = (int) m.saved();
            emails[size] = m.email();
            threads[size++] = m.thread();
            return this;
        }

        Builder add(Snapshot from, int at) {
            return add(from.row(at));
        }

        Snapshot build() {
            return new Snapshot(this);
        }
    }

    private Message row(int at) {
        return new Message(
                uid(at),
                modSequences[at],
                flags[at] & 0xFF,
                words == null ? 0 : words[at],
                octets[at] & 0xFFFF_FFFFL,
                dates[at],
                saved[at],
                0,
                emails[at],
                threads[at]);
    }

    int size() {
        return size;
    }

    long uid(int at) {
        return uids[at] & UidSet.MOST;
    }

    long modSequence(int at) {
        return modSequences[at];
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

    UidSet uids() {
        var all = new UidSet.Builder();
        for (int i = 0; i < size; i++) {
            all.add(uid(i));
        }
        return all.build();
    }

    MessageInfo info(int at) {
        return new MessageInfo(
                uid(at),
                modSequences[at],
                Keywords.flags(keywords, flags[at] & 0xFF, words == null ? 0 : words[at]),
                octets[at] & 0xFFFF_FFFFL,
                Instant.ofEpochSecond(dates[at]),
                Instant.ofEpochSecond(saved[at]),
                id('E', emails[at]),
                id('T', threads[at]));
    }

    static ObjectId id(char kind, long number) {
        return new ObjectId(String.format(Locale.ROOT, "%c%016x", kind, number));
    }

    /**
     * What it becomes.
     *
     * @param changed rows that are new or changed, by UID
     * @param gone UIDs that are no longer there
     */
    Snapshot with(Rows.Mailbox now, Map<Long, Message> changed, UidSet gone) {
        var next =
                new Builder(
                        now.validity(),
                        now.modSequence(),
                        now.keywordList(),
                        size + (long) changed.size());
        var more = changed.values().iterator();
        Message pending = more.hasNext() ? more.next() : null;
        for (int i = 0; i < size; i++) {
            long uid = uid(i);
            while (pending != null && pending.uid() < uid) {
                next.add(pending);
                pending = more.hasNext() ? more.next() : null;
            }
            if (pending != null && pending.uid() == uid) {
                next.add(pending);
                pending = more.hasNext() ? more.next() : null;
            } else if (!gone.contains(uid)) {
                next.add(this, i);
            }
        }
        while (pending != null) {
            next.add(pending);
            pending = more.hasNext() ? more.next() : null;
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
            while (at < size && uid(at) < uid) {
                both.add(this, at++);
            }
            both.add(older, older.find(uid));
        }
        while (at < size) {
            both.add(this, at++);
        }
        return both.build();
    }
}
