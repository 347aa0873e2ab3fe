package org.mailgauge.store.sqlite;

import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.log.LogSettings;

import java.io.IOException;
import java.nio.file.Path;

/** Opens stores for tests. */
final class Stores {
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
                usual.cachedMessages(),
                usual.limits());
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
