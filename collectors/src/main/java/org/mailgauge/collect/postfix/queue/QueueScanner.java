package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.postfix.queue.QueueLevels.Trouble;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Knows the queue of one Postfix by its folders, and keeps that up to date: to be called at each
 * tick, by one platform thread. What it does and keeps is bounded by its {@link ScanLimits}.
 */
public final class QueueScanner {
    /*
     * A tick lists the folders that may have changed and marks the row of each name. A row that was
     * not met though its folder was listed is NOWHERE: not counted, and removed at the next tick
     * unless it is met by then. So a message keeps its details when it moves behind the back of the
     * scan. Folders are listed in the order in which messages move, and active once more at the
     * end, since they move from deferred to active as well.
     *
     * Then mtimes are looked up of deferred messages that are due, and of a slice of all;
     * details are read of those that are new, newest first, and of those of which something changed;
     * and all rows are added up: counts are not kept from tick to tick, since the passes that find
     * what has vanished and what is oldest see every row anyway. With 1,000,000 messages a tick takes
     * some 0.2 s of processor time when no folder has changed, 0.6 s when all have. A file that is gone by the time it is opened is NOWHERE too: otherwise, with
     * mail that comes and goes, details would never be known of all.
     */
    private static final PostfixQueue[] QUEUES = PostfixQueue.values();
    private static final int DEFERRED = PostfixQueue.DEFERRED.place();
    private static final int ACTIVE = PostfixQueue.ACTIVE.place();
    private static final int NO_QUEUE = -1;
    private static final int MOST_TROUBLES = 10;

    /** Ticks after which what could not be read is tried again. */
    private static final int AGAIN_AFTER = 20;

    /** Ticks after which active messages with several recipients are read again. */
    private static final int ACTIVE_AFTER = 4;

    private final HostFiles files;
    private final Time time;
    private final ScanLimits limits;
    private final Rows rows = new Rows();
    private final Shares shares = new Shares();
    private final Domains domains;
    private final Tally tally;
    private final DetailReader reader;
    private final Newest wanted;
    private final List<Folder> folders = new ArrayList<>();
    private final Folder corrupt;
    private final Folder saved;
    private final IdCode code = new IdCode();
    private final List<Trouble> troubles = new ArrayList<>();
    private int scan;
    private int guess;
    private int due;
    private int slice;
    private int opened;
    private int looked;

    /** Makes one that knows nothing yet. */
    public QueueScanner(
            QueueSetup setup,
            HostFiles files,
            Time time,
            Classifier classifier,
            ScanLimits limits) {
        this.files = files;
        this.time = time;
        this.limits = limits;
        this.domains = new Domains(limits.domains());
        this.tally = new Tally(domains);
        this.reader = new DetailReader(files, setup, classifier, rows, shares, domains);
        this.wanted = new Newest(limits.opens());
        for (var queue : QUEUES) {
            var paths = setup.folders(queue.folder());
            for (int i = 0; i < paths.size(); i++) {
                folders.add(new Folder(queue.place(), paths.get(i), i > 0, folders.size()));
            }
        }
        this.corrupt = new Folder(NO_QUEUE, setup.directory() + "/corrupt", false, 0);
        this.saved = new Folder(NO_QUEUE, setup.directory() + "/saved", false, 0);
    }

    /**
     * Looks at what has changed.
     *
     * @return what is known now; details may follow at later ticks, see {@link
     *     QueueLevels#coverage}
     */
    public QueueLevels tick() {
        var now = time.wall();
        long ticks = time.ticks();
        scan++;
        opened = 0;
        looked = 0;
        troubles.clear();
        list(now);
        dropVanished();
        lookAtTimes(now);
        readDetails();
        return levels(now, ticks);
    }

    /** Files opened by the last tick, and further blocks read. */
    public int opened() {
        return opened;
    }

    /** Files looked at by the last tick without being opened. */
    public int looked() {
        return looked;
    }

    private void list(Instant now) {
        for (int i = 0; i < folders.size(); i++) {
            folders.get(i).listed = false;
        }
        for (int i = 0; i < folders.size(); i++) {
            look(i, now);
        }
        for (int i = 0; i < folders.size(); i++) {
            if (folders.get(i).queue == ACTIVE && folders.get(i).known) {
                look(i, now);
            }
        }
    }

