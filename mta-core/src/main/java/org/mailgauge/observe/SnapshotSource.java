package org.mailgauge.observe;

/** Where the views get the snapshot from. Safe for use by any thread. */
public interface SnapshotSource {

    /** The newest published snapshot, at most 250 ms old while anything changes. Never blocks. */
    MtaSnapshot current();

    /**
     * Publishes a snapshot of now first (unless nothing changed since the last), and returns it.
     */
    MtaSnapshot fresh();
}
