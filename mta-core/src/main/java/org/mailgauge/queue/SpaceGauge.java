package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjDoubleConsumer;

/**
 * How much room the disk has, sampled about four times a second, so that asking never waits for it.
 * Safe for use by any thread.
 */
final class SpaceGauge {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceGauge.class);
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** A disk that has not answered for so long is unknown, though mail is still taken. */
    private static final Duration LOST = Duration.ofSeconds(5);

    private record Sample(OptionalLong octets, OptionalLong inodes) {}

    private final Disk disk;
    private final Time time;
    private final long reserveOctets;
    private final long reserveInodes;

    /** Octets that open drafts have written; the last sample may not show them yet. */
    private final AtomicLong underWay = new AtomicLong();

    private volatile Sample last = new Sample(OptionalLong.empty(), OptionalLong.empty());
    private volatile boolean known;
    private volatile boolean asking;
    private volatile long asked;
    private volatile boolean stopped;
    private volatile Tasks.@Nullable Task task;

    SpaceGauge(Disk disk, Time time, long reserveOctets, long reserveInodes) {
        this.disk = disk;
        this.time = time;
        this.reserveOctets = reserveOctets;
        this.reserveInodes = reserveInodes;
    }

    void start(Tasks tasks) {
        task = tasks.startPlatform("disk-space", this::run);
    }

    private void run() {
        try {
            while (!stopped) {
                sample();
                time.sleep(PERIOD);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes a sample; on a platform thread. When the disk does not answer, room for mail goes by
     * the last one; shown it is no more.
     */
    void sample() {
        asked = time.ticks();
        asking = true;
        try {
            last = new Sample(disk.freeOctets(), disk.freeInodes());
            known = true;
        } catch (IOException | RuntimeException failed) {
            known = false;
            LOG.warn("free space of the data directory is unknown: {}", failed.getMessage());
        } finally {
            asking = false;
        }
    }

    void stop() {
        stopped = true;
        var running = task;
        if (running != null) {
            running.interrupt();
        }
    }

    void wrote(long octets) {
        underWay.addAndGet(octets);
    }

    /** What is free, as far as it is known, and what is kept free. */
    void read(ObjDoubleConsumer<String> into) {
        var sample = last;
        if (known && !hangs()) {
            sample.octets().ifPresent(free -> into.accept("disk_free_bytes", (double) free));
            sample.inodes().ifPresent(free -> into.accept("disk_free_inodes", (double) free));
        }
        into.accept("disk_reserve_bytes", (double) reserveOctets);
        into.accept("disk_reserve_inodes", (double) reserveInodes);
    }

    /** Whether the question asked last has no answer yet. */
    private boolean hangs() {
        return asking && time.ticks() - asked > LOST.toNanos();
    }

    /** Room for a message beside the reserve and what is under way. */
    Intake.Room room(long octets) {
        var sample = last;
        long wanted = reserveOctets + Math.max(0, underWay.get()) + Math.max(1, octets);
        if (sample.octets().isPresent() && sample.octets().getAsLong() < wanted) {
            return new Intake.Room.Full(
                    sample.octets().getAsLong() + " octets free, " + wanted + " needed");
        }
        if (sample.inodes().isPresent() && sample.inodes().getAsLong() <= reserveInodes) {
            return new Intake.Room.Full(
                    sample.inodes().getAsLong() + " inodes free, reserve " + reserveInodes);
        }
        return new Intake.Room.Enough();
    }
}
