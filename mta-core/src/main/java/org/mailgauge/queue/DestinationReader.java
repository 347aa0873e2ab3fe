package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Destinations.Way;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.Stock;
import org.mailgauge.route.NextHop;

import java.util.ArrayList;
import java.util.List;

/** Reads destinations off the index, under the queue's lock; cost is of the order of the rows. */
final class DestinationReader {
    private final Core core;
    private int most; // guarded by the queue's lock

    /**
     * @param most rows that are told of
     */
    DestinationReader(Core core, int most) {
        this.core = core;
        this.most = most;
    }

    /** So many rows from now on. */
    void most(int rows) {
        most = rows;
    }

    Destinations read(Moment now) {
        var ranks = core.index().ranks();
        var rows = new ArrayList<Destinations.Row>();
        for (var domain : ranks.first(most)) {
            var oldest = domain.oldest;
            if (oldest != null) {
                rows.add(row(domain, oldest.message().arrivedTicks, now));
            }
        }
        return new Destinations(ranks.destinations(), most, rows);
    }

    /** Those where none has got through for longest. */
    List<Stock.Unserved> unserved() {
        var rows = new ArrayList<Stock.Unserved>();
        for (var domain : core.index().ranks().unserved().longest(Stock.UNSERVED)) {
            var trouble = trouble(domain);
            rows.add(
                    new Stock.Unserved(
                            domain.name,
                            domain.group().group,
                            domain.waiting(),
                            domain.unservedSince,
                            domain.served(),
                            trouble == null ? null : trouble.reply(),
                            trouble == null ? ReplyClass.NONE.label() : trouble.replyClass()));
        }
        return rows;
    }

    private static Destinations.Row row(Domain domain, long oldest, Moment now) {
        return new Destinations.Row(
                domain.name,
                domain.group().group,
                route(main(domain)),
                domain.messages,
                domain.recipients,
                domain.octets,
                domain.left,
                oldest,
                known(domain.dueSince(now.ticks())),
                known(domain.nextRetry()),
                domain.served(),
                trouble(domain),
                null);
    }

    /** Where most of its recipients go. */
    private static Lane main(Domain domain) {
        var main = domain.lanes.getFirst();
        for (var lane : domain.lanes) {
            main = lane.recipients > main.recipients ? lane : main;
        }
        return main;
    }

    private static Destinations.Route route(Lane lane) {
        var hop = lane.hop;
        boolean associates = associates(hop.nextHop);
        return new Destinations.Route(
                hop.channel.group,
                hop.text,
                way(lane, associates),
                associates ? Integer.valueOf(hop.slots) : null,
                associates ? Integer.valueOf(hop.allowed()) : null);
    }

    private static boolean associates(NextHop nextHop) {
        return switch (nextHop) {
            case NextHop.SmtpHost _,
                    NextHop.MailExchangers _,
                    NextHop.LmtpHost _,
                    NextHop.LmtpSocket _ ->
                    true;
            case NextHop.Local _, NextHop.Hold _, NextHop.Discard _, NextHop.Refuse _ -> false;
        };
    }

    private static Way way(Lane lane, boolean associates) {
        if (lane.paused()) {
            return Way.PAUSED;
        }
        if (!associates) {
            return Way.NONE;
        }
        return !lane.hop.backingOff ? Way.OPEN : lane.hop.probing ? Way.PROBING : Way.BACKING_OFF;
    }

    private static Destinations.@Nullable Trouble trouble(Domain domain) {
        var failure = domain.lastFailure;
        return failure == null
                ? null
                : new Destinations.Trouble(
                        failure.reply(),
                        failure.replyClass().label(),
                        domain.failedAt == Long.MIN_VALUE ? null : Long.valueOf(domain.failedAt));
    }

    private static @Nullable Long known(long ticks) {
        return ticks == Long.MAX_VALUE ? null : Long.valueOf(ticks);
    }
}
