package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Tasks;
import org.mailgauge.queue.journal.JournalListener;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
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

/**
 * One life of a queue under test: it takes mail and settles jobs on a simulated disk until it dies
 * at a kill point, or at a disk call of the test's thread. The seed decides all of it.
 */
abstract class CrashLife implements AutoCloseable {
    static final List<String> JOURNAL_POINTS =
            List.of(
                    "journal.group-written",
                    "journal.group-forced",
                    "journal.acknowledged",
                    "journal.header-forced",
                    "journal.survivors-forced",
                    "journal.checkpoint-forced",
                    "journal.recycled");

    /** Points of a segment's end, which come once in many steps. */
    private static final Set<String> RARE = Set.copyOf(JOURNAL_POINTS.subList(3, 7));

    private static final List<String> DOMAINS = List.of("a.test", "b.test", "c.test");
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
                    Duration.ofDays(1),
                    null);

    /** The simulated process has ended. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        private Ended(String where) {
            super(where, null, false, false);
        }
    }

    /** What the world knows of a message: its recipients, and which of them are dealt with. */
    static final class Known {
        final Set<String> recipients;
        final Set<String> over = new HashSet<>();
        boolean acknowledged;

        private Known(Set<String> recipients) {
            this.recipients = Set.copyOf(recipients);
        }

        Set<String> open() {
            var open = new HashSet<>(recipients);
            open.removeAll(over);
            return open;
        }
    }

    /** What outlasts a life. */
    static class Chain implements JournalListener {
        final SplittableRandom random;
        final Map<QueueId, Known> world = new HashMap<>();
        final Map<String, Integer> hits = new HashMap<>();
        private final List<String> damages = new ArrayList<>();
        SimDisk disk = new SimDisk();
        int crashes;
        int messages;

        Chain(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void damaged(Damage damage) {
            damages.add(damage.toString());
        }

        @Override
        public void failed(String what, Throwable why) {}

        final void undamaged() {
            assertEquals(List.of(), damages, "no crash is damage");
        }

        /** The machine or the process has gone; the next life finds what is left. */
        final void takeDisk() {
            disk = random.nextInt(3) == 0 ? disk.kill() : disk.crash(random.nextLong());
        }

        /** A life up to its end: first at each point that comes often, then as chance has it. */
        final void live(Opening opening, List<String> points) {
            var missed = new ArrayList<>(points);
            missed.removeAll(RARE);
            missed.removeAll(hits.keySet());
            var among = missed.isEmpty() ? points : missed;
            try (var life = opening.open()) {
                life.untilPoint(among.get(random.nextInt(among.size())), !missed.isEmpty());
            } catch (Ended ended) {
                hits.merge(String.valueOf(ended.getMessage()), 1, Integer::sum);
            } catch (IOException failed) {
                throw new AssertionError("no call fails here", failed);
            }
            crashes++;
        }
    }

    /** Makes a life. */
    interface Opening {
        CrashLife open() throws IOException;
    }

    final Chain chain;
    final SplittableRandom random;
    final SimTime time;
    final ManualAgent agent = new ManualAgent();
    final Books books = new Books();
    final SegmentJournal journal;
    final MailQueue queue;

    /**
     * @param tasks of the journal
     * @param own of the queue
     */
    CrashLife(Chain chain, SimTime time, Tasks tasks, Tasks own, Reporting reporting)
            throws IOException {
        this.chain = chain;
        this.random = chain.random;
        this.time = time;
        var entropy = new SimEntropy(random.nextLong());
        chain.disk.watch(null);
        journal = SegmentJournal.open(chain.disk, "queue", tasks, time, entropy, SETTINGS, chain);
        queue =
                new MailQueue(
                        new MailQueue.Settings(
                                CONFIG, new DeliveryConfig(2, 6, Map.of()), reporting),
                        new MailQueue.Ports(time, entropy, own, chain.disk),
                        router(),
                        new TestGroups("a.test", "b.test"),
                        books,
                        hop ->
                                hop instanceof NextHop.SmtpHost
                                        ? Optional.of(agent)
                                        : Optional.empty());
    }

    /** Recovers what is on the disk, and begins. */
    final void begin() throws IOException {
        queue.admit(journal, journal.idFloor());
        journal.takeRecovered().forEach(queue::recover);
        queue.open();
        journal.owner(queue);
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

    // --- what lives differ in

    /** Lets everything come to rest. */
    abstract void calm();

    abstract ReversePath reversePath();

    /** How many steps a life has at least. */
    abstract int leastSteps();

    /** Lets some time pass. */
    abstract void pass();

    /** What becomes of a recipient of a job. */
    abstract Slot.Outcome outcome(Slot.Job job, String recipient) throws IOException;

    /** A slot was told to end. */
    abstract void ending(ManualAgent.Held held);

    /** All that was appended is durable. */
    abstract void flushed();

    /** Whether an acknowledged message has all that it must have. */
    abstract void stored(QueueId id, Known known, Set<String> stored);

    // --- a life

    /**
     * Works until the process ends at that point, or at some disk call, or has done enough.
     *
     * @param soon whether it ends when it first gets to the point, and at no call
     */
    private void untilPoint(String point, boolean soon) throws IOException {
        verify();
        boolean rare = RARE.contains(point);
        var passes = new int[] {rare || soon ? 1 : 1 + random.nextInt(12)};
        boolean byCall = !rare && !soon && random.nextInt(4) == 0;
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
        int steps = (rare ? 200 : leastSteps()) + random.nextInt(3 * leastSteps());
        ScopedValue.where(Crash.HOOK, hook).call(() -> work(steps));
    }

    private boolean work(int steps) throws IOException {
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
            pass();
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

    private Envelope envelope(Set<String> to) {
        return new Envelope(
                reversePath(),
                to.stream().map(one -> new ForwardPath(Rig.mailbox(one))).toList(),
                time.wall(),
                "smtp-in",
                "client.test [192.0.2.1]",
                false,
                "<x@client.test>");
    }

    /** Takes a job of some slot and deals with its recipients. */
    final void settle() throws IOException {
        var slots = agent.slots();
        if (slots.isEmpty()) {
            return;
        }
        var held = slots.get(random.nextInt(slots.size()));
        held.slot.reached();
        var next = held.next();
        if (next.isEmpty()) {
            agent.end(held);
            ending(held);
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

    final Known known(QueueId id) {
        return Objects.requireNonNull(chain.world.get(id), () -> "never sent: " + id);
    }

    final void flush() {
        assertTrue(journal.flush(), "flushed");
        flushed();
    }

    /** Every acknowledged message's open recipients are stored, and none that nobody sent. */
    void verify() throws IOException {
        chain.undamaged();
        books.check(queue);
        for (var entry : chain.world.entrySet()) {
            var id = entry.getKey();
            var known = entry.getValue();
            var detail = queue.view().show(id);
            var found =
                    detail.stream()
                            .flatMap(one -> one.recipients().stream())
                            .map(QueueView.Waiting::path)
                            .collect(Collectors.toSet());
            if (known.acknowledged) {
                assertTrue(found.containsAll(known.open()), () -> "lost of " + id);
            }
            assertTrue(known.recipients.containsAll(found), () -> "invented for " + id);
            stored(id, known, found);
            if (detail.isPresent()) {
                assertEquals(known.recipients, recipients(detail.get().envelope()));
                known.acknowledged = true;
                // An end that was not on disk yet is done again.
                known.over.removeAll(found);
            }
        }
    }

    @Override
    public abstract void close();

    private static Set<String> recipients(Envelope envelope) {
        return envelope.recipients().stream()
                .map(ForwardPath::toString)
                .collect(Collectors.toSet());
    }
}
