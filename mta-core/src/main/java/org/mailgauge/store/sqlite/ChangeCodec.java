package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.sqlite.Change.AccountGone;
import org.mailgauge.store.sqlite.Change.AccountPut;
import org.mailgauge.store.sqlite.Change.AnnotationPut;
import org.mailgauge.store.sqlite.Change.Claimed;
import org.mailgauge.store.sqlite.Change.ContentMoved;
import org.mailgauge.store.sqlite.Change.ContentPut;
import org.mailgauge.store.sqlite.Change.Delivered;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Change.HistoryForgotten;
import org.mailgauge.store.sqlite.Change.KeywordsPut;
import org.mailgauge.store.sqlite.Change.MailboxGone;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;
import org.mailgauge.store.sqlite.Change.NameShown;
import org.mailgauge.store.sqlite.Change.Remarked;
import org.mailgauge.store.sqlite.Change.RetainedGone;
import org.mailgauge.store.sqlite.Change.RightsPut;
import org.mailgauge.store.sqlite.Change.SubscriptionPut;
import org.mailgauge.store.sqlite.Change.SummaryPut;
import org.mailgauge.store.sqlite.Change.ThreadKeys;
import org.mailgauge.store.sqlite.Change.ThreadKeysGone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Changes as octets of a record; see docs/store-format.md. */
final class ChangeCodec {

    /** Octets of a message in {@link FlagsPut}. */
    private static final int FLAGS_ROW = Integer.BYTES + 1 + Long.BYTES;

    private ChangeCodec() {}

    static byte[] encode(List<Change> changes) {
        var octets = new ByteArrayOutputStream(64 + 96 * changes.size());
        try (var out = new DataOutputStream(octets)) {
            out.writeInt(changes.size());
            for (var change : changes) {
                put(change, out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("an array refuses octets", e);
        }
        return octets.toByteArray();
    }

    /**
     * The changes of a record.
     *
     * @throws IOException when it is none of ours
     */
    static List<Change> decode(byte[] record) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
            int count = in.readInt();
            var changes = new ArrayList<Change>();
            for (int i = 0; i < count; i++) {
                changes.add(take(in));
            }
            return changes;
        } catch (IllegalArgumentException e) {
            throw new IOException("a record that says nothing", e);
        }
    }

