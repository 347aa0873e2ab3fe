package org.mailgauge.testing;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes tests' folders in memory where the system has room for them there: what a disk does with a
 * force is simulated, or tried by the campaigns, and waiting for one shows nothing.
 */
public final class QuickFolders implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 2L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        return hasRoom()
                ? Files.createTempDirectory(MEMORY, "mailgauge-test")
                : Files.createTempDirectory("mailgauge-test");
    }

    private static boolean hasRoom() {
        try {
            return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM;
        } catch (IOException _) {
            return false;
        }
    }
}
