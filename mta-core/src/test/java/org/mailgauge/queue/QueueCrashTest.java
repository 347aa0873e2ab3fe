package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.port.Crash;
import org.mailgauge.queue.journal.JournalListener;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimLoop;
import org.mailgauge.sim.SimProcess;
import org.mailgauge.sim.SimTime;

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
 * {@code -Dmailgauge.queue-crashes=N} says how often; {@code -Dmailgauge.queue-crash-seconds=S}
 * begins nothing more after that time. Everything follows from the seed: one thread runs all tasks
 * of a life.
 */
class QueueCrashTest {
    private static final int CRASHES = Integer.getInteger("mailgauge.queue-crashes", 400);
    private static final long SEED = Long.getLong("mailgauge.crash-seed", 20_261);
    private static final long MOST_SECONDS =
            Long.getLong("mailgauge.queue-crash-seconds", Integer.MAX_VALUE);
    private static final int CHAIN = 20;
    private static final List<String> DOMAINS = List.of("a.test", "b.test", "c.test");
    private static final List<String> POINTS =
            List.of(
                    "queue.after-force",
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

        private boolean isOver() {
            return over.size() == recipients.size();
        }

        private boolean isIn(Set<String> stored) {
            return recipients.stream().allMatch(one -> over.contains(one) || stored.contains(one));
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

        /** Messages but those that are fully dealt with, and known to be so on disk. */
        private final Map<QueueId, Known> world = new HashMap<>();

        private final Damages damages = new Damages();
        private final Map<String, Integer> hits = new HashMap<>();
        private SimDisk disk = new SimDisk();
        private int crashes;
        private int messages;

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
            }
            try (var last = new Life(this)) {
                last.verify();
            } catch (IOException failed) {
                throw new AssertionError("no call fails here", failed);
            }
            assertEquals(List.of(), damages.seen, "no crash is damage");
            disk = new SimDisk(); // what remains of the chain is kept for the summary
            world.clear();
        }
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
        private final SimLoop loop;
        private final SimProcess tasks;
        private final ManualAgent agent = new ManualAgent();
        private final Books books = new Books();
        private final SegmentJournal journal;
        private final MailQueue queue;

        private Life(Chain chain) throws IOException {
            this.chain = chain;
            this.random = chain.random;
            loop = new SimLoop(random.nextLong());
            tasks = new SimProcess(loop, time, _ -> {}, _ -> true);
            var entropy = new SimEntropy(random.nextLong());
            chain.disk.watch(null);
            journal =
                    SegmentJournal.open(
                            chain.disk, "queue", tasks, time, entropy, SETTINGS, chain.damages);
            queue =
                    new MailQueue(
                            new MailQueue.Settings(
                                    CONFIG, new DeliveryConfig(2, 6, Map.of()), Rig.REPORTING),
                            new MailQueue.Ports(time, entropy, tasks, chain.disk),
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
            return ScopedValue.where(Crash.HOOK, hook).call(() -> work(rare ? 200 : 8));
        }

        private boolean work(int least) throws IOException {
            int steps = least + random.nextInt(40);
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
                time.advance(Duration.ofMinutes(6));
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
                chain.messages++;
                draft.write(octets, 0, octets.length);
                var commit = draft.commit(envelope(to));
                assertTrue(commit instanceof Intake.Commit.Durable, commit::toString);
                known.acknowledged = true;
            }
            calm();
        }

        /** Without a sender: reports have a test of their own. */
        private Envelope envelope(Set<String> to) {
            return new Envelope(
                    new ReversePath.Null(),
                    to.stream().map(one -> new ForwardPath(Rig.mailbox(one))).toList(),
                    time.wall(),
                    "smtp-in",
                    "client.test [192.0.2.1]",
                    false,
                    "<x@client.test>");
        }

        /** Takes a job of some slot and deals with its recipients. */
        private void settle() {
            var slots = agent.slots();
            if (slots.isEmpty()) {
                return;
            }
            var held = slots.get(random.nextInt(slots.size()));
            held.slot.reached();
            var next = held.next();
            if (next.isEmpty()) {
                agent.end(held);
                calm();
                return;
            }
            var job = next.get();
            var outcomes = new ArrayList<Slot.Outcome>();
            for (var recipient : job.recipients()) {
                int what = random.nextInt(10);
                if (what < 6) {
                    outcomes.add(new Slot.Outcome.Relayed(Rig.OK));
                    known(job.id()).over.add(recipient.path().toString());
                } else if (what < 7) {
                    outcomes.add(new Slot.Outcome.Bounced(Rig.NEVER));
                    known(job.id()).over.add(recipient.path().toString());
                } else {
                    outcomes.add(new Slot.Outcome.Deferred(Rig.LATER));
                }
            }
            held.slot.settle(job, outcomes);
            calm();
        }

        private Known known(QueueId id) {
            return Objects.requireNonNull(chain.world.get(id), () -> "never sent: " + id);
        }

        private void flush() {
            assertTrue(journal.flush(), "flushed");
            chain.world.values().removeIf(Known::isOver);
        }

        /** Every acknowledged message's open recipients are stored; nothing else is. */
        private void verify() throws IOException {
            assertEquals(List.of(), chain.damages.seen, "no crash is damage");
            books.check(queue);
            int found = 0;
            for (var entry : chain.world.entrySet()) {
                var id = entry.getKey();
                var known = entry.getValue();
                var detail = queue.view().show(id);
                var stored =
                        detail.stream()
                                .flatMap(one -> one.recipients().stream())
                                .map(QueueView.Waiting::path)
                                .collect(Collectors.toSet());
                if (known.acknowledged) {
                    assertTrue(known.isIn(stored), () -> "lost of " + id);
                }
                assertTrue(known.recipients.containsAll(stored), () -> "invented for " + id);
                if (detail.isPresent()) {
                    found++;
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
            assertEquals(found, stored(), "what was over and on disk came back");
        }

        private long stored() {
            var messages = new long[1];
            queue.read(levels -> messages[0] = levels.total().messages());
            return messages[0];
        }

        /** Lets every slot that was given out park. */
        private void calm() {
            loop.run();
        }

        /** Ends the threads that are left of the process, whose disk is taken from them first. */
        @Override
        public void close() {
            chain.disk.watch(null);
            chain.disk =
                    random.nextInt(3) == 0
                            ? chain.disk.kill()
                            : chain.disk.crash(random.nextLong());
            tasks.kill();
        }
    }

    @Test
    @DisplayName("acknowledged recipients are stored or dealt with after every crash")
    void losesNothingAndInventsNothing() {
        int chains = (CRASHES + CHAIN - 1) / CHAIN;
        long began = System.nanoTime();
        var done =
                IntStream.range(0, chains)
                        .parallel()
                        .filter(_ -> System.nanoTime() - began < MOST_SECONDS * 1_000_000_000)
                        .mapToObj(QueueCrashTest::chain)
                        .toList();
        var hits = new HashMap<String, Integer>();
        int crashes = 0;
        int messages = 0;
        for (var chain : done) {
            chain.hits.forEach((point, count) -> hits.merge(point, count, Integer::sum));
            crashes += chain.crashes;
            messages += chain.messages;
        }
        System.out.printf(
                "queue: %d crashes in %d s, %d messages, 0 lost; ended at %s%n",
                crashes, (System.nanoTime() - began) / 1_000_000_000, messages, hits);
        for (var point : POINTS) {
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
