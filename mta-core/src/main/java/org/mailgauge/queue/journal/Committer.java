package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Crash;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Accepted;
import org.mailgauge.queue.journal.Journal.Owner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the log, group by group. One thread at a time runs {@link #commit}.
 *
 * <p>Problem: nothing may be promised that a crash could take back. Invariants: the end of the
 * current segment only moves after a force returned; a group is never written while another one's
 * force has failed and was not sealed off by a later segment; waiting senders are told only after
 * the force; after a failed force the same octets are never forced again.
 */
final class Committer {

    /** How a call of {@link #commit} went. */
    enum Progress {
        /** Nothing waits. */
        IDLE,
        /** A group is durable, or what waited has been refused. */
        DONE,
        /** Changes wait for space. */
        STUCK
    }

    /** A message that ended and whose body file is to go. */
    record Garbage(QueueId id, long place) {}

    /** Where the log stands when a run begins. */
    record Start(
            long nextEpoch,
            long previousEpoch,
            long previousEnd,
            long lastSequence,
            long idFloor,
            long nextOrder) {}

    private final JournalSettings settings;
    private final CommitQueue queue;
    private final SegmentBook book;
    private final SegmentPool pool;
    private final Space space;
    private final Time time;
    private final Entropy entropy;
    private final JournalStats stats;
    private final JournalListener listener;
    private final Queue<Garbage> garbage;
    private final GroupBuffer group = new GroupBuffer();

    private volatile @Nullable Owner owner;
    private @Nullable Segment current;
    private long nextEpoch;
    private long previousEpoch;
    private long previousEnd;
    private long sequence;
    private long nextOrder;
    private boolean firstGroup;

    /** What {@link #commit} took from the queue and has not ended yet. */
    private List<Item> inHand = List.of();

    private final AtomicLong idFloor = new AtomicLong();
    private volatile @Nullable String full;
    private volatile @Nullable String broken;

    Committer(
            JournalSettings settings,
            CommitQueue queue,
            SegmentBook book,
            SegmentPool pool,
            Space space,
            Time time,
            Entropy entropy,
            JournalStats stats,
            JournalListener listener,
            Queue<Garbage> garbage,
            Start start) {
        this.settings = settings;
        this.queue = queue;
        this.book = book;
        this.pool = pool;
        this.space = space;
        this.time = time;
        this.entropy = entropy;
        this.stats = stats;
        this.listener = listener;
        this.garbage = garbage;
        this.nextEpoch = start.nextEpoch;
        this.previousEpoch = start.previousEpoch;
        this.previousEnd = start.previousEnd;
        this.sequence = start.lastSequence;
        this.idFloor.set(start.idFloor);
        this.nextOrder = start.nextOrder;
    }

    void owner(Owner newOwner) {
        owner = newOwner;
    }

    @Nullable String broken() {
        return broken;
    }

    @Nullable String full() {
        return full;
    }

    /** There is space again: accepts may try. */
    void spaceAgain() {
        full = null;
    }

    long idFloor() {
        return idFloor.get();
    }

    @Nullable Segment current() {
        return current;
    }

    long sequence() {
        return sequence;
    }

    /** Makes one group of what waits, and makes it durable. */
    Progress commit() {
        if (broken != null) {
            refuse(queue.close(broken), broken);
            return Progress.IDLE;
        }
        var batch = queue.take(room());
        if (batch.isEmpty()) {
            if (queue.isEmpty()) {
                return Progress.IDLE;
            }
            if (!roll(!queue.changesWait())) {
                return broken == null && queue.changesWait() ? Progress.STUCK : Progress.DONE;
            }
            batch = queue.take(room());
            if (batch.isEmpty()) {
                // A record larger than a segment: this one segment grows.
                batch = queue.take(new CommitQueue.Room(Integer.MAX_VALUE, Integer.MAX_VALUE, 0));
            }
        }
        if (batch.stream().allMatch(item -> item instanceof Item.Flush)) {
            acknowledge(batch);
            return Progress.DONE;
        }
        inHand = batch;
        var progress = write(batch, false);
        inHand = List.of();
        if (progress == Progress.DONE && acceptsStarve()) {
            roll(true);
        }
        return progress;
    }

    /** Whether the segment takes new space as it is written. */
    private static boolean growing(Segment segment) {
        return segment.header.allocated() == 0;
    }

    private CommitQueue.Room room() {
        var segment = current;
        if (segment == null) {
            return new CommitQueue.Room(0, 0, 0);
        }
        long room = segment.header.capacity() - segment.end() - Format.GROUP_HEADER;
        long kept = pool.size() > 0 ? 0 : segment.header.capacity() / 16;
        long forAccepts = growing(segment) && scarce() ? 0 : room - kept;
        return new CommitQueue.Room(room, forAccepts, settings.groupOctets());
    }

    private boolean scarce() {
        try {
            return space.scarce();
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Whether accepts would wait for as long as changes keep coming, which fit into what is left:
     * at the end of a segment, or while a growing one may take no more of a scarce disk.
     */
    private boolean acceptsStarve() {
        var segment = current;
        return segment != null
                && (segment.end() > segment.header.capacity() / 2 || (growing(segment) && scarce()))
                && queue.acceptWaitsFor(room());
    }

    /**
     * Opens the next segment, or refuses who can be refused.
     *
     * @param forAccepts whether it is for their sake, who must leave the reserve alone
     * @return whether it is open
     */
    private boolean roll(boolean forAccepts) {
        try {
            if (pool.size() == 0 && forAccepts && space.scarce()) {
                throw new DiskFullException("less than the reserve is free");
            }
            open();
            full = null;
            return true;
        } catch (DiskFullException e) {
            full = String.valueOf(e.getMessage());
            for (var accept : queue.takeAccepts()) {
                stats.refused.increment();
                accept.end(new Accepted.Full(full));
            }
        } catch (IOException e) {
            broke("no segment can be opened", e);
        }
        return false;
    }

    /** Opens a segment whose header is durable; a second file is tried when the first fails. */
    private void open() throws IOException {
        try {
            openOnce();
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            stats.failures.increment();
            listener.failed("opening a segment", e);
            openOnce();
        }
    }

    private void openOnce() throws IOException {
        long epoch = nextEpoch++;
        var spare = pool.take();
        var header =
                new SegmentHeader(
                        epoch,
                        entropy.bits(),
                        book.tail() == 0 ? epoch : book.tail(),
                        current == null ? previousEpoch : current.epoch(),
                        current == null ? previousEnd : current.end(),
                        sequence,
                        idFloor.get(),
                        nextOrder,
                        settings.segmentOctets(),
                        spare.fresh() ? 0 : spare.file().size());
        try {
            spare.file().write(0, header.block());
            Crash.at("journal.header-written");
            spare.file().force();
            if (spare.fresh()) {
                pool.forceFolder();
            }
            Crash.at("journal.header-forced");
        } catch (DiskFullException e) {
            pool.giveBack(spare);
            throw e;
        } catch (IOException e) {
            spare.file().close();
            throw e;
        }
        var next = new Segment(spare.name(), spare.file(), header, Format.GROUPS);
        next.openedTicks = time.ticks();
        if (current != null) {
            book.seal(current, false);
        }
        book.add(next);
        current = next;
        firstGroup = true;
    }

    private Progress write(List<Item> batch, boolean close) {
        var segment = current;
        if (segment == null) {
            throw new IllegalStateException("no segment is open");
        }
        var head = new GroupBuffer.Head(segment.header, sequence + 1, sequence, close);
        var out = group.encode(head, segment.end(), batch, nextOrder);
        long octets = out.remaining();
        Crash.at("journal.group-encoded");
        long begun = time.ticks();
        try {
            segment.file.write(segment.end(), out);
            Crash.at("journal.group-written");
            segment.file.force();
        } catch (DiskFullException e) {
            return noRoom(batch, e, close);
        } catch (IOException e) {
            return failed(segment, batch, e);
        }
        stats.flushed(group.records(), octets, time.ticks() - begun);
        Crash.at(firstGroup ? "journal.first-group-forced" : "journal.group-forced");
        firstGroup = false;
        segment.extend(octets);
        sequence++;
        acknowledge(batch);
        return Progress.DONE;
    }

    private void acknowledge(List<Item> batch) {
        for (int i = 0; i < batch.size(); i++) {
            durable(batch.get(i), group.place(i));
        }
        Crash.at("journal.acknowledged");
    }

    private void durable(Item item, long place) {
        switch (item) {
            case Item.Accept accept -> {
                idFloor.accumulateAndGet(accept.id().low() + 1, Math::max);
                nextOrder++;
                book.born(place, accept.span());
                accept.end(new Accepted.Durable(place));
            }
            case Item.Done done -> {
                if (Format.bodyFileAt(done.place())) {
                    garbage.add(new Garbage(done.id(), done.place()));
                }
                book.ended(done.id(), done.place());
            }
            case Item.Survivor survivor -> {
                Crash.at("journal.survivors-forced");
                stats.survivors.increment();
                book.born(place, survivor.span());
                book.moved(survivor.id(), survivor.from(), place);
                var keeper = owner;
                if (keeper != null) {
                    keeper.moved(survivor.id(), place);
                }
            }
            case Item.Mark mark -> {
                if (mark.type() == Format.CHECKPOINT) {
                    Crash.at("journal.checkpoint-forced");
                    book.release(mark.a(), time.ticks());
                }
            }
            case Item.Flush flush -> flush.end(true);
            case Item.Change _, Item.Close _ -> {
                // Nobody waits for them.
            }
            case Item.Copied _ -> throw new IllegalStateException("a repair's record");
        }
    }

    /** The end has not moved: the next group is written over what came of this one. */
    private Progress noRoom(List<Item> batch, DiskFullException e, boolean close) {
        full = String.valueOf(e.getMessage());
        var rest = refuseAccepts(batch, new Accepted.Full(full));
        queue.putBack(rest);
        // The end has not moved, so this segment can be sealed; a spare needs no new space.
        var segment = current;
        if (!close && segment != null && growing(segment) && pool.size() > 0 && roll(false)) {
            return Progress.DONE;
        }
        return rest.isEmpty() ? Progress.DONE : Progress.STUCK;
    }

    private List<Item> refuseAccepts(List<Item> batch, Accepted how) {
        var rest = new ArrayList<Item>(batch.size());
        for (var item : batch) {
            if (item instanceof Item.Accept accept) {
                stats.refused.increment();
                accept.end(how);
            } else {
                rest.add(item);
            }
        }
        return rest;
    }

    /** A write or force failed: seal, open another segment, abandon there, go on. */
    private Progress failed(Segment segment, List<Item> batch, IOException why) {
        stats.failures.increment();
        listener.failed("making a group durable in " + segment.name, why);
        book.seal(segment, true);
        try {
            open();
            abandon(segment);
        } catch (IOException e) {
            refuse(batch, "the disk failed");
            broke("no segment could be opened after a failed write", e);
            return Progress.IDLE;
        }
        Crash.at("journal.abandon-forced");
        queue.putBack(refuseAccepts(batch, new Accepted.Failed("the disk failed")));
        return Progress.DONE;
    }

    private void abandon(Segment segment) throws IOException {
        var next = current;
        if (next == null) {
            throw new IllegalStateException("no segment is open");
        }
        var mark = List.<Item>of(new Item.Mark(Format.ABANDON, segment.epoch(), segment.end()));
        // One number further: the abandoned group may have left its own on the disk.
        sequence++;
        var head = new GroupBuffer.Head(next.header, sequence + 1, sequence - 1, false);
        ByteBuffer out = group.encode(head, next.end(), mark, nextOrder);
        long octets = out.remaining();
        long begun = time.ticks();
        next.file.write(next.end(), out);
        next.file.force();
        stats.flushed(group.records(), octets, time.ticks() - begun);
        next.extend(octets);
        sequence++;
        firstGroup = false;
    }

    private void broke(String what, IOException why) {
        stats.failures.increment();
        broken = what + ": " + why.getMessage();
        listener.failed(what, why);
        refuse(queue.close(broken), broken);
    }

    /** Ends whatever waits, without success. */
    void refuse(List<Item> items, String why) {
        for (var item : items) {
            if (item instanceof Item.Accept accept) {
                stats.refused.increment();
                accept.end(new Accepted.Failed(why));
            } else if (item instanceof Item.Flush flush) {
                flush.end(false);
            }
        }
    }

    /** The committer itself failed: a bug. Nothing may hang on it. */
    void broke(Throwable bug) {
        var open =
                inHand.stream()
                        .filter(item -> !(item instanceof Item.Accept a && a.outcome() != null))
                        .filter(item -> !(item instanceof Item.Flush f && f.outcome() != null))
                        .toList();
        refuse(open, "a fault in the committer");
        broke("a fault in the committer", new IOException(bug));
    }

    /** Writes the close mark. @return whether it is durable */
    boolean close() {
        if (broken != null || current == null) {
            return broken == null;
        }
        var progress = write(List.of(new Item.Close()), true);
        Crash.at("journal.close-forced");
        return progress == Progress.DONE && broken == null;
    }
}
