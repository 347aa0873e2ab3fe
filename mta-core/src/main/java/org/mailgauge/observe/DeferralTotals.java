package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * The recipients of one group that were put off, by the class of the reply. Guarded by the ledger's
 * lock.
 */
final class DeferralTotals {
    private static final ReplyClass[] CLASSES = ReplyClass.values();

    private final long[] recipients = new long[CLASSES.length];

    /** Which classes the group has met: a row that is there once stays. */
    private final boolean[] met = new boolean[CLASSES.length];

    private long all;

    void add(ReplyClass replyClass, int put) {
        recipients[replyClass.number() - 1] += put;
        met[replyClass.number() - 1] = true;
        all += put;
    }

    /** All of them, each as often as it was put off. */
    long all() {
        return all;
    }

    /** Gives those that it has met, by class. */
    void totals(ObjLongConsumer<ReplyClass> into) {
        for (int i = 0; i < CLASSES.length; i++) {
            if (met[i]) {
                into.accept(CLASSES[i], recipients[i]);
            }
        }
    }

    /** Goes on from what {@link #totals} gave. */
    void goOn(ReplyClass replyClass, long from) {
        all += from - recipients[replyClass.number() - 1];
        recipients[replyClass.number() - 1] = from;
        met[replyClass.number() - 1] = true;
    }

    /**
     * Gives the group's rows, ascending by class.
     *
     * @param waiting those deferred now; null when that is not known
     */
    void rows(
            MtaGroup group,
            @Nullable Map<ReplyClass, Long> waiting,
            Consumer<MtaSnapshot.DeferralRow> into) {
        for (int i = 0; i < CLASSES.length; i++) {
            Long now = waiting == null ? null : waiting.getOrDefault(CLASSES[i], 0L);
            met[i] |= now != null && now > 0;
            if (met[i]) {
                into.accept(new MtaSnapshot.DeferralRow(group, CLASSES[i], recipients[i], now));
            }
        }
    }
}
