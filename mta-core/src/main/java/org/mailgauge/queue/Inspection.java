package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.StateLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Answers the operator off the index, in slices. Takes the queue's lock itself. */
final class Inspection implements QueueView {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

    /** Messages that are looked at within one holding of the lock. */
    private static final int SLICE = 500;

    private static final int ROWS = 1000;

    private final Core core;
    private final Scheduler scheduler;
    private final Standing standing;
    private final Explainer explainer;

    Inspection(Core core, Scheduler scheduler, Standing standing) {
        this.core = core;
        this.scheduler = scheduler;
        this.standing = standing;
        this.explainer = new Explainer(core, scheduler);
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

    /** A listing in progress; its last message finds the next slice as long as it is stored. */
    private static final class Listing {
        Cursor cursor;
        @Nullable Message last;
        boolean ended;

        Listing(Cursor cursor) {
            this.cursor = cursor;
        }
    }

    @Override
    public Page list(Selection selection, @Nullable String after, int limit) {
        int most = Math.clamp(limit, 1, ROWS);
        var listing = new Listing(Cursor.parse(after));
        var matcher = new Matcher(selection, standing);
        var rows = new ArrayList<Row>();
        if (!selection.ids().isEmpty()) {
            selection.ids().stream().limit(most).forEach(id -> named(id, matcher, rows));
            return new Page(rows, null);
        }
        while (!listing.ended && rows.size() < most) {
            core.locked(() -> slice(listing, matcher, most, rows));
            core.giveWay();
        }
        return new Page(rows, listing.ended ? null : listing.cursor.toString());
    }

    private void named(QueueId id, Matcher matcher, List<Row> rows) {
        core.locked(
                () -> {
                    var message = core.index().find(id);
                    if (message != null) {
                        list(message, matcher, core.now(), rows);
                    }
                });
    }

    private void slice(Listing listing, Matcher matcher, int most, List<Row> rows) {
        var now = core.now();
        var message = following(listing);
        for (int i = 0; i < SLICE && message != null && rows.size() < most; i++) {
            listing.last = message;
            if (message.serial > listing.cursor.serial()) {
                list(message, matcher, now, rows);
                listing.cursor = new Cursor(message.serial, message.id());
            }
            message = message.next;
        }
        listing.ended = message == null;
    }

    private void list(Message message, Matcher matcher, Moment now, List<Row> rows) {
        var shown = matcher.first(message, now);
        if (shown != null) {
            rows.add(row(message, shown, now));
        }
    }

    /** Where the listing goes on: after the last message, or at the first when that has left. */
    private @Nullable Message following(Listing listing) {
        var last = listing.last;
        var id = listing.cursor.id();
        if (last == null && id != null) {
            last = core.index().find(id);
        }
        return last != null && last.group >= 0 ? last.next : core.index().first();
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
                Matcher.age(message, now),
                shown.lane().hop.channel.name,
                standing.reason(shown),
                Standing.nextAttempt(shown, now),
                shown.note.reply(),
                shown.note.replyClass());
    }

    private static RecipientState stateOf(Message message) {
        return RecipientState.of(message.group).orElseThrow();
    }

    // --- summary

    @Override
    public List<Destination> summary(int limit) {
        var lines = new ArrayList<Destination>();
        for (var name : largest(limit)) {
            core.locked(() -> describe(name).ifPresent(lines::add));
        }
        return lines;
    }

    private record Size(String name, long recipients) {}

    /** The domains with the most recipients. */
    private List<String> largest(int limit) {
        return sizes().stream()
                .sorted(
                        Comparator.comparingLong(Size::recipients)
                                .reversed()
                                .thenComparing(Size::name))
                .limit(Math.max(0, limit))
                .map(Size::name)
                .toList();
    }

    private List<Size> sizes() {
        var sizes = new ArrayList<Size>();
        core.locked(
                () -> {
                    for (var group : core.index().destinations()) {
                        for (int i = 0; i < group.domains(); i++) {
                            var domain = group.domain(i);
                            sizes.add(new Size(domain.name, domain.recipients));
                        }
                    }
                });
        return sizes;
    }

    @Override
    public Matrix matrix(int limit) {
        var names = largest(limit);
        return core.locked(
                () -> {
                    long now = core.now().ticks();
                    var index = core.index();
                    var rows = new ArrayList<Profile>();
                    for (var name : names) {
                        var domain = index.domain(name);
                        if (domain != null && domain.recipients > 0) {
                            rows.add(profile(name, domain.recipients, domain.ages, now));
                        }
                    }
                    int domains = 0;
                    for (var group : index.destinations()) {
                        domains += group.domains();
                    }
                    return new Matrix(
                            StateLevel.UP_TO,
                            profile("", index.recipients(), index.ages(), now),
                            rows,
                            domains);
                });
    }

    private static Profile profile(String name, long recipients, AgeCounts ages, long now) {
        var columns = new long[AgeCounts.COLUMNS];
        ages.read(now, columns);
        return new Profile(name, recipients, Arrays.stream(columns).boxed().toList());
    }

    // --- why

    @Override
    public List<Why> why(Selection selection, int limit) {
        int most = Math.clamp(limit, 1, ROWS);
        var matcher = new Matcher(selection, standing);
        var answers = new ArrayList<Why>();
        var walk = core.locked(() -> new Walk(core.index(), selection.ids()));
        while (core.locked(() -> slice(walk, matcher, most, answers)) && answers.size() < most) {
            core.giveWay();
        }
        return answers;
    }

    private boolean slice(Walk walk, Matcher matcher, int most, List<Why> answers) {
        var now = core.now();
        return walk.slice(
                SLICE,
                recipient -> {
                    if (answers.size() < most && matcher.matches(recipient, now)) {
                        var waiting = waiting(recipient.message(), recipient, now);
                        answers.add(explainer.explain(recipient, waiting, now));
                    }
                },
                () -> {});
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
                        Matcher.age(domain.oldest.message(), now),
                        next == Long.MAX_VALUE ? null : now.wallAt(next),
                        domain.lastFailure == null ? null : domain.lastFailure.reply()));
    }

    private static String route(Lane lane) {
        return lane.hop.channel.name + " " + text(lane);
    }

    private static String text(Lane lane) {
        return lane.hop.text;
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
                        Matcher.age(message, now),
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
                standing.reason(recipient),
                recipient.attempts,
                Standing.nextAttempt(recipient, now),
                recipient.note.reply(),
                recipient.note.replyClass());
    }
}
