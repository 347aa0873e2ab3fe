package org.mailgauge.store.sqlite;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SQLite's own log beside an index, looked at without SQLite (format: sqlite.org/walformat.html).
 *
 * @param salt of the frames that count; another one once the log was begun anew
 * @param page octets of a page; 0 when there is no log
 * @param frames how many there are with that salt
 */
record Wal(long salt, int page, long frames) {
    private static final Wal NONE = new Wal(0, 0, 0);
    private static final int MAGIC = 0x377f0682;
    private static final int HEADER = 32;
    private static final int FRAME = 24;

    /** What is there by the frames' salts; whether they are whole is not looked at. */
    static Wal glance(Disk disk, String index) throws IOException {
        if (!disk.exists(index + "-wal")) {
            return NONE;
        }
        try (var file = disk.open(index + "-wal")) {
            return glance(file);
        }
    }

    private static Wal glance(DiskFile file) throws IOException {
        var header = read(file, 0, HEADER);
        int page = header.getInt(8);
        if ((header.getInt(0) & ~1) != MAGIC || page < 512 || page > 65_536) {
            return NONE;
        }
        long salt = header.getLong(16);
        long most = (file.size() - HEADER) / (FRAME + page);
        long from = 0;
        // Frames of the current salt come first, behind them are those of earlier ones.
        for (long to = most; from < to; ) {
            long middle = (from + to) / 2;
            long found = read(file, HEADER + middle * (FRAME + page) + 8, 8).getLong(0);
            if (found == salt) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return new Wal(salt, page, from);
    }

    /** Octets of its frames. */
    long octets() {
        return frames * (FRAME + page);
    }

    /** How many frames are whole before the first that is not: SQLite takes no more. */
    static long whole(Disk disk, String index) throws IOException {
        if (!disk.exists(index + "-wal")) {
            return 0;
        }
        try (var file = disk.open(index + "-wal")) {
            return whole(file, glance(file));
        }
    }

    private static long whole(DiskFile file, Wal wal) throws IOException {
        var header = read(file, 0, HEADER);
        var order = (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        var sums = new int[2];
        sum(sums, header, 0, HEADER - 8, order);
        if (!fit(sums, header, HEADER - 8)) {
            return 0;
        }
        for (long i = 0; i < wal.frames; i++) {
            long at = HEADER + i * (FRAME + wal.page);
            var frame = read(file, at, FRAME + wal.page);
            sum(sums, frame, 0, 8, order);
            sum(sums, frame, FRAME, wal.page, order);
            if (!fit(sums, frame, 16) || frame.getLong(8) != wal.salt) {
                return i;
            }
        }
        return wal.frames;
    }

    private static void sum(int[] sums, ByteBuffer from, int at, int length, ByteOrder order) {
        var words = from.duplicate().order(order);
        for (int i = at; i < at + length; i += 8) {
            sums[0] += words.getInt(i) + sums[1];
            sums[1] += words.getInt(i + 4) + sums[0];
        }
    }

    private static boolean fit(int[] sums, ByteBuffer in, int at) {
        return in.getInt(at) == sums[0] && in.getInt(at + 4) == sums[1];
    }

    private static ByteBuffer read(DiskFile file, long at, int length) throws IOException {
        var octets = ByteBuffer.allocate(length);
        file.read(at, octets);
        return octets.clear();
    }
}
