package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.cli.Exit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The end of a run: a signal or a part asks for it, the main thread does it, and the process ends
 * with the code of who asked first. Safe for use by any thread.
 */
final class Lifecycle {
    /*
     * SIGTERM and SIGINT start the JVM's shutdown hooks. Ours asks the main thread to stop and waits,
     * for a bounded time, until it has closed everything; it then halts with the run's exit code, as
     * the JVM itself would exit with 143.
     */
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable hangup = () -> {};
    private final AtomicReference<@Nullable Exit> exit = new AtomicReference<>();

    /** Ends the run in order when the process is told to end; gives up after a time. */
    void onSignal(Duration atMost) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(atMost), "stop"));
    }

    /** From now on SIGHUP does not end the process, but asks for what was said last. */
    void hearHangup() {
        Hangup.hear(this::hangup);
    }

    /** As SIGHUP does. */
    void hangup() {
        hangup.run();
    }

    /** What SIGHUP does from now on; must not wait. */
    void onHangup(Runnable task) {
        hangup = task;
    }

    private void stopAndHalt(Duration atMost) {
        if (ended.getCount() == 0) {
            return;
        }
        stop(Exit.OK);
        try {
            boolean inTime = ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().halt(inTime ? exit().code() : Exit.SOFTWARE.code());
        } catch (InterruptedException _) {
            Runtime.getRuntime().halt(Exit.SOFTWARE.code());
        }
    }

    /** Asks for the end; the first one's exit code counts. */
    void stop(Exit with) {
        exit.compareAndSet(null, with);
        asked.countDown();
    }

    /**
     * The end itself failed in part: unless one was asked for that says more, this is the exit
     * code.
     */
    void failed(Exit with) {
        if (!exit.compareAndSet(null, with)) {
            exit.compareAndSet(Exit.OK, with);
        }
    }

    /** Waits until somebody asks for the end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** The same for a time; returns whether somebody asked. */
    boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything is closed. */
    void ended() {
        ended.countDown();
    }

    Exit exit() {
        var code = exit.get();
        return code == null ? Exit.OK : code;
    }
}
