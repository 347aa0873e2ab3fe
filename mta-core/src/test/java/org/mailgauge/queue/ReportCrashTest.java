package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.port.Crash;
import org.mailgauge.queue.journal.JournalListener;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.testing.MimeReader;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The journal under its real owner: the queue takes mail, delivers, defers and bounces it on a
 * simulated disk, dies at a kill point or a disk call, by a kill or a power cut, and starts again.
 * {@code -Dmailgauge.queue-crashes=N} says how often.
 */
class ReportCrashTest {
    private static final int CRASHES = Integer.getInteger("mailgauge.queue-crashes", 400);
    private static final long SEED = Long.getLong("mailgauge.crash-seed", 20_261);
    private static final int CHAIN = 20;
    private static final List<String> DOMAINS = List.of("a.test", "b.test", "c.test");
    private static final List<String> POINTS =
            List.of(
                    "queue.after-force",
                    "queue.report-composed",
                    "queue.report-durable",
                    "queue.report-told",
                    "journal.group-written",
                    "journal.group-forced",
                    "journal.acknowledged",
                    "journal.header-forced",
                    "journal.survivors-forced",
                    "journal.checkpoint-forced",
                    "journal.recycled");

    private static final int FIRST_RARE = POINTS.indexOf("journal.header-forced");

    /** The simulated process has ended. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        private Ended(String where) {
            super(where, null, false, false);
        }
    }

    /** What the world knows of a message: its recipients, and which of them are dealt with. */
    private static final class Known {
        private final Set<String> recipients;
        private final Set<String> over = new HashSet<>();
        private boolean acknowledged;

        private Known(Set<String> recipients) {
            this.recipients = Set.copyOf(recipients);
        }

        private Set<String> open() {
            var open = new HashSet<>(recipients);
            open.removeAll(over);
            return open;
        }
    }

    private static final class Damages implements JournalListener {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void damaged(Damage damage) {
            seen.add(damage.toString());
        }

        @Override
        public void failed(String what, Throwable why) {}
    }

    /** Lives in a row on one disk. */
    private static final class Chain {
        private final SplittableRandom random;
        private final Map<QueueId, Known> world = new HashMap<>();

        /** Fully dealt with, and known to be so on disk: must not come back. */
        private final Set<QueueId> gone = new HashSet<>();

        /** The reports that came out, by message and recipient: one, however often it came. */
        private final Map<String, Set<QueueId>> reports = new HashMap<>();

        private final Damages damages = new Damages();
        private final Map<String, Integer> hits = new HashMap<>();
        private SimDisk disk = new SimDisk();
        private int crashes;

        private Chain(int number) {
            random = new SplittableRandom(SEED + number * 7919L);
        }

        private void run() {
            for (int i = 0; i < CHAIN; i++) {
                try (var life = new Life(this)) {
                    var _ = life.atRandomPoint(random.nextInt(POINTS.size()));
                } catch (Ended ended) {
                    hits.merge(String.valueOf(ended.getMessage()), 1, Integer::sum);
                } catch (IOException failed) {
                    throw new AssertionError("no call fails here", failed);
                }
                crashes++;
                disk = random.nextInt(3) == 0 ? disk.kill() : disk.crash(random.nextLong());
            }
            try (var last = new Life(this)) {
                last.verify();
                last.drain();
                world.forEach(this::reportedOnce);
            } catch (IOException failed) {
                throw new AssertionError("no call fails here", failed);
            }
            assertEquals(List.of(), damages.seen, "no crash is damage");
        }

