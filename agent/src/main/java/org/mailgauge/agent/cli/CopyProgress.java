package org.mailgauge.agent.cli;

import org.mailgauge.port.Time;

import java.io.PrintWriter;
import java.time.Duration;

/** Says how far a copy is, every ten seconds. Used by one thread. */
final class CopyProgress {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final PrintWriter err;
    private final Time time;
    private long last;
    private boolean spoken;

    CopyProgress(PrintWriter err, Time time) {
        this.err = err;
        this.time = time;
        this.last = time.ticks();
    }

    void copied(long octets, long all) {
        if (time.ticks() - last > PAUSE) {
            last = time.ticks();
            spoken = true;
            err.println("mailgauge: copied " + Human.octets(octets) + " of " + Human.octets(all));
            err.flush();
        }
    }

    /** Says what is done next, if it takes long. */
    void say(String what) {
        if (spoken) {
            err.println("mailgauge: " + what);
            err.flush();
        }
    }
}