    private static void put(Change change, DataOutputStream out) throws IOException {
        switch (change) {
            case AccountPut c -> {
                out.writeByte(1);
                longs(out, c.account(), c.created(), c.removed());
                longs(out, c.quotaOctets(), c.quotaMessages());
                texts(out, c.id(), c.name());
            }
            case AccountGone c -> numbers(out, 2, c.account());
            case MailboxPut c -> {
                out.writeByte(3);
                longs(out, c.mailbox(), c.account(), c.uidValidity(), c.uidNext());
                longs(out, c.modSequence(), c.removed());
                out.writeInt(c.uses());
                texts(out, c.id(), c.name());
            }
            case MailboxGone c -> numbers(out, 4, c.mailbox());
            case KeywordsPut c -> {
                numbers(out, 5, c.mailbox());
                list(out, c.keywords());
            }
            case NameShown c -> {
                numbers(out, 6, c.account(), c.uidValidity());
                out.writeUTF(c.name());
            }
            case Claimed c -> numbers(out, 7, c.mailbox(), c.uid());
            case MessagePut c -> {
                numbers(out, 8, c.mailbox());
                message(out, c.message());
            }
            case FlagsPut c -> {
                numbers(out, 9, c.mailbox(), c.modSequence());
                out.writeInt(c.uids().length);
                var rows = ByteBuffer.allocate(c.uids().length * FLAGS_ROW);
                for (int i = 0; i < c.uids().length; i++) {
                    rows.putInt((int) c.uids()[i]);
                    rows.put((byte) c.flags()[i]);
                    rows.putLong(c.keywords()[i]);
                }
                out.write(rows.array());
            }
            case Expunged c -> {
                numbers(out, 10, c.mailbox(), c.modSequence(), c.removed());
                uids(out, c.uids());
            }
            case RetainedGone c -> {
                numbers(out, 11, c.mailbox());
                uids(out, c.uids());
            }
            case SubscriptionPut c -> {
                numbers(out, 12, c.account());
                out.writeBoolean(c.subscribed());
                out.writeUTF(c.name());
            }
            case RightsPut c -> {
                numbers(out, 13, c.mailbox());
                texts(out, c.identifier(), c.rights());
            }
            case AnnotationPut c -> {
                numbers(out, 14, c.account(), c.mailbox());
                texts(out, c.user(), c.path());
                bytes(out, c.value());
            }
            case Delivered c -> {
                numbers(out, 15, c.high(), c.low(), c.until());
                out.writeInt(c.recipient());
            }
            case ThreadKeys c -> {
                numbers(out, 16, c.account(), c.thread(), c.born());
                out.writeInt(c.keys().length);
                longs(out, c.keys());
            }
            case ContentPut c -> {
                numbers(out, 17, c.content(), c.octets(), c.place(), c.span());
                bytes(out, c.summary());
            }
            case SummaryPut c -> {
                numbers(out, 18, c.content());
                bytes(out, c.summary());
            }
            case ContentMoved c -> numbers(out, 19, c.content(), c.place(), c.span());
            case HistoryForgotten c -> numbers(out, 20, c.mailbox(), c.modSequence());
            case ThreadKeysGone c -> {
                numbers(out, 21, c.account());
                out.writeInt(c.keys().length);
                longs(out, c.keys());
            }
            case Remarked c -> numbers(out, 22, c.mailbox(), c.modSequence());
        }
    }

    private static Change take(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        long first = in.readLong();
        return switch (type) {
            case 1 -> account(first, in);
            case 2 -> new AccountGone(first);
            case 3 -> mailbox(first, in);
            case 4 -> new MailboxGone(first);
            case 5 -> new KeywordsPut(first, list(in));
            case 6 -> nameShown(first, in);
            case 7 -> new Claimed(first, in.readLong());
            case 8 -> new MessagePut(first, message(in));
            case 9 -> flags(first, in);
            case 10 -> expunged(first, in);
            case 11 -> new RetainedGone(first, uids(in));
            case 12 -> subscription(first, in);
            case 13 -> new RightsPut(first, in.readUTF(), in.readUTF());
            case 14 ->
                    new AnnotationPut(first, in.readLong(), in.readUTF(), in.readUTF(), bytes(in));
            case 15 -> delivered(first, in);
            case 16 -> new ThreadKeys(first, in.readLong(), in.readLong(), keys(in));
            case 17 ->
                    new ContentPut(
                            first, in.readLong(), in.readLong(), in.readLong(), present(bytes(in)));
            case 18 -> new SummaryPut(first, present(bytes(in)));
            case 19 -> new ContentMoved(first, in.readLong(), in.readLong());
            case 20 -> new HistoryForgotten(first, in.readLong());
            case 21 -> new ThreadKeysGone(first, keys(in));
            case 22 -> new Remarked(first, in.readLong());
            default -> throw new IOException("a change of type " + type);
        };
    }

    private static AccountPut account(long number, DataInputStream in) throws IOException {
        long created = in.readLong();
        long removed = in.readLong();
        long octets = in.readLong();
        long messages = in.readLong();
        return new AccountPut(
                number, in.readUTF(), in.readUTF(), created, removed, octets, messages);
    }

    private static MailboxPut mailbox(long number, DataInputStream in) throws IOException {
        long account = in.readLong();
        long validity = in.readLong();
        long next = in.readLong();
        long modSequence = in.readLong();
        long removed = in.readLong();
        int uses = in.readInt();
        return new MailboxPut(
                number,
                account,
                in.readUTF(),
                in.readUTF(),
                validity,
                next,
                modSequence,
                uses,
                removed);
    }

