package org.mailgauge.agent.alarm;

import org.mailgauge.port.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * What survives a restart: one file, replaced whole. Calls are made on platform threads, one at a
 * time.
 */
final class AlarmFile {
    static final String FILE = "alarms.json";
    static final String DAMAGED = "alarms.damaged.json";
    private static final String NEXT = "alarms.new.json";
    private static final int MOST = 16 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(AlarmFile.class);

    private final Disk disk;

    AlarmFile(Disk disk) {
        this.disk = disk;
    }

    /**
     * What was written last; nothing yet when there is no file. A damaged one is set aside; numbers
     * then go on from the seconds of the wall clock, so that none comes again.
     *
     * @throws IOException when it cannot be read, or is of a newer version
     */
    AlarmState load(Instant now) throws IOException {
        if (!disk.exists(FILE)) {
            return AlarmState.EMPTY;
        }
        var text = read();
        try {
            return AlarmJson.read(text);
        } catch (AlarmJson.DamagedException damaged) {
            LOG.error(
                    "{} in data-dir is damaged ({}) and was set aside as {}: active alarms are"
                            + " raised anew",
                    FILE,
                    damaged.getMessage(),
                    DAMAGED);
            disk.rename(FILE, DAMAGED);
            disk.forceFolder("");
            return AlarmState.EMPTY.from(now.getEpochSecond());
        }
    }

    private String read() throws IOException {
        try (var file = disk.open(FILE)) {
            var buffer = ByteBuffer.allocate((int) Math.min(MOST, file.size()));
            file.read(0, buffer);
            return new String(
                    Arrays.copyOf(buffer.array(), buffer.position()), StandardCharsets.UTF_8);
        }
    }

    /** When this returns, it is on disk; when it throws, the last one still is. */
    void save(AlarmState state) throws IOException {
        if (disk.exists(NEXT)) {
            disk.delete(NEXT);
        }
        var octets = ByteBuffer.wrap(AlarmJson.write(state).getBytes(StandardCharsets.UTF_8));
        try (var file = disk.create(NEXT)) {
            file.write(0, octets);
            file.force();
        }
        disk.rename(NEXT, FILE);
        disk.forceFolder("");
    }
}
