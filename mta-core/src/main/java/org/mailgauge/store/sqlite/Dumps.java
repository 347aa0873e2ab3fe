package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Frame;
import org.mailgauge.store.log.LogListener;
import org.mailgauge.store.log.LogSettings;
import org.mailgauge.store.log.LogStart;
import org.mailgauge.store.log.LogVisitor;
import org.mailgauge.store.log.LogWriter;
import org.mailgauge.store.log.StoreLog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The dumps of a shard: each a log of its own, whose changes lead to the state of the index at some
 * place of the shard's log or a little later. A dump is whole when its last frame says so.
 */
final class Dumps {
    /** The frame that ends a dump. */
    private static final int END = 3;

    private static final LogSettings SETTINGS = new LogSettings(64 << 20, false);

    private final Disk disk;
    private final Entropy entropy;
    private final String folder;
    private final LogListener listener;

    Dumps(Disk disk, Entropy entropy, String shard, LogListener listener) {
        this.disk = disk;
        this.entropy = entropy;
        this.folder = shard + "/dump";
        this.listener = listener;
    }

    /** Where in the log a dump stands. */
    record Point(long place, long sequence) {}

    private static String name(long place) {
        return String.format(Locale.ROOT, "%016x", place);
    }

    /** The places of all dumps, whole or not, the latest first. */
    private List<Long> places() throws IOException {
        if (!disk.exists(folder)) {
            return List.of();
        }
        return disk.list(folder).stream()
                .filter(name -> name.matches("[0-7][0-9a-f]{15}"))
                .map(name -> Long.parseLong(name, 16))
                .toList()
                .reversed();
    }

    private StoreLog log(long place) {
        return new StoreLog(disk, entropy, folder + "/" + name(place), SETTINGS, listener);
    }

    /** Finds the end of a dump, and whether it has one. */
    private static final class Ends implements LogVisitor {
        private @Nullable Point point;

        @Override
        public void frame(Frame frame, long place, byte[] record) {
            if (frame.type() == END && record.length == 16) {
                var numbers = ByteBuffer.wrap(record);
                point = new Point(numbers.getLong(), numbers.getLong());
            }
        }

        @Override
        public void lost(long subject, long frames) {
            // Told when the dump is read to be used.
        }
    }

    /** Where the latest whole dump stands; null when there is none. */
    @Nullable Point latest() throws IOException {
        for (long place : places()) {
            var ends = new Ends();
            log(place).open(LogStart.WHOLE, ends).close();
            if (ends.point != null) {
                return ends.point;
            }
        }
        return null;
    }

    /** Whether there is a whole dump at just that place: it must not be written over. */
    boolean isWhole(Point point) throws IOException {
        return places().contains(point.place) && point.equals(latest());
    }

    /** Shows the changes of the dump at a place. */
    void read(Point point, LogVisitor visitor) throws IOException {
        log(point.place).open(LogStart.WHOLE, visitor).close();
    }

    /** Octets of the dump at a place. */
    long octets(Point point) throws IOException {
        var log = log(point.place);
        long all = 0;
        for (long epoch : log.epochs()) {
            all += log.octets(epoch);
        }
        return all;
    }

    /** A dump that is being written. */
    final class Writer implements AutoCloseable {
        private final Point point;
        private final LogWriter log;

        private Writer(Point point) throws IOException {
            this.point = point;
            this.log =
                    Dumps.this
                            .log(point.place)
                            .open(
                                    LogStart.WHOLE,
                                    new LogVisitor() {
                                        @Override
                                        public void frame(Frame frame, long place, byte[] record) {
                                            throw new IllegalStateException("a dump is there");
                                        }

                                        @Override
                                        public void lost(long subject, long frames) {
                                            throw new IllegalStateException("a dump is there");
                                        }
                                    });
        }

        /** Adds changes about one mailbox, or 0 for several. */
        void add(long subject, List<Change> changes) throws IOException {
            if (!changes.isEmpty()) {
                log.begin();
                log.add(
                        Transaction.CHANGES,
                        subject,
                        ChangeCodec.encode(changes),
                        0,
                        Contents.NONE);
                log.flush();
                Crash.at("store.dump-written");
            }
        }

        /** Says that it is whole: twice, so that one bad sector does not make it worthless. */
        void finish() throws IOException {
            var record = ByteBuffer.allocate(16).putLong(point.place).putLong(point.sequence);
            for (int i = 0; i < 2; i++) {
                log.begin();
                log.add(END, 0, record.array(), 0, Contents.NONE);
                log.flush();
                Crash.at("store.dump-finished");
            }
        }

        @Override
        public void close() {
            log.close();
        }
    }

    /** Begins a dump; what an earlier try left at that place is deleted. */
    Writer write(Point point) throws IOException {
        delete(point.place);
        disk.makeFolder(folder + "/" + name(point.place));
        disk.forceFolder(folder.substring(0, folder.lastIndexOf('/')));
        disk.forceFolder(folder);
        Crash.at("store.dump-begun");
        return new Writer(point);
    }

    /** Deletes all dumps but the one at a place. */
    void keepOnly(Point point) throws IOException {
        for (long place : places()) {
            if (place != point.place) {
                delete(place);
            }
        }
    }

    private void delete(long place) throws IOException {
        var log = log(place);
        // From the end on: what is left of it when this stops half way has no end.
        for (long epoch : new ArrayList<>(log.epochs()).reversed()) {
            log.delete(epoch);
            Crash.at("store.dump-deleted");
        }
        var own = folder + "/" + name(place);
        for (var path : List.of(own + "/log", own + "/content", own)) {
            if (disk.exists(path) && disk.list(path).isEmpty()) {
                disk.delete(path);
            }
        }
    }
}
