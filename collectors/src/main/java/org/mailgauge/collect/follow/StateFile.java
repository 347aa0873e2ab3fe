package org.mailgauge.collect.follow;

import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A small file of the data directory that is replaced as a whole: after a crash it holds what was
 * saved last, or what was being saved. For one thread at a time, which may do file work.
 */
public final class StateFile {
    /*
     * "MGSTATE\n", then three big-endian ints: version, octets that follow the header, CRC-32C of
     * version, length and these octets. The header stays so in all versions.
     */
    private static final byte[] MAGIC = "MGSTATE\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER = MAGIC.length + 3 * Integer.BYTES;
    private static final int MOST = 16 << 20;
    private static final String FRESH = ".new";
    private static final String ASIDE = ".damaged-";

    private final Disk disk;
    private final String path;
    private final String folder;

    /** {@code path} is relative to the data directory; its folder is created when needed. */
    public StateFile(Disk disk, String path) {
        this.disk = disk;
        this.path = path;
        int slash = path.lastIndexOf('/');
        folder = slash < 0 ? "" : path.substring(0, slash);
    }

    /** What was found. */
    public sealed interface Found {
        /** Nothing has been saved yet. */
        record Absent() implements Found {}

        /** What was saved last. */
        record Held(byte[] octets) implements Found {}

        /**
         * The file is not what was saved.
         *
         * @param why in words
         * @param aside what it is called from now on, in the same folder's terms
         */
        record Damaged(String why, String aside) implements Found {}
    }

    /**
     * Reads it. A damaged file is kept under another name, so that the next {@link #save} does not
     * destroy it.
     *
     * @throws IOException also when a newer program wrote it; then nothing has been touched
     */
    public Found load() throws IOException {
        if (!disk.exists(path)) {
            return new Found.Absent();
        }
        byte[] all;
        try (var file = disk.open(path)) {
            // A program that was killed may have left what only the cache holds; it will be built
            // on.
            file.force();
            all = read(file);
        }
        disk.forceFolder(folder);
        var wrong = wrong(all);
        return wrong.isEmpty()
                ? new Found.Held(Arrays.copyOfRange(all, HEADER, all.length))
                : new Found.Damaged(wrong, setAside());
    }

    /** One octet more than can be right at most. */
    private static byte[] read(Disk.DiskFile file) throws IOException {
        var into = ByteBuffer.allocate((int) Math.min(file.size(), HEADER + MOST + 1));
        int n = file.read(0, into);
        return Arrays.copyOf(into.array(), n);
    }

    /** What is wrong with it; the empty string when nothing is. */
    private String wrong(byte[] all) throws IOException {
        if (all.length < HEADER) {
            return "it has " + all.length + " octets, fewer than its header";
        }
        if (!Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return "it does not begin as such a file does";
        }
        var header = ByteBuffer.wrap(all, MAGIC.length, HEADER - MAGIC.length);
        int version = header.getInt();
        int length = header.getInt();
        if (version < 1 || length != all.length - HEADER) {
            return "it tells of version "
                    + version
                    + " and "
                    + length
                    + " octets, and has "
                    + (all.length - HEADER);
        }
        if (header.getInt() != sum(version, all, HEADER, length)) {
            return "its checksum differs";
        }
        if (version > VERSION) {
            throw new IOException(
                    path
                            + " has format version "
                            + version
                            + "; this program knows up to "
                            + VERSION);
        }
        return "";
    }

    private static int sum(int version, byte[] octets, int from, int length) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putInt(version).putInt(length).flip());
        crc.update(octets, from, length);
        return (int) crc.getValue();
    }

    private String setAside() throws IOException {
        int n = 1;
        while (disk.exists(path + ASIDE + n)) {
            n++;
        }
        var aside = path + ASIDE + n;
        disk.rename(path, aside);
        disk.forceFolder(folder);
        return aside;
    }

    /**
     * Replaces it, durably. After a failure it holds the one or the other.
     *
     * @param octets at most 16 MiB
     */
    public void save(byte[] octets) throws IOException {
        if (octets.length > MOST) {
            throw new IllegalArgumentException(octets.length + " octets");
        }
        if (!folder.isEmpty() && !disk.exists(folder)) {
            makeFolder();
        }
        var fresh = path + FRESH;
        if (disk.exists(fresh)) {
            disk.delete(fresh);
        }
        var all =
                ByteBuffer.allocate(HEADER + octets.length)
                        .put(MAGIC)
                        .putInt(VERSION)
                        .putInt(octets.length)
                        .putInt(sum(VERSION, octets, 0, octets.length))
                        .put(octets)
                        .flip();
        try (var file = disk.create(fresh)) {
            file.write(0, all);
            file.force();
        }
        disk.rename(fresh, path);
        disk.forceFolder(folder);
    }

    private void makeFolder() throws IOException {
        disk.makeFolder(folder);
        for (int slash = folder.lastIndexOf('/'); slash >= 0; ) {
            disk.forceFolder(folder.substring(0, slash));
            slash = folder.lastIndexOf('/', slash - 1);
        }
        disk.forceFolder("");
    }
}
