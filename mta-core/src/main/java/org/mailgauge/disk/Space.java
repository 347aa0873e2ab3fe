package org.mailgauge.disk;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Free space and inodes against the reserve, asked at most once in a quarter of a second. */
public final class Space {

    private static final long FRESH = Duration.ofMillis(250).toNanos();

    private final Disk disk;
    private final Time time;
    private final long reserveOctets;
    private final long reserveInodes;
    private volatile long asked;
    private volatile long octets = Long.MAX_VALUE;
    private volatile long inodes = Long.MAX_VALUE;

    public Space(Disk disk, Time time, long reserveOctets, long reserveInodes) {
        this.disk = disk;
        this.time = time;
        this.reserveOctets = reserveOctets;
        this.reserveInodes = reserveInodes;
        this.asked = time.ticks() - FRESH;
    }

    /**
     * Whether what is new must leave the rest to the work that goes on. On platform threads only.
     */
    public boolean scarce() throws IOException {
        if (time.ticks() - asked >= FRESH) {
            asked = time.ticks();
            octets = disk.freeOctets().orElse(Long.MAX_VALUE);
            inodes = disk.freeInodes().orElse(Long.MAX_VALUE);
        }
        return short_();
    }

    /** The same, as it was just now; empty when it must be asked for. On any thread. */
    public Optional<Boolean> scarceJustNow() {
        return time.ticks() - asked < FRESH ? Optional.of(short_()) : Optional.empty();
    }

    private boolean short_() {
        return octets < reserveOctets || inodes <= reserveInodes;
    }
}