        private void reportedOnce(QueueId id, Known known) {
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
    private static final class Life implements AutoCloseable {
        private static final JournalSettings SETTINGS =
                new JournalSettings(
                        64 << 10,
                        2,
                        true,
                        4096,
                        24 << 10,
                        Duration.ofMillis(20),
                        1 << 20,
                        Duration.ofSeconds(10),
                        1 << 20,
                        0,
                        0);
        private static final QueueConfig CONFIG =
                new QueueConfig(
                        64 << 10,
                        2,
                        true,
                        4096,
                        0,
                        0,
                        Duration.ofMinutes(5),
                        Duration.ofHours(3),
                        Duration.ofDays(5),
                        Duration.ofDays(1));

        private final Chain chain;
        private final SplittableRandom random;
        private final SimTime time = new SimTime();
        private final SimTasks tasks = new SimTasks();
        private final ReportsByHand hands = new ReportsByHand(tasks);
        private final ManualAgent agent = new ManualAgent();
        private final Books books = new Books();
        private final SegmentJournal journal;
        private int advances;
        private final MailQueue queue;

        private Life(Chain chain) throws IOException {
            this.chain = chain;
            this.random = chain.random;
            var entropy = new SimEntropy(random.nextLong());
            chain.disk.watch(null);
            journal =
                    SegmentJournal.open(
                            chain.disk, "queue", tasks, time, entropy, SETTINGS, chain.damages);
            queue =
                    new MailQueue(
                            new MailQueue.Settings(
                                    CONFIG,
                                    new DeliveryConfig(2, 6, Map.of()),
                                    new Reporting("mx.test", MtaConfig.ReportConfig.DEFAULT)),
                            new MailQueue.Ports(time, entropy, hands, chain.disk),
                            router(),
                            new TestGroups("a.test", "b.test"),
                            books,
                            hop ->
                                    hop instanceof NextHop.SmtpHost
                                            ? Optional.of(agent)
                                            : Optional.empty());
            journal.takeRecovered().forEach(queue::recover);
            journal.owner(queue);
            queue.open(journal, journal.idFloor());
            calm();
        }

        private static Router router() {
            return new Router() {
                @Override
                public Decision route(String domain) {
                    return Rig.host(domain);
                }

                @Override
                public boolean isLocal(String domain) {
                    return false;
                }
            };
        }

        /** Works until the process ends at that point, or at some disk call, or has done enough. */
        private boolean atRandomPoint(int which) throws IOException {
            verify();
            var point = POINTS.get(which);
            // Points of a segment's end come once in many steps.
            boolean rare = POINTS.indexOf(point) >= FIRST_RARE;
            var passes = new int[] {rare ? 1 : 1 + random.nextInt(12)};
            boolean byCall = !rare && random.nextInt(4) == 0;
            var calls = new int[] {byCall ? 1 + random.nextInt(120) : -1};
            var test = Thread.currentThread();
            chain.disk.watch(
                    (_, _) -> {
                        if (Thread.currentThread().equals(test) && --calls[0] == 0) {
                            throw new Ended("call");
                        }
                        return SimDisk.Fate.WELL;
                    });
            Crash.Hook hook =
                    reached -> {
                        if (!byCall && reached.equals(point) && --passes[0] == 0) {
                            throw new Ended(reached);
                        }
                    };
            return ScopedValue.where(Crash.HOOK, hook).call(() -> work(rare ? 200 : 20));
        }

        private boolean work(int least) throws IOException {
            int steps = least + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                step();
            }
            return true;
        }

        private void step() throws IOException {
            int what = random.nextInt(100);
            if (what < 40) {
                send();
            } else if (what < 75) {
                settle();
            } else if (what < 80) {
                // Past the first delay threshold, but no report gets old enough to be given up.
                boolean far = what < 77 && advances++ < 3;
                time.advance(far ? Duration.ofHours(5) : Duration.ofMinutes(6));
                calm();
            } else if (what < 90) {
                flush();
            } else {
                journal.step(1 + random.nextInt(8));
            }
        }

        private void send() throws IOException {
            var to = new HashSet<String>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                to.add("u" + random.nextInt(9) + "@" + DOMAINS.get(random.nextInt(3)));
            }
            try (var draft = queue.draft()) {
                var octets = new byte[100 + random.nextInt(random.nextInt(8) == 0 ? 9000 : 2000)];
                var known = new Known(to);
                chain.world.put(draft.id(), known);
                draft.write(octets, 0, octets.length);
                var commit = draft.commit(envelope(to));
                assertTrue(commit instanceof Intake.Commit.Durable, commit::toString);
                known.acknowledged = true;
            }
            calm();
        }

        private Envelope envelope(Set<String> to) {
            return new Envelope(
                    new ReversePath.Sender(Rig.mailbox("s@client.test")),
                    to.stream().map(one -> new ForwardPath(Rig.mailbox(one))).toList(),
                    time.wall(),
                    "smtp-in",
                    "client.test [192.0.2.1]",
                    false,
                    "<x@client.test>");
        }

