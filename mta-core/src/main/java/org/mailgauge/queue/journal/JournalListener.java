package org.mailgauge.queue.journal;

import org.mailgauge.queue.QueueId;

import java.util.Optional;

/** Told of what an operator must hear about. Called by any thread; must be quick. */
public interface JournalListener {

    /** Octets that had been made durable are not what was written. They are in quarantine. */
    void damaged(Damage damage);

    /** A write or a force failed; the journal went on in another segment unless it is broken. */
    void failed(String what, Throwable why);

    /**
     * Damage found.
     *
     * @param file below the data directory
     * @param epoch of the segment, 0 when unknown
     * @param length octets, at least 1
     * @param id the message that is hit, when that is known
     */
    record Damage(
            String file, long epoch, long offset, long length, String what, Optional<QueueId> id) {}
}
