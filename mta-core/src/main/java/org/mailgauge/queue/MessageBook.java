package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** All stored messages: by id, and by arrival. Guarded by the queue's lock. */
final class MessageBook {
    private final MessageTable table = new MessageTable();

    /** Message-IDs that are known, of stored messages only. */
    private final Map<Message, String> messageIds = new HashMap<>();

    private long octets;
    private @Nullable Message first;
    private @Nullable Message last;

    @Nullable Message find(QueueId id) {
        return table.find(id);
    }

    int size() {
        return table.size();
    }

    long octets() {
        return octets;
    }

    /** The oldest; null when there is none. */
    @Nullable Message first() {
        return first;
    }

    Map<Message, String> messageIds() {
        return messageIds;
    }

    /** So many are about to be added. */
    void expect(int messages) {
        table.expect(messages);
    }

    /** Adds the youngest. */
    void add(Message message) {
        table.add(message);
        octets += message.octets;
        message.previous = last;
        if (last == null) {
            first = message;
        } else {
            last.next = message;
        }
        last = message;
    }

    void remove(Message message) {
        table.remove(message);
        messageIds.remove(message);
        octets -= message.octets;
        var before = message.previous;
        var after = message.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        message.previous = null;
        message.next = null;
    }
}
