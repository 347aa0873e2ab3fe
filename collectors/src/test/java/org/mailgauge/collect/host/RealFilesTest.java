package org.mailgauge.collect.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class RealFilesTest {
    private final RealFiles files = new RealFiles();
    @TempDir Path folder;
    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = folder.resolve("mail.log");
        Files.writeString(log, "one\ntwo\n");
    }

    @Test
    void tellsWhatANameMeans() throws IOException {
        Files.setLastModifiedTime(log, FileTime.from(Instant.parse("2026-11-24T01:02:03Z")));

        var stat = files.stat(log.toString());

        assertEquals(8, stat.octets());
        assertEquals(Instant.parse("2026-11-24T01:02:03Z"), stat.modified());
        assertEquals(((Number) Files.getAttribute(log, "unix:ino")).longValue(), stat.inode());
        assertEquals(((Number) Files.getAttribute(log, "unix:dev")).longValue(), stat.device());
        assertFalse(stat.folder());
        assertTrue(files.stat(folder.toString()).folder());
    }

    @Test
    void followsLinks() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), log);

        assertTrue(files.stat(link.toString()).isSame(files.stat(log.toString())));
    }

    @Test
    void whatIsMissingIsNamed() {
        var missing = folder.resolve("no").toString();

        for (var call :
                List.<org.junit.jupiter.api.function.Executable>of(
                        () -> files.stat(missing),
                        () -> files.open(missing),
                        () -> files.list(missing, _ -> {}))) {
            assertEquals(missing, assertThrows(NoSuchFileException.class, call).getFile());
        }
    }

    @Test
    void listsNamesWithoutDots() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        var names = new HashSet<String>();

        files.list(folder.toString(), names::add);

        assertEquals(Set.of("mail.log", "sub"), names);
    }

    @Test
    void readsAtAPositionToTheEnd() throws IOException {
        try (var open = files.open(log.toString())) {
            var into = ByteBuffer.allocate(100);
            assertEquals(4, open.read(4, into));
            assertEquals("two\n", new String(into.array(), 0, 4, StandardCharsets.US_ASCII));
            assertEquals(0, open.read(8, into));
            assertEquals(0, open.read(1000, into));
        }
    }

    @Test
    void anOpenFileStaysTheSameWhateverItsNameMeans() throws IOException {
        try (var open = files.open(log.toString())) {
            var was = open.stat();
            Files.move(log, folder.resolve("mail.log.1"));
            Files.writeString(folder.resolve("mail.log.1"), "three\n", StandardOpenOption.APPEND);
            Files.writeString(log, "new");

            var is = open.stat();

            assertTrue(is.isSame(was));
            assertFalse(is.isSame(files.stat(log.toString())));
            assertEquals(14, is.octets());
            Files.delete(folder.resolve("mail.log.1"));
            assertEquals(14, open.read(0, ByteBuffer.allocate(100)));
        }
    }

    @Test
    void opensRegularFilesOnly() {
        assertThrows(FileSystemException.class, () -> files.open(folder.toString()));
        assertThrows(FileSystemException.class, () -> files.open("/dev/zero"));
    }
}
