package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.follow.LogSource.Gap.Reason;
import org.mailgauge.collect.machine.Programs;
import org.mailgauge.collect.machine.Programs.Running;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The journal of systemd, read through {@code journalctl}, which runs all the time. Takes 512 KiB.
 * For one thread at a time.
 */
public final class JournalFollower implements LogSource {
    /*
     * journalctl 252, as it was found to be:
     * - "--after-cursor" passes over the first entry when that of the cursor is gone, and tells
     *   nothing. So "--cursor" is asked for, which begins with the entry of the cursor itself: when
     *   the first one is another, it is gone, and that is a gap.
     * - "--follow" tells of the present boot only, even with "--boot=all", and ends at once where
     *   there are no entries. "--merge" undoes both. It adds journals of other machines, which a
     *   match of _MACHINE_ID leaves out.
     * - Values of more than 4,096 octets are null.
     */
    private static final String FIELDS =
            "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,"
                    + "__REALTIME_TIMESTAMP,_HOSTNAME";
    private static final String DROPPED = "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e";
    private static final String JOURNALD = "systemd-journald";
    private static final int ROOM = 256 << 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LAST_ENTRY_WITHIN = Duration.ofSeconds(30);

    private final Programs programs;
    private final Time time;
    private final Selection selection;
    private final Cutter cutter = new Cutter(ROOM, ROOM / 2);
    private final EntryReader entry = new EntryReader();
    private final Line line = new Line();

    /** Of the last entry that is done with; null before that is known. */
    private @Nullable String cursor;

    private @Nullable Running running;
    private boolean awaitsCursor;
    private boolean lost;
    private Duration pause = FIRST_PAUSE;
    private long nextStart; // ticks

    private State state = State.WAITING;
    private String about;
    private long lines;
    private long gaps;
    private long cut;
    private long starts;

    /**
     * What is read.
     *
     * @param program {@code journalctl}, by its path or as found in {@code PATH}
     * @param directory whose journal, or null for that of the machine
     * @param anyOf an entry has all fields of one of these, as {@code FIELD=value}; empty for any
     * @param identifiers with what the name of a line's program begins; empty for any
     */
    public record Selection(
            String program,
            @Nullable String directory,
            List<List<String>> anyOf,
            List<String> identifiers) {
        public Selection {
            anyOf = anyOf.stream().map(List::copyOf).toList();
            identifiers = List.copyOf(identifiers);
        }

        /**
         * What a unit logs, and what the journal tells of lines that it dropped, of any unit.
         *
         * @param machine its id, as in {@code /etc/machine-id}
         */
        public static Selection unit(String unit, String machine) {
            var here = "_MACHINE_ID=" + machine;
            return new Selection(
                    "journalctl",
                    null,
                    List.of(List.of("_SYSTEMD_UNIT=" + unit, here), List.of(DROPPED, here)),
                    List.of());
        }
    }

    /**
     * Begins, or goes on at a mark.
     *
     * @param mark null when there is none: it begins as {@code begin} says
     */
    public JournalFollower(
            Programs programs,
            Time time,
            Selection selection,
            Begin begin,
            Mark.@Nullable Journal mark) {
        this.programs = programs;
        this.time = time;
        this.selection = selection;
        cursor = mark != null ? mark.cursor() : begin == Begin.AT_THE_BEGINNING ? "" : null;
        about = selection.program();
        nextStart = time.ticks();
    }

    @Override
    public boolean poll(int most, Sink into) throws InterruptedException {
        try {
            var from = running == null ? start(into) : running;
            return from != null && read(from, most, into);
        } catch (IOException failed) {
            fail(String.valueOf(failed.getMessage()));
            return false;
        }
    }

    private @Nullable Running start(Sink into) throws IOException, InterruptedException {
        if (time.ticks() - nextStart < 0) {
            return null;
        }
        if ((cursor == null || lost) && !goToTheEnd(into)) {
            return null;
        }
        var from = cursor == null ? "" : cursor;
        var command = command("--follow", "--no-tail");
        if (!from.isEmpty()) {
            command.add("--cursor=" + from);
        }
        addMatches(command);
        cutter.at(0);
        awaitsCursor = !from.isEmpty();
        starts++;
        var started = programs.start(command);
        running = started;
        state = State.READING;
        about = selection.program();
        return started;
    }

    private boolean goToTheEnd(Sink into) throws IOException, InterruptedException {
        var last = last();
        if (last == null) {
            return false;
        }
        var before = cursor;
        cursor = last;
        if (lost) {
            lost = false;
            tellGap(String.valueOf(before), into);
        }
        return true;
    }

    private List<String> command(String... options) {
        var command = new ArrayList<String>();
        command.add(selection.program());
        command.addAll(List.of("--output=json", "--merge", FIELDS));
        command.addAll(List.of(options));
        if (selection.directory() != null) {
            command.add("--directory=" + selection.directory());
        }
        return command;
    }

