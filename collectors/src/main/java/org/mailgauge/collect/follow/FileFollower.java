package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.follow.LogSource.Gap.Reason;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.machine.HostFiles.Stat;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A log in a text file, through its rotations: {@code NAME.1}, {@code NAME-20261124}, these with
 * {@code .gz}, and files that are emptied after they were copied to such a name. Looks at the file
 * each time it is asked; when nothing is new, that is one call of the system. Takes 256 KiB. For
 * one thread at a time.
 */
public final class FileFollower implements LogSource {
    /*
     * Reading is at a place: a file, known by its fingerprint, and an offset. Everything else is seen
     * anew each time: what is a predecessor of what is told by the names in the folder. So going on
     * after a restart, after a rotation and after a truncation are one thing: find the file of the
     * place among the generations (`locate`), read it to its end (`readOn`), go to what follows it
     * (`moveOn`).
     *
     * - A place is never in a file without a line: a few octets, or none, are no fingerprint. Until a
     *   file with a line follows, the place stays at the end of the one before, which stays open.
     * - Before octets are taken, the file's beginning is read again *after* them: had the file been
     *   emptied before they were read, its beginning would differ.
     * - When the file of the place is not found, what has not been read is the log itself and the
     *   predecessors that were modified later than all files that were done with (`until`).
     */
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final int ROOM = 256 << 10;
    private static final int LOOK_BACK = 64 << 10;
    private static final int STEPS = 100;

    private final HostFiles files;
    private final Time time;
    private final String path;
    private final String folder;
    private final String name;
    private final Begin begin;
    private final Cutter cutter = new Cutter(ROOM, Line.MOST);

    /** The place while no file is open; null before anything was seen. */
    private Mark.@Nullable File place;

    /** Whether something may have come and gone before {@link #place} was taken up. */
    private final boolean restored;

    private @Nullable LogFile file;
    private Instant until = Instant.EPOCH;
    private Instant seen = Instant.MIN; // when `file` was modified, as all of it was read
    private long lastData; // ticks
    private long appeared; // ticks: when `now` became what it is
    private long looked; // ticks
    private @Nullable Stat now;
    private int left;

    private State state = State.WAITING;
    private String about;
    private long after;
    private long behind;
    private long rotations;
    private long truncations;
    private long gaps;

    /**
     * Begins, or goes on at a mark.
     *
     * @param path absolute
     * @param mark null when there is none: it begins as {@code begin} says
     */
    public FileFollower(
            HostFiles files, Time time, String path, Begin begin, Mark.@Nullable File mark) {
        this.files = files;
        this.time = time;
        this.path = path;
        this.begin = begin;
        int slash = path.lastIndexOf('/');
        folder = slash <= 0 ? "/" : path.substring(0, slash);
        name = path.substring(slash + 1);
        place = mark;
        restored = mark != null;
        about = path;
        looked = time.ticks() - QUIET.toNanos();
        appeared = time.ticks();
        lastData = appeared;
        if (mark != null) {
            until = mark.until();
        }
    }

    @Override
    public boolean poll(int most, Sink into) {
        left = most;
        try {
            follow(into);
            state = file == null ? State.WAITING : State.READING;
            about = path;
        } catch (NoSuchFileException _) {
            // it is being renamed just now; looked at again at the next call
            state = file == null ? State.WAITING : State.READING;
            about = path;
        } catch (AccessDeniedException denied) {
            state = State.NO_RIGHT;
            about = String.valueOf(denied.getFile());
        } catch (IOException failed) {
            state = State.FAILED;
            about = String.valueOf(failed.getMessage());
        }
        return left <= 0;
    }

    private void follow(Sink into) throws IOException {
        for (int step = 0; step < STEPS && left > 0; step++) {
            look();
            if (file == null && !(place == null ? begin() : locate(place, into))) {
                behind = 0;
                return;
            }
            readOn(into);
            if (file != null && left > 0 && (isNow() || !moveOn(file, into))) {
                break;
            }
        }
        tellBehind();
    }

    /** What the name means now. */
    private void look() throws IOException {
        Stat is;
        try {
            is = files.stat(path);
        } catch (NoSuchFileException _) {
            is = null;
        }
        if (is == null ? now != null : now == null || !is.isSame(now)) {
            appeared = time.ticks();
            looked = appeared - QUIET.toNanos();
        }
        now = is;
    }

