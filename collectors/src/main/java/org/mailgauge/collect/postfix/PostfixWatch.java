package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.Watched;
import org.mailgauge.collect.follow.FileFollower;
import org.mailgauge.collect.follow.JournalFollower;
import org.mailgauge.collect.follow.LogSource;
import org.mailgauge.collect.follow.Mark;
import org.mailgauge.collect.follow.StateFile;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.machine.Programs;
import org.mailgauge.collect.postfix.queue.PostqueueReader;
import org.mailgauge.collect.postfix.queue.QueueScanner;
import org.mailgauge.collect.postfix.queue.QueueSetup;
import org.mailgauge.collect.postfix.queue.ScanLimits;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.DiskIndexStore;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.Neighbours;
import org.mailgauge.observe.SnapshotPublisher;
import org.mailgauge.observe.StateText;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One Postfix, watched: its log is followed and its queue looked at, each by a thread of its own.
 * Safe for use by any thread; started once, closed once.
 */
public final class PostfixWatch implements Watched {
    /*
     * Totals, what the correlator remembers, and the place in the log are kept in one file, which is
     * replaced as a whole: what was read after it was written last is read again after a crash, and
     * counts once. The queue needs no memory.
     */
    private static final Logger LOG = LoggerFactory.getLogger(PostfixWatch.class);
    private static final Ledger.Insight INSIGHT = new Ledger.Insight(false, false, false);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration KEEP = Duration.ofSeconds(5);
    private static final Duration SESSIONS = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String VERSION = "watch 1";

    /** What the journal has of the facility mail, and of lines that it dropped. */
    private static final String MAIL = "SYSLOG_FACILITY=2";

    private static final String DROPPED = "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e";
    private static final String OF_LEDGER = "[ledger]";
    private static final String OF_LOG = "[log]";

    /** Of a hundred messages that may be active, so many are a congestion. */
    private static final int CONGESTED = 80;

    /** The world. */
    public record Parts(
            Time time,
            Tasks tasks,
            Disk disk,
            HostFiles files,
            Programs programs,
            Classifier classifier) {}

    /**
     * How it is shown.
     *
     * @param name applName
     * @param log a path, {@code journal}, or empty for what the instance says
     * @param groups how many destination domains may have a group of their own
     * @param rows how many destination domains are told of one by one
     */
    public record Settings(String name, String log, int groups, int rows) {}

    private final PostfixInstance instance;
    private final Settings settings;
    private final Parts parts;
    private final int index;
    private final GroupRegistry groups;
    private final Ledger ledger;
    private final Correlator correlator;
    private final PostfixLog log;
    private final PostfixQueueLook queue;
    private final PostfixStock stock;
    private final PostfixProcess process;
    private final StateFile state;

    /** When the process began of which was told; of the thread that looks at the queue. */
    private @Nullable Instant since;

    private Tasks.@Nullable Task reading;
    private Tasks.@Nullable Task looking;

    private PostfixWatch(
            PostfixInstance instance,
            Settings settings,
            Parts parts,
            int index,
            StateFile state,
            Kept kept)
            throws IOException {
        this.instance = instance;
        this.settings = settings;
        this.parts = parts;
        this.index = index;
        this.state = state;
        var time = parts.time();
        groups =
                GroupRegistry.open(
                        new DiskIndexStore(parts.disk(), parts.tasks(), folder(settings.name())),
                        new GroupPlan(List.of(), List.of(), settings.groups()),
                        time,
                        Ledger.groups(kept.ledger(), time));
        ledger = new Ledger(time, identity(), INSIGHT);
        ledger.goOn(kept.ledger(), groups);
        var domains = new Domains();
        stock = new PostfixStock(groups, domains, settings.rows());
        correlator =
                new Correlator(ledger, groups, instance.syslogName(), parts.classifier(), domains);
        var where =
                settings.log().isEmpty()
                        ? PostfixLogs.find(instance, parts.files())
                        : settings.log();
        log =
                new PostfixLog(
                        settings.name(),
                        instance.syslogName(),
                        where.equals(PostfixLogs.JOURNAL) ? "journalctl" : where,
                        source(where, kept.mark()),
                        time,
                        ZoneId.systemDefault(),
                        ledger,
                        correlator,
                        kept.stamp() == null
                                ? null
                                : time.wall().plusNanos(kept.stamp() - time.ticks()));
        var text = new StateText(time);
        for (var line : kept.log()) {
            var words = text.words(line);
            if (!log.goOn(words) && !correlator.goOn(words)) {
                LOG.warn("{}: what was kept tells nothing: {}", settings.name(), line);
            }
        }
        if (!kept.isIn(where)) {
            // It begins at the end of that log: what was written meanwhile is not counted.
            ledger.interrupted(time.ticks());
        }
        var limits = ScanLimits.USUAL;
        queue =
                new PostfixQueueLook(
                        settings.name(),
                        instance.queueFolder(),
                        new QueueScanner(
                                new QueueSetup(
                                        instance.queueFolder(),
                                        instance.hashed(),
                                        instance.depth()),
                                parts.files(),
                                time,
                                parts.classifier(),
                                limits),
                        new PostqueueReader(
                                instance.configFolder(),
                                parts.programs(),
                                time,
                                parts.classifier(),
                                limits),
                        stock,
                        time);
        process = new PostfixProcess(parts.files(), instance.queueFolder());
    }

