package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A running sub-agent: keeps a session with the master open, answers its requests, and gives it
 * notifications. Safe for use by any thread.
 */
public final class Subagent implements AutoCloseable {
    /* One task has the state and does all that is to be done, so there is no lock. What it hears
     * comes through the inbox: from the reader of the link, from tell() and from the timer. The
     * inbox is bounded; the reader waits for room, notifications are refused, and a timer or a stop
     * that finds no room is not lost: the task looks at the time and at "stopping" before each
     * input. What is left of a link that was closed is passed over. */

    private static final Duration STOP = Duration.ofSeconds(5);

    private final AgentxConfig config;
    private final Parts parts;
    private final Session session;
    private final Responder responder;
    private final Transactions transactions;
    private final Progress progress;
    private final BlockingQueue<Arrived> inbox = new ArrayBlockingQueue<>(Limits.INBOX);
    private volatile boolean stopping;
    private volatile Tasks.@Nullable Task task;

    // All below is used by the task only.
    private MasterClock clock = MasterClock.UNKNOWN;
    private @Nullable Open open;
    private @Nullable Alarm alarm;

    /** The seams that it needs. */
    public record Parts(Time time, Net net, Tasks tasks) {}

    /** An input, and the link that it came from; null for none. */
    private record Arrived(@Nullable Link from, Input input) {}

    /** The link, and the task that reads from it. */
    private record Open(Link link, Tasks.Task reader) {}

    /** A timer that puts {@link Input.Passed} into the inbox. */
    private record Alarm(long due, Time.Timer timer) {}

    private Subagent(AgentxConfig config, Mib.Source source, Parts parts) {
        this.config = config;
        this.parts = parts;
        this.session = new Session(config);
        this.responder = new Responder(new Regions(config.regions()));
        this.transactions = new Transactions(source);
        this.progress = new Progress(config.master().toString(), parts.time());
    }

    /** Begins to look for the master; that there is none is not an error. */
    public static Subagent start(AgentxConfig config, Mib.Source source, Parts parts) {
        var subagent = new Subagent(config, source, parts);
        subagent.task = parts.tasks().start("agentx", subagent::run);
        return subagent;
    }

    public AgentxStatus status() {
        return progress.status();
    }

    /**
     * Gives the master a notification, which it sends to whomever it is configured to.
     *
     * @param bindings snmpTrapOID.0 first, or after sysUpTime.0
     * @return whether it will be tried; false without a session, or when too many wait
     */
    public boolean tell(List<VariableBinding> bindings) {
        boolean taken =
                progress.status().isUp()
                        && inbox.offer(new Arrived(null, new Input.Tell(bindings)));
        if (!taken) {
            progress.notNotified();
        }
        return taken;
    }

    /** Ends the session, which gives the regions back, and the sub-agent. */
    @Override
    public void close() {
        var running = task;
        task = null;
        if (running == null) {
            return;
        }
        stopping = true;
        inbox.offer(new Arrived(null, new Input.Stop()));
        try {
            if (!running.join(STOP)) {
                running.interrupt();
            }
        } catch (InterruptedException _) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var state = Session.start(parts.time().ticks());
        try {
            while (!(state instanceof State.Gone)) {
                var input = next(state);
                while (input != null) {
                    var step = session.on(state, input, parts.time().ticks());
                    state = step.next();
                    input = perform(step.actions());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
            rearm(OptionalLong.empty());
            progress.stopped();
        }
    }

    private Input next(State state) throws InterruptedException {
        while (true) {
            if (stopping) {
                return new Input.Stop();
            }
            var due = Session.due(state);
            if (due.isPresent() && due.getAsLong() - parts.time().ticks() <= 0) {
                return new Input.Passed();
            }
            rearm(due);
            var arrived = inbox.take();
            var link = open == null ? null : open.link();
            if (arrived.from() == null || arrived.from().equals(link)) {
                return arrived.input();
            }
        }
    }

    private void rearm(OptionalLong due) {
        if (alarm != null) {
            if (due.isPresent() && due.getAsLong() == alarm.due()) {
                return;
            }
            alarm.timer().cancel();
            alarm = null;
        }
        if (due.isPresent()) {
            var wait = Duration.ofNanos(due.getAsLong() - parts.time().ticks());
            var timer = parts.time().after(wait, this::wake);
            alarm = new Alarm(due.getAsLong(), timer);
        }
    }

    private void wake() {
        inbox.offer(new Arrived(null, new Input.Passed()));
    }

    /** Does what is to be done; gives what came of it, if that is an input. */
    private @Nullable Input perform(List<Action> actions) {
        Input came = null;
        for (var action : actions) {
            switch (action) {
                case Action.Connect _ -> came = connect();
                case Action.Send(var packet) -> came = send(packet, came);
                case Action.Answer(var request) -> came = send(answer(request), came);
                case Action.Heard(var upTime, var sent) -> heard(upTime, sent);
                case Action.Disconnect _ -> disconnect();
                case Action.Happened(var event) -> progress.happened(event);
            }
        }
        return came;
    }

    private Input connect() {
        try {
            var link = Link.open(config, parts.net(), this::arrived);
            open = new Open(link, link.read(parts.tasks()));
            return new Input.Connected();
        } catch (IOException failed) {
            return new Input.Lost(Link.text(failed));
        }
    }

    private void arrived(Link from, Input input) throws InterruptedException {
        inbox.put(new Arrived(from, input));
    }

    private @Nullable Input send(Packet packet, @Nullable Input before) {
        if (before != null || open == null) {
            return before;
        }
        try {
            open.link().write(packet);
            return null;
        } catch (IOException failed) {
            return new Input.Lost(Link.text(failed));
        }
    }

    private Packet answer(Packet request) {
        try {
            var response = request.answer(respond(request));
            progress.answered();
            return response;
        } catch (RuntimeException defect) {
            progress.failed(defect);
            return request.answer(Pdu.Response.of(Status.GENERAL, 0));
        }
    }

    private Pdu.Response respond(Packet request) {
        var mib =
                transactions.of(
                        request.header().transaction(), clock.started(), parts.time().ticks());
        return switch (request.pdu()) {
            case Pdu.Get(var ranges) -> responder.get(ranges, mib);
            case Pdu.GetNext(var ranges) -> responder.next(ranges, mib);
            case Pdu.GetBulk bulk -> responder.bulk(bulk, mib);
            default -> throw new IllegalArgumentException("no request: " + request);
        };
    }

    private void heard(long upTime, long sent) {
        var before = clock;
        clock = before.heard(upTime, sent, parts.time().ticks());
        if (clock.started() != before.started()) {
            transactions.clear();
        }
        if (clock.restarted(before)) {
            progress.restarted();
        }
    }

    private void disconnect() {
        var closing = open;
        open = null;
        transactions.clear();
        if (closing != null) {
            closing.link().close();
            closing.reader().interrupt();
        }
    }
}