    private boolean isNow() {
        return now != null
                && file != null
                && !file.isPacked()
                && now.isSame(file.generation().stat());
    }

    /** Whether the log is not there, or empty, and the folder was looked at with that result. */
    private boolean isNothingNew() {
        return (now == null || now.octets() == 0) && time.ticks() - looked < QUIET.toNanos();
    }

    private Generations generations() throws IOException {
        var all = Generations.look(files, folder, name);
        looked = time.ticks();
        return all;
    }

    /** The first start. */
    private boolean begin() throws IOException {
        if (now == null && isFolderMissing()) {
            place = new Mark.File(0, 0, 0, Print.NONE, until);
            return false;
        }
        var all = generations();
        var log = all.now();
        var newest = all.newestPredecessor();
        until = newest.isBefore(Instant.EPOCH) ? Instant.EPOCH : newest;
        try (var first = Finder.first(files, log == null ? List.of() : List.of(log), null)) {
            if (first.file == null) {
                place = new Mark.File(0, 0, 0, Print.NONE, until);
                return false;
            }
            long from = begin == Begin.AT_THE_BEGINNING ? 0 : lastLine(first.file);
            take(first.keep(), from);
            return true;
        }
    }

    private boolean isFolderMissing() throws IOException {
        try {
            files.stat(folder);
            return false;
        } catch (NoSuchFileException _) {
            return true;
        }
    }

    /** Where a line begins that has no end yet. */
    private static long lastLine(LogFile file) throws IOException {
        long size = file.stat().octets();
        var into = java.nio.ByteBuffer.allocate((int) Math.min(size, LOOK_BACK));
        int n = file.read(size - into.capacity(), into);
        for (int i = n - 1; i >= 0; i--) {
            if (into.get(i) == '\n') {
                return size - into.capacity() + i + 1;
            }
        }
        return size <= LOOK_BACK ? 0 : size;
    }

    /** Makes a file the one that is read. */
    private void take(LogFile next, long offset) {
        if (file != null) {
            file.close();
        }
        file = next;
        place = null;
        cutter.at(offset);
        seen = Instant.MIN;
        lastData = time.ticks();
    }

    /** Finds the file of a place, or what is left when it is gone. */
    private boolean locate(Mark.File at, Sink into) throws IOException {
        if (isNothingNew()) {
            return false;
        }
        var all = generations();
        var found = Finder.find(files, all, at);
        if (found != null) {
            takeUp(found, at.offset(), into);
            return true;
        }
        try (var next = Finder.first(files, all.since(until), whyLost(all, at))) {
            if (next.file == null) {
                return false;
            }
            until = Finder.later(until, next.passed);
            take(next.keep(), 0);
            passOver(next, next.gap, path, into);
        }
        return true;
    }

    /** Null when nothing can be lost: there was no file, and it was waited for all the time. */
    private @Nullable Reason whyLost(Generations all, Mark.File at) {
        if (at.print().octets() == 0) {
            return restored ? Reason.GONE : null;
        }
        return all.all().stream().anyMatch(g -> isFile(g, at)) ? Reason.TRUNCATED : Reason.GONE;
    }

    private static boolean isFile(Generation generation, Mark.File at) {
        return generation.stat().device() == at.device() && generation.stat().inode() == at.inode();
    }

    private void takeUp(LogFile found, long offset, Sink into) throws IOException {
        boolean kept = false;
        try {
            long from = found.skipTo(offset);
            kept = true;
            take(found, from);
            if (from < offset && !found.isPacked()) {
                tell(Reason.TRUNCATED, found.generation().path(), into);
            }
        } finally {
            if (!kept) {
                found.close();
            }
        }
    }

    private void tell(@Nullable Reason why, String what, Sink into) {
        if (why != null) {
            gaps++;
            into.gap(new Gap(why, what));
        }
    }

    /** Reads the open file to its end, or as far as the bound allows. */
    private void readOn(Sink into) throws IOException {
        var from = file;
        if (from == null) {
            return;
        }
        handOver(into);
        var is = isNow() ? now : from.isPacked() ? null : from.stat();
        if (is != null && is.octets() < cutter.fed()) {
            truncated(from);
            return;
        }
        if (is != null && is.octets() == cutter.fed() && is.modified().equals(seen)) {
            return;
        }
        for (int n = 1; n > 0 && left > 0; ) {
            n = from.read(cutter.fed(), cutter.room(left));
            if (!from.isContinued()) {
                truncated(from);
                return;
            }
            if (n > 0) {
                cutter.filled(n);
                left -= n;
                lastData = time.ticks();
                handOver(into);
            }
        }
        if (is != null && left > 0) {
            seen = is.modified();
        }
    }

