package org.mailgauge.agent.snmp.notify;

import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;

/**
 * Brings informs to one receiver, one at a time and in order, each until it is acknowledged. A
 * virtual thread runs it.
 */
final class Courier implements Runnable {
    /** The first pause after a receiver has not answered; each next one is twice as long. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Receiver receiver;
    private final Backlog backlog;
    private final Wire wire;
    private final Time time;
    private Duration pause = Duration.ZERO;

    Courier(Receiver receiver, Backlog backlog, Wire wire, Time time) {
        this.receiver = receiver;
        this.backlog = backlog;
        this.wire = wire;
        this.time = time;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                bring(backlog.first(receiver.key()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void bring(Waiting inform) throws InterruptedException {
        if (acknowledges(inform)) {
            if (pause.isPositive()) {
                LOG.info("{} acknowledges informs again", receiver.to());
            }
            pause = Duration.ZERO;
            backlog.end(receiver.key(), inform, true);
            return;
        }
        if (inform.notification().passing()) {
            backlog.end(receiver.key(), inform, false);
        }
        if (pause.isZero()) {
            LOG.warn(
                    "{} does not acknowledge informs: they wait on disk, and are sent again",
                    receiver.to());
        }
        pause = pause.isZero() ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        time.sleep(pause);
    }

    private static Duration shorter(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? one : two;
    }

    /** What goes wrong with one inform must not end the way of the others. */
    private boolean acknowledges(Waiting inform) {
        try {
            return wire.inform(receiver, inform.notification());
        } catch (IOException failed) {
            LOG.debug("an inform to {} was not sent", receiver.to(), failed);
            return false;
        } catch (RuntimeException defect) {
            LOG.error("an inform to {} failed", receiver.to(), defect);
            return false;
        }
    }
}
