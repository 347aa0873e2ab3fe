package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.ReportConfig;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/**
 * Sees to it that reports about failed and delayed mail are written, each once. Methods are called
 * under the queue's lock unless they say otherwise.
 *
 * <p>A failing recipient stays stored until the report about it is on disk, and the report's
 * envelope says whom it is about; so there is no moment at which a kill could lose the report or
 * make a second one. The list of what waits holds each failing recipient once, and so is bounded by
 * what is stored; walks that would add to it rest while it is {@link #full}.
 */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** Threads that write, so that the journal has something to gather. */
    private static final int WRITERS = 8;

    /** Reports that wait, from which on walks over the queue rest. */
    private static final int MANY = 1000;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Core core;
    private final Tasks tasks;
    private volatile ReportConfig config;
    private final Delays delays;
    private final ArrayDeque<ReportItem> items = new ArrayDeque<>();

    /** By message, the failures that wait and that more may join. */
    private final Map<Message, ReportItem.Failed> open = new HashMap<>();

    /** Tasks that were started; a few that have ended may be among them. */
    private final List<Tasks.Task> running = new ArrayList<>();

    private @Nullable ReportWriter writer;
    private Runnable ready = () -> {};
    private int writers;
    private int unstarted;
    private int failedInARow;
    private Time.@Nullable Timer pause;
    private boolean opened;
    private boolean stopping;
    private volatile boolean wanted;

    private long failures;
    private long delayed;
    private long doubleBounces;
    private long suppressed;
    private long unwritten;

    Reporter(Core core, Tasks tasks, ReportConfig config) {
        this.core = core;
        this.tasks = tasks;
        this.config = config;
        this.delays = new Delays(core, config.delays());
    }

    /**
     * Begins to write.
     *
     * @param afterwards called without the lock when a report has been accepted
     */
    void open(ReportWriter with, Runnable afterwards) {
        writer = with;
        ready = afterwards;
        opened = true;
        items.forEach(_ -> claim());
    }

    /** Changes how much of a message a report returns; the rest needs a start. */
    void configure(ReportConfig other) {
        config = new ReportConfig(other.originalOctets(), config.delays(), config.doubleBounce());
    }

    Delays delays() {
        return delays;
    }

    /** Whether so many reports wait that no more should be asked for where that can be helped. */
    boolean full() {
        return items.size() >= MANY;
    }

    /**
     * Whether a recipient that fails is to be reported: never to the null reverse-path; then to the
     * double-bounce mailbox, if there is one and it is not that which fails.
     */
    boolean wants(Message message, Recipient recipient) {
        if (!message.nullPath()) {
            return true;
        }
        var other = config.doubleBounce();
        boolean wants = other != null && !message.path(recipient).mailbox().equals(other);
        if (!wants) {
            suppressed++;
            LOG.warn(
                    "{}: to=<{}> failed and nobody is told: the reverse-path is null",
                    message.id(),
                    LogText.of(message.path(recipient)));
        }
        return wants;
    }

    /** Who gets a report about a message; asked only when {@link #wants} said yes. */
    Mailbox addressee(Message message) {
        var other = config.doubleBounce();
        return switch (message.reversePath()) {
            case ReversePath.Sender(var mailbox) -> mailbox;
            case ReversePath.Null() -> {
                if (other == null) {
                    throw new IllegalStateException("nobody to report to");
                }
                yield other;
            }
        };
    }

    int most() {
        return (int) Math.min(config.originalOctets(), Integer.MAX_VALUE / 4);
    }

    /** Recipients of a message fail; they are {@link Recipient#failing} by now. */
    void failed(Message message, List<Failure> all) {
        var known = open.get(message);
        if (known != null) {
            known.failures().addAll(all);
            return;
        }
        var item = new ReportItem.Failed(message, all);
        open.put(message, item);
        items.addLast(item);
        claim();
    }

    /** A message has passed so many thresholds. */
    void delayed(Message message, int thresholds) {
        items.addLast(new ReportItem.Delayed(message, thresholds));
        claim();
    }

    // --- writers

    /** Decides that another writer is needed; {@link #start} starts it once the lock is free. */
    private void claim() {
        boolean works = opened && !stopping && pause == null;
        if (works && writers < WRITERS && unstarted < items.size()) {
            writers++;
            unstarted++;
            wanted = true;
        }
    }

    /** Without the lock: starts the writers that are needed. */
    void start() {
        if (!wanted) {
            return;
        }
        int count =
                core.locked(
                        () -> {
                            int claimed = unstarted;
                            unstarted = 0;
                            wanted = false;
                            return claimed;
                        });
        for (int i = 0; i < count; i++) {
            var task = tasks.start("report", this::run);
            core.locked(() -> keep(task));
        }
    }

    private void keep(Tasks.Task task) {
        if (running.size() > 4 * WRITERS) {
            running.subList(0, running.size() - WRITERS).clear();
        }
        running.add(task);
    }

    private void run() {
        var item = core.locked(this::take);
        while (item != null) {
            var written = write(item);
            var last = item;
            core.locked(() -> over(last, written));
            ready.run();
            item = core.locked(this::take);
        }
    }

    /** The next item; null, and the writer is gone, when there is nothing to do. */
    private @Nullable ReportItem take() {
        var item = stopping || pause != null ? null : items.pollFirst();
        if (item == null) {
            writers--;
        } else if (item instanceof ReportItem.Failed failed) {
            open.remove(failed.message(), failed);
        }
        return item;
    }

    /** Without the lock. */
    private ReportWriter.Result write(ReportItem item) {
        try {
            var with = writer;
            return with == null
                    ? new ReportWriter.Result.Unwritten("not open")
                    : switch (item) {
                        case ReportItem.Failed failed -> with.failed(failed);
                        case ReportItem.Delayed late -> with.delayed(late);
                    };
        } catch (RuntimeException thrown) { // one report must not end all of them
            LOG.error("{}: a report could not be made", item.message().id(), thrown);
            return new ReportWriter.Result.Unwritten("a fault of this server");
        }
    }

    private void over(ReportItem item, ReportWriter.Result result) {
        switch (result) {
            case ReportWriter.Result.Written(var id) -> {
                failedInARow = 0;
                count(item);
                LOG.info("{}: report {} is in the queue", item.message().id(), id);
            }
            case ReportWriter.Result.NotNeeded() -> {}
            case ReportWriter.Result.Unwritten(var why) -> {
                unwritten++;
                putBack(item);
                LOG.warn(
                        "{}: a report cannot be written now ({}); it is tried again",
                        item.message().id(),
                        why);
                rest();
            }
        }
    }

    private void count(ReportItem item) {
        switch (item) {
            case ReportItem.Delayed _ -> delayed++;
            case ReportItem.Failed(var message, _) -> {
                if (message.nullPath()) {
                    doubleBounces++;
                } else {
                    failures++;
                }
            }
        }
    }

    /** At the end, so that one that cannot be written stops no other. */
    private void putBack(ReportItem item) {
        if (item instanceof ReportItem.Failed failed) {
            var known = open.get(failed.message());
            if (known != null) {
                known.failures().addAll(0, failed.failures());
                return;
            }
            open.put(failed.message(), failed);
        }
        items.addLast(item);
    }

    /** Nothing is written for a while: longer each time. */
    private void rest() {
        if (stopping || pause != null) {
            return;
        }
        failedInARow++;
        long most = LONGEST_PAUSE.toNanos();
        long nanos = FIRST_PAUSE.toNanos() << Math.min(failedInARow - 1, 20);
        double jitter = 0.9 + 0.2 * core.entropy().fraction();
        var delay = Duration.ofNanos((long) (Math.min(most, nanos) * jitter));
        pause = core.time().after(delay, this::resume);
    }

    /** Without the lock, on the timer's thread. */
    private void resume() {
        core.locked(
                () -> {
                    pause = null;
                    items.forEach(_ -> claim());
                });
        start();
    }

    // --- the end

    /** Without the lock: takes nothing new, and waits for what is being written. */
    void stop(Duration atMost) throws InterruptedException {
        var all =
                core.locked(
                        () -> {
                            stopping = true;
                            if (pause != null) {
                                pause.cancel();
                            }
                            return List.copyOf(running);
                        });
        long end = core.time().ticks() + atMost.toNanos();
        for (var task : all) {
            long left = Math.max(0, end - core.time().ticks());
            if (!task.join(Duration.ofNanos(left))) {
                LOG.warn("a report is still being written");
            }
        }
    }

    /** Gives its gauges and totals. */
    void read(ObjDoubleConsumer<String> into) {
        into.accept("reports_failure_total", (double) failures);
        into.accept("reports_delay_total", (double) delayed);
        into.accept("reports_double_bounce_total", (double) doubleBounces);
        into.accept("reports_suppressed_recipients_total", (double) suppressed);
        into.accept("reports_unwritten_total", (double) unwritten);
        into.accept("reports_waiting", items.size());
        into.accept("reports_being_written", writers);
    }
}
