package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;

class TransactionsTest {
    private final ArrayList<Long> pinned = new ArrayList<>();
    private final Transactions transactions =
            new Transactions(
                    started -> {
                        pinned.add(started);
                        return new MapMib();
                    });

    @Test
    void allPdusOfATransactionSeeTheSame() {
        var first = transactions.of(1, 50, 0);
        assertSame(first, transactions.of(1, 50, 1_000_000));
        assertNotSame(first, transactions.of(2, 50, 1_000_000));
        assertSame(first, transactions.of(1, 50, 2_000_000));
        assertEquals(2, pinned.size());
    }

    @Test
    void aTransactionDoesNotKeepASnapshotForEver() {
        var first = transactions.of(1, 50, 0);
        long later = Limits.TRANSACTION.toNanos();
        assertSame(first, transactions.of(1, 50, later - 1));
        assertNotSame(first, transactions.of(1, 50, later));
    }

    @Test
    void fewAreRememberedAndTheOldestGoesFirst() {
        var first = transactions.of(0, 50, 0);
        for (int i = 1; i < Limits.TRANSACTIONS; i++) {
            var _ = transactions.of(i, 50, 0);
        }
        assertSame(first, transactions.of(0, 50, 0));
        var second = transactions.of(1, 50, 0);
        var more = transactions.of(1000, 50, 0);
        assertSame(more, transactions.of(1000, 50, 0));
        assertSame(second, transactions.of(1, 50, 0));
        assertNotSame(first, transactions.of(0, 50, 0));
    }

    @Test
    void nothingIsKeptForAnotherSession() {
        var first = transactions.of(1, 50, 0);
        transactions.clear();
        assertNotSame(first, transactions.of(1, 70, 0));
        assertEquals(70, pinned.getLast());
    }
}
