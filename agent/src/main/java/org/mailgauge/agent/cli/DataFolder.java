package org.mailgauge.agent.cli;

import org.mailgauge.MtaServer;
import org.mailgauge.host.HostDisk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** The data directory, locked for one process: the server, or a command that works offline. */
public record DataFolder(HostDisk disk, Closeable lock) implements Closeable {

    /** What is said to who cannot have it. */
    private record Words(Exit failing, String fails, String held, String denied) {}

    /** The server's; made with mode 0700 when it is not there. */
    public static DataFolder ofServer(Path folder) throws Failure {
        return open(
                folder,
                new Words(
                        Exit.CANNOT_CREATE,
                        "cannot make data-dir ",
                        "another mailgauge runs with data-dir %s; stop it first, or give this one a"
                                + " data-dir of its own",
                        "make it this account's own"));
    }

    /** That of a server that does not run; makes nothing but the lock's file. */
    static DataFolder ofStopped(Path folder) throws Failure {
        if (!Files.isDirectory(folder.resolve(MtaServer.QUEUE).resolve("segments"))) {
            throw new Failure(
                    Exit.NO_INPUT,
                    "there is no journal in data-dir "
                            + folder
                            + "; name the server's configuration with --config FILE");
        }
        return open(
                folder,
                new Words(
                        Exit.IO,
                        "cannot use data-dir ",
                        "a server runs with data-dir %s; the journal can be read when it has"
                                + " stopped",
                        "run this as the server's account"));
    }

    /**
     * That of a server that does not run and has mailboxes; empty when one runs. Makes nothing but
     * the lock's file.
     */
    static Optional<DataFolder> ofMail(Path folder) throws Failure {
        if (!Files.isDirectory(folder.resolve(OfflineMail.FOLDER))) {
            throw new Failure(
                    Exit.NO_INPUT,
                    "there are no mailboxes in data-dir "
                            + folder
                            + "; name the server's configuration with --config FILE");
        }
        return tryOpen(
                folder,
                new Words(Exit.IO, "cannot use data-dir ", "", "run this as the server's account"));
    }

    private static DataFolder open(Path folder, Words words) throws Failure {
        return tryOpen(folder, words)
                .orElseThrow(
                        () ->
                                new Failure(
                                        Exit.TEMPORARY,
                                        words.held.replace("%s", String.valueOf(folder))));
    }

    /** Empty when another process has it. */
    private static Optional<DataFolder> tryOpen(Path folder, Words words) throws Failure {
        try {
            var disk = HostDisk.at(folder);
            return disk.lock(HostDisk.LOCK).map(lock -> new DataFolder(disk, lock));
        } catch (AccessDeniedException e) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    "cannot use data-dir "
                            + folder
                            + ": permission denied at "
                            + e.getFile()
                            + "; "
                            + words.denied);
        } catch (IOException e) {
            throw new Failure(words.failing, words.fails + folder + ": " + e.getMessage());
        }
    }

    /** Whether others than the owner may look into it. */
    public static boolean isOpen(Path folder) throws IOException {
        var mode = Files.getPosixFilePermissions(folder);
        return mode.contains(PosixFilePermission.OTHERS_READ)
                || mode.contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
