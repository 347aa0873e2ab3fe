package org.mailgauge.store.sqlite;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The file that says what a store is. */
public final class StoreFormat {
    private static final int VERSION = 1;
    private static final Pattern TEXT =
            Pattern.compile("mailgauge-store ([0-9]{1,6})\nshards ([0-9]{1,2})\n");

    private StoreFormat() {}

    /**
     * How many shards the store has; makes the file when there is none.
     *
     * @param wanted of a new store
     */
    static int shards(Disk disk, String folder, int wanted) throws IOException {
        var path = folder + "/format";
        if (!disk.exists(path)) {
            write(disk, folder, path, wanted);
        }
        return read(disk, folder);
    }

    /** How many shards the store of a folder has. */
    public static int read(Disk disk, String folder) throws IOException {
        var octets = ByteBuffer.allocate(64);
        try (var file = disk.open(folder + "/format")) {
            file.read(0, octets);
        }
        var text = StandardCharsets.US_ASCII.decode(octets.flip()).toString();
        var version = Pattern.compile("mailgauge-store ([0-9]{1,6})\n").matcher(text);
        if (version.lookingAt()) {
            NewerFormatException.check(folder, Integer.parseInt(version.group(1)), VERSION);
        }
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IOException(
                    folder
                            + "/format is damaged: it must be \"mailgauge-store 1\","
                            + " then \"shards N\", N as many as there are folders 0, 1, ...");
        }
        return Integer.parseInt(parts.group(2));
    }

    private static void write(Disk disk, String folder, String path, int shards)
            throws IOException {
        disk.makeFolder(folder);
        disk.forceFolder("");
        var temporary = path + ".tmp";
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        var text = "mailgauge-store " + VERSION + "\nshards " + shards + "\n";
        try (var file = disk.create(temporary)) {
            file.write(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            file.force();
        }
        disk.rename(temporary, path);
        disk.forceFolder(folder);
    }
}
