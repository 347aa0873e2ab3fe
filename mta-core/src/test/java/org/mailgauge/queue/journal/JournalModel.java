package org.mailgauge.queue.journal;

import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Recovered;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The oracle of the simulations: what was asked of the journal, what it promised, and so what it
 * must and may give back. Knows nothing of files. A workload tells it what it does; the states it
 * hands out are intervals of change numbers, so that lost, doubled or reordered changes show.
 */
final class JournalModel implements Journal.Owner {

    /** A message in the oracle's eyes. */
    static final class Message {
        final QueueId id;
        final byte[] envelope;
        final byte[] content;
        long place;
        long acceptedAs;
        boolean acknowledged;
        boolean ended;
        boolean endIsDurable;

        /** Changes appended, and how many of them are known to be durable. */
        int changes;

        int durableChanges;

        private Message(QueueId id, byte[] envelope, byte[] content) {
            this.id = id;
            this.envelope = envelope;
            this.content = content;
        }
    }

    private final Map<QueueId, Message> messages = new HashMap<>();

    /** Those that a recovery did not give: they may never come back. */
    private final Set<QueueId> gone = new HashSet<>();

    private long acceptances;
    private long promised;
    private long highestSerial = -1;

    /** A message is about to be offered. */
    Message offered(QueueId id, byte[] envelope, byte[] content) {
        var message = new Message(id, envelope, content);
        check(messages.put(id, message) == null, id + " was given out twice");
        return message;
    }

    void acknowledged(Message message, long place) {
        message.acknowledged = true;
        message.place = place;
        message.acceptedAs = ++acceptances;
        promised++;
        highestSerial = Math.max(highestSerial, message.id.low());
    }

    /** A run begins to give out serials from there. */
    void begins(long idFloor) {
        check(idFloor > highestSerial, "the serial " + idFloor + " has been given out before");
    }

    /** Notes one more change. @return its octets */
    byte[] changed(Message message) {
        message.changes++;
        return interval(message.changes, message.changes);
    }

    void ended(Message message) {
        message.ended = true;
    }

    /** Everything appended so far is durable. */
    void flushed() {
        for (var message : messages.values()) {
            message.durableChanges = message.changes;
            message.endIsDurable = message.ended;
        }
    }

    private static byte[] interval(int from, int to) {
        return ByteBuffer.allocate(8).putInt(from).putInt(to).array();
    }

    @Override
    public Optional<byte[]> state(QueueId id) {
        var message = messages.get(id);
        return message == null || message.ended || !message.acknowledged
                ? Optional.empty()
                : Optional.of(interval(1, message.changes));
    }

    @Override
    public void moved(QueueId id, long place) {
        message(id).place = place;
    }

    @Override
    public Optional<QueueId> at(long place) {
        return live().stream()
                .filter(message -> Journal.samePlace(message.place, place))
                .map(message -> message.id)
                .findFirst();
    }

    private Message message(QueueId id) {
        var message = messages.get(id);
        if (message == null) {
            throw new AssertionError(id + " was never offered");
        }
        return message;
    }

    /** Messages that were promised or recovered and have not ended. */
    List<Message> live() {
        return messages.values().stream()
                .filter(message -> message.acknowledged && !message.ended)
                .sorted(java.util.Comparator.comparing(message -> message.id))
                .toList();
    }

    /** How many messages have been promised. */
    long promised() {
        return promised;
    }

    /** A message is known to be damaged: it need not be recovered any more. */
    void excuse(QueueId id) {
        messages.remove(id);
        gone.add(id);
    }

    /** Compares what a start gave with what it had to, and goes on from there. */
    void recovered(List<Recovered> found) {
        var present = new HashSet<QueueId>();
        long order = 0;
        for (var one : found) {
            check(present.add(one.id()), one.id() + " was recovered twice");
            check(!gone.contains(one.id()), one.id() + " came back");
            var message = message(one.id());
            check(!message.endIsDurable, one.id() + " came back after its end");
            check(Arrays.equals(message.envelope, one.envelope()), one.id() + ": envelope");
            check(message.content.length == one.octets(), one.id() + ": octets");
            if (message.acknowledged) {
                check(message.acceptedAs >= order, one.id() + " is out of order");
                order = message.acceptedAs;
            }
            states(message, one.states());
            message.place = one.place();
        }
        for (var message : List.copyOf(messages.values())) {
            if (!present.contains(message.id)) {
                check(!message.acknowledged || message.ended, message.id + " was lost");
                excuse(message.id);
            }
        }
        acceptances = 0;
        for (var one : found) {
            var message = message(one.id());
            message.acknowledged = true;
            message.ended = false;
            message.acceptedAs = ++acceptances;
        }
    }

    private static void states(Message message, List<byte[]> states) {
        int next = 1;
        for (var state : states) {
            var interval = ByteBuffer.wrap(state);
            check(interval.getInt(0) == next, message.id + ": change " + next + " is missing");
            next = interval.getInt(4) + 1;
        }
        int last = next - 1;
        check(last >= message.durableChanges, message.id + ": a durable change was lost");
        check(last <= message.changes, message.id + ": a change that was not made");
        message.changes = last;
        message.durableChanges = last;
    }

    /** Reads every live message and compares. */
    void read(Journal journal) throws IOException {
        for (var message : live()) {
            read(journal, message);
        }
    }

    static void read(Journal journal, Message message) throws IOException {
        var content = journal.content(message.id, message.place);
        var all = new byte[message.content.length];
        int at = 0;
        while (at < all.length) {
            int part = content.read(at, all, at, all.length - at);
            check(part > 0, message.id + ": content ends early");
            at += part;
        }
        check(content.read(at, new byte[1], 0, 1) < 0, message.id + ": content goes on");
        check(Arrays.equals(all, message.content), message.id + ": content");
    }

    /** A message's content or envelope for a seed. */
    static byte[] octets(SplittableRandom random, int length) {
        var octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** The ids of all live messages, for messages of failures. */
    @Override
    public String toString() {
        var ids = new ArrayList<String>();
        live().forEach(message -> ids.add(message.id.toString()));
        return ids.toString();
    }
}
