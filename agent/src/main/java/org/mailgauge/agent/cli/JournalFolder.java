package org.mailgauge.agent.cli;

import org.mailgauge.MtaServer;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.host.HostDisk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;

/** The data directory of a server that does not run, for the commands that work offline. */
record JournalFolder(HostDisk disk, Closeable lock) implements Closeable {

    /**
     * Takes the data directory's lock; makes nothing that is not there, but for the lock's file.
     */
    static JournalFolder open(AgentConfig config) throws Failure {
        var folder = config.dataDir();
        if (!Files.isDirectory(folder.resolve(MtaServer.QUEUE).resolve("segments"))) {
            throw new Failure(
                    Exit.NO_INPUT,
                    "there is no journal in data-dir "
                            + folder
                            + "; name the server's configuration with --config FILE");
        }
        try {
            var disk = HostDisk.at(folder);
            var lock = disk.lock(HostDisk.LOCK);
            if (lock.isEmpty()) {
                throw new Failure(
                        Exit.TEMPORARY,
                        "a server runs with data-dir "
                                + folder
                                + "; the journal can be read when it has stopped");
            }
            return new JournalFolder(disk, lock.get());
        } catch (AccessDeniedException e) {
            throw new Failure(
                    Exit.NO_PERMISSION,
                    "cannot use data-dir " + folder + "; run this as the server's account");
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot use data-dir " + folder + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
