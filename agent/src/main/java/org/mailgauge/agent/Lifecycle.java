package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.cli.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How the server lives and ends: it serves until a signal (SIGTERM, SIGINT) or a broken journal
 * ends it, drains in bounded time, and closes in order. Safe for use by any thread.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** What closing takes after the drain, at most. */
    private static final Duration CLOSING = Duration.ofSeconds(20);

    private final PrintWriter out;
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Exit> exit = new AtomicReference<>(Exit.OK);
    private volatile @Nullable Duration stopWithin;

    Lifecycle(PrintWriter out) {
        this.out = out;
    }

    /** From now on a signal ends the server instead of the process. */
    void catchSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "signal"));
    }

    private void signalled() {
        if (ended.getCount() == 0) {
            return;
        }
        told.countDown();
        var within = stopWithin;
        var patience = within == null ? CLOSING : within.plus(CLOSING);
        try {
            boolean inTime = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().halt(inTime ? exit.get().code() : Exit.SOFTWARE.code());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the operator what runs, and waits for the end. */
    Exit serve(Wiring.Running running) {
        stopWithin = running.config().stopWithin();
        running.mta()
                .onBroken(
                        () -> {
                            LOG.error("the journal cannot be written: stopping");
                            end(Exit.TEMPORARY);
                        });
        Greeting.print(running, out);
        try {
            told.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info("stopping, within {}", stopWithin);
        running.mta().stop(running.config().stopWithin());
        return exit.get();
    }

    /** Ends the server. */
    void end(Exit how) {
        exit.compareAndSet(Exit.OK, how);
        told.countDown();
    }

    /** Everything is closed: the process may go. */
    void ended() {
        ended.countDown();
    }
}
