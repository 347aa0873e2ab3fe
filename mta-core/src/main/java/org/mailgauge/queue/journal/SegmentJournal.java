package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Space;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The journal in segments ({@code docs/queue-format.md}). Safe for use by any thread.
 *
 * <p>In production {@link #start} begins two platform threads, a committer and maintenance. Without
 * it the journal is <em>stepped</em>: the caller's thread does the work in {@link #accept}, {@link
 * #flush}, {@link #commitOnce} and {@link #maintainOnce}, so that a simulation decides everything.
 */
public final class SegmentJournal implements Journal, Probe {

    private static final int LARGEST_ENVELOPE = 1 << 20;
    private static final int LARGEST_STATE = 64 << 10;

    /**
     * Of contents that became durable a moment ago, kept in memory. A stepped journal keeps none:
     * what a simulation reads is on the disk.
     */
    private static final long FRESH_OCTETS = 4 << 20;

    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration STUCK = Duration.ofMillis(100);

    private final JournalSettings settings;
    private final Tasks tasks;
    private final Time time;
    private final JournalStats stats;
    private final SegmentBook book;
    private final SegmentPool pool;
    private final CommitQueue queue;
    private final Committer committer;
    private final Maintenance maintenance;
    private final Bodies bodies;
    private final RecordReader reader;
    private final JournalListener listener;
    private final DraftMemory memory;
    private final FreshContents fresh;

    /** One step of the committer at a time. */
    private final ReentrantLock committing = new ReentrantLock();

    /** One step of maintenance at a time. */
    private final ReentrantLock maintaining = new ReentrantLock();

    private final ReentrantLock resting = new ReentrantLock();
    private final java.util.concurrent.locks.Condition rested = resting.newCondition();
    private final long firstId;
    private List<Recovered> recovered;
    private final List<Tasks.Task> threads = new ArrayList<>();
    private volatile boolean stopping;
    private volatile boolean closed;

    private SegmentJournal(
            Disk disk,
            Folders folders,
            Tasks tasks,
            Time time,
            Entropy entropy,
            JournalSettings settings,
            JournalListener listener,
            RecordFormats formats)
            throws IOException {
        this.settings = settings;
        this.memory = new DraftMemory(settings.bodyMemoryOctets());
        this.fresh = new FreshContents(Math.min(FRESH_OCTETS, settings.bodyMemoryOctets() / 8));
        this.tasks = tasks;
        this.time = time;
        this.listener = listener;
        this.stats = new JournalStats();
        var space = new Space(disk, time, settings.reserveOctets(), settings.reserveInodes());
        this.bodies = new Bodies(disk, folders.bodies(), entropy.bits(), space);
        var quarantine = new Quarantine(disk, folders.quarantine(), stats, listener);
        var recovery = new Recovery(disk, folders, settings, bodies, quarantine, listener, formats);
        var state = recover(recovery);
        stats.orphans.add(state.orphans());
        this.recovered = state.recovered();
        this.firstId = state.start().idFloor();
        this.book = state.book();
        book.opened(time.ticks());
        this.pool = state.pool();
        this.queue = new CommitQueue(time, settings);
        var garbage = new ConcurrentLinkedQueue<Committer.Garbage>();
        this.committer =
                new Committer(
                        settings,
                        queue,
                        book,
                        pool,
                        space,
                        time,
                        entropy,
                        stats,
                        listener,
                        garbage,
                        state.start());
        this.reader = new RecordReader(book, bodies, quarantine, folders.segments());
        this.maintenance =
                new Maintenance(
                        disk,
                        folders.footers(),
                        book,
                        pool,
                        queue,
                        committer,
                        bodies,
                        reader,
                        space,
                        time,
                        listener,
                        garbage);
    }

    private static Recovery.State recover(Recovery recovery) throws IOException {
        boolean done = false;
        try {
            var state = recovery.run();
            done = true;
            return state;
        } finally {
            if (!done) {
                recovery.abort();
            }
        }
    }

    /**
     * Opens the journal in a folder, creating or recovering it, on an I/O thread.
     *
     * @param folder below the data directory
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     */
    public static SegmentJournal open(
            Disk disk,
            String folder,
            Tasks tasks,
            Time time,
            Entropy entropy,
            JournalSettings settings,
            JournalListener listener)
            throws IOException {
        return open(disk, folder, tasks, time, entropy, settings, listener, RecordFormats.ANY);
    }

    /**
     * The same, where newer records of the journal's owner are refused too.
     *
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     */
    public static SegmentJournal open(
            Disk disk,
            String folder,
            Tasks tasks,
            Time time,
            Entropy entropy,
            JournalSettings settings,
            JournalListener listener,
            RecordFormats formats)
            throws IOException {
        var folders = new Folders(folder);
        return tasks.io(
                () -> {
                    folders.make(disk);
                    return new SegmentJournal(
                            disk, folders, tasks, time, entropy, settings, listener, formats);
                });
    }

    /** The messages found at opening, in the order of acceptance. Gives them once. */
    public List<Recovered> takeRecovered() {
        var found = recovered;
        recovered = List.of();
        return found;
    }

    /** No queue id given out from now on may have a serial below this. */
    public long idFloor() {
        return firstId;
    }

    /**
     * Names the owner, who knows of every live message by now: from then on survivors are copied
     * forward.
     */
    public void owner(Owner owner) {
        committer.owner(owner);
        maintenance.owner(owner);
    }

    /** Starts the committer and maintenance, which copies nothing until the owner is known. */
    public void start() {
        threads.add(tasks.startPlatform("journal-committer", this::commitAll));
        threads.add(tasks.startPlatform("journal-maintenance", this::maintainAll));
    }

    private void commitAll() {
        try {
            while (!stopping || !queue.isEmpty()) {
                var progress = commitOnce();
                if (committer.broken() != null) {
                    return; // all that waited is refused, and nothing more is taken
                }
                if (progress == Committer.Progress.STUCK) {
                    if (stopping) {
                        return;
                    }
                    queue.pause(STUCK);
                } else if (queue.isEmpty() || !stopping) {
                    queue.await(IDLE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            committer.broke(bug);
        }
    }

    private void maintainAll() {
        try {
            while (!stopping) {
                if (!maintained()) {
                    rest();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault in one step must not end the thread: the log would only grow from then on. */
    private boolean maintained() {
        try {
            return maintainOnce();
        } catch (RuntimeException bug) {
            listener.failed("maintaining the journal", bug);
            return false;
        }
    }

    private void rest() throws InterruptedException {
        resting.lock();
        try {
            long left = IDLE.toNanos();
            while (!stopping && left > 0) {
                left = rested.awaitNanos(left);
            }
        } finally {
            resting.unlock();
        }
    }

    /** One step of the committer, for a stepped journal. */
    Committer.Progress commitOnce() {
        committing.lock();
        try {
            return committer.commit();
        } finally {
            committing.unlock();
        }
    }

    /** One step of maintenance. @return whether there may be more at once */
    boolean maintainOnce() {
        maintaining.lock();
        try {
            return !closed && maintenance.step();
        } finally {
            maintaining.unlock();
        }
    }

    /**
     * Does what waits, for a stepped journal.
     *
     * @param steps of maintenance at most
     */
    public void step(int steps) {
        while (commitOnce() == Committer.Progress.DONE) {
            // The next group.
        }
        for (int i = 0; i < steps && maintainOnce(); i++) {
            commitOnce();
        }
    }

    /** The segments that count, oldest first. */
    List<Segment> segments() {
        return book.inUse();
    }

    private boolean stepped() {
        return threads.isEmpty();
    }

    @Override
    public Body body() {
        return new DraftBody(bodies, tasks, settings.bodyFileOctets(), memory);
    }

    @Override
    public Accepted accept(QueueId id, byte[] envelope, Body content) {
        if (envelope.length > LARGEST_ENVELOPE) {
            throw new IllegalArgumentException("envelope of " + envelope.length + " octets");
        }
        var how = accept(id, envelope, (DraftBody) content, false);
        content.close();
        return how;
    }

    @Override
    public Accepted acceptOwn(QueueId id, byte[] envelope, Body content) {
        if (envelope.length > LARGEST_ENVELOPE) {
            throw new IllegalArgumentException("envelope of " + envelope.length + " octets");
        }
        var how = accept(id, envelope, (DraftBody) content, true);
        content.close();
        return how;
    }

    private Accepted accept(QueueId id, byte[] envelope, DraftBody body, boolean own) {
        var refusal = body.refusal();
        var why = refusal == null && !own ? queue.overload(envelope.length) : null;
        if (refusal != null || why != null) {
            stats.refused.increment();
            return refusal != null ? refusal : new Accepted.Failed(String.valueOf(why));
        }
        var submitted = submit(id, envelope, body, own);
        if (submitted.refusal != null) {
            stats.refused.increment();
            return submitted.refusal;
        }
        var accept = submitted.item();
        while (stepped() && accept.outcome() == null) {
            commitHere();
        }
        var how = accept.await();
        if (how instanceof Accepted.Durable) {
            body.taken().filter(_ -> !stepped()).ifPresent(content -> fresh.put(id, content));
        }
        return how;
    }

    /** An accept that waits, or why there is none. */
    record Submitted(Item.@Nullable Accept accept, @Nullable Accepted refusal) {
        Item.Accept item() {
            if (accept == null) {
                throw new IllegalStateException("refused");
            }
            return accept;
        }
    }

    /** Finishes the content and puts the accept into the commit queue; does not wait for it. */
    Submitted submit(QueueId id, byte[] envelope, DraftBody body) {
        return submit(id, envelope, body, false);
    }

    private Submitted submit(QueueId id, byte[] envelope, DraftBody body, boolean own) {
        try {
            boolean inFile = body.inFile();
            var region = body.finish(id.high(), id.low());
            var accept = new Item.Accept(id, envelope, region, body.octets(), inFile, time.ticks());
            var refusal = own ? queue.offerOwn(accept) : queue.offer(accept);
            return new Submitted(refusal == null ? accept : null, refusal);
        } catch (IOException e) {
            return new Submitted(null, DraftBody.refusal(e));
        }
    }

    @Override
    public void change(QueueId id, long place, byte[] state) {
        if (state.length > LARGEST_STATE) {
            throw new IllegalArgumentException("state of " + state.length + " octets");
        }
        fresh.drop(id);
        queue.add(new Item.Change(id, state), false);
    }

    @Override
    public void done(QueueId id, long place) {
        fresh.drop(id);
        queue.add(new Item.Done(id, place), false);
    }

    @Override
    public boolean flush() {
        var flush = new Item.Flush();
        if (!queue.add(flush, true)) {
            return false;
        }
        while (stepped() && flush.outcome() == null) {
            if (commitHere() == Committer.Progress.STUCK) {
                return false;
            }
        }
        return flush.await();
    }

    private Committer.Progress commitHere() {
        try {
            return tasks.io(this::commitOnce);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Content content(QueueId id, long place) {
        var known = fresh.get(id);
        return known != null ? known : new StoredContent(reader, tasks, id, place);
    }

    @Override
    public byte[] envelope(QueueId id, long place) throws IOException {
        return tasks.io(() -> reader.found(id, place)).envelope();
    }

    @Override
    public Condition condition() {
        var broken = committer.broken();
        if (broken != null) {
            return new Condition.Broken(broken);
        }
        if (closed || stopping) {
            return new Condition.Congested("the journal is closed");
        }
        var full = committer.full();
        if (full != null) {
            return new Condition.Full(full);
        }
        var congestion = queue.overload(0);
        return congestion != null ? new Condition.Congested(congestion) : new Condition.Healthy();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            tasks.io(
                    () -> {
                        stop();
                        return true;
                    });
        } catch (IOException e) {
            listener.failed("closing the journal", e);
        }
    }

    private void stop() throws IOException {
        stopping = true;
        queue.wake();
        wakeMaintenance();
        for (var thread : threads) {
            join(thread);
        }
        committing.lock();
        maintaining.lock();
        try {
            while (commitOnce() == Committer.Progress.DONE) {
                // What came last.
            }
            committer.refuse(queue.close("the journal is closed"), "the journal is closed");
            closed = true;
            seal();
            closeFiles();
        } finally {
            maintaining.unlock();
            committing.unlock();
        }
    }

    private void wakeMaintenance() {
        resting.lock();
        try {
            rested.signalAll();
        } finally {
            resting.unlock();
        }
    }

    private static void join(Tasks.Task thread) {
        try {
            if (!thread.join(Duration.ofMinutes(1))) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The clean-close mark: in the log, and in the footer of the last segment. */
    private void seal() throws IOException {
        var last = committer.current();
        if (committer.close() && last != null && last == committer.current()) {
            maintenance.writeFooter(last, true);
        }
    }

    private void closeFiles() throws IOException {
        pool.close();
        for (var segment : book.all()) {
            segment.file.close();
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        boolean failed = committer.broken() != null;
        new JournalGauges(stats, book, pool, queue, bodies, memory, fresh, failed, time.ticks())
                .read(into);
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        into.accept(stats.flushes.durations());
        into.accept(stats.flushes.sizes());
        into.accept(stats.groupOctets.read());
    }
}
