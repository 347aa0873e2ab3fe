package org.mailgauge.whole;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

        /** The reverse-path; empty for the null one. */
        final String sender;

        final Instant wall;
        final List<Recipient> recipients = new ArrayList<>();

        /** Stands for the recipient of each report about it; of no use for the null sender. */
        final Recipient reports;

        Fate fate = Fate.UNSENT;
        int life = -1;

        /** Of its body's one line. */
        int octets;

        /** Whether it comes by LMTP, where each recipient has an answer of its own. */
        boolean byLmtp;

        /**
         * When it came, as the MTA may see it: a start goes by the wall clock, which may have been
         * stepped.
         */
        long looks;

        /** When its client had sent it or, later, had its answer, on the ticker. */
        long taken = Long.MAX_VALUE;

        /** The last threshold that it was seen to have waited for; null for none. */
        @Nullable Duration late;

        Message(int number, String sender, Instant wall, long ticks) {
            this.number = number;
            this.sender = sender;
            this.reports = new Recipient(this, sender, senderHost());
            this.wall = wall;
            this.looks = ticks;
        }

        String messageId() {
            return "<" + number + "@client.test>";
        }

        /** Its header section. */
        String header() {
            return "Subject: " + number + "\r\nMessage-ID: " + messageId() + "\r\n";
        }

        String senderHost() {
            return sender.substring(sender.indexOf('@') + 1);
        }

        /** Whether the operator may have kept any of it. */
        boolean mayHaveBeenHeld() {
            return recipients.stream().anyMatch(one -> one.mayHaveBeenHeld);
        }

        /** Whether it is surely that old, if the wall clock is never stepped. */
        boolean isOlderThan(Duration age, long now) {
            return taken < now - age.toNanos();
        }
    }

    static final class Recipient {
        final Message message;
        final String path;
        final String hop;
        final List<Copy> copies = new ArrayList<>();

        /** What its client knows of it; null when that is what it knows of the message. */
        @Nullable Fate own;

        /** Of a local one: code and status of all answers but the good ones. */
        final Set<String> told = new HashSet<>();

        /** Of a local one: its mailbox may have it although the answer was no. */
        boolean doubtful;

        /** When it was last refused for good; -1 for never. */
        long refused = -1;

        /** Operations that meant it, or may have. */
        int operations;

        /** The operator may keep it. */
        boolean mayBeHeld;

        /** When the operator last may have given it up; -1 for never. */
        long givenUp = -1;

        /** When the operator last may have deleted it; -1 for never. */
        long deleted = -1;

        /** The operator may have kept it, now or before. */
        boolean mayHaveBeenHeld;

        /** Since when it was seen to be kept by the operator; -1 when not. */
        long held = -1;

        Recipient(Message message, String path, String hop) {
            this.message = message;
            this.path = path;
            this.hop = hop;
        }

        Fate fate() {
            return own == null ? message.fate : own;
        }

        boolean isLocal() {
            return Boxes.isLocal(hop);
        }

        /** Whether its mailbox has it without the queue. */
        boolean byLmtp() {
            return isLocal() && message.byLmtp && this != message.reports;
        }

        /** When the operator last may have ended it; -1 for never. */
        long ended() {
            return Math.max(givenUp, deleted);
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

    private static final String NUMBER = "reply no.";
    private static final boolean TRACE = Long.getLong("mailgauge.world", -1) >= 0;

    final Map<String, Recipient> recipients = new LinkedHashMap<>();
    final Map<Integer, Message> messages = new LinkedHashMap<>();
    final List<Crash> crashes = new ArrayList<>();
    final List<Said> said = new ArrayList<>();
    final Reports reports = new Reports(this);

    /** When an association to a next hop last failed, by its name. */
    final Map<String, Long> broken = new LinkedHashMap<>();

    private final LongSupplier clock;
    private final Duration expiry;
    private long facts;
    private long begun;
    int life;
    boolean diskFailed;
    long answeredInLife;
    long refusedInLife;

    /** Refused in earlier lives: whoever had a report by then, but no end, ends at the start. */
    long refusedBefore;

    /** A refusal in this life concerned recipients whom the next hop had not been told. */
    boolean refusalsUnclear;

    /** The wall clock was stepped. */
    boolean stepped;

    /** When the MTA last found all that it had too old, reports included; -1 for never. */
    long aged = -1;

    /** The operator has given up recipients, in this life or before. */
    boolean bounces;

    /** What went on although it was held. */
    final List<String> contradictions = new ArrayList<>();

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

    /**
     * @param clock the ticker
     * @param expiry of messages that have a sender
     */
    Oracle(LongSupplier clock, Duration expiry) {
        this.clock = clock;
        this.expiry = expiry;
    }

    long ticks() {
        return clock.getAsLong();
    }

    /** The order of the next fact. */
    long now() {
        return ++facts;
    }

    /** A client is to send a message; {@code host} is that of its sender, empty for none. */
    Message message(String host, Instant wall) {
        int number = messages.size() + 1;
        var name = (Boxes.isLocal(host) ? "m+" : "m") + number;
        var sender = host.isEmpty() ? "" : name + "@" + host;
        var message = new Message(number, sender, wall, ticks());
        messages.put(message.number, message);
        return message;
    }

    Recipient recipient(Message message, String path, String hop) {
        var recipient = new Recipient(message, path, hop);
        message.recipients.add(recipient);
        recipients.put(path, recipient);
        return recipient;
    }

    /** The message whose sender that is; null when there is none. */
    @Nullable Message sentBy(String path) {
        if (!path.startsWith("m")) {
            return null;
        }
        int from = path.startsWith("m+") ? 2 : 1;
        int number = Integer.parseInt(path.substring(from, path.indexOf('@')));
        var message = messages.get(number);
        return message != null && message.sender.equals(path) ? message : null;
    }

    Recipient recipient(String path) {
        var recipient = recipients.get(path);
        if (recipient == null) {
            throw new AssertionError("never sent: " + path);
        }
        return recipient;
    }

    boolean expired(Message message) {
        // What is on disk is of whole milliseconds.
        return ticks() - message.looks + 1_000_000 >= expiry.toNanos();
    }

    /** The number in the text of a reply that {@link #says} made; -1 when it is another. */
    static int number(String text) {
        int at = text.indexOf(NUMBER);
        return at < 0 ? -1 : Integer.parseInt(text.substring(at + NUMBER.length()).strip());
    }

    /** Notes a reply. @return the text that goes with it */
    String says(String hop, int code, @Nullable String path) {
        said.add(new Said(hop, code, path, now()));
        trace(() -> hop + " says " + said.getLast());
        return NUMBER + (said.size() - 1);
    }

    /** A next hop is given a recipient in a transaction that began at that fact of that life. */
    void given(Recipient recipient, long since, int sinceLife) {
        if (recipient.held >= 0 && recipient.held < since && sinceLife == life) {
            contradictions.add(recipient.path + " at fact " + since);
        }
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
        begun = ticks();
        trace(() -> "life " + life + " begins");
        refusedBefore += refusedInLife;
        answeredInLife = 0;
        refusedInLife = 0;
        refusalsUnclear = bounces;
    }

    /** Whether this life has lasted so long. */
    boolean upFor(Duration time) {
        return ticks() - begun >= time.toNanos();
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

    /**
     * Whether it may be in the queue although it has been dealt with. One that was refused stays
     * there until the report about it is on the disk; that none stays that has been told of is for
     * {@link ReportTruth}.
     */
    boolean mayBeBack(Recipient recipient) {
        boolean taken =
                recipient.copies.stream().anyMatch(copy -> copy.answered && !forgotten(copy.at));
        boolean reported = !recipient.message.sender.isEmpty();
        return !taken && (recipient.refused < 0 || reported || forgotten(recipient.refused));
    }
}
