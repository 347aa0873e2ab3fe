package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.testing.MimeReader;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A queue that dies at a kill point or a disk call, by a kill or a power cut, and starts again:
 * each refused recipient and each delay is reported once. {@code -Dmailgauge.queue-crashes=N} says
 * how often.
 */
class ReportCrashTest {
    private static final int CRASHES = Integer.getInteger("mailgauge.queue-crashes", 50);
    private static final long SEED = Long.getLong("mailgauge.crash-seed", 20_261);
    private static final int CHAIN = 20;
    private static final List<String> OWN =
            List.of(
                    "queue.after-force",
                    "queue.report-composed",
                    "queue.report-durable",
                    "queue.report-told");
    private static final List<String> POINTS =
            Stream.concat(OWN.stream(), CrashLife.JOURNAL_POINTS.stream()).toList();

    /** Lives in a row on one disk. */
    private static final class ReportChain extends CrashLife.Chain {
        /** Fully dealt with, and known to be so on disk: must not come back. */
        private final Set<QueueId> gone = new HashSet<>();

        /** The reports that came out, by message and recipient: one, however often it came. */
        private final Map<String, Set<QueueId>> reports = new HashMap<>();

        private ReportChain(int number) {
            super(SEED + number * 7919L);
        }

        private void run() throws IOException {
            for (int i = 0; i < CHAIN; i++) {
                live(() -> new Life(this), POINTS);
                takeDisk();
            }
            try (var last = new Life(this)) {
                last.verify();
                last.drain();
                world.forEach(this::reportedOnce);
            }
            undamaged();
        }

        private void reportedOnce(QueueId id, CrashLife.Known known) {
            for (var recipient : known.recipients) {
                int expected = known.acknowledged && isRefused(recipient) ? 1 : 0;
                var found = reports.getOrDefault(id + " " + recipient, Set.of());
                assertEquals(expected, found.size(), () -> recipient + " of " + id + ": " + found);
            }
            reports.forEach((key, ids) -> assertEquals(1, ids.size(), () -> key + ": " + ids));
        }
    }

    /** Whether the world refuses that recipient, always: of the others it never does. */
    private static boolean isRefused(String recipient) {
        return recipient.startsWith("u7@") || recipient.startsWith("u8@");
    }

    /** One life of the queue. */
    private static final class Life extends CrashLife {
        private final ReportChain reported;
        private final SimTasks tasks;
        private final ReportsByHand hands;
        private int advances;

        private Life(ReportChain chain) throws IOException {
            this(chain, new SimTasks());
        }

        private Life(ReportChain chain, SimTasks tasks) throws IOException {
            this(chain, tasks, new ReportsByHand(tasks));
        }

        private Life(ReportChain chain, SimTasks tasks, ReportsByHand hands) throws IOException {
            super(
                    chain,
                    new SimTime(),
                    tasks,
                    hands,
                    new Reporting("mx.test", MtaConfig.ReportConfig.DEFAULT));
            this.reported = chain;
            this.tasks = tasks;
            this.hands = hands;
            begin();
        }

        @Override
        ReversePath reversePath() {
            return new ReversePath.Sender(Rig.mailbox("s@client.test"));
        }

        @Override
        int leastSteps() {
            return 20;
        }

        /** Past the first delay threshold, but no report gets old enough to be given up. */
        @Override
        void pass() {
            boolean far = random.nextInt(5) < 2 && advances++ < 3;
            time.advance(far ? Duration.ofHours(5) : Duration.ofMinutes(6));
        }

        @Override
        Slot.Outcome outcome(Slot.Job job, String recipient) throws IOException {
            if (random.nextInt(10) >= 7) {
                return new Slot.Outcome.Deferred(Rig.LATER);
            }
            if (job.reversePath() instanceof ReversePath.Null) {
                note(job);
                return new Slot.Outcome.Relayed(Rig.OK);
            }
            known(job.id()).over.add(recipient);
            return isRefused(recipient)
                    ? new Slot.Outcome.Bounced(Rig.NEVER)
                    : new Slot.Outcome.Relayed(Rig.OK);
        }

