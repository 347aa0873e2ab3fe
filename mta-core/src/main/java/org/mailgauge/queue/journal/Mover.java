package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.journal.Journal.Owner;

import java.io.IOException;

/**
 * Copies the survivors of the oldest segment forward, a few at a time. Used by the maintenance
 * thread only.
 *
 * <p>A survivor's state must stand for exactly the changes before it in the log. So the queue is
 * told to watch the message before the owner is asked for its state, and takes the survivor only
 * when nothing was appended for the message in between; such a message is tried again when all
 * others are durable.
 */
final class Mover {

    private static final long STEP = 1 << 20;

    private final SegmentBook book;
    private final CommitQueue queue;
    private final RecordReader reader;

    private @Nullable Segment segment;
    private Item.@Nullable Flush appended;
    private long[] offsets = new long[0];
    private int next;

    Mover(SegmentBook book, CommitQueue queue, RecordReader reader) {
        this.book = book;
        this.queue = queue;
        this.reader = reader;
    }

    /**
     * Appends some survivors.
     *
     * @return whether it did something; false also when all has been appended and is under way
     */
    boolean step(Segment thin, Owner owner) {
        var waiting = appended;
        if (waiting != null && waiting.outcome() == null) {
            return false;
        }
        appended = null;
        if (segment != thin) {
            segment = thin;
            offsets = book.liveOffsets(thin);
            next = 0;
        }
        boolean any = false;
        long octets = 0;
        while (octets < STEP && next < offsets.length) {
            long span = move(thin, offsets[next++], owner);
            octets += span;
            any |= span > 0;
        }
        if (next == offsets.length) {
            segment = null;
            var flush = new Item.Flush();
            appended = queue.add(flush, false) ? flush : null;
        }
        return any;
    }

    private long move(Segment from, long offset, Owner owner) {
        try {
            var header = reader.header(from, offset);
            return move(from, header, owner);
        } catch (DamagedException e) {
            damaged(e, from, offset, owner);
        } catch (IOException _) {
            // Tried again in the next round.
        }
        return 0;
    }

    /**
     * A record that cannot be copied: quarantine keeps its octets. Its message is set aside by its
     * owner, which then writes its end; only what nobody owns ends here.
     */
    private void damaged(DamagedException e, Segment from, long offset, Owner owner) {
        long place = Format.place(from.epoch(), offset, false);
        var id = owner.at(place);
        reader.damaged(e, from, offset, id.orElse(Item.NOBODY));
        if (id.isEmpty()) {
            book.ended(Item.NOBODY, place);
        }
    }

    private long move(Segment from, RecordHeader header, Owner owner) throws IOException {
        var envelope = reader.envelope(from, header);
        var region = reader.region(from.file, header);
        queue.watch(header.id());
        var state = owner.state(header.id());
        if (state.isEmpty()) {
            queue.unwatch(header.id());
            return 0;
        }
        long place = Format.place(from.epoch(), header.offset(), header.bodyFile());
        queue.addUnchanged(new Item.Survivor(header, place, envelope, state.get(), region));
        return header.span();
    }
}
