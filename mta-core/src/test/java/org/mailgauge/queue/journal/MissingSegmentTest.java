package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.SimDisk;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A segment is gone, or both copies of its header are, and its right footer still tells of it. */
class MissingSegmentTest extends HarmedJournal {

    private static Set<Long> hit(List<JournalListener.Damage> damage) {
        return damage.stream()
                .flatMap(each -> each.id().stream())
                .map(QueueId::low)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Messages 1 and 2, the second in a body file, closed in order; then their segment is gone. */
    private void newestMissing() throws IOException {
        var journal = open(1);
        accept(journal, 1, 500);
        accept(journal, 2, 30_000);
        var newest = journal.segments().getLast().name;
        journal.close();
        disk = disk.kill();
        disk.delete("queue/segments/" + newest);
    }

    private List<String> bodies() throws IOException {
        return disk.list("queue/bodies");
    }

    @Test
    void theNewestIsMissedAndItsMessagesNamedAndTheirBodiesKept() throws IOException {
        newestMissing();
        var body = bodies().getFirst();
        assertTrue(verify().damage() > 0);
        assertEquals(Set.of(1L, 2L), hit(found));
        assertEquals(Set.of(), start(2));
        assertEquals(Set.of(1L, 2L), hit(log.damage));
        assertTrue(bodies().isEmpty());
        var kept = disk.list("queue/quarantine");
        assertTrue(kept.contains("body-" + body), kept.toString());
        assertTrue(kept.contains("footer-0000000000000001"), kept.toString());
    }

    @Test
    void afterARepairNothingIsWrong() throws IOException {
        newestMissing();
        assertEquals(Set.of(1L, 2L), hit(repairedLoss()));
        assertEquals(0, verify().damage(), found.toString());
        assertEquals(Set.of(), start(3));
        assertTrue(log.damage.isEmpty(), log.damage.toString());
    }

    private List<JournalListener.Damage> repairedLoss() throws IOException {
        return repair().lost().stream()
                .map(id -> new JournalListener.Damage("", 0, 0, 1, "", java.util.Optional.of(id)))
                .toList();
    }

    /** Messages that lie in the first segment end in the second, whose header is lost. */
    private void middleHeadless() throws IOException {
        var first = open(1);
        long one = accept(first, 1, 500);
        long two = accept(first, 2, 30_000);
        accept(first, 3, 500);
        first.close();
        disk = disk.kill();
        var second = open(2);
        second.done(new QueueId(1, 1), one);
        second.done(new QueueId(1, 2), two);
        second.flush();
        accept(second, 4, 500);
        accept(second, 5, 500);
        var middle = second.segments().getLast().name;
        second.close();
        disk = disk.kill();
        var third = open(3);
        third.takeRecovered().stream()
                .filter(message -> message.id().low() == 5)
                .forEach(message -> third.done(message.id(), message.place()));
        third.flush();
        third.close();
        disk = disk.kill();
        var path = "queue/segments/" + middle;
        var octets = disk.content(path).clone();
        Arrays.fill(octets, 0, Format.GROUPS, (byte) 0x55);
        disk.put(path, octets);
    }

    @Test
    void whatEndedInASegmentWithoutHeaderDoesNotComeBackAtAnyStart() throws IOException {
        middleHeadless();
        assertTrue(verify().damage() > 0);
        assertEquals(Set.of(4L), hit(found), "message 5 ended later");
        assertEquals(Set.of(3L), start(4));
        assertEquals(Set.of(4L), hit(log.damage));
        assertEquals(Set.of(3L), start(5));
    }

    @Test
    void aRepairOfASegmentWithoutHeaderKeepsTheRest() throws IOException {
        middleHeadless();
        var outcome = repair();
        assertEquals(1, outcome.kept());
        assertEquals(List.of(new QueueId(1, 4)), outcome.lost());
        assertEquals(0, verify().damage(), found.toString());
        assertEquals(Set.of(3L), start(6));
    }

    @Test
    void toolsReadAJournalWithoutAFootersFolder() throws IOException {
        var journal = open(1);
        accept(journal, 1, 500);
        disk = disk.kill();
        var copy = new SimDisk();
        for (var folder : List.of("queue/segments", "queue/bodies", "queue/quarantine")) {
            copy.makeFolder(folder);
        }
        disk.files().stream()
                .filter(path -> !path.startsWith("queue/footers/"))
                .forEach(path -> copy.put(path, disk.content(path)));
        disk = copy;
        assertEquals(0, verify().damage(), found.toString());
        assertEquals(1, verify().liveMessages());
    }
}
