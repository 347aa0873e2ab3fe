package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.MtaSnapshot.GroupRow;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueView;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The status page: plain HTML of one snapshot, readable without script and in a text browser. */
final class StatusPage {
    /** Destinations shown at most. */
    static final int DESTINATIONS = 50;

    /** Rows of the matrix at most. */
    static final int PROFILES = 20;

    private static final int ASSOCIATIONS = 100;

    private final MtaSnapshot snapshot;
    private final long now;
    private final String hostname;
    private final Html html = new Html();

    /**
     * A page to be.
     *
     * @param now the moment of reading, on the ticker
     */
    StatusPage(MtaSnapshot snapshot, long now, String hostname) {
        this.snapshot = snapshot;
        this.now = now;
        this.hostname = hostname;
    }

    /** What it shows of the queue as it is now, beside the snapshot. */
    record Waiting(
            List<QueueView.Destination> destinations,
            QueueView.Matrix matrix,
            QueueControl.Paused paused) {
        Waiting {
            destinations = List.copyOf(destinations);
        }
    }

    /**
     * Renders it.
     *
     * @param waiting null while the queue does not answer, and where there is none
     * @param refresh seconds after which a browser asks again; 0 for never
     */
    String html(@Nullable Waiting waiting, AlarmState alarms, int refresh) {
        var sections = new QueueSections(html);
        head(refresh);
        header(refresh);
        html.raw("<main>");
        AlarmSection.add(html, alarms);
        if (waiting != null) {
            sections.pauses(waiting.paused());
        } else if (snapshot.applications().stream().anyMatch(StatusPage::isLost)) {
            html.raw("<p class=\"alarm bad\" role=\"alert\">The queue does not answer: ")
                    .raw("what it holds is not known now.</p>");
        }
        snapshot.applications().forEach(this::application);
        if (waiting != null) {
            sections.destinations(waiting.destinations(), Flow.ofDestinations(snapshot), now);
            sections.matrix(waiting.matrix());
        }
        for (var application : snapshot.applications()) {
            CollectorSection.destinations(html, application, now);
        }
        snapshot.applications().forEach(this::groups);
        var flow = new FlowSections(html);
        snapshot.applications().forEach(flow::deferrals);
        snapshot.applications().forEach(flow::latencies);
        snapshot.applications().forEach(this::errors);
        snapshot.applications().forEach(this::associations);
        CollectorSection.add(html, snapshot, now);
        machinery();
        html.raw("</main>");
        footer();
        return html.toString();
    }

    private static boolean isLost(MtaSnapshot.Application application) {
        var mta = application.mta();
        return mta != null && !application.isWatched() && mta.stored() == null;
    }

    private void head(int refresh) {
        html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .raw(refresh > 0 ? "<meta http-equiv=\"refresh\" content=\"" + refresh + "\">" : "")
                .raw("<title>Mailgauge &ndash; ")
                .text(hostname)
                .raw("</title><style>")
                .raw(Style.TEXT)
                .raw("</style></head><body>");
    }

    private void header(int refresh) {
        html.raw("<header><h1>Mailgauge <span class=\"host\">")
                .text(hostname)
                .raw("</span></h1><p>")
                .text(Version.current())
                .raw("</p><p class=\"right\">Snapshot ")
                .number(snapshot.sequence(), String.valueOf(snapshot.sequence()))
                .raw(", ")
                .text(Shown.stamp(snapshot.takenAt()))
                .raw(" UTC &middot; ")
                .raw(
                        refresh > 0
                                ? "<a href=\"/\">stop refreshing</a>"
                                : "<a href=\"/?refresh=5\">refresh every 5 s</a>")
                .raw("</p></header>");
    }

    private void application(MtaSnapshot.Application application) {
        html.raw("<h2>")
                .text(application.name())
                .raw(" <span class=\"badge ")
                .raw(colour(application))
                .raw("\">")
                .text(application.status().name().toLowerCase(Locale.ROOT))
                .raw("</span><small>")
                .text(application.description())
                .raw(", up ")
                .text(Shown.nanos(Ages.since(application.startedTicks(), now)))
                .raw("</small></h2>");
        var mta = application.mta();
        if (mta != null) {
            var imbalance = mta.imbalance();
            alarm(imbalance == null ? 0 : imbalance);
        }
        html.raw("<ul class=\"tiles\">");
        if (mta != null) {
            tiles(mta);
        }
        tile(
                "Associations in",
                application.inboundAssociations(),
                Shown.count(application.accumulatedInbound())
                        + " so far, "
                        + Shown.count(application.rejectedInbound())
                        + " refused");
        var access = application.access();
        if (access != null) {
            accessTiles(access);
            html.raw("</ul>");
            return;
        }
        var out = application.outboundAssociations();
        var before =
                Shown.count(application.accumulatedOutbound())
                        + " so far, "
                        + Shown.count(application.failedOutbound())
                        + " failed";
        if (out == null) {
            unknown("Associations out", before);
        } else {
            tile("Associations out", out, before);
        }
        html.raw("</ul>");
    }

