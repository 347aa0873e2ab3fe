package org.mailgauge.store.sqlite;

import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.log.LogSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens stores for tests. */
public final class Stores {
    /** Ranges of vanished UIDs that a mailbox remembers. */
    static final int HISTORY = 50;

    private Stores() {}

    /** One shard with small segments and files, so that tests meet what is rare. */
    static StoreSettings small(int segmentOctets, int fileOctets) {
        var usual = StoreSettings.DEFAULT;
        return new StoreSettings(
                1,
                new LogSettings(segmentOctets, false),
                fileOctets,
                usual.groupOctets(),
                usual.readers(),
                usual.retention(),
                usual.reserveOctets(),
                usual.reserveInodes(),
                usual.dumpOctets(),
                HISTORY,
                usual.cachedMessages(),
                usual.limits());
    }

    /** A small one. */
    public static MailStore open(Path folder, Time time, Tasks tasks) throws IOException {
        var settings = StoreSettings.DEFAULT.with(1, Duration.ofDays(1), 1000);
        return open(folder, time, tasks, settings, new Told());
    }

    static SqliteMailStore open(
            Path folder, Time time, Tasks tasks, StoreSettings settings, StoreEvents events)
            throws IOException {
        return new SqliteMailStore(
                HostDisk.at(folder),
                folder,
                "store",
                time,
                tasks,
                new HostEntropy(),
                settings,
                events);
    }
}
