package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.port.Disk;
import org.mailgauge.sim.SimDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What every disk does, the machine's and the simulated one. */
class DiskContractTest {

    enum Kind {
        HOST,
        SIMULATED
    }

    @TempDir private Path folder = Path.of("");

    private Disk disk(Kind kind) throws IOException {
        return switch (kind) {
            case HOST -> HostDisk.at(folder);
            case SIMULATED -> new SimDisk();
        };
    }

    private static ByteBuffer bytes(int... values) {
        var buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    private static byte[] read(Disk.DiskFile file, long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        int got = file.read(position, buffer);
        assertEquals(got, buffer.position());
        var found = new byte[got];
        buffer.flip().get(found);
        return found;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsBackWhatIsWrittenAtPositions(Kind kind) throws IOException {
        try (var file = disk(kind).create("f")) {
            file.write(3, bytes(4, 5));
            file.write(0, bytes(1));
            file.force();
            assertEquals(5, file.size());
            assertArrayEquals(new byte[] {1, 0, 0, 4, 5}, read(file, 0, 9));
            assertArrayEquals(new byte[] {5}, read(file, 4, 9));
            assertArrayEquals(new byte[0], read(file, 5, 9));
            file.truncate(2);
            assertArrayEquals(new byte[] {1, 0}, read(file, 0, 9));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void namesAreUniqueAndListedSorted(Kind kind) throws IOException {
        var disk = disk(kind);
        disk.makeFolder("a/b");
        disk.makeFolder("a/b");
        disk.create("a/b/2").close();
        disk.create("a/b/1").close();
        assertThrows(IOException.class, () -> disk.create("a/b/1"));
        assertThrows(IOException.class, () -> disk.open("a/b/3"));
        assertThrows(IOException.class, () -> disk.create("x/y"));
        assertEquals(List.of("1", "2"), disk.list("a/b"));
        disk.forceFolder("a/b");
        disk.forceFolder("");
        assertTrue(disk.exists("a/b/1"));
        disk.delete("a/b/1");
        assertFalse(disk.exists("a/b/1"));
        assertThrows(IOException.class, () -> disk.delete("a/b/1"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void renamesOverAnotherFile(Kind kind) throws IOException {
        var disk = disk(kind);
        try (var file = disk.create("new")) {
            file.write(0, bytes(7));
        }
        disk.create("old").close();
        disk.rename("new", "old");
        assertEquals(List.of("old"), disk.list(""));
        try (var file = disk.open("old")) {
            assertArrayEquals(new byte[] {7}, read(file, 0, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void lendsALockToOne(Kind kind) throws IOException {
        var disk = disk(kind);
        try (var _ = disk.lock("lock").orElseThrow()) {
            assertTrue(disk.lock("lock").isEmpty());
        }
        disk.lock("lock").orElseThrow().close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusesVirtualThreads(Kind kind) throws IOException, InterruptedException {
        var disk = disk(kind);
        var thrown = new AtomicReference<Throwable>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                disk.create("f").close();
                            } catch (IOException | RuntimeException e) {
                                thrown.set(e);
                            }
                        })
                .join();
        assertInstanceOf(IllegalStateException.class, thrown.get());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anInterruptEndsNoFileWork(Kind kind) throws IOException {
        try (var file = disk(kind).create("f")) {
            Thread.currentThread().interrupt();
            file.write(0, bytes(1, 2));
            file.force();
            assertArrayEquals(new byte[] {1, 2}, read(file, 0, 2));
            assertTrue(Thread.interrupted(), "the interrupt is kept");
            assertEquals(2, file.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tellsWhatIsFree(Kind kind) throws IOException {
        assertTrue(disk(kind).freeOctets().orElseThrow() > 0);
        disk(kind).freeInodes().ifPresent(free -> assertTrue(free > 0));
    }

    @Test
    void theHostsFilesAreTheOwnersOnly() throws IOException {
        var disk = HostDisk.at(folder.resolve("data"));
        disk.makeFolder("sub");
        disk.create("sub/f").close();
        for (var path : List.of("", "sub")) {
            assertEquals("rwx------", mode(folder.resolve("data").resolve(path)));
        }
        assertEquals("rw-------", mode(folder.resolve("data/sub/f")));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void whatIsForcedSurvivesASimulatedPowerLossAndTheRestMayNot() throws IOException {
        boolean lost = false;
        boolean kept = false;
        for (int seed = 0; seed < 50; seed++) {
            var disk = new SimDisk();
            try (var file = disk.create("f")) {
                file.write(0, bytes(1));
                file.force();
                disk.forceFolder("");
                file.write(0, bytes(2));
            }
            var after = disk.crash(seed);
            try (var file = after.open("f")) {
                int found = read(file, 0, 1)[0];
                kept |= found == 2;
                lost |= found == 1;
            }
            var killed = new SimDisk();
            killed.create("g").close();
            assertTrue(killed.kill().exists("g"));
        }
        assertTrue(lost && kept);
    }
}