        /** Takes a job of some slot and deals with its recipients. */
        private void settle() throws IOException {
            var slots = agent.slots();
            if (slots.isEmpty()) {
                return;
            }
            var held = slots.get(random.nextInt(slots.size()));
            held.slot.reached();
            var next = held.next();
            if (next.isEmpty()) {
                agent.end(held);
                Await.until("slot ends", () -> !agent.slots().contains(held));
                calm();
                return;
            }
            var job = next.get();
            var outcomes = new ArrayList<Slot.Outcome>();
            for (var recipient : job.recipients()) {
                outcomes.add(outcome(job, recipient.path().toString()));
            }
            held.slot.settle(job, outcomes);
            calm();
        }

        private Slot.Outcome outcome(Slot.Job job, String recipient) throws IOException {
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
            var about = reported(job.id()).delay();
            for (var fields : status.subList(1, status.size())) {
                assertEquals(about.isZero() ? "failed" : "delayed", fields.only("Action"));
                var recipient = fields.only("Final-Recipient").substring("rfc822; ".length());
                var key = fields.only("Final-Log-ID") + " " + recipient;
                if (!about.isZero()) {
                    key = "delay of " + about + " of " + fields.only("Final-Log-ID");
                }
                chain.reports.computeIfAbsent(key, _ -> new HashSet<>()).add(job.id());
            }
        }

        private Reported reported(QueueId report) {
            var envelope = queue.view().show(report).orElseThrow().envelope();
            return Objects.requireNonNull(envelope.reported());
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
            assertTrue(journal.flush(), "flushed");
        }

        private Known known(QueueId id) {
            return Objects.requireNonNull(chain.world.get(id), () -> "never sent: " + id);
        }

        private void flush() {
            assertTrue(journal.flush(), "flushed");
            chain.world.forEach(
                    (id, known) -> {
                        if (known.open().isEmpty() && queue.view().show(id).isEmpty()) {
                            chain.gone.add(id);
                        }
                    });
        }

        /** Every acknowledged message's open recipients are stored; nothing else is. */
        private void verify() throws IOException {
            assertEquals(List.of(), chain.damages.seen, "no crash is damage");
            books.check(queue);
            for (var entry : chain.world.entrySet()) {
                var id = entry.getKey();
                var known = entry.getValue();
                var detail = queue.view().show(id);
                var stored =
                        detail.stream()
                                .flatMap(found -> found.recipients().stream())
                                .map(QueueView.Waiting::path)
                                .collect(Collectors.toSet());
                if (known.acknowledged) {
                    assertTrue(stored.containsAll(known.open()), () -> "lost of " + id);
                }
                assertTrue(known.recipients.containsAll(stored), () -> "invented for " + id);
                assertTrue(detail.isEmpty() || !chain.gone.contains(id), () -> "came back: " + id);
                if (detail.isPresent()) {
                    assertEquals(
                            known.recipients,
                            detail.get().envelope().recipients().stream()
                                    .map(ForwardPath::toString)
                                    .collect(Collectors.toSet()));
                    known.acknowledged = true;
                    // An end that was not on disk yet is done again.
                    known.over.removeAll(stored);
                }
            }
        }

        /** Waits until every slot that was given out is parked. */
        private void calm() {
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
            messages += chain.world.size();
            reports += chain.reports.size();
            delays += chain.reports.keySet().stream().filter(k -> k.startsWith("delay")).count();
        }
        System.out.printf(
                "queue: %d crashes, %d messages, 0 lost, %d reports and %d of delays, none twice;"
                        + " ended at %s%n",
                crashes, messages, reports - delays, delays, hits);
        for (var point : POINTS.subList(0, FIRST_RARE)) {
            assertTrue(hits.getOrDefault(point, 0) > 0, () -> point + " was never hit");
        }
    }

    private static Chain chain(int number) {
        var chain = new Chain(number);
        try {
            chain.run();
        } catch (AssertionError failed) {
            throw new AssertionError("chain " + number + ": " + failed.getMessage(), failed);
        }
        return chain;
    }
}
