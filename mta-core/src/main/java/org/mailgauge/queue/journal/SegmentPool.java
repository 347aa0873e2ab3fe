package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Segment files that are not in use: zeroed or released ones. The committer takes, one maintenance
 * thread adds. One lock guards the row of spares and the numbering, and holds no I/O.
 */
final class SegmentPool {

    /**
     * A file for a segment.
     *
     * @param fresh whether its folder entry is not durable yet
     */
    record Spare(String name, DiskFile file, boolean fresh) {}

    private static final int STEP = 1 << 20;

    private final Disk disk;
    private final String folder;
    private final JournalSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Spare> spares = new ArrayDeque<>();
    private int nextSlot;

    // Only the maintenance thread uses these.
    private @Nullable DiskFile filling;
    private String fillingName = "";
    private long filled;

    SegmentPool(Disk disk, String folder, JournalSettings settings, int nextSlot) {
        this.disk = disk;
        this.folder = folder;
        this.settings = settings;
        this.nextSlot = nextSlot;
    }

    static String name(int slot) {
        return String.format(Locale.ROOT, "seg-%06d", slot);
    }

    private String path(String name) {
        return folder + "/" + name;
    }

    int size() {
        lock.lock();
        try {
            return spares.size();
        } finally {
            lock.unlock();
        }
    }

    void add(Spare spare) {
        lock.lock();
        try {
            spares.add(spare);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Spare poll() {
        lock.lock();
        try {
            return spares.poll();
        } finally {
            lock.unlock();
        }
    }

    private String newName() {
        lock.lock();
        try {
            return name(nextSlot++);
        } finally {
            lock.unlock();
        }
    }

    /** A spare, or else a new file that will grow. */
    Spare take() throws IOException {
        var spare = poll();
        if (spare != null) {
            return spare;
        }
        var name = newName();
        return new Spare(name, disk.create(path(name)), true);
    }

    void forceFolder() throws IOException {
        disk.forceFolder(folder);
    }

    /** Gives back a file that could not be used for want of space. */
    void giveBack(Spare spare) throws IOException {
        if (spare.fresh) {
            spare.file.close();
            disk.delete(path(spare.name));
        } else {
            add(spare);
        }
    }

    /** Takes a released segment's file, or deletes it when it is not wanted. */
    void recycle(Segment segment) throws IOException {
        boolean wanted =
                settings.preallocate()
                        && !segment.failed
                        && size() < settings.spareSegments()
                        && segment.file.size() == settings.segmentOctets();
        if (wanted) {
            // Without a header it can't be read again, should the checkpoint record be damaged.
            segment.file.write(0, ByteBuffer.allocate(Format.GROUPS));
            add(new Spare(segment.name, segment.file, false));
        } else {
            segment.file.close();
            disk.delete(path(segment.name));
        }
    }

    /** Fills a piece of a new spare with zeros. @return whether there was something to do */
    boolean fill() throws IOException {
        if (filling == null) {
            if (!settings.preallocate() || size() >= settings.spareSegments()) {
                return false;
            }
            fillingName = newName();
            filling = disk.create(path(fillingName) + ".tmp");
            filled = 0;
        }
        var file = filling;
        try {
            int piece = (int) Math.min(STEP, settings.segmentOctets() - filled);
            file.write(filled, ByteBuffer.allocate(piece));
            filled += piece;
            if (filled == settings.segmentOctets()) {
                finish(file);
            }
        } catch (IOException e) {
            stopFilling();
            throw e;
        }
        return true;
    }

    private void finish(DiskFile file) throws IOException {
        file.force();
        Crash.at("journal.spare-zeroed");
        file.close();
        disk.rename(path(fillingName) + ".tmp", path(fillingName));
        filling = null;
        Crash.at("journal.spare-renamed");
        disk.forceFolder(folder);
        add(new Spare(fillingName, disk.open(path(fillingName)), false));
    }

    /** Gives up a spare that is half filled. */
    void stopFilling() throws IOException {
        var file = filling;
        filling = null;
        if (file != null) {
            file.close();
            disk.delete(path(fillingName) + ".tmp");
        }
    }

    void close() throws IOException {
        stopFilling();
        for (var spare = poll(); spare != null; spare = poll()) {
            spare.file.close();
        }
    }
}
