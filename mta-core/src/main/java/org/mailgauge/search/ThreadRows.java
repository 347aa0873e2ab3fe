package org.mailgauge.search;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages that are to be threaded, in little room: identifiers and subjects stand in it once each,
 * and messages have numbers of them. Used by one thread.
 */
public final class ThreadRows {
    /** What a message takes of memory, about, with all that threading needs. */
    private static final int MESSAGE = 200;

    /** And an identifier or a subject that is new, beside its characters. */
    private static final int TEXT = 100;

    /** And a node for an identifier whose message may not be there. */
    private static final int NODE = 60;

    private static final int REFERENCE = 2 * Integer.BYTES;

    private final Map<String, Integer> knownIds = new HashMap<>();
    private final Map<Folded, Integer> knownSubjects = new HashMap<>();
    private int size;
    private int[] numbers = new int[16];
    private long[] sent = new long[16];
    private int[] subjects = new int[16];
    private int[] ids = new int[16];

    /** Where the references of each end; those of the next begin there. */
    private int[] ends = new int[16];

    private int[] references = new int[16];

    /** A base subject that equals others as {@link Casemap} has it. */
    private record Folded(byte[] octets) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Folded that && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }

    /**
     * Adds a message, whose number is above those before it.
     *
     * @return octets of memory that it takes, about, until threads are told
     */
    public long add(Threadable message) {
        if (size == numbers.length) {
            grow();
        }
        long octets = MESSAGE;
        int before = texts();
        numbers[size] = (int) message.number();
        sent[size] = message.sent();
        ids[size] = message.id() == null ? 0 : id(message.id());
        octets += before == texts() ? 0 : NODE + TEXT + length(message.id());
        int at = size == 0 ? 0 : ends[size - 1];
        for (var reference : message.references()) {
            before = texts();
            if (at == references.length) {
                references = Arrays.copyOf(references, 2 * at);
            }
            references[at++] = id(reference);
            octets += REFERENCE + (before == texts() ? 0 : NODE + TEXT + reference.length());
        }
        ends[size] = at;
        before = texts();
        var folded = Casemap.fold(message.subject().text());
        int subject = folded.length == 0 ? 0 : subject(new Folded(folded));
        octets += before == texts() ? 0 : TEXT + folded.length;
        subjects[size++] = message.subject().reply() ? -1 - subject : subject;
        return octets;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private int texts() {
        return knownIds.size() + knownSubjects.size();
    }

    private int id(String text) {
        return knownIds.computeIfAbsent(text, _ -> knownIds.size() + 1);
    }

    private int subject(Folded text) {
        return knownSubjects.computeIfAbsent(text, _ -> knownSubjects.size() + 1);
    }

    private void grow() {
        int room = 2 * size;
        numbers = Arrays.copyOf(numbers, room);
        sent = Arrays.copyOf(sent, room);
        subjects = Arrays.copyOf(subjects, room);
        ids = Arrays.copyOf(ids, room);
        ends = Arrays.copyOf(ends, room);
    }

    int size() {
        return size;
    }

    /** The number of the message that was added so many after the first. */
    long number(int row) {
        return Integer.toUnsignedLong(numbers[row]);
    }

    /** Seconds since 1970. */
    long sent(int row) {
        return sent[row];
    }

    /** Its base subject, from 1 to {@link #subjects}; 0 for the empty one. */
    int subject(int row) {
        return subjects[row] < 0 ? -1 - subjects[row] : subjects[row];
    }

    /** As {@link BaseSubject#reply}. */
    boolean isReply(int row) {
        return subjects[row] < 0;
    }

    /** How many subjects there are, but for the empty one. */
    int subjects() {
        return knownSubjects.size();
    }

    /** Its identifier, from 1 to {@link #ids}; 0 without one. */
    int id(int row) {
        return ids[row];
    }

    /** How many identifiers there are. */
    int ids() {
        return knownIds.size();
    }

    /** Where its references begin. */
    int begin(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** And where they end. */
    int end(int row) {
        return ends[row];
    }

    /** The identifier of a reference. */
    int reference(int at) {
        return references[at];
    }
}
