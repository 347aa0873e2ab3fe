package org.mailgauge.store.log;

import org.mailgauge.disk.PatchyFile;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.store.log.LogListener.Damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a log that nobody writes, from a place on; finds what is damaged and where it ends. Used by
 * one thread, once.
 */
final class LogReading {
    /*
     * Problem: what lies at the end may be a group that was never durable, and then it must go
     * without a word; anywhere else what is wrong is damage, and must be told.
     * Rule: numbers of frames have no gaps. A number is promised when some header, or the index or
     * what was noted when the store was closed, says that it was durable, or when its segment's end
     * is known from the next one. What is missing or
     * wrong among the promised is damage; the first that is not promised and wrong ends the log.
     */

    private final Segments segments;
    private final LogListener listener;
    private final LogVisitor visitor;
    private final Quarantine quarantine;

    private long last;
    private long promised;
    private long epoch;
    private long end = LogFormat.FRAMES;

    LogReading(Segments segments, LogListener listener, LogVisitor visitor, Quarantine quarantine) {
        this.segments = segments;
        this.listener = listener;
        this.visitor = visitor;
        this.quarantine = quarantine;
    }

    /** Reads it. */
    LogEnd read(LogStart start) throws IOException {
        long from = start.place();
        last = start.sequence();
        promised = Math.max(start.sequence(), start.promised());
        epoch = Place.epoch(from);
        end = Math.max(LogFormat.FRAMES, Place.offset(from));
        long newest = 0;
        var heads = new TreeMap<Long, SegmentHead>();
        for (var name : segments.disk.list(segments.folder)) {
            long number = LogFormat.number(name);
            newest = Math.max(newest, number);
            if (number >= Place.epoch(from) && number > 0) {
                head(number, heads);
            }
        }
        heads.values().forEach(head -> promised = Math.max(promised, head.durableThrough()));
        for (var head : heads.values()) {
            segment(head, from, ends(heads, head.epoch()));
        }
        if (promised > last) {
            lose(segments.path(Math.max(1, epoch)), end, 0, 0, promised - last, "frames are gone");
            last = promised;
        }
        return new LogEnd(epoch, end, last, newest + 1);
    }

    /** Where a segment ends by what the next one says; -1 when none does. */
    static long ends(Map<Long, SegmentHead> heads, long epoch) {
        return heads.values().stream()
                .filter(head -> head.previousEpoch() == epoch)
                .mapToLong(SegmentHead::previousEnd)
                .max()
                .orElse(-1);
    }

    private void head(long number, Map<Long, SegmentHead> heads) throws IOException {
        var path = segments.path(number);
        boolean empty;
        try (var file = segments.open(number)) {
            var head = SegmentHead.read(file, path);
            if (head.isPresent() && head.get().epoch() == number) {
                heads.put(number, head.get());
                return;
            }
            empty = holdsNothing(file);
        }
        // The header is durable before the first frame: without both nothing was ever promised.
        if (empty) {
            segments.disk.delete(path);
        } else {
            listener.damaged(new Damage(path, 0, LogFormat.FRAMES, 0, 0, "no right header"));
            quarantine.move(path, "segment-" + LogFormat.name(number));
        }
    }

    private static boolean holdsNothing(DiskFile file) throws IOException {
        var block = ByteBuffer.allocate(LogFormat.FRAMES);
        new PatchyFile(file).read(LogFormat.FRAMES, block);
        for (int i = 0; i < block.capacity(); i++) {
            if (block.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void segment(SegmentHead head, long from, long knownEnd) throws IOException {
        boolean sealed = knownEnd >= 0;
        boolean first = head.epoch() == Place.epoch(from);
        long begin = first ? Place.offset(from) : 0;
        long lastBefore = last;
        long epochBefore = epoch;
        long endBefore = end;
        boolean torn;
        try (var file = segments.open(head.epoch())) {
            var scanned = new Scanned(file, head, knownEnd);
            var frames = scanned.frames(begin);
            if (!frames.isEmpty()) {
                promised = Math.max(promised, frames.getLast().durableThrough());
            }
            epoch = head.epoch();
            end = Math.max(LogFormat.FRAMES, begin);
            secure(file, take(scanned, frames, sealed));
            end = Math.max(end, knownEnd);
            torn = !frames.isEmpty() || holdsNothing(file);
        }
        if (!sealed && !first && last == lastBefore) {
            epoch = epochBefore;
            end = endBefore;
            discard(head, torn);
        }
    }

    /** Takes frames in, up to the log's end. @return those that nobody had promised */
    private List<Frame> take(Scanned scanned, List<Frame> frames, boolean sealed)
            throws IOException {
        var unpromised = new ArrayList<Frame>();
        for (var frame : frames) {
            if (frame.sequence() <= last) {
                continue;
            }
            if (!take(scanned, frame, sealed)) {
                break;
            }
            if (frame.sequence() > promised && !sealed) {
                unpromised.add(frame);
            }
            end = Scanned.endOfGroup(frame);
        }
        return unpromised;
    }

    /**
     * Takes away a segment of which nothing counts. If it stayed, what follows would stand behind
     * it in the log, and say where it ends rather than where the one before it does.
     *
     * @param torn whether it is known for what it is; else it is kept for who wants to look at it
     */
    private void discard(SegmentHead head, boolean torn) throws IOException {
        var path = segments.path(head.epoch());
        if (torn) {
            segments.disk.delete(path);
            segments.disk.forceFolder(segments.folder);
            Crash.at("store.segment-discarded");
        } else {
            quarantine.move(path, "segment-" + LogFormat.name(head.epoch()));
        }
    }

    /** Takes in a frame. @return false when the log ends before it */
    private boolean take(Scanned scanned, Frame frame, boolean sealed) throws IOException {
        var path = segments.path(epoch);
        long missing = frame.sequence() - last - 1;
        if (missing > 0) {
            if (!sealed && last + 1 > promised) {
                return false;
            }
            lose(path, end, frame.offset() - end, 0, missing, "frames cannot be read");
        }
        boolean open = !sealed && frame.sequence() > promised;
        var record = scanned.record(frame);
        boolean content = record != null && scanned.contentIntact(frame);
        if (open && !content) {
            return false;
        }
        last = frame.sequence();
        long offset = frame.offset();
        if (record == null) {
            lose(path, offset, frame.span(), frame.subject(), 1, "wrong record");
            return true;
        }
        if (!content) {
            quarantine.copy(path, epoch, offset, frame.span());
            listener.damaged(
                    new Damage(path, offset, frame.span(), frame.subject(), 0, "wrong content"));
        }
        visitor.frame(frame, Place.of(epoch, offset), record);
        return true;
    }

    private void lose(String path, long offset, long length, long subject, long frames, String what)
            throws IOException {
        quarantine.copy(path, epoch, offset, length);
        listener.damaged(new Damage(path, offset, length, subject, frames, what));
        visitor.lost(subject, frames);
    }

    /**
     * Writes frames that nobody promised once more, over themselves: they may have been read from a
     * cache that outlived a failed force, and must be durable before anyone acts on them.
     */
    private void secure(DiskFile file, List<Frame> unpromised) throws IOException {
        if (unpromised.isEmpty()) {
            return;
        }
        long from = unpromised.getFirst().offset();
        long to = unpromised.getLast().offset() + unpromised.getLast().span();
        var piece = ByteBuffer.allocate((int) Math.min(to - from, 1 << 20));
        for (long at = from; at < to; at += piece.capacity()) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - at));
            file.read(at, piece);
            file.write(at, piece.flip());
        }
        file.force();
        Crash.at("store.tail-forced");
    }
}