    private void look(int index, Instant now) {
        var folder = folders.get(index);
        guess = 0;
        try {
            folder.look(files, now, (name, from, length) -> met(index, name, from, length));
        } catch (IOException e) {
            trouble(folder.path, e);
        }
    }

    private void met(int index, byte[] name, int from, int length) {
        if (!code.read(name, from, length)) {
            return;
        }
        int row = rows.find(code.stamp(), code.inode(), guess);
        if (row < 0) {
            if (rows.count() >= limits.messages()) {
                folders.get(index).beyond++;
                return;
            }
            row = rows.add(code.stamp(), code.inode());
        }
        guess = row + 1;
        rows.mark[row] = (byte) scan;
        if (rows.folder[row] != index) {
            moved(row, queueOf(row), folders.get(index).queue);
            rows.folder[row] = (char) index;
        }
    }

    private void moved(int row, int from, int to) {
        if (from == to) {
            return;
        }
        if (to == DEFERRED) {
            rows.modified[row] = 0;
        }
        // It may have been tried meanwhile, with success for some of several recipients.
        boolean changed = to == DEFERRED || rows.recipients[row] > 1;
        if (changed && (rows.state[row] & Rows.STATE) == Rows.KNOWN) {
            rows.state[row] = (byte) (rows.state[row] | Rows.STALE);
        }
    }

    private int queueOf(int row) {
        char folder = rows.folder[row];
        return folder >= Rows.FREE ? NO_QUEUE : folders.get(folder).queue;
    }

    private void dropVanished() {
        byte mark = (byte) scan;
        for (int row = 0; row < rows.size(); row++) {
            char folder = rows.folder[row];
            if (rows.mark[row] == mark || folder == Rows.FREE) {
                continue;
            }
            if (folder == Rows.NOWHERE) {
                shares.drop(rows.share[row]);
                rows.remove(row);
            } else if (folders.get(folder).listed) {
                rows.folder[row] = Rows.NOWHERE;
            }
        }
    }

    /** Looks whether deferred messages that are due have been tried, and whether any changed. */
    private void lookAtTimes(Instant now) {
        int size = rows.size();
        int left = limits.stats() - limits.stats() / 4;
        int seconds = DetailReader.seconds(now);
        int from = due;
        for (int i = 0; i < size && left > 0; i++) {
            due = from + i < size ? from + i : from + i - size;
            if (isDue(due, seconds)) {
                lookAt(due);
                left--;
            }
        }
        due = due + 1 < size ? due + 1 : 0;
        for (left = Math.min(limits.stats() / 4, size); left > 0; left--) {
            slice = slice + 1 < size ? slice + 1 : 0;
            if (isSettled(slice)) {
                lookAt(slice);
            }
        }
    }

    /** Whether it is deferred, and could have been tried by now. */
    private boolean isDue(int row, int seconds) {
        return isSettled(row)
                && Integer.compareUnsigned(rows.modified[row], seconds) <= 0
                && queueOf(row) == DEFERRED;
    }

    private boolean isSettled(int row) {
        return rows.state[row] == Rows.KNOWN
                && rows.modified[row] != 0
                && rows.folder[row] < Rows.FREE;
    }

    private void lookAt(int row) {
        looked++;
        try {
            int seconds = DetailReader.seconds(files.stat(path(row)).modified());
            if (seconds != rows.modified[row]) {
                rows.modified[row] = seconds;
                rows.state[row] = (byte) (rows.state[row] | Rows.STALE);
            }
        } catch (NoSuchFileException gone) {
            rows.folder[row] = Rows.NOWHERE;
        } catch (IOException e) {
            trouble(path(row), e);
        }
    }

    private void readDetails() {
        wanted.clear();
        for (int row = 0; row < rows.size(); row++) {
            if (isWanted(row)) {
                long arrived = rows.arrived[row];
                wanted.offer(arrived == Long.MIN_VALUE ? Long.MAX_VALUE : arrived, row);
            }
        }
        for (int row : wanted.drain()) {
            if (opened >= limits.opens()) {
                return;
            }
            var path = path(row);
            try {
                reader.read(row, path, queueOf(row) == DEFERRED);
            } catch (NoSuchFileException gone) {
                rows.folder[row] = Rows.NOWHERE;
            } catch (IOException e) {
                trouble(path, e);
            }
            opened += reader.opens();
        }
    }

