package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a channel holds in one state of the queue (mailgaugeStateTable, mailgaugeAgeTable). Over the
 * states of a channel, recipients and messages add up to what the channel holds.
 *
 * @param recipients that are in this state themselves
 * @param messages whose first state is this, of those that their recipients in the channel are in
 * @param octets of those messages
 * @param oldestTicks when the oldest message arrived of which a recipient is in this state, on the
 *     ticker; null when none is
 * @param nextRetryTicks when one of the recipients is next tried, on the ticker, in the past when
 *     that is overdue; null when none is to be
 * @param ages the recipients by age: as many numbers as {@link #UP_TO} has, of those younger than
 *     it and not younger than the one before, and one of the others. Ages count in whole minutes of
 *     the ticker
 */
public record StateLevel(
        MtaGroup channel,
        Groups.QueueState state,
        long recipients,
        long messages,
        long octets,
        @Nullable Long oldestTicks,
        @Nullable Long nextRetryTicks,
        List<Long> ages) {
    /** Ends of the classes of age, in minutes; one more class has no end. */
    public static final List<Integer> UP_TO = List.of(5, 10, 20, 40, 80, 160, 320, 640, 1280);

    public StateLevel {
        ages = List.copyOf(ages);
    }
}
