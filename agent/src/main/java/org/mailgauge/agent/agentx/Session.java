package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OctetString;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The sub-agent's side of a session (RFC 2741 section 7): from a state and an input to the next
 * state and what is to be done. Pure; time is on the ticker.
 */
final class Session {
    private final AgentxConfig config;

    Session(AgentxConfig config) {
        this.config = config;
    }

    /** The next state, and what is to be done, in order. */
    record Step(State next, List<Action> actions) {
        Step {
            actions = List.copyOf(actions);
        }

        static Step of(State next, Action... actions) {
            return new Step(next, List.of(actions));
        }

        /** With something that is done before the rest. */
        Step after(Action first) {
            return new Step(next, Stream.concat(Stream.of(first), actions.stream()).toList());
        }
    }

    /** Where it begins: the first attempt is due. */
    static State start(long now) {
        return new State.Waiting(0, now);
    }

    /** When {@link Input.Passed} is due; empty while it is not. */
    static OptionalLong due(State state) {
        return switch (state) {
            case State.Waiting(_, var until) -> OptionalLong.of(until);
            case State.Opening(_, var requests) -> deadline(requests);
            case State.Live live -> {
                var first = deadline(live.requests());
                boolean ping = first.isEmpty() || live.pingAt() - first.getAsLong() < 0;
                yield ping ? OptionalLong.of(live.pingAt()) : first;
            }
            case State.Connecting _, State.Gone _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong deadline(Requests requests) {
        return requests.first()
                .map(one -> OptionalLong.of(one.deadline()))
                .orElse(OptionalLong.empty());
    }

    Step on(State state, Input input, long now) {
        return switch (input) {
            case Input.Passed _ -> onTime(state, now);
            case Input.Connected _ -> onConnected(state, now);
            case Input.Lost(var why) -> onLost(state, why, now);
            case Input.Came(var packet) -> onPacket(state, packet, now);
            case Input.Garbled(var why) ->
                    giveUp(state, Reason.PARSE_ERROR, "no AgentX: " + why, now);
            case Input.Tell tell -> onTell(state, tell, now);
            case Input.Stop _ -> onStop(state);
        };
    }

    private Step onTime(State state, long now) {
        return switch (state) {
            case State.Waiting(var failures, var until) ->
                    now - until < 0
                            ? Step.of(state)
                            : Step.of(new State.Connecting(failures), new Action.Connect());
            case State.Opening(_, var requests) ->
                    isLate(requests, now) ? timedOut(state, now) : Step.of(state);
            case State.Live live ->
                    isLate(live.requests(), now) ? timedOut(live, now) : ping(live, now);
            case State.Connecting _, State.Gone _ -> Step.of(state);
        };
    }

    private static boolean isLate(Requests requests, long now) {
        return requests.first().filter(one -> now - one.deadline() >= 0).isPresent();
    }

    private Step timedOut(State state, long now) {
        return giveUp(state, Reason.TIMEOUTS, "no answer within " + config.timeout(), now);
    }

    private Step ping(State.Live live, long now) {
        if (now - live.pingAt() < 0) {
            return Step.of(live);
        }
        var next =
                new State.Live(
                        live.number(),
                        live.toDo(),
                        live.result(),
                        live.requests(),
                        now + config.ping().toNanos());
        return live.requests().count(Pdu.Ping.class) > 0
                ? Step.of(next)
                : ask(next, new Pdu.Ping(), now);
    }

    private Step onConnected(State state, long now) {
        if (!(state instanceof State.Connecting(var failures))) {
            return Step.of(state);
        }
        var pdu = new Pdu.Open(seconds(), config.id(), utf8(config.name()));
        var requests = Requests.NONE.plus(pdu, now, deadline(now));
        return Step.of(
                new State.Opening(failures, requests),
                new Action.Send(Packet.of(pdu, 0, 0, Requests.NONE.next())));
    }

    private static OctetString utf8(String text) {
        return new OctetString(text.getBytes(StandardCharsets.UTF_8));
    }

    private int seconds() {
        return (int) config.timeout().toSeconds();
    }

    private long deadline(long now) {
        return now + config.timeout().toNanos();
    }

    private Step onLost(State state, String why, long now) {
        return switch (state) {
            case State.Connecting _, State.Opening _, State.Live _ -> retry(state, why, now);
            case State.Waiting _, State.Gone _ -> Step.of(state);
        };
    }

    private Step onStop(State state) {
        var gone = new State.Gone();
        return switch (state) {
            case State.Live live -> Step.of(gone, close(live, Reason.SHUTDOWN), DISCONNECT);
            case State.Opening _, State.Connecting _ -> Step.of(gone, DISCONNECT);
            case State.Waiting _, State.Gone _ -> Step.of(gone);
        };
    }

    private static final Action DISCONNECT = new Action.Disconnect();

    private static Action close(State.Live live, int reason) {
        return new Action.Send(
                Packet.of(new Pdu.Close(reason), live.number(), 0, live.requests().next()));
    }

    /** Ends what there is, and says why to the master. */
    private Step giveUp(State state, int reason, String why, long now) {
        return switch (state) {
            case State.Live live -> retry(live, why, now).after(close(live, reason));
            case State.Opening _, State.Connecting _ -> retry(state, why, now);
            case State.Waiting _, State.Gone _ -> Step.of(state);
        };
    }

    /** Without a session, and tried again after a while: ever longer, as long as none is opened. */
    private static Step retry(State state, String why, long now) {
        int failures =
                switch (state) {
                    case State.Connecting(var before) -> before;
                    case State.Opening(var before, _) -> before;
                    case State.Live _, State.Waiting _, State.Gone _ -> 0;
                };
        var wait = wait(failures);
        return Step.of(
                new State.Waiting(failures + 1, now + wait.toNanos()),
                DISCONNECT,
                new Action.Happened(new Event.Down(why, wait, failures + 1)));
    }

    static Duration wait(int failures) {
        var wait = Limits.RETRY_FIRST.multipliedBy(1L << Math.min(failures, 10));
        return wait.compareTo(Limits.RETRY_MOST) < 0 ? wait : Limits.RETRY_MOST;
    }

    private Step onTell(State state, Input.Tell tell, long now) {
        if (!(state instanceof State.Live live)) {
            return Step.of(state, notTold("no session"));
        }
        if (live.requests().count(Pdu.Notify.class) >= Limits.UNCONFIRMED) {
            return Step.of(state, notTold("too many before it are not confirmed"));
        }
        return ask(live, new Pdu.Notify(tell.bindings()), now);
    }

    private static Action notTold(String why) {
        return new Action.Happened(new Event.NotTold(why));
    }

    private Step ask(State.Live live, Pdu pdu, long now) {
        var requests = live.requests();
        return Step.of(
                live.with(requests.plus(pdu, now, deadline(now))),
                new Action.Send(Packet.of(pdu, live.number(), 0, requests.next())));
    }

    private Step onPacket(State state, Packet packet, long now) {
        return switch (state) {
            case State.Opening opening -> onPacket(opening, packet, now);
            case State.Live live -> onPacket(live, packet, now);
            case State.Waiting _, State.Connecting _, State.Gone _ -> Step.of(state);
        };
    }

    private Step onPacket(State.Opening opening, Packet packet, long now) {
        var asked = opening.requests().of(packet.header().packet());
        if (packet.header().type() != Pdu.Response.TYPE || asked == null) {
            return refuse(opening, packet, Status.NOT_OPEN);
        }
        if (!(packet.pdu() instanceof Pdu.Response response)) {
            return retry(opening, "its answer is malformed", now);
        }
        if (response.error() != Status.NO_ERROR) {
            return retry(opening, "it refuses: " + Status.label(response.error()), now);
        }
        var live =
                new State.Live(
                        packet.header().session(),
                        regions(),
                        State.Result.NONE,
                        opening.requests().without(packet.header().packet()),
                        now + config.ping().toNanos());
        return askNext(live, now).after(new Action.Heard(response.upTime(), asked.sent()));
    }

    private List<State.Region> regions() {
        return config.regions().stream()
                .map(region -> new State.Region(region, config.priority()))
                .toList();
    }

    /** Asks for the first of what is to do; when all is done, says so. */
    private Step askNext(State.Live live, long now) {
        if (live.ready()) {
            return Step.of(live, new Action.Happened(new Event.Up(live.number(), live.result())));
        }
        var region = live.toDo().getFirst();
        return ask(live, new Pdu.Register(seconds(), region.priority(), region.subtree()), now);
    }

    private Step onPacket(State.Live live, Packet packet, long now) {
        if (packet.header().type() == Pdu.Response.TYPE) {
            return onResponse(live, packet, now);
        }
        if (packet.header().session() != live.number()) {
            return refuse(live, packet, Status.NOT_OPEN);
        }
        if (packet.context().length() > 0) {
            return refuse(live, packet, Status.UNSUPPORTED_CONTEXT);
        }
        return switch (packet.pdu()) {
            case Pdu.Get _, Pdu.GetNext _, Pdu.GetBulk _ ->
                    Step.of(live, new Action.Answer(packet));
            case Pdu.TestSet test ->
                    Step.of(
                            live,
                            new Action.Send(packet.answer(Responder.testSet(test))),
                            new Action.Happened(new Event.SetRefused()));
            // Nothing has passed the test, so nothing can be committed, and nothing is to undo.
            case Pdu.CommitSet _ -> refuse(live, packet, Status.COMMIT_FAILED);
            case Pdu.UndoSet _ -> refuse(live, packet, Status.NO_ERROR);
            case Pdu.CleanupSet _ -> Step.of(live);
            case Pdu.Close(var reason) ->
                    retry(live, "it closed the session: " + Reason.label(reason), now);
            case Pdu.Open _,
                    Pdu.Register _,
                    Pdu.Notify _,
                    Pdu.Ping _,
                    Pdu.Response _,
                    Pdu.Unknown _,
                    Pdu.Malformed _ ->
                    refuse(live, packet, Status.PARSE_ERROR);
        };
    }

    /** Answers with an error; what is itself an answer, or takes none, is passed over. */
    private static Step refuse(State state, Packet packet, int error) {
        int type = packet.header().type();
        boolean answered =
                type != Pdu.Response.TYPE && type != Pdu.CleanupSet.TYPE && type != Pdu.Close.TYPE;
        return answered
                ? Step.of(state, new Action.Send(packet.answer(Pdu.Response.of(error, 0))))
                : Step.of(state);
    }

    private Step onResponse(State.Live live, Packet packet, long now) {
        int number = packet.header().packet();
        var asked = live.requests().of(number);
        if (asked == null) {
            return Step.of(live);
        }
        if (!(packet.pdu() instanceof Pdu.Response response)) {
            return giveUp(live, Reason.PARSE_ERROR, "its answer is malformed", now);
        }
        if (response.error() == Status.NOT_OPEN) {
            return retry(live, "it does not know the session", now);
        }
        return onAnswer(live.with(live.requests().without(number)), asked.pdu(), response, now)
                .after(new Action.Heard(response.upTime(), asked.sent()));
    }

    private Step onAnswer(State.Live live, Pdu asked, Pdu.Response response, long now) {
        if (asked instanceof Pdu.Notify) {
            boolean told = response.error() == Status.NO_ERROR;
            return Step.of(
                    live,
                    told
                            ? new Action.Happened(new Event.Told())
                            : notTold(Status.label(response.error())));
        }
        return asked instanceof Pdu.Register && !live.ready()
                ? onRegistered(live, live.toDo().getFirst(), response.error(), now)
                : Step.of(live);
    }

    private Step onRegistered(State.Live live, State.Region asked, int error, long now) {
        var rest = new ArrayList<>(live.toDo().subList(1, live.toDo().size()));
        var result = live.result();
        boolean taken = error == Status.DUPLICATE_REGISTRATION;
        boolean better =
                asked.priority() > Math.max(1, config.priority() - Limits.BETTER_PRIORITIES);
        if (error == Status.NO_ERROR) {
            result = result.plus();
        } else if (taken && better) {
            rest.addFirst(new State.Region(asked.subtree(), asked.priority() - 1));
        } else {
            result = result.without(asked.subtree());
        }
        var step =
                askNext(
                        new State.Live(live.number(), rest, result, live.requests(), live.pingAt()),
                        now);
        return result.refused().size() > live.result().refused().size()
                ? step.after(new Action.Happened(new Event.Refused(asked.subtree(), error)))
                : step;
    }
}
