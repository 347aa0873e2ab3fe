package org.mailgauge.store.log;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The log of one shard: what is in its folder, and how it is opened. Safe for any platform thread.
 */
public final class StoreLog implements Closeable {
    private final Disk disk;
    private final Entropy entropy;
    private final LogListener listener;
    private final Segments segments;
    private final OpenSegments open;
    private final Contents contents;
    private final Quarantine quarantine;

    /**
     * @param folder of the shard
     */
    public StoreLog(
            Disk disk, Entropy entropy, String folder, LogSettings settings, LogListener listener) {
        this.disk = disk;
        this.entropy = entropy;
        this.listener = listener;
        this.segments = new Segments(disk, folder + "/log", settings);
        this.open = new OpenSegments(segments);
        this.contents = new Contents(segments, open, folder + "/content");
        this.quarantine = new Quarantine(disk, folder + "/quarantine");
    }

    public Contents contents() {
        return contents;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    /**
     * Reads the log from a place on and opens it to be written.
     *
     * @throws org.mailgauge.disk.NewerFormatException when a newer program wrote it; nothing has
     *     been changed
     */
    public LogWriter open(LogStart start, LogVisitor visitor) throws IOException {
        segments.begin();
        contents.begin();
        var end = new LogReading(segments, listener, visitor, quarantine).read(start);
        return new LogWriter(segments, entropy, listener, end);
    }

    /**
     * Whether the frame is still there that an index took in last. If not, the end of the log was
     * lost after it had been durable; the index has what was in it, but for contents.
     *
     * @param tail its place
     */
    public boolean reaches(long tail, long sequence) throws IOException {
        long epoch = Place.epoch(tail);
        if (!has(epoch)) {
            return false;
        }
        try (var file = segments.open(epoch)) {
            var head = SegmentHead.read(file, segments.path(epoch));
            if (head.isEmpty()) {
                return false;
            }
            var scanned = new Scanned(file, head.get(), -1);
            var frame = scanned.frame(Place.offset(tail));
            return frame != null && frame.sequence() == sequence && scanned.record(frame) != null;
        }
    }

    /**
     * Tells, and sets aside, that the log has no more what was there from a frame on to its end.
     */
    public void shortened(long tail, long end) throws IOException {
        long epoch = Place.epoch(tail);
        var path = segments.path(epoch);
        long offset = Math.min(Place.offset(tail), has(epoch) ? octets(epoch) : 0);
        long length = Place.offset(end) - offset;
        quarantine.copy(path, epoch, offset, length);
        listener.damaged(
                new LogListener.Damage(
                        path, offset, length, 0, 0, "the log ends before what the index has"));
    }

    /** Makes the next segment ready; by one thread at a time. */
    public void prepare() throws IOException {
        segments.prepare();
    }

    /**
     * Shows every record that is right, with a content that is right, of the segments from one
     * epoch up to another, whatever lies between them and however often a number is there. Changes
     * nothing.
     */
    public void survey(long first, long last, FrameVisitor visitor) throws IOException {
        var heads = heads();
        for (var head : heads.values()) {
            if (head.epoch() >= first && head.epoch() <= last) {
                survey(head, LogReading.ends(heads, head.epoch()), visitor);
            }
        }
    }

    private void survey(SegmentHead head, long end, FrameVisitor visitor) throws IOException {
        try (var file = segments.open(head.epoch())) {
            var scanned = new Scanned(file, head, end);
            for (var frame : scanned.frames(0)) {
                var record = scanned.record(frame);
                if (record != null && scanned.contentIntact(frame)) {
                    visitor.frame(frame, Place.of(head.epoch(), frame.offset()), record);
                }
            }
        }
    }

    /**
     * How many octets of each segment count, by epoch: what is behind them says nothing. Of the
     * latest, and of one whose end is not known, all.
     */
    public SortedMap<Long, Long> extents() throws IOException {
        var heads = heads();
        var extents = new TreeMap<Long, Long>();
        for (long epoch : epochs()) {
            long octets = octets(epoch);
            long end = LogReading.ends(heads, epoch);
            extents.put(epoch, end < 0 ? octets : Math.min(end, octets));
        }
        return extents;
    }

    private SortedMap<Long, SegmentHead> heads() throws IOException {
        var heads = new TreeMap<Long, SegmentHead>();
        for (long epoch : epochs()) {
            try (var file = segments.open(epoch)) {
                SegmentHead.read(file, segments.path(epoch))
                        .filter(head -> head.epoch() == epoch)
                        .ifPresent(head -> heads.put(epoch, head));
            }
        }
        return heads;
    }

    /** Whether a segment is there. */
    public boolean has(long epoch) throws IOException {
        return disk.exists(segments.path(epoch));
    }

    /** The epochs of its segments, in order. */
    public List<Long> epochs() throws IOException {
        if (!disk.exists(segments.folder)) {
            return List.of();
        }
        return disk.list(segments.folder).stream()
                .map(LogFormat::number)
                .filter(number -> number > 0)
                .toList();
    }

    /** Octets of a segment's file. */
    public long octets(long epoch) throws IOException {
        try (var file = segments.open(epoch)) {
            return file.size();
        }
    }

    /** How many segments there are. */
    public int count() throws IOException {
        return (int)
                disk.list(segments.folder).stream()
                        .filter(name -> LogFormat.number(name) > 0)
                        .count();
    }

    /** Deletes a segment that holds nothing any more. */
    public void delete(long epoch) throws IOException {
        disk.delete(segments.path(epoch));
        open.forget(epoch);
        disk.forceFolder(segments.folder);
    }

    /** Lets go of the files that were kept open for reading. */
    @Override
    public void close() throws IOException {
        open.close();
    }
}
