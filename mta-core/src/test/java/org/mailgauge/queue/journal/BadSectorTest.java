package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.disk.Holes;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Sectors that the disk does not give, under a journal that is started, checked and repaired. */
class BadSectorTest extends HarmedJournal {

    /** Content in the log. */
    private static final int SMALL = 3000;

    private final Map<Long, Long> places = new HashMap<>();

    private void take(SegmentJournal journal, long serial, int length) throws IOException {
        places.put(serial, accept(journal, serial, length));
    }

    /** A journal with three small messages, each in a group, and one of that length in a file. */
    private void stopped(int large, boolean clean) throws IOException {
        var journal = open(1);
        for (int serial = 1; serial <= 3; serial++) {
            take(journal, serial, SMALL);
        }
        if (large > 0) {
            take(journal, 4, large);
        }
        if (clean) {
            journal.close();
        }
        disk = disk.kill();
    }

    private long place(long serial) {
        return Objects.requireNonNull(places.get(serial));
    }

    private long offset(long serial) {
        return Format.offsetOf(place(serial));
    }

    private String segment() throws IOException {
        return "queue/segments/" + disk.list("queue/segments").getFirst();
    }

    private String only(String folder) throws IOException {
        return folder + "/" + disk.list(folder).getFirst();
    }

    private static List<String> lines(List<Damage> damages) {
        return damages.stream()
                .map(
                        one ->
                                one.offset()
                                        + "+"
                                        + one.length()
                                        + one.id().map(id -> " " + id.low()).orElse(""))
                .toList();
    }

    @Test
    void theCheckNamesExactlyWhatCannotBeReadAndWhoIsHit() throws IOException {
        stopped(0, true);
        long record = offset(2);
        long sector = record / 512 * 512 + 1024;
        disk.spoil(segment(), sector, sector + 512);
        disk.spoil(segment(), sector + 512, sector + 1024);
        assertEquals(2, verify().damage());
        long span = Format.padded(Format.RECORD_HEADER + 2 + Region.octets(SMALL));
        assertEquals(List.of(record + "+" + span + " 2", sector + "+1024"), lines(found));
        for (var one : found) {
            assertEquals(segment(), one.file());
            assertEquals(Holes.UNREADABLE, one.what());
        }
    }

    @Test
    void aStartSkipsItAndSaysSo() throws IOException {
        // Without a footer the start reads contents too.
        stopped(0, false);
        disk.spoil(segment(), offset(2), offset(2) + 1);
        assertEquals(Set.of(1L, 3L), start(2));
        assertEquals(
                Set.of(Holes.UNREADABLE),
                Set.copyOf(log.damage.stream().map(Damage::what).toList()));
        assertTrue(disk.list("queue/quarantine").size() > 0);
    }

    @Test
    void aRepairSavesTheRestAndKeepsWhatItCouldRead() throws IOException {
        stopped(0, true);
        long sector = offset(2) / 512 * 512 + 1024;
        disk.spoil(segment(), sector, sector + 512);
        var wrong = disk.content(segment());
        var outcome = repair();
        assertEquals(2, outcome.kept());
        assertEquals(List.of(new QueueId(1, 2)), outcome.lost());
        assertEquals(0, verify().damage(), found.toString());
        var kept = disk.content("queue/quarantine/" + name(offset(2)));
        for (int i = 0; i < kept.length; i++) {
            long at = offset(2) + i;
            boolean hole = at >= sector && at < sector + 512;
            assertEquals(hole ? PatchyFile.FILL : wrong[(int) at], kept[i], "at " + i);
        }
        assertEquals(Set.of(1L, 3L), start(3));
        assertEquals(List.of(), log.damage);
    }

    private static String name(long offset) {
        return String.format(java.util.Locale.ROOT, "%016x-%08x", 1, offset);
    }

    @Test
    void theLastGroupIsNotTakenForTornWhenItCannotBeRead() throws IOException {
        stopped(0, false);
        disk.spoil(segment(), offset(3) + 2048, offset(3) + 2049);
        var report = verify();
        assertTrue(report.damage() > 0 && !report.torn(), report.toString());
        assertEquals(Set.of(1L, 2L), start(4));
        assertTrue(lines(log.damage).stream().anyMatch(line -> line.endsWith(" 3")));
    }