        /** A report comes out: whom is it about? */
        private void note(Slot.Job job) throws IOException {
            var octets = new byte[(int) job.sizeOctets()];
            int length = 0;
            while (length < octets.length) {
                length += job.content().read(length, octets, length, octets.length - length);
            }
            var status = MimeReader.read(octets).parts().get(1).blocks();
            var about = about(job.id()).delay();
            for (var fields : status.subList(1, status.size())) {
                assertEquals(about.isZero() ? "failed" : "delayed", fields.only("Action"));
                var recipient = fields.only("Final-Recipient").substring("rfc822; ".length());
                var key = fields.only("Final-Log-ID") + " " + recipient;
                if (!about.isZero()) {
                    key = "delay of " + about + " of " + fields.only("Final-Log-ID");
                }
                reported.reports.computeIfAbsent(key, _ -> new HashSet<>()).add(job.id());
            }
        }

        private Reported about(QueueId report) {
            var envelope = queue.view().show(report).orElseThrow().envelope();
            return Objects.requireNonNull(envelope.reported());
        }

        @Override
        void ending(ManualAgent.Held held) {
            Await.until("slot ends", () -> !agent.slots().contains(held));
        }

        /** Deals with all there is. */
        private void drain() throws IOException {
            while (!queue.view().list(Selection.ALL, null, 1).rows().isEmpty()) {
                if (agent.slots().isEmpty()) {
                    time.advance(Duration.ofMinutes(6));
                    calm();
                }
                settle();
            }
            flush();
        }

        @Override
        void flushed() {
            chain.world.forEach(
                    (id, known) -> {
                        if (known.open().isEmpty() && queue.view().show(id).isEmpty()) {
                            reported.gone.add(id);
                        }
                    });
        }

        @Override
        void stored(QueueId id, Known known, Set<String> stored) {
            assertTrue(stored.isEmpty() || !reported.gone.contains(id), () -> "came back: " + id);
        }

        /** Waits until every slot that was given out is parked. */
        @Override
        void calm() {
            while (hands.runNext()) {
                // The next report.
            }
            Await.until("calm", () -> slots() == agent.parked() && slots() == agent.slots().size());
        }

        private int slots() {
            var found = new int[1];
            queue.read(
                    (name, value) -> {
                        if (name.equals("scheduler_slots")) {
                            found[0] = (int) value;
                        }
                    });
            return found[0];
        }

        /** Ends the threads that are left of the process; what they still do is done to a copy. */
        @Override
        public void close() {
            chain.disk.watch(null);
            chain.disk = chain.disk.copy();
            try {
                queue.quiesce(Duration.ZERO);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            Await.until(
                    "slots end",
                    () -> {
                        agent.slots().forEach(agent::end);
                        return agent.slots().isEmpty();
                    });
            tasks.close();
        }
    }

    @Test
    @DisplayName("acknowledged recipients are stored or dealt with after every crash")
    void losesNothingAndInventsNothing() {
        int chains = (CRASHES + CHAIN - 1) / CHAIN;
        var done = IntStream.range(0, chains).parallel().mapToObj(ReportCrashTest::chain).toList();
        var hits = new HashMap<String, Integer>();
        int crashes = 0;
        int messages = 0;
        long reports = 0;
        long delays = 0;
        for (var chain : done) {
            chain.hits.forEach((point, count) -> hits.merge(point, count, Integer::sum));
            crashes += chain.crashes;
            messages += chain.messages;
            reports += chain.reports.size();
            delays += chain.reports.keySet().stream().filter(k -> k.startsWith("delay")).count();
        }
        System.out.printf(
                "queue: %d crashes, %d messages, 0 lost, %d reports and %d of delays, none twice;"
                        + " ended at %s%n",
                crashes, messages, reports - delays, delays, hits);
        for (var point : OWN) {
            assertTrue(hits.getOrDefault(point, 0) > 0, () -> point + " was never hit");
        }
    }

    private static ReportChain chain(int number) {
        var chain = new ReportChain(number);
        try {
            chain.run();
        } catch (AssertionError | IOException failed) {
            throw new AssertionError("chain " + number + ": " + failed.getMessage(), failed);
        }
        return chain;
    }
}
