package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What holds of the views that sessions have of a mailbox. */
abstract class ViewContract extends MessageContract {

    private static MailboxView select(MailboxStore box) throws IOException {
        return done(box.open(MailboxStore.Mode.READ_WRITE, () -> {}));
    }

    @Test
    void viewNumbersMessages() throws IOException {
        fill(inbox, 5);
        done(inbox.remove(UidSet.of(2, 3)));
        try (var view = view(inbox)) {
            assertEquals(status(inbox), view.opened());
            assertEquals(3, view.messages());
            assertEquals(1, view.uid(1));
            assertEquals(4, view.uid(2));
            assertEquals(3, view.sequence(5));
            assertEquals(0, view.sequence(2));
            assertEquals(0, view.sequence(6));
            assertEquals(UidSet.of(1, 4, 5), view.uids());
            assertTrue(view.message(3).isEmpty());
            assertEquals(4, view.message(4).orElseThrow().uid());
        }
    }

    @Test
    void tellsHowItWasOpenedUntilThePoll() throws IOException {
        fill(inbox, 2);
        try (var view = view(inbox)) {
            var opened = view.opened();
            fill(inbox, 1);
            view.poll(true);
            assertEquals(opened.uidNext(), view.uidNext());
            assertEquals(opened.mailbox().uidValidity(), view.uidValidity());
            assertThrows(IllegalStateException.class, view::opened);
        }
    }

    @Test
    void visitorSeesAsMuchAsItWants() throws IOException {
        fill(inbox, 10);
        try (var view = view(inbox)) {
            var seen = new ArrayList<Long>();
            assertTrue(view.visit(UidSet.range(8, UidSet.MOST), m -> seen.add(m.uid())));
            assertEquals(List.of(8L, 9L, 10L), seen);
            seen.clear();
            assertFalse(
                    view.visit(UidSet.ALL, message -> seen.add(message.uid()) && seen.size() < 2));
            assertEquals(List.of(1L, 2L), seen);
        }
    }

    @Test
    void pollTellsWhatOthersDid() throws IOException {
        fill(inbox, 3);
        try (var view = view(inbox)) {
            assertTrue(view.poll(true).isEmpty());
            fill(inbox, 2);
            add(inbox, UidSet.of(2, 4), SystemFlag.SEEN);
            assertEquals(3, view.messages(), "nothing before the poll");
            var changes = view.poll(true);
            assertEquals(UidSet.range(4, 5), changes.arrived());
            assertEquals(UidSet.of(2), changes.changed());
            assertEquals(UidSet.NONE, changes.expunged());
            assertEquals(status(inbox).highestModSequence(), changes.highestModSequence());
            assertFalse(changes.ended());
            assertEquals(5, view.messages());
            assertEquals(5, view.uid(5));
            assertTrue(view.message(4).orElseThrow().flags().has(SystemFlag.SEEN));
            assertTrue(view.poll(true).isEmpty());
        }
    }

    @Test
    @DisplayName("expunges are told only when they may be (RFC 9051 section 7.5.1)")
    void expungesWait() throws IOException {
        fill(inbox, 5);
        add(inbox, UidSet.of(4), SystemFlag.FLAGGED);
        try (var view = view(inbox)) {
            long before = status(inbox).highestModSequence();
            done(inbox.remove(UidSet.of(2, 4)));
            fill(inbox, 1);
            add(inbox, UidSet.of(1), SystemFlag.SEEN);
            var first = view.poll(false);
            assertEquals(UidSet.NONE, first.expunged());
            assertEquals(UidSet.of(6), first.arrived());
            assertEquals(UidSet.of(1), first.changed());
            assertTrue(
                    first.highestModSequence() >= before
                            && first.highestModSequence() < status(inbox).highestModSequence(),
                    "an expunge is held back");
            assertEquals(6, view.messages());
            assertEquals(4, view.sequence(4));
            assertTrue(view.message(4).orElseThrow().flags().has(SystemFlag.FLAGGED));
            assertFalse(view.vanishedSince(0).contains(4));
            var second = view.poll(true);
            assertEquals(UidSet.of(2, 4), second.expunged());
            assertArrayEquals(new int[] {4, 2}, second.sequences());
            assertEquals(UidSet.NONE, second.arrived().or(second.changed()));
            assertEquals(status(inbox).highestModSequence(), second.highestModSequence());
            assertEquals(UidSet.of(1, 3, 5, 6), view.uids());
            assertTrue(view.message(4).isEmpty());
            assertVanished(view, before, UidSet.of(2, 4));
        }
    }

    @Test
    void whatCameAndWentBetweenPollsIsNotTold() throws IOException {
        fill(inbox, 1);
        try (var view = view(inbox)) {
            fill(inbox, 2);
            done(inbox.remove(UidSet.of(2)));
            var changes = view.poll(true);
            assertEquals(UidSet.of(3), changes.arrived());
            assertEquals(UidSet.NONE, changes.expunged());
            assertEquals(UidSet.of(1, 3), view.uids());
        }
    }

    @Test
    void moveIsToldToBothSides() throws IOException {
        var work = make("Work");
        fill(inbox, 3);
        try (var source = view(inbox);
                var target = view(work)) {
            done(inbox.move(UidSet.of(1, 2), name("Work")));
            assertArrayEquals(new int[] {2, 1}, source.poll(true).sequences());
            assertEquals(UidSet.range(1, 2), target.poll(false).arrived());
        }
    }