    @Test
    void theRecordsOfTheLastGroupAreSavedWhenItsHeaderCannotBeRead() throws IOException {
        var journal = open(1);
        take(journal, 1, SMALL);
        var waiting = new ArrayList<Item.Accept>();
        for (int serial = 2; serial <= 4; serial++) {
            var body = (DraftBody) journal.body();
            body.write(new byte[1000], 0, 1000);
            waiting.add(journal.submit(new QueueId(1, serial), new byte[] {3}, body).item());
        }
        journal.commitOnce();
        var places = new ArrayList<Long>();
        for (var one : waiting) {
            var how = assertInstanceOf(Journal.Accepted.Durable.class, one.outcome());
            places.add(Format.offsetOf(how.place()));
        }
        disk = disk.kill();
        disk.spoil(segment(), places.getFirst(), places.getFirst() + 1);
        assertEquals(3, verify().liveMessages());
        assertEquals(Set.of(1L, 3L, 4L), start(5));
        assertEquals(3, start(6).size());
    }

    @Test
    void aSegmentHeaderNeedsOneCopyOnly() throws IOException {
        stopped(0, true);
        disk.spoil(segment(), 0, 4096);
        assertEquals(1, verify().damage());
        assertEquals(List.of("0+4096"), lines(found));
        assertEquals(3, repair().kept());
        assertEquals(0, verify().damage(), found.toString());
    }

    @Test
    void aSegmentOfWhichNothingCanBeReadIsAFailureAndNoDamage() throws IOException {
        stopped(0, true);
        disk.spoil(segment(), 0, disk.content(segment()).length);
        assertThrows(IOException.class, this::verify);
        assertThrows(IOException.class, this::repair);
        assertThrows(IOException.class, () -> open(7));
        assertEquals(List.of(), found);
        assertEquals(List.of(), log.damage);
    }

    @Test
    void aDiskThatGoesAwayIsAFailureAndNoDamage() throws IOException {
        stopped(200_000, false);
        var calls = new int[1];
        disk.watch((_, _) -> count(calls, Integer.MAX_VALUE));
        verify();
        int all = calls[0];
        for (int n = 1; n <= all; n++) {
            int last = n;
            calls[0] = 0;
            disk.watch((_, _) -> count(calls, last));
            assertThrows(IOException.class, this::verify, "call " + n);
            assertEquals(List.of(), found, "call " + n);
        }
    }

    private static Fate count(int[] calls, int last) {
        return ++calls[0] < last ? Fate.WELL : Fate.EIO;
    }

    @Test
    void aFooterIsDamagedThoughNothingOfItCanBeRead() throws IOException {
        stopped(0, true);
        var footer = only("queue/footers");
        disk.spoil(footer, 0, disk.content(footer).length);
        assertTrue(verify().damage() > 0);
        assertEquals(footer, found.getFirst().file());
        assertEquals(Set.of(1L, 2L, 3L), start(8));
        assertEquals(footer, log.damage.getFirst().file());
    }

    @Test
    void aSmallBodyFileIsDamagedThoughNothingOfItCanBeRead() throws IOException {
        stopped(9000, true);
        var body = only("queue/bodies");
        disk.spoil(body, 0, disk.content(body).length);
        assertEquals(1, verify().damage());
        assertEquals(List.of("0+" + disk.content(body).length + " 4"), lines(found));
        assertEquals(Set.of(1L, 2L, 3L), start(9));
        assertEquals(body, log.damage.getFirst().file());
    }

    @Test
    void aLargeBodyFileOfWhichNothingCanBeReadIsAFailure() throws IOException {
        stopped(200_000, true);
        var body = only("queue/bodies");
        disk.spoil(body, 0, disk.content(body).length);
        assertThrows(IOException.class, this::verify);
        assertEquals(List.of(), found);
    }