    private void accessTiles(MtaSnapshot.Access access) {
        long accepted = access.logins().getOrDefault(LoginResult.ACCEPTED, 0L);
        long all = access.logins().values().stream().mapToLong(n -> n).sum();
        tile("Logins", accepted, Shown.count(all - accepted) + " more came to nothing");
        tile(
                "Retrieved messages",
                access.retrievedMessages(),
                Shown.octets(access.retrievedOctets()));
        tile("Appended messages", access.appendedMessages(), Shown.octets(access.appendedOctets()));
        tile("Deleted messages", access.deletedMessages(), Shown.octets(access.deletedOctets()));
    }

    private static String colour(MtaSnapshot.Application application) {
        return switch (application.status()) {
            case UP -> "good";
            case CONGESTED, RESTARTING, QUIESCING -> "warn";
            case DOWN, HALTED -> "bad";
        };
    }

    private void alarm(long imbalance) {
        if (imbalance != 0) {
            html.raw("<p class=\"alarm bad\" role=\"alert\">The books do not balance: ")
                    .number(imbalance, Shown.count(imbalance))
                    .raw(
                            " recipients are not accounted for. This is a defect; please report it.</p>");
        }
    }

    private void tiles(MtaSnapshot.Mta mta) {
        var stored = mta.stored();
        if (stored == null) {
            unknown("Stored messages", "the queue tells nothing");
        } else {
            tile(
                    "Stored messages",
                    stored.messages(),
                    Shown.countOrDash(stored.recipients())
                            + " recipients, "
                            + (stored.octets() == null ? "\u2013" : Shown.octets(stored.octets())));
        }
        var oldest = Ages.oldest(stored, now);
        var retry = Ages.untilRetry(stored, now);
        html.raw("<li><span>Oldest stored</span><b>")
                .text(oldest == null ? "\u2013" : Shown.nanos(oldest))
                .raw("</b><em>")
                .text(retry == null ? "no retry is due" : "next retry in " + Shown.nanos(retry))
                .raw("</em></li>");
        tile(
                "Received messages",
                mta.receivedMessages(),
                Shown.count(mta.receivedRecipients())
                        + " recipients, "
                        + Shown.octets(mta.receivedOctets()));
        tile(
                "Transmitted messages",
                mta.transmittedMessages(),
                Shown.count(mta.transmittedRecipients())
                        + " recipients, "
                        + Shown.octets(mta.transmittedOctets()));
        var imbalance = mta.imbalance();
        if (mta.books() == null) {
            return;
        }
        if (imbalance == null) {
            unknown("Imbalance", "not known now");
        } else {
            tile("Imbalance", imbalance, imbalance == 0 ? "the books balance" : "a defect");
        }
    }

    private void unknown(String title, String why) {
        html.raw("<li><span>")
                .text(title)
                .raw("</span><b>\u2013</b><em>")
                .text(why)
                .raw("</em></li>");
    }

    private void tile(String title, long value, String more) {
        html.raw("<li><span>")
                .text(title)
                .raw("</span><b>")
                .number(value, Shown.count(value))
                .raw("</b><em>")
                .text(more)
                .raw("</em></li>");
    }

    private void groups(MtaSnapshot.Application application) {
        var mta = application.mta();
        if (mta == null) {
            return;
        }
        groups(
                mta,
                "Channels",
                "by service and direction",
                row -> row.group().kind().collection() == -1);
        states(mta);
        groups(
                mta,
                "Destination groups",
                "counted since admission; the rest is other",
                kind(MtaGroup.Kind.DESTINATION));
    }

    private static Predicate<GroupRow> kind(MtaGroup.Kind kind) {
        return row -> row.group().kind() == kind;
    }

    private void groups(
            MtaSnapshot.Mta mta, String title, String about, Predicate<GroupRow> which) {
        html.raw("<h2>").text(title).raw(" <small>").text(about).raw("</small></h2>");
        var rows =
                new Rows(
                        html,
                        "Group",
                        "#Received",
                        "#Rejected",
                        "#Stored",
                        "#Recipients",
                        "#Volume",
                        "#Oldest",
                        "#Next retry in",
                        "#Empty in",
                        "#Transmitted",
                        "#Associations",
                        "#Failed",
                        "#Deferred",
                        "Last failure");
        var flow = Flow.of(mta);
        mta.groups().stream().filter(which).forEach(row -> group(rows, row, flow));
        rows.end();
    }

    private void states(MtaSnapshot.Mta mta) {
        html.raw("<h2>Queue states <small>each message is in one</small></h2>");
        var rows =
                new Rows(
                        html,
                        "Group",
                        "#Stored",
                        "#Recipients",
                        "#Volume",
                        "#Oldest",
                        "#Next retry in");
        mta.groups().stream()
                .filter(kind(MtaGroup.Kind.STATE))
                .forEach(
                        row -> {
                            begin(rows, row.group());
                            stored(rows, row).endRow();
                        });
        rows.end();
    }

    private Rows stored(Rows rows, GroupRow row) {
        var stored = row.stored();
        return rows.count(stored == null ? null : stored.messages())
                .count(stored == null ? null : stored.recipients())
                .octets(stored == null ? null : stored.octets())
                .span(Ages.oldest(stored, now))
                .span(Ages.untilRetry(stored, now));
    }

