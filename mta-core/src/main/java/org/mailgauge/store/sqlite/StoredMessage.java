package org.mailgauge.store.sqlite;

import org.mailgauge.queue.Content;
import org.mailgauge.store.log.DamagedContentException;

import java.io.IOException;

/** The content of a stored message. Asks for its place again when it has been moved. */
final class StoredMessage implements Content {
    private final Shard shard;
    private final long number;
    private final long octets;
    private volatile long place;

    StoredMessage(Shard shard, long number, long octets, long place) {
        this.shard = shard;
        this.number = number;
        this.octets = octets;
        this.place = place;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return readAt(place, position, into, offset, length);
        } catch (DamagedContentException e) {
            throw e;
        } catch (IOException e) {
            long now =
                    shard.read(
                            sql -> sql.number("SELECT place FROM content WHERE number=?", number));
            if (now == place || now == 0) {
                throw e;
            }
            place = now;
            return readAt(now, position, into, offset, length);
        }
    }

    private int readAt(long at, long position, byte[] into, int offset, int length)
            throws IOException {
        return shard.tasks()
                .io(
                        () ->
                                shard.contents()
                                        .read(number, at, octets, position, into, offset, length));
    }
}
