package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;

import java.time.Instant;

/**
 * A stored message, packed, and its first recipient at once. Guarded by the queue's lock; what is
 * final may be read by any thread.
 */
final class Message extends Recipient implements Queued {
    private static final Further[] ALONE = {};

    final long idHigh;
    final long idLow;
    final long octets;
    final long arrivedMillis;
    final long arrivedTicks;

    /** Orders messages that arrived in the same moment. */
    final long serial;

    /** Local parts: the reverse-path's, then the recipients', each after its length. */
    final byte[] text;

    /** Domain of the reverse-path; null for the null reverse-path. */
    final @Nullable Domain sender;

    final Further[] further;
    final boolean eightBit;

    long place;

    /**
     * Counts per group; null for a message with one recipient and no others elsewhere, for which
     * they are known.
     */
    final @Nullable Tally tally;

    // The list of all messages, by arrival.
    @Nullable Message previous;
    @Nullable Message next;
    // The list of its state group, by the time of entry.
    @Nullable Message statePrevious;
    @Nullable Message stateNext;
    long stateSince;

    /** The next in its chain of {@link MessageTable}. */
    @Nullable Message chained;

    /** Code of the state as which it is counted; -1 when it is not stored. */
    byte group = -1;

    /** Whether its content is known to be damaged: what is in delivery now is the last attempt. */
    boolean damaged;

    /** How many of the delay thresholds the sender has been told of. */
    byte delaysTold;

    /** Whether a recipient was transmitted before. */
    boolean transmitted;

    Message(
            QueueId id,
            long place,
            long octets,
            Envelope envelope,
            long arrivedTicks,
            long serial,
            @Nullable Domain sender) {
        this(id, place, octets, envelope, arrivedTicks, serial, sender, false);
    }

    /**
     * @param tallied whether it is counted elsewhere as well, so that one recipient is not all
     */
    Message(
            QueueId id,
            long place,
            long octets,
            Envelope envelope,
            long arrivedTicks,
            long serial,
            @Nullable Domain sender,
            boolean tallied) {
        this.idHigh = id.high();
        this.idLow = id.low();
        this.place = place;
        this.octets = octets;
        this.arrivedMillis = envelope.arrived().toEpochMilli();
        this.arrivedTicks = arrivedTicks;
        this.serial = serial;
        this.eightBit = envelope.eightBit();
        this.sender = sender;
        int count = envelope.recipients().size();
        this.further = count == 1 ? ALONE : new Further[count - 1];
        this.tally = count == 1 && !tallied ? null : new Tally();
        for (int i = 0; i < further.length; i++) {
            further[i] = new Further(this, i + 1);
        }
        this.text = pack(envelope);
    }

    private byte[] pack(Envelope envelope) {
        var packed = new Packed();
        packed.add(senderLocalPart(envelope.reversePath()));
        for (int i = 0; i <= further.length; i++) {
            recipient(i).textAt = packed.length();
            packed.add(envelope.recipients().get(i).mailbox().localPart());
        }
        return packed.toArray();
    }

    private static String senderLocalPart(ReversePath path) {
        return switch (path) {
            case ReversePath.Null _ -> "";
            case ReversePath.Sender(var mailbox) -> mailbox.localPart();
        };
    }

    @Override
    public Message message() {
        return this;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public Recipient item(int at) {
        return this;
    }

    @Override
    public Recipient peek() {
        return this;
    }

    @Override
    public long turn() {
        return due;
    }

    @Override
    public void turn(long turn) {
        due = turn;
    }

    @Override
    public int standsAt() {
        return heapAt;
    }

    @Override
    public void standsAt(int at) {
        heapAt = at;
    }

    @Override
    int ordinal() {
        return 0;
    }

    int recipients() {
        return further.length + 1;
    }

    Recipient recipient(int ordinal) {
        return ordinal == 0 ? this : further[ordinal - 1];
    }

    /** How many recipients are still stored. */
    int live() {
        return tally != null ? tally.live() : state().live() ? 1 : 0;
    }

    QueueId id() {
        return new QueueId(idHigh, idLow);
    }

    Instant arrived() {
        return Instant.ofEpochMilli(arrivedMillis);
    }

    boolean nullPath() {
        return sender == null;
    }

    ReversePath reversePath() {
        return sender == null
                ? new ReversePath.Null()
                : new ReversePath.Sender(new Mailbox(Packed.at(text, 0), sender.name));
    }

    ForwardPath path(Recipient recipient) {
        return new ForwardPath(
                new Mailbox(Packed.at(text, recipient.textAt), recipient.lane().domain.name));
    }

    /** Order of arrival. */
    static boolean earlier(Message a, Message b) {
        return a.arrivedTicks != b.arrivedTicks
                ? a.arrivedTicks < b.arrivedTicks
                : a.serial < b.serial;
    }
}