    @Test
    void theHoleInABodyFileIsToldWhole() throws IOException {
        stopped(200_000, true);
        // Over the end of the second chunk.
        disk.spoil(only("queue/bodies"), 130_560, 132_096);
        assertEquals(1, verify().damage());
        assertEquals(List.of("130560+1536 4"), lines(found));
        var outcome = repair();
        assertEquals(3, outcome.kept());
        assertEquals(List.of(new QueueId(1, 4)), outcome.lost());
        assertEquals(0, verify().damage(), found.toString());
    }

    @Test
    void aFailureToReadWhileTheServerRunsIsNoDamage() throws IOException {
        var journal = open(1);
        take(journal, 1, SMALL);
        take(journal, 2, 200_000);
        for (long serial = 1; serial <= 2; serial++) {
            var content = journal.content(new QueueId(1, serial), place(serial));
            disk.watch((op, _) -> op == Op.READ ? Fate.EIO : Fate.WELL);
            assertThrows(IOException.class, () -> content.read(0, new byte[10], 0, 10));
            disk.watch(null);
            var got = new byte[10];
            assertEquals(10, content.read(0, got, 0, 10));
            var whole = SegmentJournalTest.filled(serial == 1 ? SMALL : 200_000, (int) serial);
            assertArrayEquals(java.util.Arrays.copyOf(whole, 10), got);
        }
        assertEquals(List.of(), log.damage);
    }

    @Test
    void aFailureToReadWhileSegmentsAreReadThroughSetsNoMessageAside() throws IOException {
        stopped(0, true);
        var journal = open(2);
        journal.owner(owner());
        var header = ByteBuffer.allocate(1);
        try (var file = disk.open(segment())) {
            file.read(offset(2) + 20, header);
            file.write(offset(2) + 20, ByteBuffer.wrap(new byte[] {(byte) ~header.get(0)}));
        }
        var path = segment();
        var reads = new int[1];
        // The first read is of the segment, the second of the record that may be hit, the third
        // of what goes to quarantine.
        disk.watch(
                (op, of) ->
                        op == Op.READ && of.equals(path) && ++reads[0] == 2 ? Fate.EIO : Fate.WELL);
        for (int i = 0; i < 10; i++) {
            clock.pass(Duration.ofSeconds(11));
            journal.maintainOnce();
        }
        assertEquals(3, reads[0]);
        assertEquals(1, log.damage.size(), log.damage.toString());
        assertEquals(Optional.empty(), log.damage.getFirst().id());
        assertEquals(1, log.failures.size(), log.failures.toString());
    }

    private Journal.Owner owner() {
        return new Journal.Owner() {
            @Override
            public Optional<byte[]> state(QueueId id) {
                return Optional.of(new byte[] {1});
            }

            @Override
            public void moved(QueueId id, long place) {
                throw new AssertionError("moved");
            }

            @Override
            public Optional<QueueId> at(long place) {
                return places.entrySet().stream()
                        .filter(one -> Journal.samePlace(one.getValue(), place))
                        .map(one -> new QueueId(1, one.getKey()))
                        .findFirst();
            }
        };
    }

    @Test
    void aDumpTellsOfItAndGoesOn() throws IOException {
        stopped(200_000, true);
        disk.spoil(segment(), offset(2), offset(2) + 1);
        disk.spoil(only("queue/bodies"), 100_000, 100_001);
        var read = new TreeSet<Long>();
        var wrong = new TreeSet<Long>();
        JournalDump.of(
                disk,
                "queue",
                new JournalDump.Visitor() {
                    @Override
                    public void segment(JournalDump.Opened segment) {}

                    @Override
                    public void record(JournalDump.Entry entry) throws IOException {
                        if (entry.carriesMessage()) {
                            long serial = entry.id().orElseThrow().low();
                            try (var content = entry.content(Long.MAX_VALUE)) {
                                content.transferTo(OutputStream.nullOutputStream());
                                read.add(serial);
                            } catch (DamagedException _) {
                                wrong.add(serial);
                            }
                        }
                    }

                    @Override
                    public void damaged(Damage damage) {
                        found.add(damage);
                    }

                    @Override
                    public void end() {}
                });
        assertEquals(Set.of(1L, 3L), read);
        assertEquals(Set.of(4L), wrong);
        assertTrue(found.size() > 0);
    }
}
