package org.mailgauge.store;

import org.mailgauge.port.Time;

import java.nio.file.Path;

class MemoryMailStoreTest extends MailStoreContract {
    private final MemoryData data = new MemoryData();

    @Override
    protected MailStore open(Path folder, Time time, StoreLimits limits) {
        return new MemoryMailStore(data, time, limits);
    }
}
