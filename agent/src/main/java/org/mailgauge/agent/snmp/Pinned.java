package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;
import org.snmp4j.agent.request.Request;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What one request sees: one snapshot, for all tables, and one clock. A response therefore never
 * mixes two snapshots, and every age and stamp in it is of the same moment.
 *
 * @param tables the rows of the snapshot
 * @param at the clock
 */
record Pinned(Tables tables, Moment at) {

    /** The rows of all tables in one snapshot, each made when first asked for. */
    static final class Tables {
        private final MtaSnapshot snapshot;
        private final AtomicReferenceArray<@Nullable Rows<?>> rows =
                new AtomicReferenceArray<>(MibObjects.TABLES.size());

        Tables(MtaSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        MtaSnapshot snapshot() {
            return snapshot;
        }

        /** The rows of a table of {@link MibObjects#TABLES}. */
        Rows<?> rows(int table) {
            var made = rows.get(table);
            if (made == null) {
                made = Rows.of(MibObjects.TABLES.get(table), snapshot);
                rows.set(table, made);
            }
            return made;
        }
    }

    /** Pins the newest snapshot to each request. Safe for use by any thread. */
    static final class Source {
        private static final Object KEY = new Object();

        private final SnapshotSource snapshots;
        private final Time time;
        private final long started;
        private volatile @Nullable Tables last;

        /**
         * @param started when the agent started, on the ticker
         */
        Source(SnapshotSource snapshots, Time time, long started) {
            this.snapshots = snapshots;
            this.time = time;
            this.started = started;
        }

        /** What a request sees, the same at every call for it; null stands for no request. */
        Pinned of(@Nullable Request<?, ?, ?> request) {
            if (request == null) {
                return now();
            }
            if (request.getProcessingUserObject(KEY) instanceof Pinned pinned) {
                return pinned;
            }
            var pinned = now();
            request.setProcessingUserObject(KEY, pinned);
            return pinned;
        }

        private Pinned now() {
            var snapshot = snapshots.current();
            var tables = last;
            if (tables == null || tables.snapshot().sequence() != snapshot.sequence()) {
                tables = new Tables(snapshot);
                last = tables;
            }
            return new Pinned(tables, new Moment(time.ticks(), started));
        }
    }
}
