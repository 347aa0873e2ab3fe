package org.mailgauge.agent.snmp.notify;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;

/** Writes what waits to disk, as it changes. A platform thread of its own runs it. */
final class Keeper implements Runnable {
    /** A log that is longer than this, and than twice what it began with, is written anew. */
    private static final long LONGEST = 1 << 20;

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    private final Backlog backlog;
    private final Disk disk;
    private final Time time;
    private @Nullable InformFile file;
    private long first;
    private boolean failing;

    Keeper(Backlog backlog, Disk disk, Time time) {
        this.backlog = backlog;
        this.disk = disk;
        this.time = time;
    }

    @Override
    public void run() {
        try {
            for (var batch = backlog.take(true); batch != null; batch = backlog.take(isLong())) {
                if (!isWritten(batch)) {
                    time.sleep(AGAIN);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private boolean isLong() {
        return file == null || file.size() > Math.max(LONGEST, 2 * first);
    }

    private boolean isWritten(Backlog.Batch batch) {
        try {
            var whole = batch.whole();
            if (whole != null) {
                close();
                file = InformFile.write(disk, whole);
                first = file.size();
            } else if (file != null) {
                file.append(batch.changes());
            }
            if (failing) {
                LOG.info("informs that wait are on disk again");
            }
            failing = false;
            return true;
        } catch (IOException failed) {
            if (!failing) {
                LOG.warn(
                        "informs cannot be written to data-dir, and are in memory only: {}",
                        failed.getMessage());
            }
            failing = true;
            close();
            backlog.failed();
            return false;
        }
    }

    private void close() {
        var old = file;
        file = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException failed) {
            LOG.debug("closing the log of informs failed", failed);
        }
    }
}
