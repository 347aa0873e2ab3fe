package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;

/** One folder in which files of a queue lie, and when it was listed. Used by one thread. */
final class Folder {
    /**
     * A folder may change again within the granule of its mtime without a trace. Of a file system
     * with the coarsest granules.
     */
    static final Duration GRANULE = Duration.ofSeconds(2);

    /** Scans after which a folder is listed though its mtime has not changed. */
    static final int ALWAYS_AFTER = 20;

    /** Number of its queue, or -1 of files that are no messages. */
    final int queue;

    final String path;

    /** Whether it need not exist while others do. */
    private final boolean mayBeMissing;

    private @Nullable Instant modified;
    private boolean settled;
    private int passedOver;

    /** Whether it was listed in this scan. */
    boolean listed;

    /** Whether its files are known, from this scan or an earlier one. */
    boolean known;

    /** Names for which there was no room. */
    long beyond;

    /**
     * Makes one that was never listed.
     *
     * @param number by which folders are spread over the scans that list them in any case
     */
    Folder(int queue, String path, boolean mayBeMissing, int number) {
        this.passedOver = number % ALWAYS_AFTER;
        this.queue = queue;
        this.path = path;
        this.mayBeMissing = mayBeMissing;
    }

    /** Lists it unless nothing has changed; the exception then tells why it is not known. */
    void look(HostFiles files, Instant now, HostFiles.Names into) throws IOException {
        boolean sure = known && settled && passedOver++ % ALWAYS_AFTER != 0;
        var before = modified;
        known = false;
        var found = find(files);
        if (found == null) {
            beyond = 0;
            listed = true;
            settled = false;
        } else if (!sure || !found.equals(before)) {
            list(files, into);
            settled = found.plus(GRANULE).isBefore(now);
        }
        modified = found;
        known = true;
    }

    /** When it changed last; null when it does not exist and need not. */
    private @Nullable Instant find(HostFiles files) throws IOException {
        try {
            return files.stat(path).modified();
        } catch (NoSuchFileException missing) {
            if (mayBeMissing) {
                return null;
            }
            throw missing;
        }
    }

    private void list(HostFiles files, HostFiles.Names into) throws IOException {
        beyond = 0;
        try {
            files.names(path, into);
        } catch (NoSuchFileException missing) {
            // Removed after it was looked at.
            if (!mayBeMissing) {
                throw missing;
            }
        }
        listed = true;
    }
}
