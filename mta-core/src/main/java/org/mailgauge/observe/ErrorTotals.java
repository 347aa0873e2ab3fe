package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A group's rows of mtaGroupErrorTable, bounded. Guarded by the ledger's lock. */
final class ErrorTotals {
    /** Codes with rows of their own, besides the two rows x.0.0 that take what is beyond. */
    static final int CODES = 200;

    /** Where an error was met. */
    enum Side {
        INBOUND,
        INTERNAL,
        OUTBOUND
    }

    private final TreeMap<Integer, MtaSnapshot.ErrorRow> rows = new TreeMap<>();
    private @Nullable List<MtaSnapshot.ErrorRow> listed;

    /** Counts a 4yz or 5yz status; others are no errors. */
    void count(EnhancedStatus status, Side side) {
        if (status.level() == 2) {
            return;
        }
        int code = rowFor(Ages.statusCode(status), status.level() * 1_000_000);
        var row = rows.getOrDefault(code, new MtaSnapshot.ErrorRow(code, 0, 0, 0));
        rows.put(code, plusOne(row, side));
        listed = null;
    }

    /** The rows, ascending. */
    List<MtaSnapshot.ErrorRow> rows() {
        var list = listed;
        if (list == null) {
            list = List.copyOf(new ArrayList<>(rows.values()));
            listed = list;
        }
        return list;
    }

    /** Goes on from a row that was given before. */
    void goOn(MtaSnapshot.ErrorRow row) {
        rows.put(row.statusCode(), row);
        listed = null;
    }

    private int rowFor(int code, int rest) {
        if (code == rest || rows.containsKey(code)) {
            return code;
        }
        int rests = (rows.containsKey(4_000_000) ? 1 : 0) + (rows.containsKey(5_000_000) ? 1 : 0);
        return rows.size() - rests < CODES ? code : rest;
    }

    private static MtaSnapshot.ErrorRow plusOne(MtaSnapshot.ErrorRow row, Side side) {
        return new MtaSnapshot.ErrorRow(
                row.statusCode(),
                row.inbound() + (side == Side.INBOUND ? 1 : 0),
                row.internal() + (side == Side.INTERNAL ? 1 : 0),
                row.outbound() + (side == Side.OUTBOUND ? 1 : 0));
    }
}
