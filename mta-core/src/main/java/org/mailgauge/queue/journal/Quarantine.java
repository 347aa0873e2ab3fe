package org.mailgauge.queue.journal;

import org.mailgauge.disk.PatchyFile;
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
final class Quarantine implements DamageSink {

    private static final int PIECE = 1 << 20;

    private final Disk disk;
    private final String folder;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final JournalStats stats;
    private final JournalListener listener;
    private volatile boolean reported;

    Quarantine(Disk disk, String folder, JournalStats stats, JournalListener listener) {
        this.disk = disk;
        this.folder = folder;
        this.stats = stats;
        this.listener = listener;
    }

    @Override
    public void segment(DiskFile file, Damage damage) {
        var name =
                HexFormat.of().toHexDigits(damage.epoch())
                        + "-"
                        + HexFormat.of().toHexDigits((int) damage.offset());
        keep(file, name, damage);
    }

    /** The whole file is kept, wherever in it the damage is. */
    @Override
    public void file(String name, Damage damage) {
        try (var file = disk.open(damage.file())) {
            if (known.add(name)) {
                report(damage);
                var whole = Folders.patchy(file, disk, damage.file());
                copy(whole, name, 0, file.size());
            }
        } catch (IOException e) {
            if (known.add(name)) {
                report(damage);
            }
            listener.failed("keeping a copy of damaged " + damage.file(), e);
        }
    }

    private void keep(DiskFile file, String name, Damage damage) {
        if (!known.add(name + "+" + damage.length())) {
            return;
        }
        report(damage);
        try {
            copy(new PatchyFile(file), name, damage.offset(), damage.length());
        } catch (IOException e) {
            listener.failed("keeping a copy of damage in " + damage.file(), e);
        }
    }

    /**
     * Copies octets, unless there is a copy that is at least as long. What cannot be read stands
     * there as {@link PatchyFile#FILL}.
     */
    private void copy(PatchyFile file, String name, long offset, long most) throws IOException {
        long length = Math.max(0, Math.min(file.size() - offset, most));
        var path = folder + "/" + name;
        if (disk.exists(path)) {
            if (size(path) >= length) {
                return;
            }
            path += "+" + Long.toHexString(length);
        }
        var unfinished = path + ".tmp";
        if (disk.exists(path)) {
            return;
        }
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (var copy = disk.create(unfinished)) {
            var piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(1, length)));
            int got = 1;
            for (long done = 0; done < length && got > 0; done += got) {
                piece.clear().limit((int) Math.min(piece.capacity(), length - done));
                got = file.read(offset + done, piece);
                copy.write(done, piece.flip());
            }
            copy.force();
        }
        disk.rename(unfinished, path);
        disk.forceFolder(folder);
        stats.quarantined.increment();
    }

    private long size(String path) throws IOException {
        try (var file = disk.open(path)) {
            return file.size();
        }
    }

    /** Whether anything was found. */
    boolean any() {
        return reported;
    }

    @Override
    public void report(Damage damage) {
        reported = true;
        stats.damage.increment();
        listener.damaged(damage);
    }

    /** Moves a whole file here, or deletes it when a copy of that name has been kept. */
    void takeUnlessKept(String path, String name) throws IOException {
        var copy = folder + "/" + name;
        if (disk.exists(copy) && size(copy) >= size(path)) {
            disk.delete(path);
        } else {
            take(path, name);
        }
    }

    /**
     * Moves a whole file here, durably.
     *
     * @param path of a file that nobody has open
     */
    void take(String path, String name) throws IOException {
        var target = folder + "/" + name;
        for (int again = 2; disk.exists(target); again++) {
            target = folder + "/" + name + "-" + again;
        }
        disk.rename(path, target);
        disk.forceFolder(folder);
        stats.quarantined.increment();
    }
}
