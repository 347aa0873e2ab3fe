package org.mailgauge.store.log;

import org.mailgauge.disk.PatchyFile;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where damaged octets are kept. Used by one thread at a time. */
public final class Quarantine {
    private static final int MOST = 64 << 20;

    private final Disk disk;
    private final String folder;

    public Quarantine(Disk disk, String folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** Copies a range of a file, unless that was done before. */
    void copy(String path, long epoch, long offset, long length) throws IOException {
        var target = folder + "/" + LogFormat.name(epoch) + "-" + Long.toHexString(offset);
        if (length <= 0 || length > MOST || !disk.exists(path)) {
            return;
        }
        disk.makeFolder(folder);
        if (disk.exists(target)) {
            return;
        }
        var octets = ByteBuffer.allocate((int) length);
        try (var file = disk.open(path);
                var copy = disk.create(target)) {
            new PatchyFile(file).read(offset, octets);
            copy.write(0, octets.flip());
            copy.force();
        }
        disk.forceFolder(folder);
        Crash.at("store.damage-copied");
    }

    /** Moves a file there. */
    public void move(String path, String name) throws IOException {
        disk.makeFolder(folder);
        var target = folder + "/" + name;
        for (int again = 1; disk.exists(target); again++) {
            target = folder + "/" + name + "+" + again;
        }
        disk.rename(path, target);
        Crash.at("store.segment-moved");
        disk.forceFolder(folder);
        disk.forceFolder(path.substring(0, path.lastIndexOf('/')));
    }
}
