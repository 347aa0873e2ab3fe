package org.mailgauge.agent.backup;

import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.sqlite.StoreCheck;
import org.mailgauge.store.sqlite.StoreCopy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes a data directory of a backup, which stays as it is. On a platform thread. */
public final class Restore {
    private static final long RESERVE = 16 << 20;

    private Restore() {}

    /** Is told how many octets of how many were copied; called often. */
    public interface Watch {
        void copied(long octets, long all);
    }

    /**
     * What was restored.
     *
     * @param faults damage of the store that a check of the copy found
     */
    public record Restored(Manifest manifest, List<String> faults) {
        public Restored {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Copies all of it, and checks the copy. The store notices at its next start that it comes from
     * a backup.
     *
     * @param from the backup's disk
     * @param to the data directory's, which is there and empty
     * @throws NotWholeException when there is no whole backup
     * @throws java.nio.file.DirectoryNotEmptyException when there is something in the data
     *     directory
     * @throws DiskFullException when there is no room; nothing is left of the copy then, as after
     *     all that fails
     */
    public static Restored restore(
            Disk from, Path fromRoot, Disk to, Path toRoot, Entropy entropy, Watch watch)
            throws IOException {
        var manifest = Manifest.of(fromRoot);
        var target = new Target(to, toRoot);
        boolean done = false;
        try {
            var free = to.freeOctets();
            if (free.isPresent() && free.getAsLong() < manifest.octets() + RESERVE) {
                throw new DiskFullException(
                        manifest.octets()
                                + " octets are to be copied, and "
                                + free.getAsLong()
                                + " are free");
            }
            var copier =
                    new Copier(
                            from,
                            fromRoot,
                            target,
                            null,
                            octets -> watch.copied(octets, Math.max(octets, manifest.octets())));
            for (var name : from.list("")) {
                copy(copier, fromRoot, name);
            }
            var faults =
                    StoreCheck.verify(to, toRoot, Target.partial(Backup.STORE), entropy).faults();
            target.finish(Backup.STORE);
            done = true;
            return new Restored(manifest, faults);
        } finally {
            if (!done) {
                target.abandon();
            }
        }
    }

    private static void copy(Copier copier, Path root, String name) throws IOException {
        if (name.equals(Manifest.FILE) || name.equals("lock") || name.equals("lost+found")) {
            return;
        }
        if (java.nio.file.Files.isDirectory(root.resolve(name))) {
            copier.tree(name);
        } else {
            copier.copy(name, StoreCopy.WHOLE);
        }
    }
}
