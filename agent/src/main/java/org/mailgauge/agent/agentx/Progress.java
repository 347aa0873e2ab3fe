package org.mailgauge.agent.agentx;

import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells people what happens, in the log and as a status. Written by the loop, read by any thread.
 */
final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Subagent.class);

    private final String master;
    private final Time time;
    private final LongAdder sessions = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder setsRefused = new LongAdder();
    private final LongAdder notified = new LongAdder();
    private final LongAdder notNotified = new LongAdder();
    private volatile Now now;

    private record Now(
            AgentxStatus.Phase phase, Instant since, int registered, int refused, String trouble) {}

    Progress(String master, Time time) {
        this.master = master;
        this.time = time;
        this.now = new Now(AgentxStatus.Phase.DOWN, time.wall(), 0, 0, "");
    }

    AgentxStatus status() {
        var at = now;
        return new AgentxStatus(
                master,
                at.phase(),
                at.since(),
                at.registered(),
                at.refused(),
                at.trouble(),
                new AgentxStatus.Totals(
                        sessions.sum(),
                        requests.sum(),
                        setsRefused.sum(),
                        notified.sum(),
                        notNotified.sum()));
    }

    void answered() {
        requests.increment();
    }

    void notNotified() {
        notNotified.increment();
    }

    void restarted() {
        LOG.info("AgentX master {}: its sysUpTime is of another start", master);
    }

    void happened(Event event) {
        switch (event) {
            case Event.Up(_, var result) -> up(result);
            case Event.Refused(var region, var error) ->
                    LOG.warn(
                            "AgentX master {} does not give us {}: {}",
                            master,
                            region,
                            Status.label(error));
            case Event.Down down -> down(down);
            case Event.Told _ -> notified.increment();
            case Event.NotTold(var why) -> {
                notNotified();
                LOG.warn("AgentX master {} was not told of a notification: {}", master, why);
            }
            case Event.SetRefused _ -> setsRefused.increment();
        }
    }

    private void up(State.Result result) {
        sessions.increment();
        now =
                new Now(
                        AgentxStatus.Phase.UP,
                        time.wall(),
                        result.registered(),
                        result.refused().size(),
                        now.trouble());
        LOG.info(
                "AgentX master {}: session open, {} regions are ours, {} are not",
                master,
                result.registered(),
                result.refused().size());
    }

    /** An attempt that fails as the one before is not worth another line. */
    private void down(Event.Down down) {
        var before = now;
        boolean again =
                before.phase() == AgentxStatus.Phase.DOWN && down.why().equals(before.trouble());
        now =
                new Now(
                        AgentxStatus.Phase.DOWN,
                        again ? before.since() : time.wall(),
                        0,
                        0,
                        down.why());
        if (!again) {
            LOG.warn(
                    "AgentX master {}: no session: {}; next attempt in {}",
                    master,
                    down.why(),
                    down.pause());
        }
    }

    void stopped() {
        var before = now;
        now = new Now(AgentxStatus.Phase.DOWN, time.wall(), 0, 0, before.trouble());
    }

    void failed(RuntimeException defect) {
        LOG.error("AgentX: a request could not be answered", defect);
    }
}
