package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Contents that became durable a moment ago, until something becomes of their messages or newer
 * ones push them out: the first attempt needs no look at the disk. Safe for use by any thread; the
 * lock guards all.
 */
final class FreshContents {
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<QueueId, Fresh> contents = new LinkedHashMap<>();
    private final long bound;
    private long held;

    /**
     * @param bound in octets, of the buffers that hold the contents
     */
    FreshContents(long bound) {
        this.bound = bound;
    }

    /** A content, in a buffer that nobody changes any more. */
    record Fresh(byte[] buffer, int length) implements Content {
        @Override
        public long octets() {
            return length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int room) {
            Objects.checkFromIndexSize(offset, room, into.length);
            if (position >= length) {
                return -1;
            }
            int part = Math.min(room, length - (int) position);
            System.arraycopy(buffer, (int) position, into, offset, part);
            return part;
        }
    }

    /** Keeps a content that is new, at the cost of the oldest. */
    void put(QueueId id, Fresh content) {
        int octets = content.buffer.length;
        if (octets > bound) {
            return;
        }
        lock.lock();
        try {
            while (held + octets > bound) {
                held -= contents.pollFirstEntry().getValue().buffer.length;
            }
            contents.put(id, content);
            held += octets;
        } finally {
            lock.unlock();
        }
    }

    /** The content, if it is still here. */
    @Nullable Content get(QueueId id) {
        lock.lock();
        try {
            return contents.get(id);
        } finally {
            lock.unlock();
        }
    }

    /** Something has become of the message: it is done, or waits for longer. */
    void drop(QueueId id) {
        lock.lock();
        try {
            var gone = contents.remove(id);
            held -= gone == null ? 0 : gone.buffer.length;
        } finally {
            lock.unlock();
        }
    }

    /** Octets that are held now. */
    long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
