package org.mailgauge.queue.journal;

import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.queue.journal.JournalListener.Damage;

/** Where a reader of the log takes what it finds damaged. */
interface DamageSink {

    /** Damaged octets of a segment. */
    void segment(DiskFile file, Damage damage);

    /**
     * A damaged footer or body file.
     *
     * @param name for a copy of it
     */
    void file(String name, Damage damage);

    /** Damage that has no octets, such as a file that is missing. */
    void report(Damage damage);
}
