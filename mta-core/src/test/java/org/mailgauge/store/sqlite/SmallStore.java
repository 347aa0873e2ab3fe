package org.mailgauge.store.sqlite;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;

import java.io.IOException;
import java.nio.file.Path;

/** A store of one shard in a folder of the test's own, with small segments and files. */
abstract class SmallStore {
    @TempDir Path folder;

    final HostTime time = new HostTime();
    final HostTasks tasks = new HostTasks(2);

    /** What any of its openings told. */
    final Told told = new Told();

    @AfterEach
    void end() {
        tasks.close();
        time.close();
    }

    SqliteMailStore open() throws IOException {
        return Stores.open(folder, time, tasks, Stores.small(40_000, 3_000), told);
    }
}