    /**
     * Goes on where an earlier run has ended; reads nothing of Postfix's yet.
     *
     * @throws IOException when the data directory cannot be used
     */
    public static PostfixWatch open(
            PostfixInstance instance, Settings settings, Parts parts, Neighbours.Indexes indexes)
            throws IOException {
        int index = indexes.application(settings.name());
        parts.tasks()
                .io(
                        () -> {
                            parts.disk().makeFolder(folder(settings.name()));
                            return true;
                        });
        var state = new StateFile(parts.disk(), folder(settings.name()) + "/state");
        var lines =
                switch (parts.tasks().io(state::load)) {
                    case StateFile.Found.Absent _ -> List.<String>of();
                    case StateFile.Found.Held(var octets) -> lines(octets);
                    case StateFile.Found.Damaged(var why, var aside) -> {
                        LOG.error(
                                "{}: what was kept is damaged ({}) and set aside as {}: totals begin"
                                        + " anew",
                                settings.name(),
                                why,
                                aside);
                        yield List.<String>of();
                    }
                };
        var kept = Kept.of(lines, parts.time());
        return new PostfixWatch(instance, settings, parts, index, state, kept);
    }

    private static List<String> lines(byte[] octets) {
        return List.of(new String(octets, StandardCharsets.UTF_8).split("\n", -1));
    }

    /**
     * What an earlier run has left.
     *
     * @param stamp when the last line was written, on the ticker
     */
    private record Kept(
            List<String> ledger, List<String> log, @Nullable Mark mark, @Nullable Long stamp) {

        static Kept of(List<String> lines, Time time) throws IOException {
            if (!lines.isEmpty() && !lines.getFirst().equals(VERSION)) {
                throw new IOException(
                        "what was kept of it is of another version: " + lines.getFirst());
            }
            var ledger = new ArrayList<String>();
            var log = new ArrayList<String>();
            var text = new StateText(time);
            Mark mark = null;
            Long stamp = null;
            List<String> into = null;
            for (var line : lines) {
                if (line.equals(OF_LEDGER)) {
                    into = ledger;
                } else if (line.equals(OF_LOG)) {
                    into = log;
                } else if (into != null && !line.isEmpty()) {
                    into.add(line);
                    if (line.startsWith("mark\t")) {
                        mark = Mark.parse(text.words(line).text(1)).orElse(null);
                    } else if (line.startsWith("stamp\t")) {
                        stamp = text.words(line).ticks(1);
                    }
                }
            }
            return new Kept(ledger, log, mark, stamp);
        }

        /** Whether it has a place in a log of that kind, to go on at. */
        boolean isIn(String where) {
            return where.equals(PostfixLogs.JOURNAL)
                    ? mark instanceof Mark.Journal
                    : mark instanceof Mark.File;
        }
    }

    private LogSource source(String where, @Nullable Mark mark) {
        return where.equals(PostfixLogs.JOURNAL)
                ? new JournalFollower(
                        parts.programs(),
                        parts.time(),
                        new JournalFollower.Selection(
                                "journalctl", null, journal(), List.of(instance.syslogName())),
                        LogSource.Begin.AT_THE_END,
                        mark instanceof Mark.Journal place ? place : null)
                : new FileFollower(
                        parts.files(),
                        parts.time(),
                        where,
                        LogSource.Begin.AT_THE_END,
                        mark instanceof Mark.File place ? place : null);
    }

    /** What is read of the journal: of this machine, where it says which it is. */
    private List<List<String>> journal() {
        var machine = PostfixLogs.machine(parts.files());
        return machine.isEmpty()
                ? List.of(List.of(MAIL), List.of(DROPPED))
                : List.of(
                        List.of(MAIL, "_MACHINE_ID=" + machine),
                        List.of(DROPPED, "_MACHINE_ID=" + machine));
    }

