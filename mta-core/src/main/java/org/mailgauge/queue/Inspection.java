package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Answers the operator off the index, in slices. Takes the queue's lock itself. */
final class Inspection implements QueueView {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

    /** Messages that are looked at within one holding of the lock. */
    private static final int SLICE = 500;

    private static final int ROWS = 1000;

    private final Core core;
    private final Scheduler scheduler;

    Inspection(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    // --- list

    /** Where a page ended: the message's order of arrival, and its id to find it at once. */
    private record Cursor(long serial, @Nullable QueueId id) {
        static final Cursor START = new Cursor(-1, null);

        @Override
        public String toString() {
            return Long.toString(serial, 36) + "." + id;
        }

        static Cursor parse(@Nullable String text) {
            int dot = text == null ? -1 : text.indexOf('.');
            if (text == null || dot < 0) {
                return START;
            }
            try {
                return new Cursor(
                        Long.parseLong(text.substring(0, dot), 36),
                        QueueId.parse(text.substring(dot + 1)).orElse(null));
            } catch (NumberFormatException _) {
                return START;
            }
        }
    }

    /** A walk in progress; its last message finds the next slice as long as it is stored. */
    private static final class Walk {
        Cursor cursor;
        @Nullable Message last;
        boolean ended;

        Walk(Cursor cursor) {
            this.cursor = cursor;
        }
    }

    @Override
    public Page list(Filter filter, @Nullable String after, int limit) {
        int most = Math.clamp(limit, 1, ROWS);
        var walk = new Walk(Cursor.parse(after));
        var rows = new ArrayList<Row>();
        while (!walk.ended && rows.size() < most) {
            core.locked(() -> slice(walk, filter, most, rows));
        }
        return new Page(rows, walk.ended ? null : walk.cursor.toString());
    }

    private void slice(Walk walk, Filter filter, int most, List<Row> rows) {
        var now = core.now();
        var message = following(walk);
        for (int i = 0; i < SLICE && message != null && rows.size() < most; i++) {
            walk.last = message;
            if (message.serial > walk.cursor.serial()) {
                var shown = match(message, filter);
                if (shown != null) {
                    rows.add(row(message, shown, now));
                }
                walk.cursor = new Cursor(message.serial, message.id());
            }
            message = message.next;
        }
        walk.ended = message == null;
    }

    /** Where the walk goes on: after the last message, or at the first when that has left. */
    private @Nullable Message following(Walk walk) {
        var last = walk.last;
        var id = walk.cursor.id();
        if (last == null && id != null) {
            last = core.index().find(id);
        }
        return last != null && last.group >= 0 ? last.next : core.index().first();
    }

    /** The first stored recipient that matches; null when the message does not. */
    private static @Nullable Recipient match(Message message, Filter filter) {
        if (filter.sender() != null && !isFrom(message, filter.sender())) {
            return null;
        }
        for (int i = 0; i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            if (recipient.lane != null && matches(recipient, filter)) {
                return recipient;
            }
        }
        return null;
    }

    private static boolean matches(Recipient recipient, Filter filter) {
        var lane = recipient.lane();
        return (filter.state() == null || filter.state() == recipient.state())
                && (filter.channel() == null || filter.channel().equals(lane.hop.channel.name))
                && (filter.destination() == null
                        || filter.destination().toLowerCase(Locale.ROOT).equals(lane.domain.name));
    }

    private static boolean isFrom(Message message, String sender) {
        if (message.sender == null) {
            return sender.equals("<>") || sender.isEmpty();
        }
        int at = sender.lastIndexOf('@');
        var domain = sender.substring(at + 1).toLowerCase(Locale.ROOT);
        return domain.equals(message.sender.name)
                && (at < 0 || Packed.at(message.text, 0).equals(sender.substring(0, at)));
    }

    private Row row(Message message, Recipient shown, Moment now) {
        return new Row(
                message.id(),
                stateOf(message),
                message.reversePath().toString(),
                message.path(shown).toString(),
                message.live(),
                message.octets,
                message.arrived(),
                age(message.arrivedTicks, now),
                shown.lane().hop.channel.name,
                reason(shown),
                nextAttempt(shown, now),
                shown.note.reply(),
                shown.note.replyClass());
    }

    private static RecipientState stateOf(Message message) {
        return RecipientState.of(message.group).orElseThrow();
    }

    private static Duration age(long since, Moment now) {
        return Duration.ofNanos(Math.max(0, now.ticks() - since));
    }

    /** Why it waits, as of now. */
    private WaitReason reason(Recipient recipient) {
        var hop = recipient.lane().hop;
        if (isPaused(recipient)) {
            return WaitReason.PAUSED;
        }
        return switch (recipient.state()) {
            case IN_DELIVERY -> WaitReason.IN_DELIVERY;
            case READY -> readyReason(hop);
            case DEFERRED ->
                    recipient.where == Recipient.QUEUED
                            ? parkedReason(hop)
                            : recipient.note.reason();
            case HELD -> recipient.note.reason();
            case DELIVERED, RELAYED, BOUNCED, EXPIRED, DELETED, DISCARDED, QUARANTINED ->
                    recipient.note.reason();
        };
    }

    private static boolean isPaused(Recipient recipient) {
        var state = recipient.state();
        return recipient.lane().paused()
                && (state == RecipientState.READY || state == RecipientState.DEFERRED);
    }

    private WaitReason readyReason(Hop hop) {
        if (scheduler.stopping()) {
            return WaitReason.STOPPING;
        }
        if (hop.backingOff) {
            return parkedReason(hop);
        }
        if (hop.slots >= hop.window) {
            return WaitReason.DESTINATION_BUSY;
        }
        return scheduler.isFull() ? WaitReason.ASSOCIATIONS_FULL : WaitReason.NEXT;
    }

    private static WaitReason parkedReason(Hop hop) {
        if (!hop.backingOff) {
            return WaitReason.NEXT;
        }
        return hop.probing ? WaitReason.PROBING : WaitReason.DESTINATION_UNREACHABLE;
    }

    private static @Nullable Instant nextAttempt(Recipient recipient, Moment now) {
        if (isPaused(recipient)) {
            return null;
        }
        return switch (recipient.where) {
            case Recipient.SCHEDULED -> now.wallAt(recipient.due);
            case Recipient.QUEUED -> {
                var hop = recipient.lane().hop;
                yield hop.backingOff && !hop.probing
                        ? now.wallAt(hop.retryAt)
                        : now.wallAt(now.ticks());
            }
            default -> null;
        };
    }

    // --- summary

    @Override
    public List<Destination> summary(int limit) {
        var names = new ArrayList<String>();
        core.locked(
                () -> {
                    for (var group : core.index().destinations()) {
                        for (int i = 0; i < group.domains(); i++) {
                            names.add(group.domain(i).name);
                        }
                    }
                });
        var lines = new ArrayList<Destination>();
        for (int from = 0; from < names.size(); from += SLICE) {
            var some = names.subList(from, Math.min(names.size(), from + SLICE));
            core.locked(() -> some.forEach(name -> describe(name).ifPresent(lines::add)));
        }
        lines.sort(
                Comparator.comparingLong(Destination::recipients)
                        .reversed()
                        .thenComparing(Destination::domain));
        return List.copyOf(lines.subList(0, Math.min(lines.size(), Math.max(0, limit))));
    }

    private Optional<Destination> describe(String name) {
        var domain = core.index().domain(name);
        if (domain == null || domain.oldest == null) {
            return Optional.empty();
        }
        var now = core.now();
        long since = domain.oldest.message().arrivedTicks;
        long next = domain.nextRetry();
        return Optional.of(
                new Destination(
                        name,
                        domain.group().group.name(),
                        domain.lanes.stream().map(Inspection::route).distinct().toList(),
                        domain.messages,
                        domain.recipients,
                        domain.octets,
                        now.wallAt(since),
                        age(since, now),
                        next == Long.MAX_VALUE ? null : now.wallAt(next),
                        domain.lastFailure == null ? null : domain.lastFailure.reply()));
    }

    private static String route(Lane lane) {
        return lane.hop.channel.name + " " + text(lane);
    }

    private static String text(Lane lane) {
        return HopText.of(lane.hop.nextHop);
    }

    // --- show

    @Override
    public Optional<Detail> show(QueueId id) {
        var message = core.locked(() -> Optional.ofNullable(core.index().find(id)));
        if (message.isEmpty()) {
            return Optional.empty();
        }
        return envelope(message.get())
                .flatMap(envelope -> core.locked(() -> detail(message.get(), envelope)));
    }

    private Optional<Envelope> envelope(Message message) {
        try {
            long place = core.locked(() -> message.place);
            var octets = core.journal().envelope(message.id(), place);
            return switch (QueueRecords.envelope(octets)) {
                case QueueRecords.Read.Good<Envelope>(var envelope) -> Optional.of(envelope);
                case QueueRecords.Read.Damaged<Envelope>(var detail) -> {
                    LOG.warn("{}: envelope is damaged: {}", message.id(), detail);
                    yield Optional.empty();
                }
                case QueueRecords.Read.Newer<Envelope>(var version) -> {
                    LOG.warn("{}: envelope of version {}", message.id(), version);
                    yield Optional.empty();
                }
            };
        } catch (IOException failed) {
            LOG.warn("{}: envelope cannot be read: {}", message.id(), failed.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Detail> detail(Message message, Envelope envelope) {
        if (message.group < 0) {
            return Optional.empty();
        }
        var now = core.now();
        var waiting = new ArrayList<Waiting>();
        for (int i = 0; i < message.recipients() && waiting.size() < ROWS; i++) {
            var recipient = message.recipient(i);
            if (recipient.lane != null) {
                waiting.add(waiting(message, recipient, now));
            }
        }
        return Optional.of(
                new Detail(
                        message.id(),
                        envelope,
                        message.octets,
                        age(message.arrivedTicks, now),
                        now.wallAt(scheduler.expiry().expires(message)),
                        waiting,
                        message.recipients() - message.live()));
    }

    private Waiting waiting(Message message, Recipient recipient, Moment now) {
        return new Waiting(
                recipient.ordinal(),
                message.path(recipient).toString(),
                recipient.state(),
                recipient.lane().hop.channel.name,
                text(recipient.lane()),
                reason(recipient),
                recipient.attempts,
                nextAttempt(recipient, now),
                recipient.note.reply(),
                recipient.note.replyClass());
    }
}