    private static NameShown nameShown(long account, DataInputStream in) throws IOException {
        long validity = in.readLong();
        return new NameShown(account, in.readUTF(), validity);
    }

    private static SubscriptionPut subscription(long account, DataInputStream in)
            throws IOException {
        boolean subscribed = in.readBoolean();
        return new SubscriptionPut(account, in.readUTF(), subscribed);
    }

    private static Delivered delivered(long high, DataInputStream in) throws IOException {
        long low = in.readLong();
        long until = in.readLong();
        return new Delivered(high, low, in.readInt(), until);
    }

    private static Expunged expunged(long mailbox, DataInputStream in) throws IOException {
        long modSequence = in.readLong();
        long removed = in.readLong();
        return new Expunged(mailbox, modSequence, uids(in), removed);
    }

    private static FlagsPut flags(long mailbox, DataInputStream in) throws IOException {
        long modSequence = in.readLong();
        int count = in.readInt();
        var uids = new long[count];
        var flags = new int[count];
        var keywords = new long[count];
        for (int i = 0; i < count; i++) {
            uids[i] = in.readInt() & UidSet.MOST;
            flags[i] = in.readUnsignedByte();
            keywords[i] = in.readLong();
        }
        return new FlagsPut(mailbox, modSequence, uids, flags, keywords);
    }

    private static void message(DataOutputStream out, Message m) throws IOException {
        long bits = m.flags() | (long) m.traits() << Integer.SIZE;
        longs(out, m.uid(), m.modSequence(), bits, m.keywords(), m.octets());
        longs(out, m.date(), m.saved(), m.content(), m.email(), m.thread());
    }

    private static Message message(DataInputStream in) throws IOException {
        long uid = in.readLong();
        long modSequence = in.readLong();
        long bits = in.readLong();
        return new Message(
                uid,
                modSequence,
                (int) bits,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                (int) (bits >> Integer.SIZE));
    }

    private static void numbers(DataOutputStream out, int type, long... values) throws IOException {
        out.writeByte(type);
        longs(out, values);
    }

    private static void longs(DataOutputStream out, long... values) throws IOException {
        for (long value : values) {
            out.writeLong(value);
        }
    }

    private static void texts(DataOutputStream out, String... values) throws IOException {
        for (var value : values) {
            out.writeUTF(value);
        }
    }

    private static void list(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (var value : values) {
            out.writeUTF(value);
        }
    }

    private static List<String> list(DataInputStream in) throws IOException {
        int count = in.readInt();
        var values = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            values.add(in.readUTF());
        }
        return values;
    }

    private static long[] keys(DataInputStream in) throws IOException {
        var keys = new long[Math.min(in.readInt(), in.available() / Long.BYTES)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = in.readLong();
        }
        return keys;
    }

    private static void uids(DataOutputStream out, UidSet uids) throws IOException {
        out.writeInt(uids.ranges());
        for (int i = 0; i < uids.ranges(); i++) {
            out.writeInt((int) uids.first(i));
            out.writeInt((int) uids.last(i));
        }
    }

    private static UidSet uids(DataInputStream in) throws IOException {
        int ranges = in.readInt();
        var uids = new UidSet.Builder();
        for (int i = 0; i < ranges; i++) {
            long first = in.readInt() & UidSet.MOST;
            uids.range(first, in.readInt() & UidSet.MOST);
        }
        return uids.build();
    }

    private static void bytes(DataOutputStream out, byte @Nullable [] value) throws IOException {
        out.writeInt(value == null ? -1 : value.length);
        if (value != null) {
            out.write(value);
        }
    }

    private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(Math.min(length, in.available()));
    }

    private static byte[] present(byte @Nullable [] value) {
        return value == null ? new byte[0] : value;
    }
}
