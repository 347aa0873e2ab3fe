package org.mailgauge.store.sqlite;

import java.sql.SQLException;

/** How many accounts there were when they were counted. Safe for use by any thread. */
final class Census {
    private volatile long accounts = -1;
    private volatile long nearQuota;

    /** Counts those in use, and those that use nine tenths of their quota or more. */
    boolean count(Sql sql) throws SQLException {
        long near =
                sql.number(
                        "SELECT count(*) FROM account WHERE removed<0 AND"
                                + " (octets>=quota_octets*0.9"
                                + " OR messages>=quota_messages*0.9)");
        nearQuota = near;
        accounts = sql.number("SELECT count(*) FROM account WHERE removed<0");
        return true;
    }

    /** How many accounts are in use; negative while that is not known. */
    long accounts() {
        return accounts;
    }

    /** How many of them use nine tenths of their quota or more. */
    long nearQuota() {
        return nearQuota;
    }
}