    private void handOver(Sink into) {
        for (var line = cutter.next(); line != null; line = cutter.next()) {
            into.line(line);
        }
    }

    /** The file is not any more what it was: its copy is looked for. */
    private void truncated(LogFile was) {
        truncations++;
        place = markIn(was);
        was.close();
        file = null;
        looked = time.ticks() - QUIET.toNanos();
    }

    private Mark.File markIn(LogFile in) {
        var stat = in.generation().stat();
        return new Mark.File(
                stat.device(), stat.inode(), cutter.offset(), Print.of(in.head()), until);
    }

    /** Goes from a file that was read to its end, and is not the log any more, to the next one. */
    private boolean moveOn(LogFile from, Sink into) throws IOException {
        if (isNothingNew()) {
            return false;
        }
        var all = generations();
        var here = Finder.same(files, all, from);
        var following = here == null ? all.since(until) : all.after(here);
        after = following.stream().mapToLong(FileFollower::plainOctets).sum();
        if (following.isEmpty() || (following.getFirst().isNow() && !isQuiet(from))) {
            return false;
        }
        var why = here == null ? Reason.GONE : from.isDamaged() ? Reason.UNREADABLE : null;
        try (var next = Finder.first(files, following, why)) {
            if (next.file == null) {
                return false;
            }
            boolean hole = here != null && all.hasHole(here, next.file.generation());
            var gap = next.gap == null && hole ? Reason.MISSING : next.gap;
            goTo(next, from, here, into);
            passOver(next, gap, from.generation().path(), into);
        }
        return true;
    }

    private void goTo(Finder.Next next, LogFile from, @Nullable Generation here, Sink into)
            throws IOException {
        var to = next.keep();
        boolean kept = false;
        try {
            // A file that was copied and has not been emptied yet goes on where its copy ends.
            boolean copied = Print.of(from.head()).matches(to.head());
            if (!copied) {
                rest(into);
                rotations++;
            }
            long offset = copied ? to.skipTo(cutter.offset()) : 0;
            var done = here == null ? from.stat().modified() : here.stat().modified();
            until = Finder.later(until, Finder.later(done, next.passed));
            after -= plainOctets(to.generation());
            kept = true;
            take(to, offset);
        } finally {
            if (!kept) {
                to.close();
            }
        }
    }

    /** What stayed without a line end. */
    private void rest(Sink into) {
        var line = cutter.rest();
        if (line != null) {
            into.line(line);
        }
    }

    /**
     * Tells what is before a file that was just taken: a gap, and predecessors without a line end.
     */
    private void passOver(Finder.Next next, @Nullable Reason gap, String what, Sink into) {
        tell(gap, what, into);
        boolean any = false;
        for (var fragment : next.fragments) {
            var line = cutter.whole(fragment);
            if (line != null) {
                any = true;
                into.line(line);
            }
        }
        if (any) {
            tell(gap, what, into); // it may be on either side of them
        }
    }

    private static long plainOctets(Generation one) {
        return one.kind() == Generation.Kind.PLAIN ? one.stat().octets() : 0;
    }

    /** Whether nobody writes to it any more. */
    private boolean isQuiet(LogFile from) {
        long since = Math.max(lastData - appeared, 0) + appeared;
        return from.isPacked() || time.ticks() - since >= QUIET.toNanos();
    }

    private void tellBehind() throws IOException {
        if (file == null) {
            behind = 0;
            return;
        }
        var is = isNow() ? now : file.isPacked() ? null : file.stat();
        if (isNow()) {
            after = 0;
        }
        behind = after + (is == null ? 0 : Math.max(0, is.octets() - cutter.offset()));
    }

    @Override
    public Mark.@Nullable File mark() {
        return file == null ? place : markIn(file);
    }

    @Override
    public Health health() {
        return new Health(
                state,
                about,
                behind,
                cutter.lines(),
                rotations,
                truncations,
                gaps,
                cutter.cut(),
                0);
    }

    @Override
    public void close() {
        if (file != null) {
            place = markIn(file);
            file.close();
            file = null;
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return path + " at " + mark();
    }
}
