package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.Observer;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.observe.Stock;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers every event and proves the conservation of recipients, over the whole queue and group
 * by group: what was taken in is stored or settled. Safe for use by any thread.
 */
public final class Books implements Observer {
    private final List<MtaEvent> events = new ArrayList<>();
    private final Map<MtaEvent.Outcome, Long> settled = new EnumMap<>(MtaEvent.Outcome.class);
    private final Map<MtaGroup, Long> held = new HashMap<>();
    private long takenIn;
    private long transmittedMessages;

    @Override
    public synchronized void tell(MtaEvent event) {
        events.add(event);
        switch (event) {
            case MtaEvent.Received received -> {
                takenIn += received.recipients();
                received.placements().forEach(share -> post(share.group(), share.recipients()));
            }
            case MtaEvent.Carried carried -> {
                takenIn += carried.recipients();
                carried.placements().forEach(share -> post(share.group(), share.recipients()));
            }
            case MtaEvent.Settled fact -> {
                settled.merge(fact.outcome(), (long) fact.recipients(), Long::sum);
                transmittedMessages += fact.messageFirst() ? 1 : 0;
                fact.shares().forEach(share -> post(share.group(), -share.recipients()));
            }
            case MtaEvent.Moved moved -> {
                post(moved.from(), -moved.recipients());
                post(moved.to(), moved.recipients());
            }
            default -> {}
        }
    }

    private void post(MtaGroup group, long recipients) {
        held.merge(group, recipients, Long::sum);
    }

    /** Events of one kind, in order. */
    public synchronized <T extends MtaEvent> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public synchronized long settled(MtaEvent.Outcome outcome) {
        return settled.getOrDefault(outcome, 0L);
    }

    public synchronized long takenIn() {
        return takenIn;
    }

    public synchronized long transmittedMessages() {
        return transmittedMessages;
    }

    /** Fails unless the books balance with what is stored. */
    public void check(Stock stock) {
        stock.read(this::check);
    }

    /** Over the states of a channel, recipients, messages and octets are what the channel holds. */
    private static void checkStates(Stock.Levels levels) {
        for (var entry : levels.groups()) {
            var kind = entry.group().kind();
            if (kind != MtaGroup.Kind.OUTBOUND && kind != MtaGroup.Kind.LOCAL) {
                continue;
            }
            var states =
                    levels.states().stream()
                            .filter(state -> state.channel().equals(entry.group()))
                            .toList();
            var name = entry.group().name();
            assertEquals(4, states.size(), name);
            long recipients = states.stream().mapToLong(StateLevel::recipients).sum();
            assertEquals(entry.level().recipients(), recipients, name);
            long messages = states.stream().mapToLong(StateLevel::messages).sum();
            assertEquals(entry.level().messages(), messages, name);
            long octets = states.stream().mapToLong(StateLevel::octets).sum();
            assertEquals(entry.level().octets(), octets, name);
            for (var state : states) {
                long aged = state.ages().stream().mapToLong(Long::longValue).sum();
                assertEquals(state.recipients(), aged, () -> name + " by age: " + state);
            }
        }
    }

    private synchronized void check(Stock.Levels levels) {
        long left = settled.values().stream().mapToLong(Long::longValue).sum();
        assertEquals(takenIn, levels.total().ownRecipients() + left, "taken in = stored + settled");
        var sums = new EnumMap<MtaGroup.Kind, Long>(MtaGroup.Kind.class);
        var deferred = new EnumMap<MtaGroup.Kind, Map<ReplyClass, Long>>(MtaGroup.Kind.class);
        long stateMessages = 0;
        for (var entry : levels.groups()) {
            var level = entry.level();
            var group = entry.group();
            assertTrue(level.messages() >= 0 && level.ownOctets() >= 0, () -> "negative: " + entry);
            assertTrue(level.messages() <= level.ownRecipients(), () -> "uneven: " + entry);
            assertEquals(level.messages() == 0, level.oldest() == null, () -> "age: " + entry);
            var kind = group.kind() == MtaGroup.Kind.LOCAL ? MtaGroup.Kind.OUTBOUND : group.kind();
            sums.merge(kind, level.ownRecipients(), Long::sum);
            var byClass = deferred.computeIfAbsent(kind, _ -> new HashMap<>());
            entry.deferred().forEach((why, n) -> byClass.merge(why, n, Long::sum));
            assertTrue(
                    entry.deferred().values().stream().allMatch(n -> n > 0),
                    () -> "deferred by class: " + entry);
            if (kind == MtaGroup.Kind.STATE) {
                stateMessages += level.messages();
            } else {
                assertEquals(held.getOrDefault(group, 0L), level.recipients(), group.name());
            }
        }
        checkStates(levels);
        long stored = levels.total().ownRecipients();
        assertEquals(levels.total().messages(), stateMessages, "messages by state");
        assertEquals(
                deferred.getOrDefault(MtaGroup.Kind.OUTBOUND, Map.of()),
                deferred.getOrDefault(MtaGroup.Kind.DESTINATION, Map.of()),
                "deferred by class");
        for (var kind :
                List.of(MtaGroup.Kind.STATE, MtaGroup.Kind.OUTBOUND, MtaGroup.Kind.DESTINATION)) {
            assertEquals(stored, sums.getOrDefault(kind, 0L), () -> "recipients by " + kind);
        }
    }
}
