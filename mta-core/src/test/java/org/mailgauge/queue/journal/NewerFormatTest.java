package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Sums;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Every file of the journal, written by a newer program: start and tools refuse it unchanged. */
class NewerFormatTest {

    /** A format file, and where in it the version stands. */
    enum What {
        SEGMENT("queue/segments/", 8),
        GROUP("queue/segments/", Format.GROUPS + 4),
        FOOTER("queue/footers/", 8),
        BODY("queue/bodies/", 8);

        private final String folder;
        private final int version;

        What(String folder, int version) {
            this.folder = folder;
            this.version = version;
        }
    }

    /** A closed journal: a sealed segment with its footer, and the last one without. */
    private static SimDisk written(boolean footed) throws IOException {
        var disk = new SimDisk();
        var log = new SegmentJournalTest.Log();
        var journal =
                JournalWorkload.open(
                        disk, SegmentJournalTest.SMALL, log, new JournalWorkload.Clock(), 5);
        for (int i = 1; i < 4; i++) {
            var body = journal.body();
            var content = SegmentJournalTest.filled(i == 2 ? 70_000 : 900, i);
            body.write(content, 0, content.length);
            assertInstanceOf(
                    Journal.Accepted.Durable.class,
                    journal.accept(new QueueId(1, i), new byte[] {1, 2}, body));
        }
        if (footed) {
            journal.close();
        }
        return disk.kill();
    }

    private static void raise(What what, SimDisk disk) throws IOException {
        var path =
                disk.files().stream()
                        .filter(file -> file.startsWith(what.folder))
                        .filter(file -> hasContent(disk.content(file)))
                        .findFirst()
                        .orElseThrow();
        var octets = ByteBuffer.wrap(disk.content(path).clone());
        switch (what) {
            case SEGMENT -> {
                for (int copy : new int[] {0, Format.HEADER_COPY}) {
                    octets.putShort(copy + what.version, (short) 2);
                    octets.putInt(copy + 508, Sums.sum(new CRC32C(), octets, copy, 508));
                }
            }
            case GROUP -> {
                long salt = octets.getLong(24);
                octets.putShort(what.version, (short) 2);
                octets.putInt(Format.GROUPS + 60, Format.headerSum(salt, octets, Format.GROUPS));
            }
            case FOOTER -> {
                int body = octets.limit() - 4;
                octets.putShort(what.version, (short) 2);
                octets.putInt(body, Sums.sum(new CRC32C(), octets, 0, body));
            }
            case BODY -> {
                octets.putShort(what.version, (short) 2);
                octets.putInt(28, Sums.sum(new CRC32C(), octets, 0, 28));
            }
        }
        disk.put(path, octets.array());
    }

    private static boolean hasContent(byte[] octets) {
        return octets.length > 8 && octets[0] == 'M';
    }

    private static Map<String, Integer> image(SimDisk disk) {
        var image = new TreeMap<String, Integer>();
        disk.files().forEach(path -> image.put(path, Arrays.hashCode(disk.content(path))));
        return image;
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedByStartAndToolsAndNotChanged(What what) throws IOException {
        var disk = written(what == What.FOOTER);
        raise(what, disk);
        disk.put("queue/segments/seg-000009.tmp", new byte[100]);
        var before = image(disk);
        var log = new SegmentJournalTest.Log();
        var refused =
                assertThrows(
                        NewerFormatException.class,
                        () ->
                                JournalWorkload.open(
                                        disk,
                                        SegmentJournalTest.SMALL,
                                        log,
                                        new JournalWorkload.Clock(),
                                        6));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .endsWith("version 2; this program knows up to 1"),
                refused.getMessage());
        assertThrows(
                NewerFormatException.class,
                () -> JournalCheck.of(disk, "queue", RecordFormats.ANY, _ -> {}));
        assertThrows(
                NewerFormatException.class,
                () ->
                        JournalRepair.of(
                                disk,
                                "queue",
                                new JournalWorkload.Clock(),
                                new SimEntropy(7),
                                SegmentJournalTest.SMALL,
                                RecordFormats.ANY,
                                _ -> {},
                                false));
        assertEquals(before, image(disk));
        assertEquals(0, log.damage.size() + log.failures.size());
    }
}
