package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.follow.Line;
import org.mailgauge.collect.follow.LogSource;
import org.mailgauge.collect.postfix.log.LogLine;
import org.mailgauge.collect.postfix.log.LogLineParser;
import org.mailgauge.collect.postfix.log.PostfixEvent;
import org.mailgauge.collect.postfix.log.Stamps;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.StateText;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Consumer;

/**
 * Reads the log of an instance, line by line, for the correlator. Used by one thread, but for
 * {@link #collector}, which any may call: {@code this} guards what it tells.
 */
final class PostfixLog implements LogSource.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(PostfixLog.class);

    /** Octets that are read before what else there is to do is looked at. */
    private static final int PORTION = 1 << 20;

    /** Of so many lines the coverage is. */
    private static final int LATELY = 1000;

    /** Lines that are not understood are logged, so many. */
    private static final int SHOWN = 20;

    private final String name;
    private final String instance;
    private final String where;
    private final LogSource source;
    private final Time time;
    private final Ledger ledger;
    private final Correlator correlator;
    private final LogLineParser parser = new LogLineParser();
    private final Stamps stamps;
    private final boolean[] lately = new boolean[LATELY];
    private int shown;
    private boolean changed;

    // Guarded by this.
    private long records;
    private long notUnderstood;
    private long gaps;
    private long ours;
    private int understoodLately;
    private boolean caughtUp;
    private @Nullable Long read;
    private @Nullable Long written;
    private String problem = "";
    private Collector.Condition condition = Collector.Condition.STARTING;

    /**
     * @param name of the application
     * @param instance syslog_name
     * @param where the log is, to be shown
     * @param previous when the last line that was read was written; null when there was none
     */
    PostfixLog(
            String name,
            String instance,
            String where,
            LogSource source,
            Time time,
            ZoneId zone,
            Ledger ledger,
            Correlator correlator,
            @Nullable Instant previous) {
        this.name = name;
        this.instance = instance;
        this.where = where;
        this.source = source;
        this.time = time;
        this.ledger = ledger;
        this.correlator = correlator;
        this.stamps = new Stamps(zone, previous);
    }

    /**
     * Reads a portion of what is new.
     *
     * @return whether there may be more
     */
    boolean poll() throws InterruptedException {
        boolean more = source.poll(PORTION, this);
        settle(more);
        return more;
    }

    private synchronized void settle(boolean more) {
        var health = source.health();
        switch (health.state()) {
            case READING -> {
                caughtUp |= !more;
                condition = caughtUp ? Collector.Condition.RUNNING : Collector.Condition.STARTING;
                read = time.ticks();
                problem = "";
            }
            case WAITING -> lost("there is no log yet at " + health.about());
            case NO_RIGHT -> lost("no right to read " + health.about());
            case FAILED -> lost(health.about());
        }
    }

    private void lost(String why) {
        if (condition != Collector.Condition.LOST) {
            LOG.warn("{}: the log cannot be read: {}", name, why);
        }
        condition = Collector.Condition.LOST;
        problem = why;
    }

    @Override
    public void line(Line line) {
        var entry = line.entry();
        var parsed =
                entry == null
                        ? parser.parse(line.octets(), line.from(), line.to())
                        : parser.parse(
                                entry.identifier(),
                                entry.pid() == null ? null : Long.valueOf(entry.pid()),
                                line.octets(),
                                line.from(),
                                line.to());
        changed = true;
        var wall = time.wall();
        var at = entry != null ? entry.time() : at(parsed, wall);
        boolean mine = isOurs(parsed);
        boolean unknown = mine && parsed.event() instanceof PostfixEvent.Unknown;
        long ticks = ticks(at, wall);
        count(mine, unknown, ticks);
        if (unknown && shown < SHOWN) {
            shown++;
            LOG.info("{}: not understood: {}", name, line.text());
        }
        if (parsed.event() instanceof PostfixEvent.Suppressed(var messages, var by)) {
            if (by == null || isMaybeOurs(by)) {
                missed("the system dropped " + (messages == null ? "some" : messages) + " lines");
            }
        } else if (mine) {
            take(parsed, ticks);
        }
    }

    /** A defect in one line must not end all that follows. */
    private void take(LogLine line, long ticks) {
        try {
            correlator.take(line, ticks);
        } catch (RuntimeException defect) {
            LOG.error("{}: a line was not counted: {}", name, line, defect);
        }
    }

    /**
     * Whether lines that were dropped may be of this instance: journald names the unit or the
     * slice, which is called as the program, rsyslog a process.
     */
    private boolean isMaybeOurs(String by) {
        return by.startsWith("pid ") || by.contains("postfix") || by.contains(instance);
    }

    private Instant at(LogLine line, Instant now) {
        var told = line.time();
        return told == null ? now : stamps.at(told, now).orElse(now);
    }

    private long ticks(Instant at, Instant now) {
        return time.ticks() - Duration.between(at, now).toNanos();
    }

    /** Whether it is a line of this instance. */
    private boolean isOurs(LogLine line) {
        var by = line.syslogName();
        return by.equals(instance)
                || (by.startsWith(instance) && by.charAt(instance.length()) == '/');
    }

    private synchronized void count(boolean mine, boolean unknown, long ticks) {
        records++;
        written = ticks;
        if (!mine) {
            return;
        }
        int slot = (int) (ours++ % LATELY);
        understoodLately -= lately[slot] ? 1 : 0;
        lately[slot] = !unknown;
        understoodLately += unknown ? 0 : 1;
        notUnderstood += unknown ? 1 : 0;
    }

    @Override
    public void gap(LogSource.Gap gap) {
        changed = true;
        missed(gap.reason() + ": " + gap.about());
    }

    @Override
    public void suppressed(String of, long lines) {
        changed = true;
        if (isMaybeOurs(of)) {
            missed("the system dropped " + lines + " lines of " + of);
        }
    }

    private void missed(String what) {
        LOG.warn("{}: lines of the log are missing: {}", name, what);
        synchronized (this) {
            gaps++;
        }
        ledger.interrupted(time.ticks());
        correlator.interrupted(time.ticks());
    }

    /** Its row. */
    synchronized Collector collector(int application, int number) {
        long of = Math.min(ours, LATELY);
        return new Collector(
                application,
                number,
                "log",
                where,
                condition,
                read,
                written,
                records,
                notUnderstood,
                gaps,
                of == 0 ? null : Integer.valueOf((int) (1000L * understoodLately / of)),
                problem,
                source.health().behind(),
                correlator.counts());
    }

    synchronized Collector.Condition condition() {
        return condition;
    }

    /** Whether something was read since this was asked last. */
    boolean changed() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** What was read is not kept yet. */
    void changedStill() {
        changed = true;
    }

    synchronized void save(StateText text, Consumer<String> lines) {
        lines.accept(
                text.line(
                        "read",
                        Long.toString(records),
                        Long.toString(notUnderstood),
                        Long.toString(gaps),
                        text.moment(written)));
        var mark = source.mark();
        if (mark != null) {
            lines.accept(text.line("mark", mark.text()));
        }
        stamps.previous()
                .ifPresent(at -> lines.accept(text.line("stamp", text.moment(text.ticks(at)))));
    }

    /** Takes one of the lines; returns whether it was one. */
    synchronized boolean goOn(StateText.Words words) {
        var all = words.number(1);
        var odd = words.number(2);
        var missing = words.number(3);
        if (!words.first().equals("read") || all == null || odd == null || missing == null) {
            return words.first().equals("mark") || words.first().equals("stamp");
        }
        records = all;
        notUnderstood = odd;
        gaps = missing;
        written = words.ticks(4);
        return true;
    }

    void close() {
        source.close();
    }
}
