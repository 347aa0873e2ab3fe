package org.mailgauge.store.sqlite;

import org.mailgauge.disk.Sums;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is noted of an index while SQLite puts nothing into its file, from one checkpoint to the
 * next: how the file looks, so that damage to it is seen before it is used, and how far the log
 * reaches, so that a loss at the log's very end is not taken for a group that was never finished.
 *
 * @param octets of the index's file
 * @param sum of these octets
 * @param sequence of a frame that was durable
 * @param frames of SQLite's log that are in the file already, and must stay whole
 * @param salt of that log; once it is another one, that log was begun anew
 */
record IndexMark(long octets, int sum, long sequence, int frames, long salt) {
    static final String FILE = "index-mark";

    private static final long MAGIC = 0x4d41_494c_4758_4d4bL;
    private static final int SUM = 48;
    private static final int PIECE = 1 << 20;

    /** That of a shard's folder; empty when there is none that is right. */
    static Optional<IndexMark> read(Disk disk, String folder) throws IOException {
        var block = ByteBuffer.allocate(SUM + 4);
        if (!disk.exists(path(folder))) {
            return Optional.empty();
        }
        try (var file = disk.open(path(folder))) {
            file.read(0, block);
        } catch (IOException _) {
            // One that the disk does not give is as good as none.
            return Optional.empty();
        }
        if (block.getLong(0) != MAGIC
                || block.getShort(8) != 1
                || block.getInt(SUM) != Sums.sum(new CRC32C(), block.clear(), 0, SUM)) {
            return Optional.empty();
        }
        return Optional.of(
                new IndexMark(
                        block.getLong(16),
                        block.getInt(32),
                        block.getLong(24),
                        block.getInt(36),
                        block.getLong(40)));
    }

    /** Notes how an index is into which nobody checkpoints, and makes that durable. */
    static void write(Disk disk, String folder, String index, long sequence, int frames, long salt)
            throws IOException {
        IndexMark mark;
        try (var file = disk.open(index)) {
            // SQLite does not force a checkpoint that could not take all.
            file.force();
            mark = new IndexMark(file.size(), sum(file), sequence, frames, salt);
        }
        forget(disk, folder);
        try (var file = disk.create(path(folder))) {
            file.write(0, mark.block());
            Crash.at("store.mark-written");
            file.force();
        }
        disk.forceFolder(folder);
    }

    /** Takes it away for good: the index's file is about to change. */
    static void forget(Disk disk, String folder) throws IOException {
        if (disk.exists(path(folder))) {
            disk.delete(path(folder));
            disk.forceFolder(folder);
            Crash.at("store.mark-forgotten");
        }
    }

    /** Whether an index's file is as it was, and of SQLite's log what that rests on. */
    boolean fits(Disk disk, String index) throws IOException {
        try (var file = disk.open(index)) {
            if (file.size() != octets || sum(file) != sum) {
                return false;
            }
        }
        return frames == 0
                || Wal.glance(disk, index).salt() != salt
                || Wal.whole(disk, index) >= frames;
    }

    private ByteBuffer block() {
        var block =
                ByteBuffer.allocate(SUM + 4)
                        .putLong(0, MAGIC)
                        .putShort(8, (short) 1)
                        .putLong(16, octets)
                        .putLong(24, sequence)
                        .putInt(32, sum)
                        .putInt(36, frames)
                        .putLong(40, salt);
        return block.putInt(SUM, Sums.sum(new CRC32C(), block, 0, SUM));
    }

    private static int sum(DiskFile file) throws IOException {
        var crc = new CRC32C();
        var piece = ByteBuffer.allocateDirect(Math.clamp(file.size(), 1, PIECE));
        for (long at = 0; at < file.size(); at += piece.limit()) {
            int got = file.read(at, piece.clear());
            if (got <= 0) {
                throw new IOException("it ends at octet " + at);
            }
            piece.flip();
            crc.update(piece.duplicate());
        }
        return (int) crc.getValue();
    }

    private static String path(String folder) {
        return folder + "/" + FILE;
    }
}
