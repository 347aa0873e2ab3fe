package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Committer.Garbage;
import org.mailgauge.queue.journal.Journal.Owner;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;

/**
 * The work that nobody waits for, in small steps: body files of ended messages, footers, released
 * segments, spares, survivors. One thread at a time runs {@link #step}.
 */
final class Maintenance {

    /** Where a message was moved is remembered longer than any delivery attempt lasts. */
    private static final long FORGET = Duration.ofHours(1).toNanos();

    /** A segment is read again at most that often. */
    private static final long SCRUB = Duration.ofSeconds(10).toNanos();

    private static final long RETRY = Duration.ofSeconds(1).toNanos();

    private final Disk disk;
    private final String footers;
    private final SegmentBook book;
    private final SegmentPool pool;
    private final CommitQueue queue;
    private final Committer committer;
    private final Bodies bodies;
    private final RecordReader reader;
    private final Mover mover;
    private final Space space;
    private final Time time;
    private final JournalListener listener;
    private final Queue<Garbage> garbage;

    private volatile @Nullable Owner owner;
    private long asked;
    private long scrubbed;
    private long failedAt;
    private boolean failed;

    Maintenance(
            Disk disk,
            String footers,
            SegmentBook book,
            SegmentPool pool,
            CommitQueue queue,
            Committer committer,
            Bodies bodies,
            RecordReader reader,
            Space space,
            Time time,
            JournalListener listener,
            Queue<Garbage> garbage) {
        this.disk = disk;
        this.footers = footers;
        this.book = book;
        this.pool = pool;
        this.queue = queue;
        this.committer = committer;
        this.bodies = bodies;
        this.reader = reader;
        this.mover = new Mover(book, queue, reader);
        this.space = space;
        this.time = time;
        this.listener = listener;
        this.garbage = garbage;
        this.scrubbed = time.ticks();
    }

    void owner(Owner newOwner) {
        owner = newOwner;
    }

    /** Does one piece of work. @return whether there may be more at once */
    boolean step() {
        if (failed && time.ticks() - failedAt < RETRY) {
            return false;
        }
        failed = false;
        try {
            settle();
            return deleteBody()
                    || recycle()
                    || release()
                    || footer()
                    || survivors()
                    || spare()
                    || scrub();
        } catch (DiskFullException _) {
            later();
        } catch (IOException e) {
            later();
            listener.failed("maintaining the journal", e);
        }
        return false;
    }

    private void later() {
        failed = true;
        failedAt = time.ticks();
    }

    private boolean deleteBody() throws IOException {
        var ended = garbage.peek();
        if (ended == null) {
            return false;
        }
        try {
            deleteBody(ended);
        } catch (IOException _) {
            // The file stays an orphan until the next start.
        }
        garbage.remove();
        return true;
    }

    private void deleteBody(Garbage ended) throws IOException {
        long place = book.follow(ended.place(), ended.id());
        var segment = book.at(place);
        if (segment.isEmpty()) {
            return;
        }
        var header = reader.header(segment.get(), Format.offsetOf(place));
        var name = reader.name(segment.get(), header);
        if (header.id().equals(ended.id()) && bodies.exists(name)) {
            bodies.delete(name);
            Crash.at("journal.body-deleted");
        }
    }

    private boolean recycle() throws IOException {
        var released = book.takeReleased();
        if (released.isEmpty()) {
            return false;
        }
        var path = Footer.path(footers, released.get().epoch());
        if (disk.exists(path)) {
            disk.delete(path);
        }
        pool.recycle(released.get());
        Crash.at("journal.recycled");
        return true;
    }

    private boolean release() {
        var tail = book.releasable();
        // What ended there may have body files whose names only its records know.
        if (tail.isEmpty() || !garbage.isEmpty() || tail.getAsLong() <= asked) {
            return false;
        }
        asked = tail.getAsLong();
        return queue.add(new Item.Mark(Format.CHECKPOINT, asked, committer.idFloor()), false);
    }

    private boolean footer() throws IOException {
        var wanting = book.unfooted();
        if (wanting.isEmpty()) {
            return false;
        }
        try {
            writeFooter(wanting.get(), false);
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            // Not tried again: the next start reads the segment instead.
            book.footed(wanting.get());
            listener.failed("writing a footer", e);
        }
        return true;
    }

    /** Makes the footer of a segment by reading it. */
    void writeFooter(Segment segment, boolean cleanClose) throws IOException {
        Footer.of(segment, cleanClose).write(disk, footers, segment.header.salt());
        book.footed(segment);
    }

    private boolean survivors() {
        var keeper = owner;
        var thin = book.thin();
        return keeper != null
                && thin.isPresent()
                && committer.full() == null
                && queue.overload(0) == null
                && mover.step(thin.get(), keeper);
    }

    private boolean spare() throws IOException {
        return !space.scarce() && pool.fill();
    }

    /** Reads a segment whose footer served at the start, so that damage does not lie in wait. */
    private boolean scrub() throws IOException {
        if (time.ticks() - scrubbed < SCRUB) {
            return false;
        }
        scrubbed = time.ticks();
        var next = book.unread();
        if (next.isPresent()) {
            reader.scrub(next.get(), owner);
        }
        return next.isPresent();
    }

    private void settle() throws IOException {
        if (committer.full() != null && (pool.size() > 0 || !space.scarce())) {
            committer.spaceAgain();
        }
        book.forget(time.ticks() - FORGET);
    }
}
