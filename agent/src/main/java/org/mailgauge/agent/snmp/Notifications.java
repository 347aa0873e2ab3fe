package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.agent.snmp.notify.Notifier;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;

/**
 * Tells alarms, and what happens to the agent itself, to the receivers of {@code snmp.notify}. Safe
 * for use by any thread. Nobody who tells something waits.
 */
public final class Notifications implements AlarmSink, Probe, AutoCloseable {
    /** One authenticationFailure in this time: somebody who guesses must not make a storm. */
    static final Duration BETWEEN_FAILURES = Duration.ofMinutes(1);

    private volatile SnmpConfig config;
    private final SnapshotSource snapshots;
    private final Time time;
    private final Notifier notifier;
    private volatile Heartbeat heartbeat;
    private final AtomicLong lastFailure;
    private volatile @Nullable Notices notices;
    private volatile Supplier<AlarmState> alarms = () -> AlarmState.EMPTY;
    private volatile Consumer<Notification> also = _ -> {};
    private volatile boolean closed;

    private Notifications(
            SnmpConfig config, SnapshotSource snapshots, Time time, Notifier notifier) {
        this.config = config;
        this.snapshots = snapshots;
        this.time = time;
        this.notifier = notifier;
        this.heartbeat = new Heartbeat(time, config.notifications().heartbeat(), this::beat);
        this.lastFailure = new AtomicLong(time.ticks() - BETWEEN_FAILURES.toNanos());
    }

    /**
     * With the informs that waited when the last run ended.
     *
     * @throws IOException when those cannot be read, or are of a newer version
     */
    public static Notifications open(
            SnmpConfig config, SnapshotSource snapshots, Notifier.Parts parts) throws IOException {
        var notifier = Notifier.open(parts, audience(config), config.notifications().most());
        return new Notifications(config, snapshots, parts.time(), notifier);
    }

    private static Notifier.Audience audience(SnmpConfig config) {
        return new Notifier.Audience(
                config.notifications().receivers(),
                (receiver, notification) -> mayHave(config, receiver, notification));
    }

    /** RFC 3413 section 3.3: all of it has to be in the receiver's view, or none of it is sent. */
    private static boolean mayHave(
            SnmpConfig config, Receiver receiver, Notification notification) {
        var view = ViewTree.of(config.view(receiver));
        var type = notification.type();
        return (NotificationTypes.isStandard(type) || view.contains(type))
                && notification.objects().stream()
                        .allMatch(object -> view.contains(object.getOid()));
    }

    /** Begins to send, with coldStart. Called once, before any alarm is told. */
    public void start(SnmpAgent agent, Supplier<AlarmState> state) throws IOException {
        alarms = state;
        var says = new Notices(config.name(), agent.source(snapshots, state, time));
        notices = says;
        notifier.start(agent.wire(time));
        notifier.post(says.coldStart(), false);
        agent.onRefused(this::refused);
        heartbeat.start();
    }

    /**
     * Builds what another configuration asks for; to be called after {@link #start}.
     *
     * @param agent what becomes of the agent with it
     * @return switches to it, without fail
     * @throws IOException when there is no further socket
     */
    public Runnable prepare(SnmpConfig next, SnmpAgent.Next agent) throws IOException {
        var wire = agent.changesUsers() ? agent.wire() : null;
        return () -> {
            config = next;
            notifier.become(
                    audience(next), next.notifications().most(), alarms.get().sequence(), wire);
            heartbeat = heartbeat.every(next.notifications().heartbeat());
        };
    }

    /**
     * Somebody else, with a coldStart of its own, who is given each notification but ours of that
     * name, once, whatever becomes of it there.
     */
    public void also(Consumer<Notification> other) {
        also = other;
    }

    private void beat() {
        post(notices -> notices.heartbeat(alarms.get()), false);
    }

    /** Somebody's message was not properly authenticated (RFC 3418 authenticationFailure). */
    private void refused() {
        long now = time.ticks();
        long last = lastFailure.get();
        if (now - last >= BETWEEN_FAILURES.toNanos() && lastFailure.compareAndSet(last, now)) {
            post(Notices::authenticationFailure, false);
        }
    }

    /** The configuration was read again and is in force. */
    public void reloaded(Instant loaded) {
        post(notices -> notices.reloaded(loaded, alarms.get()), false);
    }

    @Override
    public void tell(AlarmEvent event) {
        post(notices -> notices.alarm(event), false);
    }

    @Override
    public long safe(long last) {
        return notifier.safe(last);
    }

    @Override
    public void tellAgain(AlarmEvent event) {
        post(notices -> notices.alarm(event), true);
    }

    private interface What {
        Notification of(Notices notices);
    }

    private void post(What what, boolean again) {
        var says = notices;
        if (says != null && !closed) {
            var notification = what.of(says);
            notifier.post(notification, again);
            if (!again) {
                also.accept(notification);
            }
        }
    }

    @Override
    public List<Told> told(long sequence, Duration within) throws InterruptedException {
        return notifier.outcomes(sequence, within).stream()
                .map(
                        one ->
                                new Told(
                                        one.receiver().inform() ? "inform" : "trap",
                                        one.receiver().to().toString(),
                                        words(one),
                                        one.fate() == Notifier.Fate.SENT
                                                || one.fate() == Notifier.Fate.ACKNOWLEDGED))
                .toList();
    }

    private String words(Notifier.Outcome outcome) {
        return switch (outcome.fate()) {
            case SENT -> "sent; a trap is not acknowledged";
            case ACKNOWLEDGED -> "acknowledged";
            case WAITING ->
                    "not acknowledged yet: %d informs wait, and are sent again"
                            .formatted(outcome.waiting());
            case NOT_SENT ->
                    config.view(outcome.receiver()) == SnmpConfig.View.SUMMARY
                            ? "not sent: its view is summary, and alarms need detail"
                            : "not sent: see the server's log";
        };
    }

    /** Informs that wait to be acknowledged. */
    long waiting() {
        return notifier.waiting();
    }

    /** mailgaugeAlarmsWaiting and mailgaugeAlarmsDropped. */
    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("alarm_informs_waiting", (double) notifier.waiting());
        into.accept("alarm_informs_dropped_total", (double) notifier.dropped());
    }

    /** Stops sending; what waits for receivers of informs stays on disk. */
    @Override
    public void close() {
        closed = true;
        heartbeat.close();
        notifier.close();
    }
}