    private static String folder(String name) {
        var plain = new StringBuilder("watch/");
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean safe = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
            plain.append(safe ? String.valueOf(c) : "%%%02x".formatted((int) c));
        }
        return plain.toString();
    }

    private Ledger.Identity identity() {
        return new Ledger.Identity(
                index,
                settings.name(),
                "Postfix " + instance.version(),
                "Postfix on " + instance.hostname() + " (" + instance.configFolder() + "), watched",
                "");
    }

    // --- what it tells

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String describe() {
        return "  %-11s Postfix %s, queue %s, log %s"
                .formatted(
                        settings.name(),
                        instance.version(),
                        instance.queueFolder(),
                        log.collector(index, 1).source());
    }

    @Override
    public Neighbours.Neighbour neighbour() {
        return new Neighbours.Neighbour(new SnapshotPublisher.Source(ledger, groups, stock), stock);
    }

    @Override
    public void collectors(Consumer<Collector> into) {
        into.accept(log.collector(index, 1));
        into.accept(queue.collector(index, 2));
    }

    // --- threads

    @Override
    public void start() {
        reading = parts.tasks().startPlatform("log-" + settings.name(), this::readLog);
        looking = parts.tasks().startPlatform("queue-" + settings.name(), this::lookAtQueue);
    }

    private void readLog() {
        long kept = parts.time().ticks();
        long looked = kept;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean more = poll();
                long now = parts.time().ticks();
                if (now - kept >= KEEP.toNanos()) {
                    kept = now;
                    keep();
                }
                if (now - looked >= SESSIONS.toNanos()) {
                    looked = now;
                    correlator.sessions().retain(process::lives, now);
                }
                if (!more) {
                    parts.time().sleep(PAUSE);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            log.close();
        }
    }

    /** A defect in one portion must not end all that follow. */
    private boolean poll() throws InterruptedException {
        try {
            return log.poll();
        } catch (RuntimeException defect) {
            LOG.error("{}: the log could not be read", settings.name(), defect);
            parts.time().sleep(KEEP);
            return false;
        }
    }

    /** Keeps totals and the place in the log, together. */
    private void keep() {
        if (!log.changed()) {
            return;
        }
        var text = new StateText(parts.time());
        var lines = new StringBuilder(VERSION).append('\n');
        Consumer<String> into = line -> lines.append(line).append('\n');
        into.accept(OF_LEDGER);
        ledger.save(groups, into);
        into.accept(OF_LOG);
        log.save(text, into);
        correlator.save(text, into);
        try {
            state.save(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            log.changedStill();
            LOG.warn("{}: totals cannot be kept", settings.name(), failed);
        }
    }

    private void lookAtQueue() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                parts.time().sleep(look());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A defect in one look must not end all that follow; returns how long to rest. */
    private Duration look() throws InterruptedException {
        try {
            var rest = queue.look();
            tellStatus();
            return rest;
        } catch (RuntimeException defect) {
            LOG.error("{}: a look at the queue failed", settings.name(), defect);
            stock.lose();
            return KEEP;
        }
    }

    private void tellStatus() {
        var found = process.look();
        if (found instanceof PostfixProcess.Found.Running(_, var began) && !began.equals(since)) {
            since = began;
            ledger.become(identity(), new StateText(parts.time()).ticks(began));
        }
        ledger.tell(new MtaEvent.StatusChanged(status(found)));
    }

    private OperStatus status(PostfixProcess.Found found) {
        if (found instanceof PostfixProcess.Found.Stopped
                || log.condition() == Collector.Condition.LOST) {
            return OperStatus.DOWN;
        }
        var active = new long[1];
        stock.read(
                levels ->
                        levels.groups().stream()
                                .filter(level -> isActive(level.group()))
                                .forEach(level -> active[0] += level.level().messages()));
        return active[0] * 100 >= (long) instance.activeLimit() * CONGESTED
                ? OperStatus.CONGESTED
                : OperStatus.UP;
    }

    private static boolean isActive(MtaGroup group) {
        return group.kind() == MtaGroup.Kind.STATE
                && group.name().equals(QueueState.IN_DELIVERY.label());
    }

    @Override
    public void close() {
        var tasks = new ArrayList<Tasks.Task>();
        if (reading != null) {
            tasks.add(reading);
        }
        if (looking != null) {
            tasks.add(looking);
        }
        tasks.forEach(Tasks.Task::interrupt);
        boolean ended = true;
        try {
            for (var task : tasks) {
                ended &= task.join(STOP);
            }
            if (ended && !tasks.isEmpty()) {
                parts.tasks()
                        .io(
                                () -> {
                                    keep();
                                    return true;
                                });
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            LOG.warn("{}: totals cannot be kept", settings.name(), failed);
        }
    }
}
