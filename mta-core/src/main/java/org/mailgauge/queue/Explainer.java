package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says why recipients wait and what happens next. Used under the queue's lock. */
final class Explainer {
    private final Core core;
    private final Scheduler scheduler;

    Explainer(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /** What happens next, and when if that is a matter of time. */
    private record Event(Why.Next next, @Nullable Instant at) {
        static Event of(Why.Next next) {
            return new Event(next, null);
        }
    }

    Why explain(Recipient recipient, QueueView.Waiting waiting, Moment now) {
        var event = next(recipient, waiting.reason(), now);
        var expires = expires(recipient, now);
        var tried = core.triedAt(recipient);
        var ahead = ahead(recipient);
        var lastAttempt = tried == Long.MIN_VALUE ? null : seconds(now.wallAt(tried));
        var sentence =
                waiting.path()
                        + " "
                        + cause(recipient, waiting.reason())
                        + place(ahead)
                        + history(waiting, lastAttempt, core.beforeThisRun(tried))
                        + "; "
                        + next(event)
                        + end(event, expires)
                        + ".";
        return new Why(
                recipient.message().id(),
                waiting,
                lastAttempt,
                ahead,
                event.next(),
                event.at(),
                expires,
                LogText.of(sentence, LONGEST));
    }

    private static final int LONGEST = 2000;

    /** How many messages go before it at its next hop; null when it does not stand there. */
    private static @Nullable Integer ahead(Recipient recipient) {
        return recipient.where == Recipient.QUEUED
                ? recipient.lane().hop.queue.ahead(recipient, Why.MOST_AHEAD)
                : null;
    }

    // --- the next event

    private Event next(Recipient recipient, WaitReason reason, Moment now) {
        return switch (reason) {
            case NEXT, RELEASED -> timed(recipient, Why.Next.ATTEMPT, Why.Next.TAKEN, now);
            case STOPPING -> Event.of(Why.Next.START);
            case DESTINATION_BUSY, ASSOCIATIONS_FULL -> Event.of(Why.Next.ASSOCIATION_FREE);
            case IN_DELIVERY -> Event.of(Why.Next.ATTEMPT_ENDS);
            case PUT_OFF, INTERNAL_FAULT, DESTINATION_UNREACHABLE ->
                    timed(recipient, Why.Next.ATTEMPT, Why.Next.PROBE, now);
            case ROUTE_NOT_BUILT -> timed(recipient, Why.Next.ROUTE, Why.Next.TAKEN, now);
            case PROBING -> Event.of(Why.Next.PROBE_ENDS);
            case HELD_BY_ROUTE, HELD_BY_OPERATOR -> Event.of(Why.Next.RELEASE);
            case PAUSED -> paused(recipient, now);
            case REPORT_BEING_WRITTEN -> Event.of(Why.Next.REPORT);
        };
    }

    /**
     * One that is put off by itself is tried then, or with its next hop's probe if that is later;
     * one that is too old by then is given up instead.
     */
    private Event timed(Recipient recipient, Why.Next then, Why.Next otherwise, Moment now) {
        var at = Standing.nextAttempt(recipient, now);
        var hop = recipient.lane().hop;
        if (at == null || (!isScheduled(recipient) && !hop.backingOff)) {
            return Event.of(Why.Next.TAKEN);
        }
        var expires = expires(recipient, now);
        if (expires != null && !at.isBefore(expires)) {
            return new Event(Why.Next.EXPIRY, expires);
        }
        boolean byItself = isScheduled(recipient) && hop.scheduledRetry() == Long.MAX_VALUE;
        return new Event(byItself ? then : otherwise, at);
    }

    private Event paused(Recipient recipient, Moment now) {
        var expires = expires(recipient, now);
        return expires == null ? Event.of(Why.Next.RESUME) : new Event(Why.Next.EXPIRY, expires);
    }

    private static boolean isScheduled(Recipient recipient) {
        return recipient.where == Recipient.SCHEDULED;
    }

    /** When it is given up; null while nothing does that. */
    private @Nullable Instant expires(Recipient recipient, Moment now) {
        boolean never =
                recipient.state() == RecipientState.HELD
                        || recipient.failing()
                        || recipient.note.reason() == WaitReason.RELEASED;
        return never ? null : now.wallAt(scheduler.expiry().expires(recipient.message()));
    }

    // --- in words

    private String cause(Recipient recipient, WaitReason reason) {
        var hop = recipient.lane().hop;
        var to = hop.text;
        return switch (reason) {
            case NEXT, RELEASED ->
                    "is ready for " + to + ", where " + hop.queue.size() + " recipients wait";
            case DESTINATION_BUSY ->
                    "is ready, but "
                            + hop.slots
                            + " of "
                            + hop.window.size()
                            + " associations to "
                            + to
                            + " are in use and "
                            + hop.queue.size()
                            + " recipients wait there";
            case ASSOCIATIONS_FULL ->
                    (hop.backingOff ? "waits for " + to + trouble(hop) : "is ready for " + to)
                            + ", but all "
                            + scheduler.slots()
                            + " associations that this server may have are in use";
            case IN_DELIVERY -> "is being delivered to " + to;
            case PUT_OFF -> "was put off by " + to + (hop.backingOff ? trouble(hop) : "");
            case INTERNAL_FAULT ->
                    "was put off by a fault of this server, which its log tells"
                            + (hop.backingOff ? "; it goes to " + to + trouble(hop) : "");
            case ROUTE_NOT_BUILT -> "waits because routes to " + to + " are not built yet";
            case DESTINATION_UNREACHABLE ->
                    isScheduled(recipient)
                            ? "was put off because " + to + " could not be reached"
                            : "waits for " + to + trouble(hop);
            case PROBING ->
                    "waits for "
                            + to
                            + trouble(hop)
                            + (hop.probe == null || hop.probe.inHand.isEmpty()
                                    ? "; an association is being made to find out whether it is"
                                            + " back"
                                    : "; one message is on its way to find out whether it is back");
            case HELD_BY_ROUTE -> "is held by a route";
            case HELD_BY_OPERATOR -> "is held by the operator";
            case STOPPING -> "is ready, but this server is stopping or can no longer write";
            case PAUSED -> paused(recipient);
            case REPORT_BEING_WRITTEN -> "has failed, and the report about that is being written";
        };
    }

    /** Why a next hop backs off. */
    private static String trouble(Hop hop) {
        var reply = hop.note.reply();
        boolean fault = Attempts.FAULT.equals(reply) || Attempts.UNSETTLED.equals(reply);
        var what =
                fault
                        ? ", where deliveries were broken off by a fault of this server "
                        : switch (hop.note.replyClass()) {
                            case RATE_LIMITED -> ", which said that we send too much, ";
                            case ASSOCIATION_LOST -> ", to which the association was lost ";
                            default -> ", which could not be reached ";
                        };
        return what + times(hop.failures) + in(hop.note);
    }

    private static String place(@Nullable Integer ahead) {
        if (ahead == null) {
            return "";
        }
        return switch ((int) ahead) {
            case 0 -> "; it goes first there";
            case 1 -> "; 1 message goes before it";
            case Why.MOST_AHEAD -> "; " + ahead + " messages or more go before it";
            default -> "; " + ahead + " messages go before it";
        };
    }

    private static String times(int failures) {
        return failures == 1 ? "once" : failures + " times in a row";
    }

    private static String in(Note note) {
        return note.reply() == null ? "" : " (" + note.reply() + ")";
    }

    private String paused(Recipient recipient) {
        var pause = core.index().pauses().of(recipient.lane());
        if (pause == null) {
            return "is paused";
        }
        return "waits because the "
                + pause.kind().label()
                + " "
                + pause.name()
                + " is paused since "
                + seconds(pause.since())
                + " by "
                + pause.by()
                + (pause.reason().isBlank() ? "" : " (" + pause.reason() + ")")
                + " and until it is resumed";
    }

    private static String history(
            QueueView.Waiting waiting, @Nullable Instant lastAttempt, boolean ended) {
        if (waiting.attempts() == 0 && lastAttempt == null) {
            return "; it was not tried yet";
        }
        var attempts =
                waiting.attempts() == 1
                        ? "1 attempt ended"
                        : waiting.attempts() + " attempts ended";
        return "; "
                + attempts
                + (lastAttempt == null
                        ? ""
                        : ", the last " + (ended ? "at " : "began at ") + lastAttempt)
                + (waiting.lastReply() == null
                        ? ""
                        : ", the last reply was "
                                + waiting.lastReply()
                                + " ("
                                + waiting.replyClass().label()
                                + ")");
    }

    private static String next(Event event) {
        var at = event.at() == null ? "" : " at " + seconds(event.at());
        return switch (event.next()) {
            case TAKEN -> "it is tried as soon as an association takes it";
            case ASSOCIATION_FREE -> "it is tried when one of them is free";
            case ATTEMPT_ENDS -> "next, that attempt ends";
            case ATTEMPT -> "it is tried again" + at;
            case PROBE -> "one message is tried there" + at + ", and all of them go if that works";
            case PROBE_ENDS -> "all of them go if that works, and wait longer if not";
            case ROUTE -> "its route is looked up again" + at;
            case RELEASE -> "it waits until it is released, and does not expire";
            case REPORT -> "it leaves when the report is on disk; it is not tried again";
            case RESUME -> "it waits until that is resumed";
            case START -> "it is tried after the next start";
            case EXPIRY -> "it is given up" + at;
        };
    }

    private static String end(Event event, @Nullable Instant expires) {
        if (event.next() == Why.Next.EXPIRY || expires == null) {
            return "";
        }
        return ", and it is given up at " + seconds(expires);
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
