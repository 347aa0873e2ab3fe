package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;

/** Free space and inodes against the reserve, asked at most once in a quarter of a second. */
final class Space {

    private static final long FRESH = Duration.ofMillis(250).toNanos();

    private final Disk disk;
    private final Time time;
    private final JournalSettings settings;
    private volatile long asked;
    private volatile long octets = Long.MAX_VALUE;
    private volatile long inodes = Long.MAX_VALUE;

    Space(Disk disk, Time time, JournalSettings settings) {
        this.disk = disk;
        this.time = time;
        this.settings = settings;
        this.asked = time.ticks() - FRESH;
    }

    /** Whether accepts must leave the rest to delivery. On platform threads only. */
    boolean scarce() throws IOException {
        if (time.ticks() - asked >= FRESH) {
            asked = time.ticks();
            octets = disk.freeOctets().orElse(Long.MAX_VALUE);
            inodes = disk.freeInodes().orElse(Long.MAX_VALUE);
        }
        return short_();
    }

    private boolean short_() {
        return octets < settings.reserveOctets() || inodes <= settings.reserveInodes();
    }
}
