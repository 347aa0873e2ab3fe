package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.queue.PostfixQueue;
import org.mailgauge.collect.postfix.queue.PostqueueReader;
import org.mailgauge.collect.postfix.queue.QueueLevels;
import org.mailgauge.collect.postfix.queue.QueueScanner;
import org.mailgauge.observe.Collector;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks at the queue of an instance again and again: at its folders, or, where these may not be
 * read, by {@code postqueue}. Used by one thread, but for {@link #collector}, which any may call:
 * {@code this} guards what it tells.
 */
final class PostfixQueueLook {
    private static final Logger LOG = LoggerFactory.getLogger(PostfixQueueLook.class);

    /** A look is taken that often, and less often where it takes long. */
    private static final Duration OFTEN = Duration.ofSeconds(2);

    private static final Duration SELDOM = Duration.ofSeconds(15);

    /** Rests so many times as long as a look has taken. */
    private static final int REST = 20;

    private static final int WHOLE = 1000;

    private final String name;
    private final String folder;
    private final QueueScanner scanner;
    private final PostqueueReader program;
    private final PostfixStock stock;
    private final Time time;
    private long asked;
    private boolean everAsked;

    // Guarded by this.
    private Collector.Condition condition = Collector.Condition.STARTING;
    private String source;
    private @Nullable Long read;
    private long looks;
    private @Nullable Integer coverage;
    private String problem = "";

    PostfixQueueLook(
            String name,
            String folder,
            QueueScanner scanner,
            PostqueueReader program,
            PostfixStock stock,
            Time time) {
        this.name = name;
        this.folder = folder;
        this.scanner = scanner;
        this.program = program;
        this.stock = stock;
        this.time = time;
        this.source = folder;
    }

    /**
     * Takes a look.
     *
     * @return how long to rest
     */
    Duration look() throws InterruptedException {
        long began = time.ticks();
        var levels = scanner.tick();
        if (levels.queues().size() == PostfixQueue.values().length) {
            stock.become(levels);
            seen(levels, folder);
            if (levels.coverage() < 1) {
                return Duration.ofMillis(100);
            }
        } else {
            ask(levels);
        }
        var rest = Duration.ofNanos(time.ticks() - began).multipliedBy(REST);
        return rest.compareTo(OFTEN) < 0 ? OFTEN : rest.compareTo(SELDOM) > 0 ? SELDOM : rest;
    }

    private void ask(QueueLevels levels) throws InterruptedException {
        long now = time.ticks();
        if (everAsked && now - asked < program.pause().toNanos()) {
            return; // what was told stays until it is asked again
        }
        everAsked = true;
        var why =
                levels.troubles().stream()
                        .map(one -> one.denied() ? "no right to read " + one.path() : one.why())
                        .findFirst()
                        .orElse("the queue cannot be read");
        try {
            var told = program.read();
            stock.become(told);
            seen(told, "postqueue -j (" + why + ")");
        } catch (IOException failed) {
            stock.lose();
            lost(why + "; " + failed.getMessage());
        }
        asked = time.ticks();
    }

    private synchronized void seen(QueueLevels levels, String from) {
        if (condition == Collector.Condition.LOST) {
            LOG.info("{}: the queue can be read again", name);
        }
        condition =
                levels.coverage() == 1
                        ? Collector.Condition.RUNNING
                        : condition == Collector.Condition.RUNNING
                                ? condition
                                : Collector.Condition.STARTING;
        source = from;
        read = time.ticks();
        looks++;
        coverage = (int) Math.floor(levels.coverage() * WHOLE);
        problem =
                levels.troubles().stream()
                        .map(one -> one.path() + ": " + one.why())
                        .collect(Collectors.joining("; "));
    }

    private synchronized void lost(String why) {
        if (condition != Collector.Condition.LOST) {
            LOG.warn("{}: the queue cannot be read: {}", name, why);
        }
        condition = Collector.Condition.LOST;
        coverage = null;
        problem = why;
    }

    /** Its row; what it reads is always of now. */
    synchronized Collector collector(int application, int number) {
        return new Collector(
                application,
                number,
                "queue",
                source,
                condition,
                read,
                read,
                looks,
                0,
                0,
                coverage,
                problem,
                null,
                Map.of());
    }
}
