package org.mailgauge.agent.backup;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.store.sqlite.StoreCopy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies files from one folder to another, each made durable, with its time of change; links those
 * that an earlier backup has already. Uses 1 MiB of memory. Used by one thread.
 */
final class Copier {
    private static final int PIECE = 1 << 20;

    private final Disk from;
    private final Path fromRoot;
    private final Target target;
    private final @Nullable Path base;
    private final Progress progress;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    private final Set<String> linked = new HashSet<>();
    private long files;
    private long octets;
    private long copied;

    /** Is told what was done, after every piece. */
    interface Progress {
        /**
         * So much was done.
         *
         * @throws IOException when it is to end
         */
        void done(long octets) throws IOException;
    }

    /**
     * @param base an earlier backup; null for none
     */
    Copier(Disk from, Path fromRoot, Target target, @Nullable Path base, Progress progress) {
        this.from = from;
        this.fromRoot = fromRoot;
        this.target = target;
        this.base = base;
        this.progress = progress;
    }

    long files() {
        return files;
    }

    long octets() {
        return octets;
    }

    long copied() {
        return copied;
    }

    /** Paths of files that were linked. */
    Set<String> linked() {
        return linked;
    }

    /** Whether an earlier backup has just these octets of a file. */
    boolean isKnown(String path, long wanted) throws IOException {
        if (base == null) {
            return false;
        }
        var there = base.resolve(path);
        var here = fromRoot.resolve(path);
        return Files.isRegularFile(there)
                && Files.size(there) == (wanted == StoreCopy.WHOLE ? Files.size(here) : wanted)
                && Files.getLastModifiedTime(there).equals(Files.getLastModifiedTime(here));
    }

    /**
     * Copies a file, or the beginning of one.
     *
     * @param wanted octets, or {@link StoreCopy#WHOLE}
     * @throws EOFException when it does not have so many
     */
    void copy(String path, long wanted) throws IOException {
        int slash = path.lastIndexOf('/');
        target.disk().makeFolder(Target.partial(slash < 0 ? "" : path.substring(0, slash)));
        if (isKnown(path, wanted) && link(path)) {
            return;
        }
        try (var source = from.open(path);
                var copy = target.disk().create(Target.partial(path))) {
            long end = wanted == StoreCopy.WHOLE ? source.size() : wanted;
            for (long at = 0; at < end; ) {
                piece.clear().limit((int) Math.min(PIECE, end - at));
                int got = source.read(at, piece);
                if (got <= 0) {
                    throw new EOFException(path + " ends at " + at + " instead of " + end);
                }
                copy.write(at, piece.flip());
                at += got;
                copied += got;
                progress.done(copied);
            }
            copy.force();
            octets += end;
        }
        files++;
        Files.setLastModifiedTime(
                target.root().resolve(Target.partial(path)),
                Files.getLastModifiedTime(fromRoot.resolve(path)));
    }

    /** Links a file of the earlier backup. @return false where that cannot be */
    private boolean link(String path) throws IOException {
        var known = base;
        if (known == null) {
            return false;
        }
        var link = target.root().resolve(Target.partial(path));
        try {
            Files.createLink(link, known.resolve(path));
        } catch (IOException | UnsupportedOperationException _) {
            return false; // it lies on another file system: copied
        }
        linked.add(path);
        octets += Files.size(link);
        files++;
        return true;
    }

    /** Copies a folder as it is, if it is there. */
    void tree(String folder) throws IOException {
        var path = fromRoot.resolve(folder);
        if (!Files.isDirectory(path)) {
            return;
        }
        for (var name : from.list(folder)) {
            var own = folder + "/" + name;
            if (Files.isDirectory(fromRoot.resolve(own))) {
                tree(own);
            } else {
                copy(own, StoreCopy.WHOLE);
            }
        }
    }

    /** Takes note of a file that was made in the target by others, and makes it durable. */
    void made(String path) throws IOException {
        try (var file = target.disk().open(Target.partial(path))) {
            file.force();
            octets += file.size();
        }
        files++;
    }
}