    private void addMatches(List<String> command) {
        for (int i = 0; i < selection.anyOf().size(); i++) {
            if (i > 0) {
                command.add("+");
            }
            command.addAll(selection.anyOf().get(i));
        }
    }

    /** The cursor of the last entry; the empty string when there is none, null when it failed. */
    private @Nullable String last() throws IOException, InterruptedException {
        var command = command("--lines=1", "--quiet");
        addMatches(command);
        var ran = programs.run(command, LAST_ENTRY_WITHIN, ROOM);
        if (ran.end() != Programs.End.BY_ITSELF || ran.status() != 0) {
            fail(ran.complaint().isBlank() ? "journalctl: " + ran.end() : ran.complaint().strip());
            return null;
        }
        int length = ran.out().length;
        if (length == 0) {
            return "";
        }
        if (!entry.read(ran.out(), 0, length - 1)) {
            fail("journalctl told something else than an entry");
            return null;
        }
        return entry.cursor();
    }

    private boolean read(Running from, int most, Sink into)
            throws IOException, InterruptedException {
        handOver(into);
        for (int left = most; left > 0; ) {
            var room = cutter.room(left);
            int n =
                    from.read(
                            room.array(),
                            room.arrayOffset() + room.position(),
                            room.remaining(),
                            Duration.ZERO);
            if (n < 0) {
                end(from);
                return false;
            }
            if (n == 0) {
                look(from);
                return false;
            }
            cutter.filled(n);
            left -= n;
            handOver(into);
        }
        return true;
    }

    private void look(Running from) {
        boolean forbidden = isForbidden(from.complaint());
        state = forbidden ? State.NO_RIGHT : State.READING;
        about = forbidden ? from.complaint().strip() : selection.program();
    }

    private static boolean isForbidden(String complaint) {
        return complaint.contains("insufficient permissions")
                || complaint.contains("not seeing messages from other users")
                || complaint.contains("Permission denied");
    }

    private void end(Running ended) {
        var complaint = ended.complaint().strip();
        if (complaint.contains("Failed to seek to cursor")) {
            lost = true; // it does not understand its own cursor any more
        }
        fail(complaint.isEmpty() ? selection.program() + " has ended" : complaint);
    }

    private void fail(String why) {
        close();
        state = isForbidden(why) ? State.NO_RIGHT : State.FAILED;
        about = why;
        nextStart = time.ticks() + pause.toNanos();
        var next = pause.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private void handOver(Sink into) {
        for (var json = cutter.next(); json != null; json = cutter.next()) {
            if (entry.read(json.octets(), json.from(), json.to())) {
                pause = FIRST_PAUSE;
                take(into);
            } else {
                cut++;
            }
        }
    }

    private void take(Sink into) {
        if (awaitsCursor) {
            awaitsCursor = false;
            if (isSame(entry.cursor(), String.valueOf(cursor))) {
                return;
            }
            tellGap(String.valueOf(cursor), into);
        }
        cursor = entry.cursor();
        if (!entry.hasMessage()) {
            cut++;
        } else if (!tellDropped(into) && isWanted(entry.identifier())) {
            lines++;
            cut += entry.isMessageCut() ? 1 : 0;
            into.line(
                    line.set(
                            entry.message(),
                            0,
                            entry.messageLength(),
                            entry.isMessageCut(),
                            entry.entry()));
        }
    }

    private void tellGap(String after, Sink into) {
        gaps++;
        into.gap(new Gap(Reason.VACUUMED, after));
    }

    /** The same entry may be in two files, with another number in each. */
    private static boolean isSame(String one, String other) {
        int boot = one.indexOf(";b=");
        return one.equals(other) || (boot >= 0 && other.endsWith(one.substring(boot)));
    }

    private boolean isWanted(String identifier) {
        return selection.identifiers().isEmpty()
                || selection.identifiers().stream().anyMatch(identifier::startsWith);
    }

    /** {@code Suppressed 12 messages from postfix@-.service}. */
    private boolean tellDropped(Sink into) {
        if (!entry.identifier().equals(JOURNALD)) {
            return false;
        }
        var words = entry.messageText().split(" ", 5);
        if (words.length < 5
                || !words[0].equals("Suppressed")
                || !words[2].equals("messages")
                || !words[3].equals("from")
                || !words[1].matches("[0-9]{1,18}")) {
            return false;
        }
        into.suppressed(words[4], Long.parseLong(words[1]));
        return true;
    }

    @Override
    public Mark.@Nullable Journal mark() {
        return cursor == null ? null : new Mark.Journal(cursor);
    }

    @Override
    public Health health() {
        return new Health(state, about, null, lines, 0, 0, gaps, cut, Math.max(0, starts - 1));
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return selection.program() + " after " + cursor;
    }
}
