package org.mailgauge.queue;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.port.Crash;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.report.Composed;
import org.mailgauge.report.Composer;
import org.mailgauge.report.Fate;
import org.mailgauge.report.Original;
import org.mailgauge.report.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes one report: composes it, makes it durable, and only then lets go what it is about. Takes
 * the queue's lock itself, and never over I/O. Safe for use by any thread.
 */
final class ReportWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportWriter.class);

    private final Core core;
    private final Expiry expiry;
    private final String hostname;
    private final Supplier<QueueId> ids;
    private final Entrance entrance;

    /** Where a durable message enters the index, under the lock. */
    interface Entrance {
        void enter(QueueId id, long place, long octets, Envelope envelope);
    }

    /** What came of it. */
    sealed interface Result {
        record Written(QueueId id) implements Result {}

        /** There is nothing to report on any more. */
        record NotNeeded() implements Result {}

        /** To be tried again. */
        record Unwritten(String why) implements Result {}
    }

    ReportWriter(
            Core core, Expiry expiry, String hostname, Supplier<QueueId> ids, Entrance entrance) {
        this.core = core;
        this.expiry = expiry;
        this.hostname = hostname;
        this.ids = ids;
        this.entrance = entrance;
    }

    /** What is to be written, as of one moment. */
    private record Draft(
            Message message, Report.Kind kind, List<Fate> fates, Reported reported, Moment now) {}

    // --- failures

    Result failed(ReportItem.Failed item) {
        var draft = core.locked(() -> draft(item));
        return write(draft, true, () -> end(item));
    }

    private Draft draft(ReportItem.Failed item) {
        var failures = item.failures();
        failures.sort(Comparator.comparingInt(failure -> failure.recipient().ordinal()));
        var kind =
                item.message().nullPath()
                        ? new Report.Kind.DoubleBounce()
                        : new Report.Kind.Failed();
        var fates = failures.stream().map(Failure::fate).toList();
        var reported = new Reported(item.message().id(), Duration.ZERO, ends(failures));
        return new Draft(item.message(), kind, fates, reported, core.now());
    }

    private static List<Reported.End> ends(List<Failure> failures) {
        var ends = new ArrayList<Reported.End>();
        for (var failure : failures) {
            int ordinal = failure.recipient().ordinal();
            var state = RecipientState.DEFERRED.on(failure.event());
            var last = ends.isEmpty() ? null : ends.getLast();
            if (last != null && last.state() == state && last.ordinal() + last.count() == ordinal) {
                ends.removeLast();
                ends.add(new Reported.End(last.ordinal(), last.count() + 1, state));
            } else {
                ends.add(new Reported.End(ordinal, 1, state));
            }
        }
        return ends;
    }

    private void end(ReportItem.Failed item) {
        var settlement = new Settlement(core, item.message(), core.now());
        for (var failure : item.failures()) {
            settlement.end(failure.recipient(), failure.event(), failure.reply());
        }
        settlement.post();
    }

    // --- delays

    Result delayed(ReportItem.Delayed item) {
        var message = item.message();
        var draft = core.locked(() -> draft(item));
        return draft.fates().isEmpty()
                ? new Result.NotNeeded()
                : write(draft, false, () -> tell(message, item.thresholds()));
    }

    /** Without a fate when nobody waits, or a later threshold has been passed by now. */
    private Draft draft(ReportItem.Delayed item) {
        var message = item.message();
        var now = core.now();
        var delays = core.reporter().delays();
        var fates = new ArrayList<Fate>();
        boolean due =
                message.group >= 0
                        && message.delaysTold < item.thresholds()
                        && delays.past(message, now) == item.thresholds()
                        && !expiry.isOver(message, now.ticks());
        for (int i = 0; due && i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            if (Delays.waits(recipient)) {
                var reply = recipient.note.reply();
                fates.add(Failure.fate(recipient, Fate.Cause.WAITING, reply, null));
            }
        }
        var until = now.wallAt(expiry.expires(message));
        var delay = delays.threshold(item.thresholds());
        return new Draft(
                message,
                new Report.Kind.Delayed(until),
                fates,
                new Reported(message.id(), delay, List.of()),
                now);
    }

    private void tell(Message message, int thresholds) {
        if (message.group >= 0) {
            var settlement = new Settlement(core, message, core.now());
            settlement.delayTold(thresholds);
            settlement.post();
        }
    }

    // --- both

    /**
     * @param reserve whether it may use the disk that is kept for such things
     * @param told what is true once the report is durable; under the lock
     */
    private Result write(Draft draft, boolean reserve, Runnable told) {
        var id = ids.get();
        var to = core.reporter().addressee(draft.message());
        var original = original(draft.message());
        var when = Instant.ofEpochMilli(draft.now().wallMillis());
        var report =
                new Report(
                        hostname, id.toString(), when, draft.kind(), to, original, draft.fates());
        var composed = Composer.compose(report);
        var envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(new ForwardPath(to)),
                        when,
                        "",
                        "",
                        composed.eightBit(),
                        composed.messageId(),
                        draft.reported());
        return accept(id, envelope, composed, reserve, told);
    }

    private Result accept(
            QueueId id, Envelope envelope, Composed composed, boolean reserve, Runnable told) {
        var octets = composed.octets();
        var body = core.journal().body();
        boolean given = false;
        try {
            body.write(octets, 0, octets.length);
            Crash.at("queue.report-composed");
            given = true; // from here on it is the journal's
            var record = QueueRecords.write(envelope);
            var accepted =
                    reserve
                            ? core.journal().acceptOwn(id, record, body)
                            : core.journal().accept(id, record, body);
            return accepted(accepted, id, envelope, octets.length, told);
        } catch (IOException failed) {
            return new Result.Unwritten(String.valueOf(failed.getMessage()));
        } finally {
            if (!given) {
                body.close();
            }
        }
    }

    private Result accepted(
            Journal.Accepted how, QueueId id, Envelope envelope, long octets, Runnable told) {
        return switch (how) {
            case Journal.Accepted.Durable(var place) -> {
                Crash.at("queue.report-durable");
                core.locked(
                        () -> {
                            told.run();
                            entrance.enter(id, place, octets, envelope);
                        });
                Crash.at("queue.report-told");
                yield new Result.Written(id);
            }
            case Journal.Accepted.Full(var detail) -> new Result.Unwritten(detail);
            case Journal.Accepted.Failed(var detail) -> new Result.Unwritten(detail);
        };
    }

    /** The message, or the beginning of it; nothing when it cannot be read. */
    private Original original(Message message) {
        int most = core.reporter().most();
        var into = new byte[Composer.wanted(message.octets, most)];
        int length = 0;
        try {
            long place = core.locked(() -> message.place);
            var content = core.journal().content(message.id(), place);
            while (length < into.length) {
                int count = content.read(length, into, length, into.length - length);
                if (count <= 0) {
                    break;
                }
                length += count;
            }
        } catch (IOException failed) {
            LOG.warn(
                    "{}: the content cannot be returned with the report: {}",
                    message.id(),
                    failed.getMessage());
            length = 0;
        }
        var beginning = Arrays.copyOf(into, length);
        return new Original(
                message.id().toString(), message.arrived(), message.octets, beginning, most);
    }
}
