package org.mailgauge.fulltext;

import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.mailgauge.port.Disk;
import org.mailgauge.store.AccountName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the index of an account is. For platform threads only.
 *
 * @param disk the data directory's
 * @param root the same folder
 * @param above the folder with all indexes, within it
 * @param name of this one's
 */
record IndexFolder(Disk disk, Path root, String above, String name) {
    /** Octets of its name, in hex. */
    private static final int NAME = 16;

    /**
     * Of Lucene, which warns that it does without a module of Java's that is none of its releases.
     * Held, so that the level stays.
     */
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        VECTORS.setLevel(Level.SEVERE);
    }

    /** The folder of an account below another one. */
    static IndexFolder of(Disk disk, Path root, String above, AccountName account) {
        return new IndexFolder(disk, root, above, name(account));
    }

    private String path() {
        return above + "/" + name;
    }

    /** What a folder is called: a name of an account may have what a file's name may not. */
    static String name(AccountName account) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var octets = digest.digest(account.text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(octets, 0, NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean exists() throws IOException {
        return disk.exists(path());
    }

    /** Makes it unless it is there. One process works with it, which has the data directory. */
    Directory directory() throws IOException {
        disk.makeFolder(path());
        return new MMapDirectory(root.resolve(path()), NoLockFactory.INSTANCE);
    }

    /** Deletes it; without effect when it is not there. */
    void delete() throws IOException {
        if (disk.exists(path())) {
            for (var file : files()) {
                disk.delete(path() + "/" + file);
            }
            disk.delete(path());
        }
    }

    private List<String> files() throws IOException {
        return disk.list(path());
    }

    /** How much room it takes. */
    long octets() throws IOException {
        long octets = 0;
        if (disk.exists(path())) {
            for (var one : files()) {
                try (var file = disk.open(path() + "/" + one)) {
                    octets += file.size();
                }
            }
        }
        return octets;
    }
}
