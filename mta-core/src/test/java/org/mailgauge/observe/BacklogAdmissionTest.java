package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;

class BacklogAdmissionTest {
    private final Observed mta = new Observed();
    private final BacklogAdmission admission =
            new BacklogAdmission(mta.groups, mta.queue, mta.time);

    BacklogAdmissionTest() {
        mta.groups.destination("one.test");
        mta.groups.destination("two.test");
    }

    private QueueDouble.Message backlog(String domain, int recipients) {
        var domains = Collections.nCopies(recipients, domain).toArray(String[]::new);
        return mta.queue.accept("smtp-in", 100, "smtp-out", domains);
    }

    private boolean admitted(String domain) {
        return mta.groups.all().stream().anyMatch(group -> group.name().equals(domain));
    }

    /** Looks every half minute. */
    private void pass(Duration time) {
        for (var left = time; left.isPositive(); left = left.minusSeconds(30)) {
            mta.time.advance(Duration.ofSeconds(30));
            admission.look();
        }
    }

    @Test
    void aBacklogThatLastsIsAdmittedAndMoved() {
        backlog("three.test", 20);
        admission.look();
        pass(Duration.ofSeconds(570));
        assertFalse(admitted("three.test"));
        pass(Duration.ofSeconds(30));
        var row = mta.row("three.test");
        assertEquals(0L, row.receivedRecipients());
        assertEquals(20, row.stored() == null ? -1 : row.stored().ownRecipients());
        assertEquals(0L, row.imbalance());
        assertEquals(0L, mta.row("other").imbalance());
        assertEquals(20L, mta.row("other").receivedRecipients());
    }

    @Test
    void whatComesAfterAdmissionIsCountedThere() {
        backlog("three.test", 20);
        admission.look();
        pass(Duration.ofMinutes(10));
        backlog("three.test", 1);
        assertEquals(1L, mta.row("three.test").receivedMessages());
    }

    @Test
    void aBacklogThatIsInterruptedBeginsAgain() {
        var message = backlog("three.test", 20);
        admission.look();
        pass(Duration.ofMinutes(9));
        mta.queue.settle(message, 1, MtaEvent.Outcome.RELAYED);
        pass(Duration.ofSeconds(30));
        backlog("three.test", 1);
        pass(Duration.ofMinutes(10));
        assertFalse(admitted("three.test"));
        pass(Duration.ofSeconds(30));
        assertEquals(true, admitted("three.test"));
    }

    @Test
    void lessThanTheThresholdIsNeverAdmitted() {
        backlog("three.test", 19);
        pass(Duration.ofHours(1));
        assertFalse(admitted("three.test"));
    }

    @Test
    void theLargestAreAdmittedUntilTheSlotsAreGone() {
        backlog("small.test", 20);
        backlog("large.test", 40);
        backlog("middle.test", 30);
        admission.look();
        pass(Duration.ofMinutes(10));
        assertEquals(true, admitted("large.test"));
        assertEquals(true, admitted("middle.test"));
        assertFalse(admitted("small.test"));
        assertEquals(0, mta.groups.backlogSlots());
    }
}
