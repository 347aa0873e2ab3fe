package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;

import java.util.List;

/**
 * The messages of one group of states, by the time of entry. Guarded by the queue's lock. A message
 * is in it as a whole: with all its stored recipients and its octets.
 */
final class StateList {
    final MtaGroup group;
    long messages;
    long recipients;
    long octets;
    @Nullable Message oldest;
    private @Nullable Message youngest;

    StateList(MtaGroup group) {
        this.group = group;
    }

    void append(Message message, long now) {
        message.stateSince = now;
        var before = youngest;
        message.statePrevious = before;
        message.stateNext = null;
        if (before == null) {
            oldest = message;
        } else {
            before.stateNext = message;
        }
        youngest = message;
        messages++;
        octets += message.octets;
    }

    void unlink(Message message) {
        var before = message.statePrevious;
        var after = message.stateNext;
        if (before == null) {
            oldest = after;
        } else {
            before.stateNext = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.statePrevious = before;
        }
        message.statePrevious = null;
        message.stateNext = null;
        messages--;
        octets -= message.octets;
    }

    /** Puts its messages in the order given, which must be all of them. */
    void order(List<Message> sorted) {
        oldest = null;
        youngest = null;
        messages = 0;
        octets = 0;
        for (var message : sorted) {
            append(message, message.stateSince);
        }
    }
}