    private static Rows begin(Rows rows, MtaGroup group) {
        return rows.place(MtaGroup.place(group.index()), group.name(), group.description());
    }

    private void group(Rows rows, GroupRow row, Flow flow) {
        begin(rows, row.group()).count(row.receivedMessages()).count(row.rejectedMessages());
        stored(rows, row)
                .span(Flow.until(flow.drain(row.group()), now))
                .count(row.transmittedMessages())
                .count(either(row.inboundAssociations(), row.outboundAssociations()))
                .count(either(row.rejectedInbound(), row.failedOutbound()))
                .count(row.deferredRecipients())
                .text(failure(row))
                .endRow();
    }

    /** A group has associations of one direction. */
    private static @Nullable Long either(@Nullable Long inbound, @Nullable Long outbound) {
        return inbound != null ? inbound : outbound;
    }

    private static @Nullable String failure(GroupRow row) {
        var reason =
                row.inboundRejectionReason() != null
                        ? row.inboundRejectionReason()
                        : row.outboundFailureReason();
        return reason == null || reason.isEmpty() ? null : reason;
    }

    private void errors(MtaSnapshot.Application application) {
        var mta = application.mta();
        if (mta == null || mta.groups().stream().allMatch(row -> row.errors().isEmpty())) {
            return;
        }
        html.raw("<h2>Errors <small>by enhanced status code (RFC 3463)</small></h2>");
        var rows = new Rows(html, "Group", "Status", "#Inbound", "#Internal", "#Outbound");
        for (var row : mta.groups()) {
            boolean in = row.group().kind() == MtaGroup.Kind.INBOUND;
            boolean local = row.group().kind() == MtaGroup.Kind.LOCAL;
            for (var error : row.errors()) {
                rows.row(row.group().name(), row.group().description())
                        .text(StatusJson.status(error.statusCode()))
                        .count(in ? error.inbound() : null)
                        .count(in ? null : error.internal())
                        .count(in || local ? null : error.outbound())
                        .endRow();
            }
        }
        rows.end();
    }

    private void associations(MtaSnapshot.Application application) {
        html.raw("<h2>Associations of ").text(application.name()).raw(" <small>");
        int all = application.associations().size();
        html.text(all > ASSOCIATIONS ? "the first " + ASSOCIATIONS + " of " + all : "now");
        html.raw("</small></h2>");
        if (all == 0) {
            html.raw("<div class=\"scroll\"><p class=\"empty\">None.</p></div>");
            return;
        }
        var rows = new Rows(html, "Remote", "Direction", "Group", "Type", "#Port", "#For");
        for (var each : application.associations().subList(0, Math.min(all, ASSOCIATIONS))) {
            var group = each.group();
            rows.row(each.remote(), "association " + each.id())
                    .text(each.inbound() ? "in" : "out")
                    .text(group == null ? "" : group.name())
                    .text(each.userAgent() ? "user agent" : "peer")
                    .count((long) each.port())
                    .span(Ages.since(each.startedTicks(), now))
                    .endRow();
        }
        rows.end();
    }

    private void machinery() {
        html.raw("<h2>Machinery <small>journal, disk, listeners, buffers</small></h2>")
                .raw("<div class=\"scroll\"><dl>");
        new TreeMap<>(snapshot.health())
                .forEach(
                        (name, value) ->
                                html.raw("<div><dt>")
                                        .text(name.replace('_', ' '))
                                        .raw("</dt><dd><data value=\"" + value + "\">")
                                        .text(
                                                value == Math.rint(value)
                                                        ? Shown.count(value.longValue())
                                                        : String.valueOf(value))
                                        .raw("</data></dd></div>"));
        snapshot.distributions().forEach(this::distribution);
        html.raw("</dl></div>");
    }

    /** A distribution in three numbers. */
    private void distribution(Distribution distribution) {
        if (distribution.count() > 0) {
            html.raw("<div><dt>")
                    .text(name(distribution))
                    .raw("</dt><dd>")
                    .number(distribution.count(), Shown.count(distribution.count()))
                    .text(" values: half up to ")
                    .text(bound(distribution.quantile(0.5)))
                    .text(", 99 % up to ")
                    .text(bound(distribution.quantile(0.99)))
                    .raw("</dd></div>");
        }
    }

    private static String name(Distribution distribution) {
        var words = distribution.name().replace('_', ' ');
        var label = distribution.label();
        return label == null ? words : words + ", " + label.name() + ' ' + label.value();
    }

    private static String bound(double value) {
        return Double.isInfinite(value)
                ? "more"
                : new java.math.BigDecimal(value, new java.math.MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private void footer() {
        html.raw("<footer>The same numbers: <a href=\"/metrics\">/metrics</a> for Prometheus, ")
                .raw("<code>mailgauge status</code>, <code>snmpwalk</code> of MTA-MIB. ")
                .raw(
                        "A dash means that there is nothing to count, or nothing known; it is never 0.")
                .raw("</footer></body></html>\n");
    }
}
