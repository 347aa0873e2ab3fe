package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.follow.StateFile.Found;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimDisk.Fate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

class StateFileTest {
    private static final String PATH = "watch/postfix/state";

    private final SimDisk disk = new SimDisk();
    private final StateFile file = new StateFile(disk, PATH);

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String held(StateFile file) throws IOException {
        return new String(
                assertInstanceOf(Found.Held.class, file.load()).octets(),
                StandardCharsets.US_ASCII);
    }

    @Test
    void isAbsentAtFirst() throws IOException {
        assertEquals(new Found.Absent(), file.load());
    }

    @Test
    void holdsWhatWasSavedLast() throws IOException {
        file.save(octets("one"));
        file.save(octets(""));
        assertEquals("", held(file));
        file.save(octets("two"));

        assertEquals("two", held(new StateFile(disk, PATH)));
    }

    @Test
    void survivesAPowerLoss() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            var some = new SimDisk();
            new StateFile(some, PATH).save(octets("one"));

            assertEquals("one", held(new StateFile(some.crash(seed), PATH)));
        }
    }

    @Test
    void aPowerLossAtAnyCallLeavesTheOneOrTheOther() throws IOException {
        boolean[] seen = new boolean[2];
        for (int call = 0; call < 12; call++) {
            for (int seed = 0; seed < 20; seed++) {
                var some = new SimDisk();
                new StateFile(some, PATH).save(octets("one"));
                int last = call;
                int[] calls = new int[1];
                some.watch((_, _) -> calls[0]++ < last ? Fate.WELL : Fate.EIO);
                try {
                    new StateFile(some, PATH).save(octets("two"));
                } catch (IOException _) {
                    // the process ends here
                }
                var after = held(new StateFile(some.crash(seed), PATH));
                assertTrue(after.equals("one") || after.equals("two"), after);
                seen[after.equals("one") ? 0 : 1] = true;
            }
        }
        assertTrue(seen[0] && seen[1]);
    }

    @Test
    void whatWasReadAfterAKillSurvivesAPowerLoss() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            var some = new SimDisk();
            new StateFile(some, PATH).save(octets("one"));
            int[] calls = new int[1];
            int last = seed % 8;
            some.watch((_, _) -> calls[0]++ < last ? Fate.WELL : Fate.EIO);
            try {
                new StateFile(some, PATH).save(octets("two"));
            } catch (IOException _) {
                // the process ends here
            }
            var killed = some.kill();
            var read = held(new StateFile(killed, PATH));

            assertEquals(read, held(new StateFile(killed.crash(seed), PATH)));
        }
    }

    @Test
    void aTornFileThatWasNotFinishedIsReplaced() throws IOException {
        file.save(octets("one"));
        disk.put(PATH + ".new", octets("MGST"));
        assertEquals("one", held(file));

        file.save(octets("two"));

        assertEquals("two", held(file));
        assertFalse(disk.exists(PATH + ".new"));
    }

    @Test
    void aNewerVersionIsRefusedAndKept() throws IOException {
        file.save(octets("one"));
        var newer = disk.content(PATH);
        newer[11] = 2;
        var crc = new CRC32C();
        crc.update(newer, 8, 8);
        crc.update(newer, 20, 3);
        ByteBuffer.wrap(newer).putInt(16, (int) crc.getValue());
        disk.put(PATH, newer);

        var refused = assertThrows(IOException.class, file::load);

        assertEquals(
                PATH + " has format version 2; this program knows up to 1", refused.getMessage());
        assertArrayEquals(newer, disk.content(PATH));
    }

    @Test
    void anyDamageIsToldAndKept() throws IOException {
        file.save(octets("some state"));
        var whole = disk.content(PATH);
        for (int i = 0; i < whole.length; i++) {
            var damaged = whole.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            assertDamage(damaged);
            assertDamage(Arrays.copyOf(whole, i));
        }
        assertDamage(Arrays.copyOf(whole, whole.length + 1));
    }

    private void assertDamage(byte[] damaged) throws IOException {
        disk.put(PATH, damaged);
        var found = assertInstanceOf(Found.Damaged.class, file.load());
        assertArrayEquals(damaged, disk.content(found.aside()));
        assertFalse(found.why().isEmpty());
        assertEquals(new Found.Absent(), file.load());
    }
}
