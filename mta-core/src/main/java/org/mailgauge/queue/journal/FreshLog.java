package org.mailgauge.queue.journal;

import org.mailgauge.port.Entropy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * New segments behind those of a journal that nobody has open. What is appended together stands in
 * one group, so that a crash leaves all of it or nothing. Used by one thread, once.
 */
final class FreshLog {

    private final SegmentPool pool;
    private final JournalSettings settings;
    private final Entropy entropy;
    private final Committer.Start start;
    private final long oldTail;
    private final GroupBuffer buffer = new GroupBuffer();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Item> waiting = new ArrayList<>();
    private long waitingOctets;
    private long sequence;

    FreshLog(
            SegmentPool pool,
            JournalSettings settings,
            Entropy entropy,
            Committer.Start start,
            long oldTail) {
        this.pool = pool;
        this.settings = settings;
        this.entropy = entropy;
        this.start = start;
        this.oldTail = oldTail;
        this.sequence = start.lastSequence();
    }

    /** Appends records that belong together. */
    void append(List<Item> together) throws IOException {
        long octets = together.stream().mapToLong(Item::span).sum();
        if (!waiting.isEmpty() && waitingOctets + octets > settings.groupOctets()) {
            write();
        }
        waiting.addAll(together);
        waitingOctets += octets;
    }

    /**
     * Makes everything durable, and then the old segments of no account.
     *
     * @return the new segments
     */
    List<Segment> finish() throws IOException {
        if (!waiting.isEmpty()) {
            write();
        }
        var first = segments.isEmpty() ? open() : segments.getFirst();
        waiting.add(new Item.Mark(Format.CHECKPOINT, first.epoch(), start.idFloor()));
        waitingOctets += waiting.getLast().span();
        write();
        waiting.add(new Item.Close());
        waitingOctets += waiting.getLast().span();
        write(true);
        return segments;
    }

    /** Closes the files. */
    void close() throws IOException {
        for (var segment : segments) {
            segment.file.close();
        }
    }

    private void write() throws IOException {
        write(false);
    }

    private void write(boolean close) throws IOException {
        var segment = segments.isEmpty() ? open() : segments.getLast();
        long span = Format.sectors(Format.GROUP_HEADER + waitingOctets);
        if (segment.end() > Format.GROUPS && segment.end() + span > settings.segmentOctets()) {
            segment = open();
        }
        var head = new GroupBuffer.Head(segment.header, sequence + 1, sequence, close);
        ByteBuffer out = buffer.encode(head, segment.end(), waiting, start.nextOrder());
        long octets = out.remaining();
        segment.file.write(segment.end(), out);
        segment.file.force();
        segment.extend(octets);
        sequence++;
        waiting.clear();
        waitingOctets = 0;
    }

    private Segment open() throws IOException {
        var last = segments.isEmpty() ? null : segments.getLast();
        var spare = pool.take();
        var header =
                new SegmentHeader(
                        start.nextEpoch() + segments.size(),
                        entropy.bits(),
                        oldTail == 0 ? start.nextEpoch() : oldTail,
                        last == null ? start.previousEpoch() : last.epoch(),
                        last == null ? start.previousEnd() : last.end(),
                        sequence,
                        start.idFloor(),
                        start.nextOrder(),
                        settings.segmentOctets(),
                        spare.fresh() ? 0 : spare.file().size());
        var next = new Segment(spare.name(), spare.file(), header, Format.GROUPS);
        segments.add(next);
        spare.file().write(0, header.block());
        spare.file().force();
        if (spare.fresh()) {
            pool.forceFolder();
        }
        return next;
    }
}
