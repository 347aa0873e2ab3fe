package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.Content;
import org.mailgauge.store.log.DamagedContentException;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The content of a stored message. Asks for its place again when it has been moved. A small one is
 * read when its place is, and stays in memory as long as this does.
 */
final class StoredMessage implements Content {
    /** Octets of what is small. */
    private static final int SMALL = 32 << 10;

    private final Shard shard;
    private final long number;
    private final long octets;
    private volatile long place;
    private volatile @Nullable ByteBuffer whole;

    StoredMessage(Shard shard, long number, long octets, long place) {
        this.shard = shard;
        this.number = number;
        this.octets = octets;
        this.place = place;
    }

    /** Reads it already if it is small. On a platform thread. */
    StoredMessage begun() {
        if (octets > 0 && octets <= SMALL) {
            try {
                whole = shard.contents().chunk(number, place, octets, 0);
            } catch (IOException _) {
                // It was moved, or is damaged: who reads it finds out.
            }
        }
        return this;
    }

    long number() {
        return number;
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
        if (position >= octets) {
            return -1;
        }
        var all = whole;
        if (all != null) {
            int part = (int) Math.min(length, octets - position);
            all.get((int) position, into, offset, part);
            return part;
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
