package org.mailgauge.whole;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the world knows by itself of every message: what clients sent and were answered, what next
 * hops took and said. Facts are in one order, by {@link #now}.
 */
final class Oracle {
    /** What a client knows of its message. */
    enum Fate {
        /** Its end has not been sent. */
        UNSENT,
        /** Its end was sent, and no answer came. */
        UNKNOWN,
        ACKNOWLEDGED,
        REFUSED
    }

    static final class Message {
        final int number;
        final Instant wall;
        final List<Recipient> recipients = new ArrayList<>();
        Fate fate = Fate.UNSENT;
        int life = -1;

        /**
         * When it came, as the MTA may see it: a start goes by the wall clock, which may have been
         * stepped.
         */
        long looks;

        int reports;

        Message(int number, Instant wall, long ticks) {
            this.number = number;
            this.wall = wall;
            this.looks = ticks;
        }
    }

    static final class Recipient {
        final Message message;
        final String path;
        final String hop;
        final List<Copy> copies = new ArrayList<>();

        /** When it was last refused for good; -1 for never. */
        long refused = -1;

        /** It was seen to wait for the report about that, which the disk did not take yet. */
        boolean unreported;

        Recipient(Message message, String path, String hop) {
            this.message = message;
            this.path = path;
            this.hop = hop;
        }
    }

    /** A next hop took a copy, at the moment of its answer if it gave one. */
    static final class Copy {
        long at;
        final int life;
        boolean answered;

        Copy(long at, int life) {
            this.at = at;
            this.life = life;
        }
    }

    /**
     * The end of a life without a clean stop.
     *
     * @param durable all facts up to there were on disk
     */
    record Crash(long at, long durable) {}

    /**
     * A 4yz or 5yz reply of a next hop; each has a text of its own.
     *
     * @param code as the queue keeps it
     * @param path of the recipient whom it concerns; null when it concerns all
     */
    record Said(String hop, int code, @Nullable String path, long at) {}

    private static final boolean TRACE = Long.getLong("mailgauge.world", -1) >= 0;

    final Map<String, Recipient> recipients = new LinkedHashMap<>();
    final Map<Integer, Message> messages = new LinkedHashMap<>();
    final List<Crash> crashes = new ArrayList<>();
    final List<Said> said = new ArrayList<>();

    /** When an association to a next hop last failed, by its name. */
    final Map<String, Long> broken = new LinkedHashMap<>();

    private final LongSupplier clock;
    private long facts;
    int life;
    boolean diskFailed;
    long answeredInLife;
    long refusedInLife;

    /** Refused in earlier lives: whoever had a report by then, but no end, ends at the start. */
    long refusedBefore;

    /** A refusal in this life concerned recipients whom the next hop had not been told. */
    boolean refusalsUnclear;

    /** Tells what happens, when one world is replayed. */
    void trace(Supplier<String> what) {
        if (TRACE) {
            System.out.println(
                    clock.getAsLong() / 1_000_000 % 1_000_000_000
                            + " ms, fact "
                            + facts
                            + ": "
                            + what.get());
        }
    }

    Oracle(LongSupplier clock) {
        this.clock = clock;
    }

    /** The order of the next fact. */
    long now() {
        return ++facts;
    }

    Message message(Instant wall, long ticks) {
        var message = new Message(messages.size() + 1, wall, ticks);
        messages.put(message.number, message);
        return message;
    }

    Recipient recipient(Message message, String path, String hop) {
        var recipient = new Recipient(message, path, hop);
        message.recipients.add(recipient);
        recipients.put(path, recipient);
        return recipient;
    }

    /** Notes a reply. @return the text that goes with it */
    String says(String hop, int code, @Nullable String path) {
        said.add(new Said(hop, code, path, now()));
        trace(() -> hop + " says " + said.getLast());
        return "reply no." + (said.size() - 1);
    }

    Copy copy(Recipient recipient) {
        var copy = new Copy(now(), life);
        recipient.copies.add(copy);
        trace(() -> recipient.hop + " takes " + recipient.path);
        return copy;
    }

    void answered(Copy copy) {
        trace(() -> "answered copy of fact " + copy.at);
        copy.answered = true;
        copy.at = now();
        answeredInLife++;
    }

    void refuse(Recipient recipient) {
        recipient.refused = now();
        trace(() -> "refused " + recipient.path);
        refusedInLife++;
    }

    void begin() {
        life++;
        trace(() -> "life " + life + " begins");
        refusedBefore += refusedInLife;
        answeredInLife = 0;
        refusedInLife = 0;
        refusalsUnclear = false;
    }

    /** Whether a crash may have made the MTA forget what it was told then. */
    boolean forgotten(long fact) {
        return crashes.stream().anyMatch(crash -> crash.at > fact && crash.durable < fact);
    }

    /** Copies of a recipient that neither a crash nor a lost answer explains. */
    long unexplained(Recipient recipient) {
        long count = 0;
        for (int i = 0; i + 1 < recipient.copies.size(); i++) {
            var copy = recipient.copies.get(i);
            long next = recipient.copies.get(i + 1).at;
            boolean crashed =
                    crashes.stream()
                            .anyMatch(
                                    crash ->
                                            crash.at > copy.at
                                                    && crash.at < next
                                                    && crash.durable < copy.at);
            count += copy.answered && !crashed ? 1 : 0;
        }
        return count;
    }

    /** Whether it has been dealt with as far as the world knows. */
    boolean isOver(Recipient recipient) {
        return recipient.refused >= 0 || recipient.copies.stream().anyMatch(copy -> copy.answered);
    }

    /** Whether it may be in the queue although it has been dealt with. */
    boolean mayBeBack(Recipient recipient) {
        boolean taken =
                recipient.copies.stream().anyMatch(copy -> copy.answered && !forgotten(copy.at));
        return !taken
                && (recipient.refused < 0 || recipient.unreported || forgotten(recipient.refused));
    }
}