    private boolean isWanted(int row) {
        int state = rows.state[row];
        if (rows.folder[row] >= Rows.FREE) {
            return false;
        }
        return switch (state) {
            case Rows.KNOWN ->
                    rows.recipients[row] > 1
                            && (row + scan) % ACTIVE_AFTER == 0
                            && queueOf(row) == ACTIVE;
            case Rows.UNREADABLE -> (row + scan) % AGAIN_AFTER == 0;
            default -> true;
        };
    }

    private String path(int row) {
        var path = new StringBuilder(folders.get(rows.folder[row]).path).append('/');
        IdCode.write(rows.stamp[row], rows.inode[row], path);
        return path.toString();
    }

    private QueueLevels levels(Instant now, long ticks) {
        tally.begin(now);
        var known = known();
        for (var folder : folders) {
            tally.beyond(folder.queue, folder.beyond);
        }
        for (int row = 0; row < rows.size(); row++) {
            if (rows.folder[row] != Rows.FREE) {
                add(row, known);
            }
        }
        Map<PostfixQueue, QueueLevels.Level> levels = new EnumMap<>(PostfixQueue.class);
        for (var queue : QUEUES) {
            if (known[queue.place()]) {
                levels.put(queue, tally.level(queue));
            }
        }
        var destinations = tally.destinations(limits.destinations());
        return new QueueLevels(
                now,
                ticks,
                levels,
                levels.size() == QUEUES.length ? destinations : null,
                count(corrupt, now),
                count(saved, now),
                troubles);
    }

    /** A queue is known when all its folders are. */
    private boolean[] known() {
        var known = new boolean[QUEUES.length];
        for (var queue : QUEUES) {
            known[queue.place()] = true;
        }
        for (var folder : folders) {
            known[folder.queue] &= folder.known;
        }
        return known;
    }

    private void add(int row, boolean[] known) {
        int queue = queueOf(row);
        int state = rows.state[row] & Rows.STATE;
        if (queue == NO_QUEUE || !known[queue]) {
            tally.uncounted();
        } else if (state == Rows.UNFINISHED) {
            tally.unfinished(queue);
            return;
        } else {
            tally.message(
                    queue,
                    state == Rows.KNOWN,
                    rows.arrived[row],
                    rows.octets[row],
                    rows.recipients[row],
                    rows.modified[row]);
        }
        shares.each(rows.share[row], rows.recipients[row], tally);
    }

    /** Files in a folder of which nothing else is told; its room for names is 0. */
    private @Nullable Long count(Folder folder, Instant now) {
        try {
            folder.look(files, now, (name, from, length) -> folder.beyond++);
            return folder.beyond;
        } catch (IOException e) {
            trouble(folder.path, e);
            return null;
        }
    }

    private void trouble(String path, IOException why) {
        if (troubles.size() < MOST_TROUBLES) {
            var text = why.getMessage();
            troubles.add(
                    new Trouble(
                            path,
                            why instanceof AccessDeniedException,
                            text == null ? why.getClass().getSimpleName() : text));
        }
    }

    /**
     * Tells of each message that is kept, as of the last tick, in no order; those that Postfix
     * still writes are not among them.
     */
    public void each(Consumer<QueuedMessage> into) {
        for (int row = 0; row < rows.size(); row++) {
            int state = rows.state[row] & Rows.STATE;
            if (rows.folder[row] < Rows.FREE && state != Rows.UNFINISHED) {
                into.accept(message(row, state == Rows.KNOWN));
            }
        }
    }

    private QueuedMessage message(int row, boolean known) {
        var id = new StringBuilder();
        IdCode.write(rows.stamp[row], rows.inode[row], id);
        long arrived = rows.arrived[row];
        return new QueuedMessage(
                id.toString(),
                QUEUES[queueOf(row)].folder(),
                arrived == Long.MIN_VALUE ? null : PostfixId.instant(arrived),
                known && rows.octets[row] >= 0 ? rows.octets[row] : null,
                known && rows.recipients[row] >= 0 ? rows.recipients[row] : null);
    }
}
