package org.mailgauge.agent.alarm.sink;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.SinkCounts;
import org.mailgauge.agent.conf.Text;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events on their way to one receiver, in their order. Safe for use by any thread; {@code lock}
 * guards the queue and the counts, and is never held over I/O.
 */
final class Outbox implements AlarmSink, AutoCloseable {
    /*
     * One thread takes the oldest event and tries until it has been handed over, is refused, or is
     * older than `giveUp`; the others wait behind it, so that the receiver gets them in order. When
     * more than `most` wait, the oldest is dropped: what is newer says more about now, and the gap
     * in the sequence numbers tells the receiver. An attempt that fails doubles the pause before
     * the next one, over events; one that does not makes it short again.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int DOUBLINGS = 20;
    private static final int WHY = 200;

    private final Way way;
    private final Time time;
    private final Entropy entropy;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    // All below: guarded by lock.
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private boolean trying;
    private boolean closed;
    private long sent;
    private long failed;
    private long dropped;
    private int failures;
    private String trouble = "";
    private Tasks.@Nullable Task task;

    /**
     * How much is kept, and how long.
     *
     * @param most events that wait, beside the one that is being tried
     * @param giveUp how old an event may be
     */
    record Bounds(int most, Duration giveUp) {}

    private record Waiting(AlarmEvent event, long since) {}

    Outbox(Way way, Bounds bounds, Time time, Entropy entropy) {
        this.way = way;
        this.bounds = bounds;
        this.time = time;
        this.entropy = entropy;
    }

    /** Begins to hand on. Called once. */
    void start(Tasks tasks) {
        lock.lock();
        try {
            task = tasks.start("alarm-way", this::run);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void tell(AlarmEvent event) {
        long lost = -1;
        lock.lock();
        try {
            if (closed) {
                dropped++;
                return;
            }
            if (queue.size() >= bounds.most()) {
                lost = queue.removeFirst().event().sequence();
                dropped++;
            }
            queue.addLast(new Waiting(event, time.ticks()));
            more.signal();
        } finally {
            lock.unlock();
        }
        if (lost >= 0) {
            LOG.warn("{}: event {} is dropped, for too many wait", way.name(), lost);
        }
    }

    private void run() {
        try {
            while (true) {
                deliver(next());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            way.close();
        }
    }

    private Waiting next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            trying = false;
            while (queue.isEmpty()) {
                more.await();
            }
            trying = true;
            return queue.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Waiting waiting) throws InterruptedException {
        while (true) {
            long left = bounds.giveUp().toNanos() - (time.ticks() - waiting.since());
            if (left <= 0) {
                drop(waiting.event(), "too old");
                return;
            }
            switch (attempt(waiting.event())) {
                case Way.Outcome.Sent _ -> {
                    sent();
                    return;
                }
                case Way.Outcome.Refused(var why) -> {
                    drop(waiting.event(), why);
                    return;
                }
                case Way.Outcome.Again(var why) -> {
                    var pause = failed(Text.printable(why, WHY));
                    time.sleep(Duration.ofNanos(Math.min(pause.toNanos(), left)));
                }
            }
        }
    }

    /** A defect must not end the thread: it counts as a failed attempt. */
    private Way.Outcome attempt(AlarmEvent event) throws InterruptedException {
        try {
            return way.send(event);
        } catch (IOException unreachable) {
            return new Way.Outcome.Again(said(unreachable));
        } catch (RuntimeException defect) {
            LOG.error("{}: a defect", way.name(), defect);
            return new Way.Outcome.Again(defect.toString());
        }
    }

    private static String said(IOException failed) {
        var message = failed.getMessage();
        return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
    }

    private void sent() {
        boolean again;
        lock.lock();
        try {
            sent++;
            failures = 0;
            again = !trouble.isEmpty();
            trouble = "";
        } finally {
            lock.unlock();
        }
        if (again) {
            LOG.info("{}: alarms get through again", way.name());
        }
    }

    private void drop(AlarmEvent event, String why) {
        lock.lock();
        try {
            dropped++;
        } finally {
            lock.unlock();
        }
        LOG.warn("{}: event {} is dropped: {}", way.name(), event.sequence(), why);
    }

    /** Counts, and says how long to wait: between a half and the whole of the pause. */
    private Duration failed(String why) {
        boolean first;
        long pause;
        lock.lock();
        try {
            failed++;
            first = trouble.isEmpty();
            trouble = why;
            long doubled = FIRST.toNanos() << Math.min(failures++, DOUBLINGS);
            pause = Math.min(LONGEST.toNanos(), doubled);
        } finally {
            lock.unlock();
        }
        if (first) {
            LOG.warn("{}: alarms do not get through, and are tried again: {}", way.name(), why);
        }
        return Duration.ofNanos((long) (pause * (0.5 + entropy.fraction() / 2)));
    }

    @Override
    public Optional<SinkCounts> counts() {
        lock.lock();
        try {
            long waiting = queue.size() + (trying ? 1L : 0L);
            return Optional.of(new SinkCounts(way.name(), sent, failed, dropped, waiting, trouble));
        } finally {
            lock.unlock();
        }
    }

    /** Ends; what still waits is dropped. */
    @Override
    public void close() {
        Tasks.Task running;
        lock.lock();
        try {
            closed = true;
            running = task;
            task = null;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            end(running);
        }
        lock.lock();
        try {
            int left = queue.size() + (trying ? 1 : 0);
            dropped += left;
            queue.clear();
            trying = false;
            if (left > 0) {
                LOG.warn("{}: {} events are lost with this stop", way.name(), left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Tasks.Task running) {
        running.interrupt();
        try {
            if (!running.join(STOP)) {
                LOG.warn("{}: did not end in {}", way.name(), STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
