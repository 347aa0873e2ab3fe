package org.mailgauge.queue.journal;

import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;
import org.mailgauge.queue.journal.JournalModel.Message;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One life of a journal under a random load, told to a {@link JournalModel}. Used by one thread.
 */
final class JournalWorkload {

    /** A clock on which a little time passes at every look. */
    static final class Clock implements Time {
        private final AtomicLong now = new AtomicLong();

        void pass(Duration time) {
            now.addAndGet(time.toNanos());
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(now.get());
        }

        @Override
        public long ticks() {
            return now.addAndGet(1000);
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("the journal sets no timers");
        }

        @Override
        public void sleep(Duration time) {
            pass(time);
        }
    }

    private static final Tasks TASKS = new SimTasks();
    private static final int MOST_LIVE = 14;

    private final JournalModel model;
    private final SplittableRandom random;
    private final long run;
    private final Clock clock = new Clock();
    private final SegmentJournal journal;
    private long serial;

    JournalWorkload(
            SimDisk disk,
            JournalModel model,
            JournalSettings settings,
            JournalListener listener,
            SplittableRandom random)
            throws IOException {
        this.model = model;
        this.random = random;
        this.run = random.nextLong() >>> 1;
        this.journal = open(disk, settings, listener, clock, random.nextLong());
        this.serial = journal.idFloor();
        model.begins(serial);
        journal.owner(model);
        model.recovered(journal.takeRecovered());
    }

    /** A stepped journal on that disk. */
    static SegmentJournal open(
            SimDisk disk, JournalSettings settings, JournalListener listener, Time clock, long seed)
            throws IOException {
        return SegmentJournal.open(
                disk, "queue", TASKS, clock, new SimEntropy(seed), settings, listener);
    }

    SegmentJournal journal() {
        return journal;
    }

    /** Does something. */
    void step() throws IOException {
        int what = random.nextInt(100);
        var live = model.live();
        if (what < 40 && live.size() < MOST_LIVE) {
            accept(1 + random.nextInt(3));
        } else if (what < 55 && !live.isEmpty()) {
            change(live.get(random.nextInt(live.size())));
        } else if (what < 75 && !live.isEmpty()) {
            end(live.get(random.nextInt(live.size())));
        } else if (what < 80) {
            flush();
        } else if (what < 95) {
            maintain(1 + random.nextInt(6));
        } else if (!live.isEmpty()) {
            JournalModel.read(journal, live.get(random.nextInt(live.size())));
        }
        clock.pass(Duration.ofMillis(100));
    }

    private int length() {
        int kind = random.nextInt(40);
        if (kind < 30) {
            return random.nextInt(3000);
        }
        return kind < 39 ? random.nextInt(9000) : 60_000 + random.nextInt(90_000);
    }

    /** Offers messages that share a group. */
    void accept(int count) throws IOException {
        clock.pass(Duration.ofMillis(300));
        var waiting = new ArrayList<Item.Accept>();
        var offered = new ArrayList<Message>();
        for (int i = 0; i < count; i++) {
            var message =
                    model.offered(
                            new QueueId(run, serial++),
                            JournalModel.octets(random, 20 + random.nextInt(60)),
                            JournalModel.octets(random, length()));
            var accept = submit(message);
            if (accept != null) {
                waiting.add(accept);
                offered.add(message);
            }
        }
        for (int i = 0; i < waiting.size(); i++) {
            while (waiting.get(i).outcome() == null) {
                journal.commitOnce();
            }
            if (waiting.get(i).outcome() instanceof Accepted.Durable(long place)) {
                model.acknowledged(offered.get(i), place);
            }
        }
    }

    private Item.@org.jspecify.annotations.Nullable Accept submit(Message message) {
        var body = (DraftBody) journal.body();
        try {
            int half = message.content.length / 2;
            body.write(message.content, 0, half);
            body.write(message.content, half, message.content.length - half);
        } catch (IOException _) {
            body.close();
            return null;
        }
        var submitted = journal.submit(message.id, message.envelope, body);
        if (submitted.refusal() != null) {
            body.close();
            return null;
        }
        return submitted.item();
    }

    void change(Message message) {
        journal.change(message.id, message.place, model.changed(message));
    }

    void end(Message message) {
        model.ended(message);
        journal.done(message.id, message.place);
    }

    void flush() {
        if (journal.flush()) {
            model.flushed();
        }
    }

    void maintain(int steps) {
        for (int i = 0; i < steps; i++) {
            clock.pass(Duration.ofMillis(400));
            journal.maintainOnce();
            if (random.nextBoolean()) {
                journal.commitOnce();
            }
        }
    }
}
