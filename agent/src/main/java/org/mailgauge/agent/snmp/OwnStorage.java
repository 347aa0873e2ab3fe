package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Rule;

import java.util.List;

/** mailgaugeStorageTable: the places on disk that the server writes to. */
final class OwnStorage {
    /** The place of the queue, in which the whole of data-dir is. */
    static final int QUEUE = 1;

    private static final int OK = 1;
    private static final int LOW = 2;
    private static final int FULL = 3;

    /**
     * A place on disk; null is unknown.
     *
     * @param free octets
     * @param reserve octets
     * @param rules that may call it low
     */
    private record Place(
            String name,
            @Nullable Double free,
            @Nullable Double reserve,
            @Nullable Double freeInodes,
            @Nullable Double reserveInodes,
            List<Rule> rules) {

        @Nullable Integer status() {
            if (free == null || reserve == null) {
                return null;
            }
            boolean noInodes =
                    freeInodes != null && reserveInodes != null && freeInodes <= reserveInodes;
            if (free <= reserve || noInodes) {
                return FULL;
            }
            return low(Health.millions(free), "M-octets") || low(whole(freeInodes), "inodes")
                    ? LOW
                    : OK;
        }

        private boolean low(@Nullable Long left, String units) {
            return left != null
                    && rules.stream()
                            .anyMatch(
                                    rule ->
                                            rule.kind() == AlarmKind.STORAGE_LOW
                                                    && rule.units().equals(units)
                                                    && left <= rule.raiseAt());
        }
    }

    static final Table<?> PLACES =
            new Table<Place>(
                    "mailgaugeStorageTable",
                    OwnObjects.entry(12),
                    List.of("mailgaugeStorageIndex"),
                    List.of(
                            adminString(2, "mailgaugeStorageName", Place::name),
                            oneOf(
                                    3,
                                    "mailgaugeStorageStatus",
                                    List.of("ok", "low", "full"),
                                    Place::status),
                            gauge(4, "mailgaugeStorageFree", p -> Health.millions(p.free())),
                            gauge(5, "mailgaugeStorageReserve", p -> Health.millions(p.reserve())),
                            gauge(6, "mailgaugeStorageFreeInodes", p -> whole(p.freeInodes())),
                            gauge(
                                    7,
                                    "mailgaugeStorageReserveInodes",
                                    p -> whole(p.reserveInodes()))),
                    OwnStorage::each);

    private OwnStorage() {}

    private static void each(Picture picture, Table.Sink<Place> sink) {
        var health = picture.snapshot().health();
        var reserve = health.get("disk_reserve_bytes");
        if (reserve != null) {
            sink.row(
                    new Place(
                            "queue",
                            health.get("disk_free_bytes"),
                            reserve,
                            health.get("disk_free_inodes"),
                            health.get("disk_reserve_inodes"),
                            picture.rules()),
                    QUEUE);
        }
    }

    private static @Nullable Long whole(@Nullable Double number) {
        return number == null ? null : Long.valueOf(number.longValue());
    }
}
