package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.mailgauge.host.HostTasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailStoreContract;
import org.mailgauge.store.StoreLimits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The store on disk keeps the contract. */
class SqliteMailStoreTest extends MailStoreContract {
    private final HostTasks tasks = new HostTasks(2);
    private final Told told = new Told();

    @Override
    protected int seeds() {
        return 6;
    }

    @Override
    protected MailStore open(Path folder, Time time, StoreLimits limits) throws IOException {
        return Stores.open(folder, time, tasks, StoreSettings.DEFAULT.with(limits), told);
    }

    @AfterEach
    void nothingWasWrong() {
        tasks.close();
        assertEquals(List.of(), told.all());
    }
}
