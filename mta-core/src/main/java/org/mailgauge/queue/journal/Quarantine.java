package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a copy of damaged octets, counts and reports each once. Safe for use by any platform
 * thread.
 */
final class Quarantine {

    private static final long MOST = 16L << 20;

    private final Disk disk;
    private final String folder;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final JournalStats stats;
    private final JournalListener listener;

    Quarantine(Disk disk, String folder, JournalStats stats, JournalListener listener) {
        this.disk = disk;
        this.folder = folder;
        this.stats = stats;
        this.listener = listener;
    }

    /** Damaged octets of a segment. */
    void segment(DiskFile file, Damage damage) {
        var name =
                HexFormat.of().toHexDigits(damage.epoch())
                        + "-"
                        + HexFormat.of().toHexDigits((int) damage.offset());
        keep(file, name, damage);
    }

    /** A damaged footer or body file, copied whole. */
    void file(String name, Damage damage) {
        try (var file = disk.open(damage.file())) {
            keep(file, name, damage);
        } catch (IOException e) {
            report(damage);
            listener.failed("reading damaged " + damage.file(), e);
        }
    }

    private void keep(DiskFile file, String name, Damage damage) {
        if (!known.add(name)) {
            return;
        }
        report(damage);
        var path = folder + "/" + name;
        try {
            if (disk.exists(path)) {
                return;
            }
            var octets = ByteBuffer.allocate((int) Math.min(MOST, damage.length()));
            file.read(damage.offset(), octets);
            try (var copy = disk.create(path)) {
                copy.write(0, octets.flip());
                copy.force();
            }
            disk.forceFolder(folder);
        } catch (IOException e) {
            listener.failed("keeping a copy of damage in " + damage.file(), e);
        }
    }

    /** Counts and tells of damage of which no copy can be kept. */
    void report(Damage damage) {
        stats.damage.increment();
        listener.damaged(damage);
    }
}
