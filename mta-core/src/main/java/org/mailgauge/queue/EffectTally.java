package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what an operation does. One thread uses it. */
final class EffectTally {
    private static final int FIRST = 10;
    private static final int DESTINATIONS = 20;

    /** Of so many domains at most the counts are kept apart. */
    private static final int DOMAINS = 100_000;

    private final Map<Operation.Skip, Long> skipped = new EnumMap<>(Operation.Skip.class);
    private final Map<String, Long> domains = new HashMap<>();
    private final List<Effect.Touched> first = new ArrayList<>();
    private @Nullable Message last;
    private long messages;
    private long matched;
    private long changed;

    @SuppressWarnings("ReferenceEquality") // the same message, not a like one
    void matched(Message message) {
        matched++;
        if (message != last) {
            last = message;
            messages++;
        }
    }

    void skipped(Operation.Skip why) {
        skipped.merge(why, 1L, Long::sum);
    }

    /** Before it is changed. */
    void changes(Recipient recipient, Standing standing) {
        changed++;
        var domain = recipient.lane().domain.name;
        if (domains.size() < DOMAINS || domains.containsKey(domain)) {
            domains.merge(domain, 1L, Long::sum);
        }
        if (first.size() < FIRST) {
            var message = recipient.message();
            first.add(
                    new Effect.Touched(
                            message.id(),
                            message.path(recipient).toString(),
                            recipient.state(),
                            standing.reason(recipient)));
        }
    }

    long changed() {
        return changed;
    }

    Effect effect(Operation operation, boolean dryRun, boolean durable, boolean complete) {
        var counts =
                domains.entrySet().stream()
                        .map(entry -> new Effect.Count(entry.getKey(), entry.getValue()))
                        .sorted(
                                Comparator.comparingLong(Effect.Count::recipients)
                                        .reversed()
                                        .thenComparing(Effect.Count::domain))
                        .limit(DESTINATIONS)
                        .toList();
        return new Effect(
                operation, dryRun, messages, matched, changed, skipped, counts, first, durable,
                complete);
    }
}
