package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Time;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.agent.request.Request;
import org.snmp4j.mp.MessageProcessingModel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What one request sees: one picture, for all tables, and one clock. A response therefore never
 * mixes two snapshots, and every age and stamp in it is of the same moment.
 *
 * @param tables the rows of the picture
 * @param at the clock
 * @param sixtyFour whether there are objects of 64 bits, which SNMPv1 has not
 */
record Pinned(Tables tables, Moment at, boolean sixtyFour) {

    /** The rows of all tables in one picture, each made when first asked for. */
    static final class Tables {
        private final Picture picture;
        private final AtomicReferenceArray<@Nullable Rows<?>> rows =
                new AtomicReferenceArray<>(ObjectTable.TABLES.size());

        Tables(Picture picture) {
            this.picture = picture;
        }

        MtaSnapshot snapshot() {
            return picture.snapshot();
        }

        /** The rows of a table of {@link ObjectTable#TABLES}. */
        Rows<?> rows(int table) {
            var made = rows.get(table);
            if (made == null) {
                made = Rows.of(ObjectTable.TABLES.get(table), picture);
                rows.set(table, made);
            }
            return made;
        }
    }

    /** Pins the newest picture to each request. Safe for use by any thread. */
    static final class Source {
        private static final Object KEY = new Object();

        private final Picture.Source pictures;
        private final Time time;
        private final long started;
        private volatile @Nullable Tables last;

        /**
         * @param started when the agent started, on the ticker
         */
        Source(Picture.Source pictures, Time time, long started) {
            this.pictures = pictures;
            this.time = time;
            this.started = started;
        }

        /** What a request sees, the same at every call for it; null stands for no request. */
        Pinned of(@Nullable Request<?, ?, ?> request) {
            if (request == null) {
                return now(true);
            }
            if (request.getProcessingUserObject(KEY) instanceof Pinned pinned) {
                return pinned;
            }
            var pinned = now(!isFirstVersion(request));
            request.setProcessingUserObject(KEY, pinned);
            return pinned;
        }

        private static boolean isFirstVersion(Request<?, ?, ?> request) {
            return request.getSource() instanceof CommandResponderEvent<?> event
                    && event.getMessageProcessingModel() == MessageProcessingModel.MPv1;
        }

        /** What whoever asks now would see. */
        Pinned now() {
            return now(true);
        }

        private Pinned now(boolean sixtyFour) {
            var picture = pictures.now();
            var tables = last;
            if (tables == null || !tables.picture.same(picture)) {
                tables = new Tables(picture);
                last = tables;
            }
            return new Pinned(tables, new Moment(time.ticks(), started), sixtyFour);
        }
    }
}
