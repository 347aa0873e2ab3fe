package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

/**
 * Messages by id: a chained hash table whose links are in the messages. Guarded by the queue's
 * lock.
 */
final class MessageTable {
    private static final int SMALLEST = 64;

    private @Nullable Message[] heads = new @Nullable Message[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    int slots() {
        return heads.length;
    }

    @Nullable Message find(QueueId id) {
        var message = heads[slot(id.high(), id.low(), heads.length)];
        while (message != null && (message.idLow != id.low() || message.idHigh != id.high())) {
            message = message.chained;
        }
        return message;
    }

    /** Makes room at once for so many, instead of step by step. */
    void expect(int messages) {
        int slots = heads.length;
        while (slots < messages) {
            slots *= 2;
        }
        if (slots > heads.length) {
            resize(slots);
        }
    }

    void add(Message message) {
        if (size >= heads.length) {
            resize(heads.length * 2);
        }
        chain(heads, message);
        size++;
    }

    void remove(Message message) {
        int slot = slot(message.idHigh, message.idLow, heads.length);
        var at = heads[slot];
        if (at == message) {
            heads[slot] = message.chained;
        } else {
            while (at != null && at.chained != message) {
                at = at.chained;
            }
            if (at == null) {
                throw new IllegalStateException("not here: " + message.id());
            }
            at.chained = message.chained;
        }
        message.chained = null;
        size--;
        if (heads.length > SMALLEST && size < heads.length / 8) {
            resize(heads.length / 2);
        }
    }

    private void resize(int slots) {
        var larger = new @Nullable Message[slots];
        for (var head : heads) {
            var message = head;
            while (message != null) {
                var following = message.chained;
                chain(larger, message);
                message = following;
            }
        }
        heads = larger;
    }

    private static void chain(@Nullable Message[] heads, Message message) {
        int slot = slot(message.idHigh, message.idLow, heads.length);
        message.chained = heads[slot];
        heads[slot] = message;
    }

    private static int slot(long high, long low, int slots) {
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) & (slots - 1);
    }
}
