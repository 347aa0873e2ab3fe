package org.mailgauge.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A queue in memory that tells and answers as {@link Stock} demands, under one lock. Its levels are
 * counted by scanning, so they are right by another way than the ledger's.
 */
final class QueueDouble implements Stock, Backlog {

    /** A waiting recipient. */
    static final class Recipient {
        final String domain;
        MtaGroup channel;
        MtaGroup destination;

        Recipient(String domain, MtaGroup channel, MtaGroup destination) {
            this.domain = domain;
            this.channel = channel;
            this.destination = destination;
        }
    }

    /** A message with the recipients that still wait. */
    static final class Message {
        final long octets;
        final List<Recipient> waiting = new ArrayList<>();
        final HashSet<MtaGroup> succeeded = new HashSet<>();
        Groups.QueueState state = Groups.QueueState.READY;
        boolean transmitted;

        Message(long octets) {
            this.octets = octets;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Message> messages = new ArrayList<>();
    private final Groups groups;
    private final Observer observer;

    QueueDouble(Groups groups, Observer observer) {
        this.groups = groups;
        this.observer = observer;
    }

    /** Takes a message in; {@code origin} empty for one of our own. */
    Message accept(String origin, long octets, String channel, String... domains) {
        return locked(
                () -> {
                    var message = place(octets, channel, domains);
                    var from = origin.isEmpty() ? null : groups.inbound(origin);
                    observer.tell(
                            new MtaEvent.Received(
                                    from, octets, domains.length, shares(message.waiting, true)));
                    return message;
                });
    }

    /** Takes in the rest of a message that others have in their mailboxes already. */
    Message acceptRest(String origin, long octets, String channel, String... domains) {
        return locked(
                () -> {
                    var message = place(octets, channel, domains);
                    message.transmitted = true;
                    observer.tell(
                            new MtaEvent.Received(
                                    groups.inbound(origin),
                                    octets,
                                    domains.length,
                                    false,
                                    shares(message.waiting, true)));
                    return message;
                });
    }

    /** Finds a message of an earlier run. */
    Message carry(long octets, String channel, String... domains) {
        return locked(
                () -> {
                    var message = place(octets, channel, domains);
                    observer.tell(
                            new MtaEvent.Carried(domains.length, shares(message.waiting, true)));
                    return message;
                });
    }

    private Message place(long octets, String channel, String... domains) {
        var message = new Message(octets);
        for (var domain : domains) {
            message.waiting.add(recipient(channel, domain));
        }
        messages.add(message);
        return message;
    }

    private Recipient recipient(String channel, String domain) {
        return new Recipient(domain, groups.channel(channel), groups.destination(domain));
    }

    /** The first {@code count} recipients that wait reach a final state. */
    void settle(Message message, int count, MtaEvent.Outcome outcome) {
        locked(
                () -> {
                    var done = new ArrayList<>(message.waiting.subList(0, count));
                    message.waiting.subList(0, count).clear();
                    forgetEmpty(message);
                    var shares = successes(message, done, outcome);
                    boolean first = outcome.transmitted() && !message.transmitted;
                    message.transmitted |= outcome.transmitted();
                    observer.tell(
                            new MtaEvent.Settled(outcome, message.octets, count, first, shares));
                    return message;
                });
    }

    private static List<MtaEvent.Share> successes(
            Message message, List<Recipient> done, MtaEvent.Outcome outcome) {
        return shares(done, true).stream()
                .map(
                        share ->
                                new MtaEvent.Share(
                                        share.group(),
                                        share.recipients(),
                                        outcome.transmitted()
                                                && message.succeeded.add(share.group())))
                .toList();
    }

    /** All waiting recipients take another channel. */
    void reroute(Message message, String channel) {
        locked(
                () -> {
                    var to = groups.channel(channel);
                    var from = message.waiting.getFirst().channel;
                    message.waiting.forEach(r -> r.channel = to);
                    observer.tell(
                            new MtaEvent.Moved(
                                    from, to, 1, message.waiting.size(), message.octets));
                    return message;
                });
    }

    /** The first waiting recipient is replaced by others. */
    void expand(Message message, String... domains) {
        locked(
                () -> {
                    var alias = message.waiting.removeFirst();
                    var members = new ArrayList<Recipient>();
                    for (var domain : domains) {
                        members.add(recipient(alias.channel.name(), domain));
                    }
                    message.waiting.addAll(members);
                    forgetEmpty(message);
                    observer.tell(
                            new MtaEvent.Expanded(
                                    1,
                                    members.size(),
                                    message.octets,
                                    shares(List.of(alias), false),
                                    shares(members, false)));
                    return message;
                });
    }

    /** A message changes its state; no event tells of it. */
    void state(Message message, Groups.QueueState state) {
        locked(
                () -> {
                    message.state = state;
                    return message;
                });
    }

    private void forgetEmpty(Message message) {
        if (message.waiting.isEmpty()) {
            messages.remove(message);
        }
    }

    private static List<MtaEvent.Share> shares(List<Recipient> recipients, boolean first) {
        var counts = new LinkedHashMap<MtaGroup, Integer>();
        for (var one : recipients) {
            counts.merge(one.channel, 1, Integer::sum);
            counts.merge(one.destination, 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(e -> new MtaEvent.Share(e.getKey(), e.getValue(), first))
                .toList();
    }

    @Override
    public void read(Consumer<Levels> reader) {
        locked(
                () -> {
                    reader.accept(new Levels(level((_, _) -> true), groupLevels()));
                    return true;
                });
    }

    private List<GroupLevel> groupLevels() {
        var levels = new ArrayList<GroupLevel>();
        for (var group : groups.all()) {
            switch (group.kind()) {
                case INBOUND -> {}
                case OUTBOUND, LOCAL -> levels.add(of(group, (_, r) -> r.channel.equals(group)));
                case DESTINATION -> levels.add(of(group, (_, r) -> r.destination.equals(group)));
                case STATE -> levels.add(of(group, (m, _) -> groups.state(m.state).equals(group)));
            }
        }
        return levels;
    }

    private GroupLevel of(MtaGroup group, BiPredicate<Message, Recipient> belongs) {
        return new GroupLevel(group, level(belongs));
    }

    private Level level(BiPredicate<Message, Recipient> belongs) {
        long recipients = 0;
        long octets = 0;
        long count = 0;
        for (var message : messages) {
            long here = message.waiting.stream().filter(r -> belongs.test(message, r)).count();
            recipients += here;
            count += here > 0 ? 1 : 0;
            octets += here > 0 ? message.octets : 0;
        }
        return new Level(count, recipients, octets, null, 0, null, null);
    }

    @Override
    public List<Waiting> waiting(MtaGroup group, long atLeast, int limit) {
        return locked(
                () -> {
                    Map<String, Long> counts =
                            messages.stream()
                                    .flatMap(message -> message.waiting.stream())
                                    .filter(r -> r.destination.equals(group))
                                    .collect(
                                            Collectors.groupingBy(
                                                    r -> r.domain, Collectors.counting()));
                    return counts.entrySet().stream()
                            .filter(e -> e.getValue() >= atLeast)
                            .map(e -> new Waiting(e.getKey(), e.getValue()))
                            .sorted(Comparator.comparingLong(Waiting::recipients).reversed())
                            .limit(limit)
                            .toList();
                });
    }

    @Override
    public void regroup(String domain, MtaGroup to) {
        locked(
                () -> {
                    for (var message : messages) {
                        var moved = new HashMap<MtaGroup, Integer>();
                        message.waiting.stream()
                                .filter(r -> r.domain.equals(domain))
                                .filter(r -> !r.destination.equals(to))
                                .forEach(
                                        r -> {
                                            moved.merge(r.destination, 1, Integer::sum);
                                            r.destination = to;
                                        });
                        moved.forEach(
                                (from, n) ->
                                        observer.tell(
                                                new MtaEvent.Moved(
                                                        from, to, 1, n, message.octets)));
                    }
                    return true;
                });
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
