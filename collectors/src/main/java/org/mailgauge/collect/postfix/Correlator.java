package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.Classifier;
import org.mailgauge.collect.postfix.log.DeliveryText;
import org.mailgauge.collect.postfix.log.LogLine;
import org.mailgauge.collect.postfix.log.Peer;
import org.mailgauge.collect.postfix.log.PostfixEvent;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery.Status;
import org.mailgauge.collect.postfix.log.Stage;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaEvent.Outcome;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.StateText;
import org.mailgauge.smtp.EnhancedStatus;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns the lines of a Postfix's log into the events that the ledger counts; {@code
 * docs/watch-postfix.md} says which line moves which column. What it has to remember from line to
 * line is bounded and is saved with the totals, so that a line counts once however often the
 * program is started again. Used by one thread; {@link #counts} by any.
 */
final class Correlator {
    /*
     * A message: cleanup's message-id line says that it came, the first "queue active" line how large
     * it is and for how many; the two are one mtaReceivedMessages. Later "queue active" lines are
     * retries. What did not come by an association may be a probe (address verification, sendmail
     * -bv), of which that line tells nothing: it counts with its first delivery. A recipient: each line with a status is an attempt, and the last one settles it.
     */
    private static final int REPEATS = 10_000;

    private final Ledger ledger;
    private final GroupRegistry groups;
    private final Channels channels;
    private final Classifier classifier;
    private final Sessions sessions;
    private final Domains domains;
    private final Connections connections;
    private final Tally tally = new Tally();
    private final Messages messages = new Messages(() -> tally.add("messages_forgotten", 1));

    Correlator(
            Ledger ledger,
            GroupRegistry groups,
            String syslogName,
            Classifier classifier,
            Domains domains) {
        this.ledger = ledger;
        this.groups = groups;
        this.channels = new Channels(groups, syslogName);
        this.classifier = classifier;
        this.domains = domains;
        var ids = new AssociationIds();
        this.sessions = new Sessions(ledger, ids);
        this.connections = new Connections(ledger, ids);
    }

    /**
     * Takes a line of this instance.
     *
     * @param at when it was written, on the ticker
     */
    void take(LogLine line, long at) {
        take(line, line.event(), at);
    }

    private void take(LogLine line, PostfixEvent event, long at) {
        long pid = line.pid() == null ? -1 : line.pid();
        switch (event) {
            case PostfixEvent.Connect(var client) ->
                    sessions.opened(pid, channels.inbound(line), remote(client), at);
            case PostfixEvent.Disconnect _ -> sessions.closed(pid, at);
            case PostfixEvent.Client client -> client(line, client, pid, at);
            case PostfixEvent.Pickup pickup -> pickup(line, pickup);
            case PostfixEvent.MessageId(var id, _, _) -> messages.of(id).seen = true;
            case PostfixEvent.Queued queued -> queued(queued, at);
            case Delivery delivery -> delivery(line, delivery, pid, at);
            case PostfixEvent.Expired(var id, _, _) -> settleRest(id, Outcome.EXPIRED, at);
            case PostfixEvent.Removed(var id) -> messages.removed(id);
            case PostfixEvent.Operated operated -> operated(operated, at);
            case PostfixEvent.Reject reject -> reject(line, reject, at);
            case PostfixEvent.ConnectFailure(_, var detail) ->
                    connections.failed(pid, String.join(" ", detail.reply().lines()));
            case PostfixEvent.SaslFailure _ -> tally.add("sasl_failures", 1);
            case PostfixEvent.Tls(boolean inbound, _, _, _, _, _, _) ->
                    tally.add(inbound ? "tls_inbound" : "tls_outbound", 1);
            case PostfixEvent.TlsFailure(boolean inbound, _, _) ->
                    tally.add(inbound ? "tls_inbound_failures" : "tls_outbound_failures", 1);
            case PostfixEvent.BrokenOff(var how, _, _, _) ->
                    tally.add("sessions_" + how.name().toLowerCase(Locale.ROOT) + "", 1);
            case PostfixEvent.Screened(var finding, _, _, _, _) ->
                    tally.add("postscreen_" + finding.name().toLowerCase(Locale.ROOT) + "", 1);
            case PostfixEvent.Running(var phase, _) -> running(phase, at);
            case PostfixEvent.Warning warning -> warned(line, warning, at);
            case PostfixEvent.Repeated(var times, var what) -> repeated(line, times, what, at);
            case PostfixEvent.AttemptFailure _,
                    PostfixEvent.Notification _,
                    PostfixEvent.TlsReport _,
                    PostfixEvent.DnsblHit _,
                    PostfixEvent.AnvilMaximum _,
                    PostfixEvent.ClientLimit _,
                    PostfixEvent.ProcessLimit _,
                    PostfixEvent.Note _,
                    PostfixEvent.Unknown _,
                    PostfixEvent.Suppressed _,
                    PostfixEvent.NotPostfix _ -> {
                // They move no column; the reader counts what is not known.
            }
        }
    }

    private void repeated(
            LogLine line, @Nullable Long times, @Nullable PostfixEvent what, long at) {
        if (times != null && what != null && !(what instanceof PostfixEvent.Repeated)) {
            for (long i = 0; i < Math.min(times, REPEATS); i++) {
                take(line, what, at);
            }
        }
    }

    private void running(PostfixEvent.Running.Phase phase, long at) {
        switch (phase) {
            case STARTED, TERMINATING -> {
                sessions.closeAll(at);
                connections.forget();
            }
            case STARTING, RELOADED, STOPPING -> {
                // Processes end when they are done.
            }
        }
    }

    static String remote(Peer peer) {
        return peer.address() != null ? peer.address() : peer.host() == null ? "" : peer.host();
    }

    /** Too many hops are told of by a warning alone. */
    private void warned(LogLine line, PostfixEvent.Warning warning, long at) {
        tally.add("warnings", 1);
        var id = warning.queueId();
        if (id != null && warning.isLoop()) {
            ledger.tell(new MtaEvent.LoopDetected(origin(line, id)), at);
        }
    }

    /** The group that took a message in, as far as that is known. */
    private MtaGroup origin(LogLine line, @Nullable String id) {
        var known = id == null ? null : messages.known(id);
        return known != null && known.origin != null
                ? channels.inbound(known.origin)
                : channels.inbound(line);
    }

    // --- what comes in

    private void client(LogLine line, PostfixEvent.Client client, long pid, long at) {
        if (client.saslUser() != null) {
            sessions.authenticated(pid, at);
        }
        sessions.accepted(pid);
        var id = client.queueId();
        if (id != null) {
            messages.of(id).origin = channels.inbound(line).name();
        }
    }

    private void pickup(LogLine line, PostfixEvent.Pickup pickup) {
        var was = pickup.originalId();
        if (was != null) {
            messages.requeued(was, pickup.queueId());
            return;
        }
        messages.of(pickup.queueId()).origin = channels.inbound(line).name();
    }

    private void queued(PostfixEvent.Queued queued, long at) {
        var message = messages.of(queued.queueId());
        message.rounds++;
        var octets = queued.octets();
        var recipients = queued.recipients();
        if (octets != null) {
            message.octets = octets;
        }
        if (recipients != null && message.left < 0) {
            message.left = recipients; // later lines tell the same number, whoever has got it
        }
        var origin = message.origin;
        if (origin != null && !Channels.isLocal(origin)) {
            receive(message, at);
        }
    }

    /** Counts a message, once, when all is known of it. */
    private void receive(Messages.Message message, long at) {
        if (!message.seen || message.counted || message.octets < 0 || message.left < 0) {
            return;
        }
        message.counted = true;
        var origin = message.origin == null ? null : channels.inbound(message.origin);
        int count = (int) Math.min(message.left, Integer.MAX_VALUE);
        ledger.tell(new MtaEvent.Received(origin, message.octets, count, List.of()), at);
    }

    private void reject(LogLine line, PostfixEvent.Reject reject, long at) {
        if (!reject.isRefusal()) {
            return;
        }
        var group = origin(line, reject.queueId());
        var status = status(reject);
        if (status != null) {
            ledger.tell(new MtaEvent.InboundError(group, status), at);
        }
        if (reject.isLoop()) {
            ledger.tell(new MtaEvent.LoopDetected(group), at);
        }
        boolean screened = line.service().equals("postscreen");
        if (reject.stage() == Stage.CONNECT || screened) {
            ledger.tell(new MtaEvent.InboundRejected(group, reject.text()), at);
            return;
        }
        long pid = line.pid() == null ? -1 : line.pid();
        switch (reject.stage()) {
            case MAIL, RCPT -> {
                if (reject.queueId() == null) {
                    sessions.refused(pid, group, String.valueOf(reject.envelope().from()), at);
                }
            }
            case DATA, BDAT, END_OF_MESSAGE, HEADER, BODY -> {
                sessions.accepted(pid);
                ledger.tell(new MtaEvent.TransactionRejected(group), at);
            }
            default -> {
                // No transaction has begun.
            }
        }
    }

    private static @Nullable EnhancedStatus status(PostfixEvent.Reject reject) {
        var status = reject.status();
        if (status != null && status.level() >= 4) {
            return status;
        }
        var code = reject.code();
        return code == null || code < 400 || code > 599
                ? null
                : new EnhancedStatus(code / 100, 0, 0);
    }

    // --- what goes out

    private void delivery(LogLine line, Delivery delivery, long pid, long at) {
        if (delivery.status() == Status.DELIVERABLE || delivery.status() == Status.UNDELIVERABLE) {
            return;
        }
        var message = messages.known(delivery.queueId());
        if (message != null) {
            receive(message, at);
        }
        var domain = domain(delivery.to());
        var channel = channels.outbound(line, delivery.relay());
        var destination = groups.destination(domain);
        var detail = delivery.detail();
        if (Channels.isRemote(line)) {
            long round = message == null ? 0 : message.rounds;
            connections.used(delivery, new Connections.Way(channel, destination, pid, round), at);
        }
        timed(line, delivery, channel, at);
        if (delivery.isLoop()) {
            ledger.tell(new MtaEvent.LoopDetected(channel), at);
        }
        switch (delivery.status()) {
            case SENT -> {
                var outcome =
                        line.service().equals("discard")
                                ? Outcome.DISCARDED
                                : Channels.isRemote(line) ? Outcome.RELAYED : Outcome.DELIVERED;
                settle(delivery.queueId(), outcome, channel, destination, at);
                domains.left(domain, 1, outcome != Outcome.DISCARDED, at);
            }
            case DEFERRED, SOFT_BOUNCE -> {
                var reply = detail.reply();
                var status = failure(delivery, detail);
                ledger.tell(
                        new MtaEvent.Deferred(
                                channel, destination, 1, status, classifier.of(reply)),
                        at);
                error(detail, channel, destination, status, at);
            }
            case BOUNCED -> {
                settle(delivery.queueId(), Outcome.BOUNCED, channel, destination, at);
                domains.left(domain, 1, false, at);
                error(detail, channel, destination, failure(delivery, detail), at);
            }
            case EXPIRED -> {
                settle(delivery.queueId(), Outcome.EXPIRED, channel, destination, at);
                domains.left(domain, 1, false, at);
                error(detail, channel, destination, failure(delivery, detail), at);
            }
            case DELIVERABLE, UNDELIVERABLE -> {
                // A probe moves nothing.
            }
        }
    }

    private static EnhancedStatus failure(Delivery delivery, DeliveryText detail) {
        var dsn = delivery.dsn();
        return dsn != null && dsn.level() >= 4 ? dsn : detail.reply().statusOrDefault();
    }

    /** In lower case; empty for an address without one. */
    static String domain(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private void error(
            DeliveryText detail,
            MtaGroup channel,
            MtaGroup destination,
            EnhancedStatus status,
            long at) {
        if (detail.suspended()) {
            return; // it was not tried; the error was counted when it was
        }
        boolean told =
                detail.cause() == DeliveryText.Cause.REPLY
                        || detail.cause() == DeliveryText.Cause.NOT_TALKING;
        ledger.tell(
                told
                        ? new MtaEvent.OutboundError(channel, destination, status)
                        : new MtaEvent.ProcessingError(channel, destination, status),
                at);
    }

    private void settle(
            String id, Outcome outcome, MtaGroup channel, MtaGroup destination, long at) {
        var message = messages.of(id);
        message.left = Math.max(message.left - 1, message.left < 0 ? -1 : 0);
        boolean first = false;
        if (outcome.transmitted()) {
            first = !message.transmitted;
            message.transmitted = true;
        }
        if (message.octets < 0 && first) {
            tally.add("messages_without_size", 1);
        }
        var shares =
                List.of(
                        new MtaEvent.Share(
                                channel, 1, outcome.transmitted() && message.isFirst(channel)),
                        new MtaEvent.Share(
                                destination,
                                1,
                                outcome.transmitted() && message.isFirst(destination)));
        ledger.tell(
                new MtaEvent.Settled(outcome, Math.max(0, message.octets), 1, first, shares), at);
    }

    /** All recipients that a message still has, of whom no line of their own tells. */
    private void settleRest(String id, Outcome outcome, long at) {
        var message = messages.known(id);
        if (message == null || message.left <= 0) {
            tally.add("ends_without_recipients", 1);
            return;
        }
        receive(message, at);
        int count = (int) Math.min(message.left, Integer.MAX_VALUE);
        message.left = 0;
        ledger.tell(
                new MtaEvent.Settled(outcome, Math.max(0, message.octets), count, false, List.of()),
                at);
    }

    private void operated(PostfixEvent.Operated operated, long at) {
        var id = operated.queueId();
        if (id != null && operated.action() == PostfixEvent.Operated.Action.REMOVED) {
            settleRest(id, Outcome.DELETED, at);
            messages.removed(id);
        }
    }

    // --- times

    private void timed(LogLine line, Delivery delivery, MtaGroup channel, long at) {
        var delays = delivery.delays();
        if (delays == null || delivery.detail().suspended()) {
            return;
        }
        if (delivery.relay() instanceof PostfixEvent.Relay.Remote && Channels.isRemote(line)) {
            if (delivery.connectionUse() == null) {
                timed(channel, LatencyStage.CONNECTING, delays.connecting(), at);
            }
            timed(channel, LatencyStage.TRANSACTION, delays.transmitting(), at);
        }
        timed(channel, LatencyStage.WAITING, delays.active(), at);
        if (delivery.status() == Status.SENT) {
            timed(channel, LatencyStage.PASSING, delivery.delay(), at);
        }
    }

    private void timed(MtaGroup channel, LatencyStage stage, @Nullable Duration took, long at) {
        if (took != null) {
            ledger.tell(new MtaEvent.Timed(channel, stage, 1, took.toNanos()), at);
        }
    }

    // --- what it remembers

    /** Something was missed: which sessions are open is not known any more. */
    void interrupted(long at) {
        sessions.closeAll(at);
        connections.forget();
    }

    /** The sessions of processes that are gone are over. */
    Sessions sessions() {
        return sessions;
    }

    /** What is counted besides, by name. */
    Map<String, Long> counts() {
        return tally.all();
    }

    void save(StateText text, Consumer<String> lines) {
        sessions.save(text, lines);
        connections.save(text, lines);
        messages.save(text, lines);
        domains.save(text, lines);
        tally.save(text, lines);
    }

    /** Takes one of the lines; returns whether it was one. */
    boolean goOn(StateText.Words words) {
        return sessions.goOn(words, channels)
                || connections.goOn(words)
                || messages.goOn(words)
                || domains.goOn(words)
                || tally.goOn(words);
    }
}
