package org.mailgauge.collect.postfix.queue;

import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.machine.Programs;
import org.mailgauge.collect.postfix.queue.PostqueueMessage.Recipient;
import org.mailgauge.collect.postfix.queue.QueueLevels.Level;
import org.mailgauge.collect.postfix.queue.QueueLevels.Told;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Asks {@code postqueue -j} where the folders cannot be read. That makes Postfix open each of its
 * files: 1,000,000 messages take minutes, so it is never for a scrape; {@link #pause} says how long
 * to wait. Used by one platform thread.
 */
public final class PostqueueReader {
    /** The time for all it tells. */
    public static final Duration DEADLINE = Duration.ofMinutes(10);

    /** Octets it may tell, some 3,000,000 messages. */
    public static final long MOST_OCTETS = 1L << 30;

    /** The time for the first words, and for any that follow. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(5);

    /** Rests so many times as long as it has worked. */
    private static final int PATIENCE = 20;

    /** Reasons that are kept classified. */
    private static final int MOST_REASONS = 1000;

    private static final int COMPLAINT_SHOWN = 200;

    /** A warning is no failure. */
    private static final Pattern FAILURE = Pattern.compile("\\b(?:fatal|panic|error): ");

    private final List<String> command;
    private final Programs programs;
    private final Time time;
    private final Classifier classifier;
    private final ScanLimits limits;
    private Duration took = Duration.ZERO;

    /**
     * Makes one.
     *
     * @param configuration {@code config_directory}
     */
    public PostqueueReader(
            String configuration,
            Programs programs,
            Time time,
            Classifier classifier,
            ScanLimits limits) {
        this.command = List.of("postqueue", "-c", configuration, "-j");
        this.programs = programs;
        this.time = time;
        this.classifier = classifier;
        this.limits = limits;
    }

    /** How long to wait before it is asked again: at least 5 minutes, and 20 times what it took. */
    public Duration pause() {
        var pause = took.multipliedBy(PATIENCE);
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    /**
     * Asks for the whole queue.
     *
     * @throws IOException when it does not tell all of it; nothing is then known
     */
    public QueueLevels read() throws IOException, InterruptedException {
        var now = time.wall();
        long ticks = time.ticks();
        var sums = new Sums(now);
        each(sums::add);
        return sums.levels(now, ticks);
    }

    /**
     * Tells of each message.
     *
     * @throws IOException when it does not tell all of them
     */
    public void each(Consumer<PostqueueMessage> into) throws IOException, InterruptedException {
        long began = time.ticks();
        var parser = new PostqueueParser(into);
        try (var running = programs.start(command)) {
            var block = new byte[64 << 10];
            long told = 0;
            int length = running.read(block, 0, block.length, SILENCE);
            while (length > 0) {
                told += length;
                parser.feed(block, 0, length);
                var left = DEADLINE.minusNanos(time.ticks() - began);
                if (told > MOST_OCTETS || !left.isPositive()) {
                    throw new IOException("postqueue tells too much, or takes too long");
                }
                length = running.read(block, 0, block.length, SILENCE);
            }
            parser.finish();
            var complaint = running.complaint().strip();
            boolean failed = told == 0 ? !complaint.isEmpty() : FAILURE.matcher(complaint).find();
            if (length == 0) {
                throw new IOException("postqueue says nothing for a minute");
            }
            if (failed || parser.unreadable() > 0) {
                throw new IOException(
                        "postqueue: "
                                + parser.unreadable()
                                + " lines not understood; "
                                + shown(complaint));
            }
        } finally {
            took = Duration.ofNanos(time.ticks() - began);
        }
    }

    private static String shown(String complaint) {
        return complaint.substring(0, Math.min(complaint.length(), COMPLAINT_SHOWN));
    }

    /** Adds up what it tells. */
    private final class Sums {
        private final Domains domains = new Domains(limits.domains());
        private final Tally tally = new Tally(domains);
        private final Map<String, DeferralReason> reasons = new HashMap<>();
        private final Map<DeferralReason, ReplyClass> classes = new HashMap<>();
        private final Instant now;

        Sums(Instant now) {
            this.now = now;
            tally.begin(now);
        }

        void add(PostqueueMessage message) {
            var queue = PostfixQueue.named(message.queue());
            if (queue.isEmpty()) {
                return;
            }
            boolean dropped = queue.get() == PostfixQueue.MAILDROP;
            var arrived = message.arrived();
            var octets = message.octets();
            tally.message(
                    queue.get().place(),
                    true,
                    arrived == null ? Long.MIN_VALUE : arrived.getEpochSecond() * IdCode.MICROS,
                    octets == null ? -1 : octets,
                    dropped ? -1 : message.recipients().size(),
                    0);
            parts(message.recipients());
        }

        /** Those of a domain after each other. */
        private void parts(List<Recipient> recipients) {
            if (recipients.size() == 1) {
                part(domains.of(recipients.getFirst().address()), recipients.getFirst());
                return;
            }
            Map<Integer, List<Recipient>> parts = new TreeMap<>();
            for (var one : recipients) {
                parts.computeIfAbsent(domains.of(one.address()), _ -> new ArrayList<>()).add(one);
            }
            parts.forEach((domain, those) -> those.forEach(one -> part(domain, one)));
        }

        private void part(int domain, Recipient recipient) {
            var words = recipient.reason();
            var replyClass = ReplyClass.NONE;
            if (words != null) {
                if (reasons.size() >= MOST_REASONS) {
                    reasons.clear();
                    classes.clear();
                }
                var reason =
                        reasons.computeIfAbsent(words, (String text) -> DeferralReason.of(text));
                replyClass = classes.computeIfAbsent(reason, one -> classifier.of(one.reply()));
                domains.tell(
                        domain, new Told(reason.reply(), replyClass, reason.remoteHost(), now));
            }
            tally.of(domain, replyClass.number(), 1);
        }

        QueueLevels levels(Instant taken, long ticks) {
            Map<PostfixQueue, Level> levels = new EnumMap<>(PostfixQueue.class);
            for (var queue : PostfixQueue.values()) {
                levels.put(queue, tally.level(queue));
            }
            return new QueueLevels(
                    taken,
                    ticks,
                    levels,
                    tally.destinations(limits.destinations()),
                    null,
                    null,
                    List.of());
        }
    }
}
