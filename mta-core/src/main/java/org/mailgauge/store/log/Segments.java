package org.mailgauge.store.log;

import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The folder of the segments. One spare, filled with zeros, may wait there for the next one: a
 * write into octets that are there already is cheaper to make durable. Safe for use by any platform
 * thread; {@link #prepare} by one at a time.
 */
final class Segments {
    private static final String SPARE = "spare";
    private static final String FILLING = "spare.tmp";
    private static final int STEP = 1 << 20;

    final Disk disk;
    final String folder;
    private final LogSettings settings;

    Segments(Disk disk, String folder, LogSettings settings) {
        this.disk = disk;
        this.folder = folder;
        this.settings = settings;
    }

    LogSettings settings() {
        return settings;
    }

    String path(String name) {
        return folder + "/" + name;
    }

    String path(long epoch) {
        return path(LogFormat.name(epoch));
    }

    DiskFile open(long epoch) throws IOException {
        return disk.open(path(epoch));
    }

    /** Makes the folder, and forgets what was begun. */
    void begin() throws IOException {
        disk.makeFolder(folder);
        disk.forceFolder("");
        for (int slash = folder.indexOf('/'); slash >= 0; slash = folder.indexOf('/', slash + 1)) {
            disk.forceFolder(folder.substring(0, slash));
        }
        if (disk.exists(path(FILLING))) {
            disk.delete(path(FILLING));
        }
    }

    /** The file of a new segment: the spare, or one that grows. Its entry is not durable yet. */
    DiskFile create(long epoch) throws IOException {
        var path = path(epoch);
        if (disk.exists(path(SPARE))) {
            disk.rename(path(SPARE), path);
            Crash.at("store.spare-taken");
            return disk.open(path);
        }
        return disk.create(path);
    }

    /** Fills a spare with zeros unless there is one. */
    void prepare() throws IOException {
        if (!settings.preallocate() || disk.exists(path(SPARE))) {
            return;
        }
        if (disk.exists(path(FILLING))) {
            disk.delete(path(FILLING));
        }
        try (var file = disk.create(path(FILLING))) {
            for (long at = 0; at < settings.segmentOctets(); at += STEP) {
                int piece = (int) Math.min(STEP, settings.segmentOctets() - at);
                file.write(at, ByteBuffer.allocate(piece));
            }
            file.force();
        }
        Crash.at("store.spare-filled");
        disk.rename(path(FILLING), path(SPARE));
        disk.forceFolder(folder);
        Crash.at("store.spare-ready");
    }
}
