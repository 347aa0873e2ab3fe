package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The file of accounts, replaced whole. Calls are made on platform threads, writes one at a time.
 */
final class AccountFile {
    private static final int MOST_OCTETS = 256 << 20;

    private final Disk disk;
    private final String path;

    /**
     * @param path in data-dir
     */
    AccountFile(Disk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    String path() {
        return path;
    }

    /** All of it; null when there is none yet. */
    @Nullable String load() throws IOException {
        if (!disk.exists(path)) {
            return null;
        }
        try (var file = disk.open(path)) {
            long size = file.size();
            if (size > MOST_OCTETS) {
                throw new IOException(path + " in data-dir has " + size + " octets: too many");
            }
            var buffer = ByteBuffer.allocate((int) size);
            file.read(0, buffer);
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }

    /** When this returns, it is on disk; when it throws, the last one still is. */
    void save(String text) throws IOException {
        var fresh = path + ".new";
        if (disk.exists(fresh)) {
            disk.delete(fresh);
        }
        try (var file = disk.create(fresh)) {
            file.write(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.rename(fresh, path);
        int slash = path.lastIndexOf('/');
        disk.forceFolder(slash < 0 ? "" : path.substring(0, slash));
    }
}
