package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ReversePath;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.Router;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts messages that have become durable into the index. Used under the queue's lock. */
final class Placement {
    private final Core core;
    private final Router router;
    private final Groups groups;
    private final MessageIds messageIds;
    private final List<Recipient> undispatched = new ArrayList<>();

    Placement(Core core, Router router, Groups groups, MessageIds messageIds) {
        this.core = core;
        this.router = router;
        this.groups = groups;
        this.messageIds = messageIds;
    }

    /** Makes and lists a message; its recipients are placed next. */
    Message message(QueueId id, long place, long octets, Envelope envelope, long arrivedTicks) {
        return message(id, place, octets, envelope, arrivedTicks, Set.of());
    }

    /**
     * The same of a message that recipients have already.
     *
     * @param transmitted the groups in which it counts as transmitted
     */
    Message message(
            QueueId id,
            long place,
            long octets,
            Envelope envelope,
            long arrivedTicks,
            Set<Shelf> transmitted) {
        var index = core.index();
        Domain sender =
                switch (envelope.reversePath()) {
                    case ReversePath.Null _ -> null;
                    case ReversePath.Sender(var mailbox) -> index.intern(mailbox.domain());
                };
        var message =
                new Message(
                        id,
                        place,
                        octets,
                        envelope,
                        arrivedTicks,
                        index.nextSerial(),
                        sender,
                        !transmitted.isEmpty());
        if (message.tally != null) {
            transmitted.forEach(message.tally::transmit);
        }
        message.transmitted = !transmitted.isEmpty();
        index.add(message);
        return message;
    }

    /** Where a recipient that never was in the queue counts: his channel and his destination. */
    Direct direct(String name, long now) {
        var index = core.index();
        var group = groups.destination(name);
        index.regroup(name, group, now).ifPresent(core.observer()::tell);
        return new Direct(index.channel(router.route(name).channel()), index.group(group));
    }

    /** A channel and a destination. */
    record Direct(Channel channel, DestinationGroup destination) {
        /** Both as shares of one recipient; first where the message was not before. */
        List<MtaEvent.Share> shares(Set<Shelf> before) {
            return List.of(
                    new MtaEvent.Share(channel.group, 1, !before.contains(channel)),
                    new MtaEvent.Share(destination.group, 1, !before.contains(destination)));
        }
    }

    /** Takes back a message none of whose recipients was placed. */
    void unlist(Message message) {
        core.index().remove(message);
    }

    /** Places a recipient that has just been accepted. */
    void place(Recipient recipient, String name, long now) {
        var index = core.index();
        var domain = index.intern(name);
        var group = groups.destination(name);
        index.regroup(domain, group, now).ifPresent(core.observer()::tell);
        index.place(recipient, domain, group, router.route(name), now);
    }

    /**
     * Puts a recovered recipient where the others of its domain are, which asks neither the router
     * nor the groups again: what waited counts as traffic of its destination once.
     */
    void replace(Recipient recipient, String name, long since) {
        var index = core.index();
        var domain = index.intern(name);
        if (domain.recipients > 0 && domain.lanes.size() == 1) {
            index.place(recipient, domain, domain.lanes.getFirst(), since);
        } else {
            var group = groups.destination(name);
            index.place(recipient, domain, group, router.route(name), since);
        }
    }

    void known(Message message, Envelope envelope) {
        messageIds.add(message, envelope.messageId());
    }

    /**
     * The holding groups of a message whose recipients have just been placed.
     *
     * @param before where it counts already
     */
    static List<MtaEvent.Share> shares(Message message, Set<Shelf> before) {
        var shares = new ArrayList<MtaEvent.Share>(2);
        for (int i = 0; i < message.recipients(); i++) {
            var lane = message.recipient(i).lane;
            if (lane != null) {
                add(shares, lane.hop.channel.group, !before.contains(lane.hop.channel));
                add(shares, lane.domain.group().group, !before.contains(lane.domain.group()));
            }
        }
        return shares;
    }

    private static void add(List<MtaEvent.Share> shares, MtaGroup group, boolean first) {
        for (int i = 0; i < shares.size(); i++) {
            var share = shares.get(i);
            if (share.group().equals(group)) {
                shares.set(i, new MtaEvent.Share(group, share.recipients() + 1, first));
                return;
            }
        }
        shares.add(new MtaEvent.Share(group, 1, first));
    }

    /** A recovered recipient goes on when the queue opens. */
    void awaitDispatch(Recipient recipient) {
        undispatched.add(recipient);
    }

    /** The recovered recipients that are to go on; forgets them. */
    List<Recipient> undispatched() {
        var all = List.copyOf(undispatched);
        undispatched.clear();
        return all;
    }

    /** Notes that a message had a success, in an earlier run, at a domain. */
    void markTransmitted(Message message, Tally tally, String domain, Groups all) {
        var index = core.index();
        tally.transmit(index.channel(router.route(domain).channel()));
        tally.transmit(index.group(all.destination(domain)));
        message.transmitted = true;
    }

    static @Nullable MtaGroup origin(Groups groups, Envelope envelope) {
        return envelope.inbound().isEmpty() ? null : groups.inbound(envelope.inbound());
    }
}