    @Test
    void changedSinceNamesLaterOnes() throws IOException {
        fill(inbox, 4);
        long since = status(inbox).highestModSequence();
        long later = add(inbox, UidSet.of(2), SystemFlag.SEEN).modSequence();
        add(inbox, UidSet.of(3), SystemFlag.SEEN);
        try (var view = view(inbox)) {
            assertEquals(UidSet.of(2, 3), view.changedSince(since));
            assertEquals(UidSet.of(3), view.changedSince(later));
            assertEquals(UidSet.range(1, 4), view.changedSince(0));
        }
    }

    @Test
    @DisplayName("recent messages belong to one session (RFC 3501 section 2.3.2)")
    void recent() throws IOException {
        fill(inbox, 2);
        try (var examining = view(inbox);
                var first = select(inbox);
                var second = select(inbox)) {
            assertEquals(UidSet.range(1, 2), examining.recent());
            assertEquals(2, first.opened().recent());
            assertEquals(UidSet.range(1, 2), first.recent());
            assertEquals(UidSet.NONE, second.recent());
            assertEquals(0, status(inbox).recent());
            fill(inbox, 1);
            assertEquals(1, status(inbox).recent());
            second.poll(true);
            first.poll(true);
            assertEquals(UidSet.of(3), second.recent());
            assertEquals(UidSet.range(1, 2), first.recent());
            done(inbox.remove(UidSet.of(1)));
            first.poll(true);
            assertEquals(UidSet.of(2), first.recent());
        }
        assertEquals(0, status(inbox).recent());
    }

    @Test
    void endOfTheMailboxEndsItsViews() throws IOException {
        var work = make("Work");
        fill(work, 2);
        var woken = new AtomicInteger();
        try (var view = done(work.open(MailboxStore.Mode.READ_WRITE, woken::incrementAndGet))) {
            done(anne.delete(name("Work")));
            Await.until("woken", () -> woken.get() > 0);
            var changes = view.poll(true);
            assertTrue(changes.ended());
            assertEquals(UidSet.NONE, changes.expunged());
            assertEquals(2, view.messages());
        }
    }

    @Test
    void endOfTheAccountEndsItsViews() throws IOException {
        var woken = new AtomicInteger();
        try (var view = done(inbox.open(MailboxStore.Mode.READ_ONLY, woken::incrementAndGet))) {
            done(store.remove(ANNE));
            Await.until("woken", () -> woken.get() > 0);
            assertTrue(view.poll(true).ended());
        }
    }

    @Test
    void renameLeavesViewsAlone() throws IOException {
        var work = make("Work");
        try (var view = view(work)) {
            done(anne.rename(name("Work"), name("Play")));
            fill(at("Play"), 1);
            assertEquals(UidSet.of(1), view.poll(true).arrived());
        }
    }

    @Test
    void viewsAreWokenByEveryKindOfChange() throws IOException {
        var work = make("Work");
        fill(work, 2);
        var woken = new AtomicInteger();
        List<Step> steps =
                List.of(
                        () -> inbox.append(List.of(message("1"))),
                        () -> anne.deliver(null, MailboxName.INBOX, message("2")),
                        () -> add(inbox, UidSet.ALL, SystemFlag.SEEN),
                        () -> work.copy(UidSet.of(1), MailboxName.INBOX),
                        () -> work.move(UidSet.of(1), MailboxName.INBOX),
                        () -> inbox.move(UidSet.of(1), name("Work")),
                        () -> inbox.remove(UidSet.of(2)),
                        () ->
                                anne.undelete(
                                        List.of(new MessageKey(inbox.id(), 2)), MailboxName.INBOX));
        try (var view = done(inbox.open(MailboxStore.Mode.READ_WRITE, woken::incrementAndGet))) {
            for (int i = 0; i < steps.size(); i++) {
                int before = woken.get();
                steps.get(i).run();
                int step = i;
                Await.until("woken by step " + step, () -> woken.get() > before);
                assertFalse(view.poll(true).isEmpty(), "step " + step);
            }
        }
    }

    private interface Step {
        Object run() throws IOException;
    }

    @Test
    @DisplayName("an account's listeners are told which mailbox changed (RFC 5465)")
    void watch() throws IOException {
        var work = make("Work");
        var told = new ConcurrentLinkedQueue<String>();
        var watch = anne.watch(listening(told));
        fill(work, 1);
        Await.until("message", () -> told.contains(work.id().text()));
        done(anne.create(name("New"), Set.of()));
        Await.until("name", () -> told.contains("names"));
        watch.close();
        var other = new ConcurrentLinkedQueue<String>();
        var second = anne.watch(listening(other));
        told.clear();
        fill(inbox, 1);
        Await.until("message", () -> other.contains(inbox.id().text()));
        second.close();
        assertFalse(other.contains(work.id().text()));
        assertFalse(told.contains(inbox.id().text()), "told after its end");
    }

    private static StoreListener listening(ConcurrentLinkedQueue<String> told) {
        return new StoreListener() {
            @Override
            public void changed(ObjectId mailbox) {
                told.add(mailbox.text());
            }

            @Override
            public void renamed() {
                told.add("names");
            }
        };
    }
}
