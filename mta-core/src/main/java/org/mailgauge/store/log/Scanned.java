package org.mailgauge.store.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.FileWindow;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One segment that is read from somewhere on: which frames it has. Used by one thread. */
final class Scanned {
    private final SegmentHead head;
    private final FileWindow window;
    private final long limit;

    /**
     * @param end where its frames end; negative when that is not known
     */
    Scanned(DiskFile file, SegmentHead head, long end) throws IOException {
        this.head = head;
        this.window = new PatchyFile(file).window();
        this.limit = end < 0 ? window.size() : Math.min(end, window.size());
    }

    /** All right headers from an offset on, whatever lies between them. */
    List<Frame> frames(long from) throws IOException {
        var found = new ArrayList<Frame>();
        long at = Math.max(LogFormat.FRAMES, from);
        long last = 0;
        while (at + LogFormat.FRAME_HEADER <= limit) {
            var frame = header(at);
            if (frame != null && frame.sequence() > last && at + frame.span() <= limit) {
                found.add(frame);
                last = frame.sequence();
                at += frame.span();
            } else {
                at += 8;
            }
        }
        return found;
    }

    /** The frame that begins at an offset; null when there is none that is whole. */
    @Nullable Frame frame(long at) throws IOException {
        var frame = header(at);
        return frame != null && at + frame.span() <= limit ? frame : null;
    }

    private @Nullable Frame header(long at) throws IOException {
        int in = window.at(at, LogFormat.FRAME_HEADER);
        return in < 0 ? null : Frame.parse(window.buffer(), in, at, head.salt());
    }

    /** The record of a frame; null when its checksum is wrong. */
    byte @Nullable [] record(Frame frame) throws IOException {
        int in = window.at(frame.offset() + LogFormat.FRAME_HEADER, frame.length());
        if (in < 0) {
            return null;
        }
        var record = window.copy(in, frame.length());
        return Frame.sum(record) == frame.recordSum() ? record : null;
    }

    /** Whether the content in a frame is what was written. */
    boolean contentIntact(Frame frame) throws IOException {
        long at = frame.offset() + frame.regionAt();
        long octets = frame.octets();
        for (int index = 0; octets > 0; index++) {
            int part = (int) Math.min(Region.CHUNK, octets);
            int in = window.at(at, part + 4L);
            if (in < 0 || !Contents.intact(frame.content(), index, window.buffer(), in, part)) {
                return false;
            }
            octets -= part;
            at += part + 4;
        }
        return true;
    }

    /** Where the group ends that this frame is the last of. */
    static long endOfGroup(Frame frame) {
        return LogFormat.sectors(frame.offset() + frame.span());
    }
}
