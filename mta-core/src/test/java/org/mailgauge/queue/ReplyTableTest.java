package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.Map;

class ReplyTableTest {
    private static final SmtpReply PONIES = SmtpReply.of(451, 3, 0, "No ponies today");

    private static QueueConfig with(@Nullable ReplyTable table) {
        var usual = QueueConfig.DEFAULT;
        return new QueueConfig(
                usual.segmentOctets(),
                usual.spareSegments(),
                usual.preallocate(),
                usual.bodyFileOctets(),
                usual.reserveOctets(),
                usual.reserveInodes(),
                usual.retryFirst(),
                usual.retryMost(),
                usual.expiry(),
                usual.nullPathExpiry(),
                table);
    }

    /** The class of a recipient that was put off with those words, and when it is due again. */
    private static void putOff(@Nullable ReplyTable table, ReplyClass expected, int minutes) {
        try (var rig = new Rig(with(table), new DeliveryConfig(2, 10, Map.of()))) {
            var id = rig.send("a@x.test", "u@one.test");
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Outcome.Deferred(PONIES));
            rig.end(held);
            var waiting = rig.only(id);
            assertEquals(expected, waiting.replyClass());
            var next = waiting.nextAttempt();
            assertNotNull(next);
            var wait = Duration.between(rig.time.wall(), next);
            assertEquals(minutes, wait.toMinutes() / 5 * 5, () -> "waits " + wait);
        }
    }

    @Test
    void aTableOfTheOperatorsDecidesInsteadOfOurs() {
        var text =
                ("451 * mailbox-full ponies\n" + ReplyClasses.builtInText())
                        .replaceFirst("class mailbox-full .*", "class mailbox-full 6");
        putOff(null, ReplyClass.OTHER, 5);
        putOff(new ReplyTable("mine.txt", text), ReplyClass.MAILBOX_FULL, 30);
    }

    @Test
    void aTableThatNobodyHasCheckedIsRefused() {
        var table = new ReplyTable("mine.txt", "451 * nonsense");
        var refused = assertThrows(IllegalArgumentException.class, () -> ReplyClasses.of(table));
        assertTrue(refused.toString().contains("mine.txt:1: class: found"), refused.toString());
    }
}
