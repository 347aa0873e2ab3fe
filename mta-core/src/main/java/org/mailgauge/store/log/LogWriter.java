package org.mailgauge.store.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.port.Entropy;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Appends groups of frames and makes each durable with one force. Used by one thread. */
public final class LogWriter implements AutoCloseable {
    /*
     * Problem: after a write or a force has failed nobody knows what of the group is on the disk, and
     * a second force that returns well says nothing about it.
     * Rule: the segment ends where its last durable group ended. The next group goes into a new
     * segment, whose header says so and is durable before the group is written. Until then a crash
     * may bring the failed group back, which is allowed: its writers were told of a failure, not that
     * nothing happened. Sequence numbers of the failed group are given again.
     */

    private static final int FIRST = 64 << 10;
    private static final int KEEP = 16 << 20;

    /** The buffer doubles until it has so many octets, and grows by so many then. */
    private static final int STEP = 4 << 20;

    private final Segments segments;
    private final Entropy entropy;
    private final LogListener listener;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST);
    private @Nullable DiskFile file;
    private SegmentHead head;
    private long end;
    private long nextEpoch;

    /** Of the last durable frame. */
    private long durable;

    private int frames;

    /** Where in the group the last frame begins. */
    private int lastFrame;

    LogWriter(Segments segments, Entropy entropy, LogListener listener, LogEnd from) {
        this.segments = segments;
        this.entropy = entropy;
        this.listener = listener;
        this.durable = from.sequence();
        this.nextEpoch = from.nextEpoch();
        this.head = new SegmentHead(from.epoch(), 0, 0, 0, 0);
        this.end = from.offset();
    }

    /** Begins a group: afterwards frames can be added. */
    public void begin() throws IOException {
        buffer.clear();
        frames = 0;
        if (file == null || end >= segments.settings().segmentOctets()) {
            roll();
        }
    }

    private void roll() throws IOException {
        closeFile();
        long epoch = nextEpoch++;
        var next = new SegmentHead(epoch, entropy.bits(), head.epoch(), end, durable);
        var created = segments.create(epoch);
        try {
            created.write(0, next.block());
            Crash.at("store.header-written");
            created.force();
            segments.disk.forceFolder(segments.folder);
        } catch (IOException e) {
            created.close();
            throw e;
        }
        Crash.at("store.header-forced");
        file = created;
        head = next;
        end = LogFormat.FRAMES;
    }

    /**
     * Adds a frame to the group.
     *
     * @param content number of the content in the region, or 0
     * @return its place, once the group is durable
     * @throws GroupTooLargeException when the group would have more than its most octets, or there
     *     is no memory for it
     */
    public long add(int type, long subject, byte[] record, long content, Region region) {
        long span = Frame.span(record.length, region.length());
        int at = buffer.position();
        if (at + span > segments.settings().groupOctets()
                || end + at + span >= LogFormat.MAX_OFFSET) {
            throw new GroupTooLargeException("a group of " + (at + span) + " octets");
        }
        reserve((int) span + LogFormat.SECTOR);
        frames++;
        lastFrame = at;
        long offset = end + at;
        buffer.put(at + LogFormat.FRAME_HEADER, record);
        int regionAt = at + LogFormat.FRAME_HEADER + record.length;
        pad(region.put(buffer, regionAt), at + (int) span);
        new Frame(
                        type,
                        durable + frames,
                        durable,
                        subject,
                        record.length,
                        Frame.sum(record),
                        region.length(),
                        content,
                        offset)
                .put(buffer, at, head.salt());
        buffer.position(at + (int) span);
        return Place.of(head.epoch(), offset);
    }

    private void reserve(int more) {
        if (buffer.remaining() < more) {
            int step = Math.min(buffer.capacity(), STEP);
            int capacity = Math.max(buffer.capacity() + step, buffer.position() + more);
            var larger = allocate(capacity);
            buffer = larger.put(buffer.flip());
        }
    }

    private static ByteBuffer allocate(int capacity) {
        try {
            return ByteBuffer.allocateDirect(capacity);
        } catch (OutOfMemoryError e) {
            var why = new GroupTooLargeException("no memory for a group of " + capacity);
            why.initCause(e);
            throw why;
        }
    }

    /**
     * How far a group had come.
     *
     * @param octets so far
     * @param frames so far
     * @param lastFrame where the last of them begins
     */
    public record Mark(int octets, int frames, int lastFrame) {}

    public Mark mark() {
        return new Mark(buffer.position(), frames, lastFrame);
    }

    /** Takes back what was added to the group since. */
    public void back(Mark to) {
        buffer.position(to.octets());
        frames = to.frames();
        lastFrame = to.lastFrame();
    }

    private void pad(int from, int to) {
        for (int i = from; i < to; i++) {
            buffer.put(i, (byte) 0);
        }
    }

    /** Octets of the group so far. */
    public int size() {
        return buffer.position();
    }

    /** Frames of the group so far. */
    public int frames() {
        return frames;
    }

    /** Where the log ends once the group is durable. */
    public long endOfGroup() {
        return Place.of(head.epoch(), end + LogFormat.sectors(buffer.position()));
    }

    /** Place of the group's last frame. */
    public long lastPlace() {
        return Place.of(head.epoch(), end + lastFrame);
    }

    /** Sequence of the last frame of the group, or of the last durable one. */
    public long lastSequence() {
        return durable + frames;
    }

    public long epoch() {
        return head.epoch();
    }

    /** Forgets the group. */
    public void drop() {
        buffer.clear();
        frames = 0;
    }

    /** Makes the group durable; after a failure nothing of it counts. */
    public void flush() throws IOException {
        if (frames == 0) {
            return;
        }
        var to = file;
        if (to == null) {
            throw new IllegalStateException("no group was begun");
        }
        int length = buffer.position();
        int span = (int) LogFormat.sectors(length);
        pad(length, span);
        buffer.position(0).limit(span);
        try {
            to.write(end, buffer);
            Crash.at("store.group-written");
            to.force();
        } catch (IOException e) {
            listener.failed("making a group durable in " + segments.path(head.epoch()), e);
            drop();
            closeFile();
            throw e;
        }
        Crash.at("store.group-forced");
        end += span;
        durable += frames;
        drop();
        if (buffer.capacity() > KEEP) {
            shrink();
        }
    }

    /**
     * Gives up a large buffer; without memory for a small one, it is kept: the group is durable.
     */
    private void shrink() {
        try {
            buffer = allocate(FIRST);
        } catch (GroupTooLargeException _) {
            buffer.clear();
        }
    }

    private void closeFile() {
        var open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                listener.failed("closing " + segments.path(head.epoch()), e);
            }
        }
    }

    @Override
    public void close() {
        closeFile();
    }
}
