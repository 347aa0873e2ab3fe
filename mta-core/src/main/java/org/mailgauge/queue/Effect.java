package org.mailgauge.queue;

import java.util.List;
import java.util.Map;

/**
 * What an operation did, or would do.
 *
 * @param messages that had a recipient that was meant
 * @param matched recipients that were meant
 * @param changed those that were changed (or would be)
 * @param skipped those that were left as they are, by the reason
 * @param destinations recipients changed by destination domain, the largest first; at most 20
 * @param first some of those that were changed, the oldest first; at most 10
 * @param durable whether all of it was on disk when this was said
 * @param complete false when it was broken off: the server stopped or its journal failed
 */
public record Effect(
        Operation operation,
        boolean dryRun,
        long messages,
        long matched,
        long changed,
        Map<Operation.Skip, Long> skipped,
        List<Count> destinations,
        List<Touched> first,
        boolean durable,
        boolean complete) {
    public Effect {
        skipped = Map.copyOf(skipped);
        destinations = List.copyOf(destinations);
        first = List.copyOf(first);
    }

    /** Recipients of one domain. */
    public record Count(String domain, long recipients) {}

    /** A recipient as it was before. */
    public record Touched(QueueId id, String path, RecipientState state, WaitReason reason) {}
}
