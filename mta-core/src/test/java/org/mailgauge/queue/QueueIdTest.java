package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.Optional;

class QueueIdTest {
    private static final List<QueueId> IDS =
            List.of(
                    new QueueId(0, 0),
                    new QueueId(1, 51),
                    new QueueId(-1, Long.MAX_VALUE),
                    new QueueId(Long.MIN_VALUE, -1));

    @Test
    void textIsReadBack() {
        for (var id : IDS) {
            assertEquals(Optional.of(id), QueueId.parse(id.toString()));
        }
    }

    @Test
    void anyTextIsAnIdInItsOnlyFormOrNone() {
        Mutants.of(
                IDS.stream().map(QueueId::toString).toList(),
                text -> QueueId.parse(text).ifPresent(id -> assertEquals(text, id.toString())));
    }
}
