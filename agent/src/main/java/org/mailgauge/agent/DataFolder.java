package org.mailgauge.agent;

import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.host.HostDisk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** The data directory, made with mode 0700 and locked for one process. */
record DataFolder(HostDisk disk, Closeable lock) implements Closeable {
    static DataFolder open(Path folder) throws Failure {
        try {
            var disk = HostDisk.at(folder);
            var lock = disk.lock(HostDisk.LOCK);
            if (lock.isEmpty()) {
                throw new Failure(
                        Exit.TEMPORARY,
                        "another mailgauge runs with data-dir "
                                + folder
                                + "; stop it first, or give this one a data-dir of its own");
            }
            return new DataFolder(disk, lock.get());
        } catch (AccessDeniedException e) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    "cannot use data-dir "
                            + folder
                            + ": permission denied at "
                            + e.getFile()
                            + "; make it this account's own");
        } catch (IOException e) {
            throw new Failure(
                    Exit.CANNOT_CREATE, "cannot make data-dir " + folder + ": " + e.getMessage());
        }
    }

    /** Whether others than the owner may look into it. */
    static boolean isOpen(Path folder) throws IOException {
        var mode = Files.getPosixFilePermissions(folder);
        return mode.contains(PosixFilePermission.OTHERS_READ)
                || mode.contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
