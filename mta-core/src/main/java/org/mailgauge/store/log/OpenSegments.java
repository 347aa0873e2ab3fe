package org.mailgauge.store.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments that contents were read from last, kept open: to open a file costs more than to read
 * a message out of it. Safe for use by any platform thread; {@code lock} guards everything and
 * holds no I/O.
 */
final class OpenSegments {
    /** As many as are kept open. */
    private static final int MOST = 8;

    private final Segments segments;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Long, Shared> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** A file with those who read it. It is closed by the last of them once it is dropped. */
    private static final class Shared {
        private final DiskFile file;
        private int users;
        private boolean dropped;

        Shared(DiskFile file) {
            this.file = file;
        }
    }

    /** Reads a file. */
    interface Reading<T> {
        T of(DiskFile file) throws IOException;
    }

    OpenSegments(Segments segments) {
        this.segments = segments;
    }

    /** Reads a segment; fails as opening it does when it is not there. */
    <T> T read(long epoch, Reading<T> reading) throws IOException {
        var shared = taken(epoch);
        if (shared == null) {
            shared = added(epoch, segments.open(epoch));
        }
        try {
            return reading.of(shared.file);
        } finally {
            giveBack(shared);
        }
    }

    private @Nullable Shared taken(long epoch) {
        lock.lock();
        try {
            var shared = open.get(epoch);
            if (shared != null) {
                shared.users++;
            }
            return shared;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a file, unless another thread was faster or all are closed: then it is one's own. */
    private Shared added(long epoch, DiskFile file) throws IOException {
        var shared = new Shared(file);
        shared.users = 1;
        var unused = new ArrayList<Shared>();
        lock.lock();
        try {
            shared.dropped = closed || open.putIfAbsent(epoch, shared) != null;
            if (open.size() > MOST) {
                var eldest = open.entrySet().iterator();
                drop(eldest.next().getValue(), unused);
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
        close(unused);
        return shared;
    }

    private void giveBack(Shared shared) throws IOException {
        boolean last;
        lock.lock();
        try {
            last = --shared.users == 0 && shared.dropped;
        } finally {
            lock.unlock();
        }
        if (last) {
            shared.file.close();
        }
    }

    /** Under the lock. */
    private static void drop(Shared shared, List<Shared> unused) {
        shared.dropped = true;
        if (shared.users == 0) {
            unused.add(shared);
        }
    }

    private static void close(List<Shared> unused) throws IOException {
        for (var shared : unused) {
            shared.file.close();
        }
    }

    /** Lets go of a segment that will be deleted. */
    void forget(long epoch) throws IOException {
        var unused = new ArrayList<Shared>();
        lock.lock();
        try {
            var shared = open.remove(epoch);
            if (shared != null) {
                drop(shared, unused);
            }
        } finally {
            lock.unlock();
        }
        close(unused);
    }

    /** Lets go of all, and keeps none open from now on. */
    void close() throws IOException {
        var unused = new ArrayList<Shared>();
        lock.lock();
        try {
            closed = true;
            open.values().forEach(shared -> drop(shared, unused));
            open.clear();
        } finally {
            lock.unlock();
        }
        close(unused);
    }
}
