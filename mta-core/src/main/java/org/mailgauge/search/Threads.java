package org.mailgauge.search;

import org.mailgauge.imap.ResponseBuffer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;

/** Messages as THREAD arranges them (RFC 5256 section 3). */
public final class Threads {

    /** How they are arranged. */
    public enum Algorithm {
        ORDEREDSUBJECT,
        REFERENCES;

        /** The one of that name, in upper case. */
        public static Optional<Algorithm> of(String name) {
            for (var algorithm : values()) {
                if (algorithm.name().equals(name)) {
                    return Optional.of(algorithm);
                }
            }
            return Optional.empty();
        }
    }

    private final Forest forest;
    private final int[] threads;

    private Threads(Forest forest) {
        this.forest = forest;
        threads = forest.children(Forest.ROOT);
    }

    /** Arranges messages. */
    public static Threads of(Algorithm algorithm, ThreadRows messages) {
        return new Threads(
                switch (algorithm) {
                    case ORDEREDSUBJECT -> orderedSubject(messages);
                    case REFERENCES -> new References(messages).run();
                });
    }

    public int size() {
        return threads.length;
    }

    /** Writes one of the threads, counted from 0. */
    public void write(int thread, ResponseBuffer out) {
        forest.write(threads[thread], out);
    }

    /** The first of each subject is the parent of all others, and tells where the thread stands. */
    private static Forest orderedSubject(ThreadRows messages) {
        var bySent = new ArrayList<Integer>();
        for (int row = 0; row < messages.size(); row++) {
            bySent.add(row);
        }
        bySent.sort(
                Comparator.<Integer>comparingLong(messages::sent)
                        .thenComparingLong(messages::number));
        var forest = new Forest();
        var firsts = new int[messages.subjects() + 1];
        for (int row : bySent) {
            int node = forest.add(messages.number(row));
            int subject = messages.subject(row);
            forest.append(firsts[subject] == 0 ? Forest.ROOT : firsts[subject], node);
            firsts[subject] = firsts[subject] == 0 ? node : firsts[subject];
        }
        return forest;
    }
}
