package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.admin.Reloading;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.LogSink;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Rules;
import org.mailgauge.agent.alarm.sink.Sinks;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Changes;
import org.mailgauge.agent.conf.Reload;
import org.mailgauge.agent.snmp.MasterNotifications;
import org.mailgauge.agent.snmp.Notifications;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Reads the configuration again while the server runs. Safe for use by any thread; {@code lock}
 * keeps reloads apart and is held over I/O.
 */
final class Reloader implements Reloading, AutoCloseable {
    /*
     * First everything that another configuration asks for is built beside what is in force: files
     * are read, sockets opened, tables made; whatever fails there ends it, and nothing has changed.
     * Then the parts switch, one after the other and within some milliseconds, by steps that do no
     * I/O and cannot fail. What is no longer wanted ends last.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final Path file;
    private final InForce inForce;
    private final Parts parts;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean open; // guarded by lock

    /**
     * What can change.
     *
     * @param mta null where there is none of ours
     * @param shaped what the MTA gets in place of its configuration
     * @param told null when nobody gets notifications
     * @param master told instead of those; null when nobody is
     * @param snmp null when the agent is off
     * @param users null where there are none
     * @param mail null where there are none
     */
    record Parts(
            SnapshotSource snapshots,
            @Nullable MtaServer mta,
            UnaryOperator<MtaConfig> shaped,
            Alarms alarms,
            Sinks sinks,
            @Nullable Notifications told,
            @Nullable MasterNotifications master,
            @Nullable SnmpAgent snmp,
            TlsPart tls,
            @Nullable UsersPart users,
            @Nullable MailPart mail,
            Time time,
            Tasks tasks) {

        /** Who of both is told of alarms. */
        private @Nullable AlarmSink teller() {
            return told != null ? told : master;
        }
    }

    Reloader(Path file, InForce inForce, Parts parts) {
        this.file = file;
        this.inForce = inForce;
        this.parts = parts;
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Outcome reload() {
        lock.lock();
        try {
            if (!open) {
                return new Outcome.Failed("the server is starting or stopping");
            }
            return switch (read()) {
                case Reload.Unreadable(var why) -> {
                    LOG.warn("the configuration stays as it is: {}", why);
                    yield new Outcome.Unreadable(why);
                }
                case Reload.Bad(var errors, _) -> {
                    errors.forEach(error -> LOG.warn("{}", error.text(file.toString())));
                    LOG.warn("the configuration stays as it is: {} is wrong", file);
                    yield new Outcome.Refused(errors);
                }
                case Reload.Good good -> become(good);
            };
        } finally {
            lock.unlock();
        }
    }

    /** By which names the HTTP server is asked, as of now. */
    Set<String> hostNames() {
        return inForce.config().http().hostNames();
    }

    /** The domains that are ours, as of now. */
    Set<String> localDomains() {
        return inForce.config().mta().localDomains();
    }

    /** From now on it reloads: all parts have begun. */
    void begin() {
        open(true);
    }

    /** One that runs ends first; nothing is read any more. */
    @Override
    public void close() {
        open(false);
    }

    private void open(boolean now) {
        lock.lock();
        try {
            open = now;
        } finally {
            lock.unlock();
        }
    }

    private Reload read() {
        try {
            return parts.tasks().io(() -> Reload.of(file, inForce.config()));
        } catch (IOException stopping) {
            return new Reload.Unreadable(String.valueOf(stopping.getMessage()));
        }
    }

    private Outcome become(Reload.Good good) {
        Switch change;
        try {
            change = prepare(good.next());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("the configuration stays as it is: {}", failed.toString());
            return new Outcome.Failed(String.valueOf(failed.getMessage()));
        }
        var loaded = parts.time().wall();
        change.all().forEach(Runnable::run);
        inForce.become(good.next(), loaded);
        parts.snapshots().fresh(); // whoever looks after the answer sees what has changed
        good.warnings().forEach(warning -> LOG.warn("{}", warning.text(file.toString())));
        tell(good.changes());
        var told = parts.told();
        var master = parts.master();
        if (told != null) {
            told.reloaded(loaded);
        } else if (master != null) {
            master.reloaded(loaded);
        }
        change.end().run();
        return new Outcome.Done(loaded, good.changes(), good.warnings());
    }

    private void tell(Changes changes) {
        LOG.info(
                "the configuration was read again from {}: {} changed, {} more at the next start",
                file,
                changes.now().size(),
                changes.later().size());
        changes.now().forEach(change -> LOG.info("changed: {}", change));
        changes.later().forEach(change -> LOG.info("takes effect at the next start: {}", change));
    }

    /**
     * What is ready to be done.
     *
     * @param all the steps, none of which fails
     * @param end afterwards: ends what is no longer wanted
     */
    private record Switch(List<Runnable> all, Runnable end) {}

    private Switch prepare(AgentConfig next) throws IOException {
        var all = new ArrayList<Runnable>();
        all.add(parts.tls().prepare(next));
        var mta = parts.mta();
        if (mta != null) {
            all.add(mta.prepare(parts.shaped().apply(next.mta()), next.destinationRows()));
        }
        var users = parts.users();
        if (users != null) {
            all.add(users.prepare(next));
        }
        var mail = parts.mail();
        if (mail != null) {
            all.add(mail.prepare(next));
        }
        var sinks = parts.sinks().prepare(next.sinks());
        var rules = rules(next);
        all.add(sinks::begin);
        all.add(() -> parts.alarms().become(rules, ways(sinks.all(), parts.teller())));
        var snmp = parts.snmp();
        var settings = SnmpSettings.of(next);
        if (snmp != null && settings.isPresent()) {
            var agent = snmp.prepare(settings.get());
            all.add(agent::begin);
            var told = parts.told();
            if (told != null) {
                all.add(told.prepare(settings.get(), agent));
            }
        }
        var master = parts.master();
        if (master != null) {
            all.add(() -> master.heartbeat(next.snmp().notifications().heartbeat()));
        }
        if (next.logLevel() != inForce.config().logLevel()) {
            all.add(() -> Logging.level(next.logLevel()));
        }
        return new Switch(all, sinks::end);
    }

    /** The rules of alarms that a configuration asks for. */
    static List<Rule> rules(AgentConfig config) {
        var queue = config.mta().queue();
        return Rules.of(config.alarms(), queue.reserveOctets(), queue.reserveInodes());
    }

    /** All ways on which alarms are told. */
    static List<AlarmSink> ways(List<AlarmSink> out, @Nullable AlarmSink told) {
        var all = new ArrayList<AlarmSink>(out);
        all.addFirst(new LogSink());
        if (told != null) {
            all.add(told);
        }
        return all;
    }
}
