package org.mailgauge.agent.backup;

import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * An empty folder that becomes a data directory or a backup: all is written into a folder {@link
 * #PARTIAL} in it, made durable there, and moved to its place when it is whole. Used by one thread.
 */
final class Target {
    static final String PARTIAL = "partial";

    /**
     * What may be in an empty folder: the root of a file system has one, a locked one the other.
     */
    private static final Set<String> IGNORED = Set.of("lost+found", "lock", PARTIAL);

    private final Disk disk;
    private final Path root;

    /**
     * A folder that is there.
     *
     * @param disk its own
     * @throws DirectoryNotEmptyException when there is something in it; what an attempt before has
     *     left of itself is deleted
     */
    Target(Disk disk, Path root) throws IOException {
        this.disk = disk;
        this.root = root;
        for (var name : disk.list("")) {
            if (!IGNORED.contains(name)) {
                throw new DirectoryNotEmptyException(root.toString());
            }
        }
        deletePartial();
        disk.makeFolder(PARTIAL);
    }

    Disk disk() {
        return disk;
    }

    Path root() {
        return root;
    }

    /** Where a path goes for now. */
    static String partial(String path) {
        return PARTIAL + "/" + path;
    }

    /**
     * Makes it whole.
     *
     * @param last what is moved to its place after all others
     */
    void finish(String last) throws IOException {
        force(PARTIAL);
        var names = disk.list(PARTIAL);
        for (var name : names) {
            if (!name.equals(last)) {
                disk.rename(partial(name), name);
            }
        }
        disk.forceFolder("");
        if (names.contains(last)) {
            disk.rename(partial(last), last);
        }
        disk.delete(PARTIAL);
        disk.forceFolder("");
    }

    /** Makes the entries of a folder and all below durable; files are already. */
    private void force(String folder) throws IOException {
        for (var name : disk.list(folder)) {
            var path = folder + "/" + name;
            if (Files.isDirectory(root.resolve(path))) {
                force(path);
            }
        }
        disk.forceFolder(folder);
    }

    /** Leaves nothing of what was begun. */
    void abandon() throws IOException {
        deletePartial();
    }

    private void deletePartial() throws IOException {
        var partial = root.resolve(PARTIAL);
        if (!Files.exists(partial)) {
            return;
        }
        List<Path> all;
        try (var tree = Files.walk(partial)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : all) {
            Files.delete(path);
        }
    }
}
