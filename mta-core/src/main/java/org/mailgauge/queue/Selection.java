package org.mailgauge.queue;

import java.util.List;

/**
 * Which stored recipients are meant: those of the messages named that meet every criterion.
 *
 * @param ids of messages; empty for all messages
 */
public record Selection(List<QueueId> ids, List<Criterion> criteria) {
    public static final Selection ALL = new Selection(List.of(), List.of());

    public Selection {
        ids = List.copyOf(ids);
        criteria = List.copyOf(criteria);
    }

    /** All recipients of one message. */
    public static Selection of(QueueId id) {
        return new Selection(List.of(id), List.of());
    }

    /** All recipients that meet these. */
    public static Selection of(Criterion... criteria) {
        return new Selection(List.of(), List.of(criteria));
    }

    /** Whether it names nothing and asks for nothing. */
    public boolean isAll() {
        return ids.isEmpty() && criteria.isEmpty();
    }
}
