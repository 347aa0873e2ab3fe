package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk.DiskFile;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One segment in use. The fields that change are guarded by the lock of {@link SegmentBook}, apart
 * from {@code end}, which only the committer moves.
 */
final class Segment {

    final String name;
    final DiskFile file;
    final SegmentHeader header;

    /** Where the groups end. */
    private final AtomicLong end;

    /** When it was opened, on the ticker; for one of an earlier run, when this run began. */
    long openedTicks;

    boolean sealed;
    boolean footed;

    /** Known by its footer only so far. */
    boolean unread;

    /** A write or force failed here: the file is not used again. */
    boolean failed;

    /** Accepts and survivors that have not ended. */
    final LiveSet live = new LiveSet();

    Segment(String name, DiskFile file, SegmentHeader header, long end) {
        this.name = name;
        this.file = file;
        this.header = header;
        this.end = new AtomicLong(end);
    }

    long end() {
        return end.get();
    }

    /** A group is durable. */
    void extend(long octets) {
        end.addAndGet(octets);
    }

    long epoch() {
        return header.epoch();
    }

    long used() {
        return end() - Format.GROUPS;
    }
}
