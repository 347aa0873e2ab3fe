package org.mailgauge.queue;

/**
 * The recipients of a message with several that wait at one next hop, in the order of the envelope.
 * Guarded by the queue's lock.
 */
final class Batch extends IndexedHeap<Recipient> implements Queued {
    private final Message message;

    /** Where its first recipient stands, which pays for the first job. */
    final Lane lane;

    /** Whether a job was taken of it and more is left: it is a large one. */
    boolean begun;

    private long turn;
    private int standsAt = -1;

    Batch(Message message, Lane lane) {
        this.message = message;
        this.lane = lane;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public long turn() {
        return turn;
    }

    @Override
    public void turn(long next) {
        turn = next;
    }

    @Override
    public int standsAt() {
        return standsAt;
    }

    @Override
    public void standsAt(int place) {
        standsAt = place;
    }

    @Override
    boolean before(Recipient a, Recipient b) {
        return a.ordinal() < b.ordinal();
    }

    @Override
    int at(Recipient element) {
        return element.heapAt;
    }

    @Override
    void at(Recipient element, int place) {
        element.heapAt = place;
    }
}
