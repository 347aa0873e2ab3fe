package org.mailgauge.report;

import org.mailgauge.address.Mailbox;

import java.time.Instant;
import java.util.List;

/**
 * What a report tells.
 *
 * @param hostname the reporting MTA: our own name
 * @param id the report's own queue id
 * @param when its date
 * @param to who gets it
 * @param fates at least one recipient
 */
public record Report(
        String hostname,
        String id,
        Instant when,
        Kind kind,
        Mailbox to,
        Original original,
        List<Fate> fates) {
    public Report {
        fates = List.copyOf(fates);
        if (fates.isEmpty()) {
            throw new IllegalArgumentException("nobody to report on");
        }
    }

    /** Why it is written. */
    public sealed interface Kind {
        /** The recipients are given up. */
        record Failed() implements Kind {}

        /** They are still tried, until a time. */
        record Delayed(Instant until) implements Kind {}

        /**
         * The recipients of mail with a null reverse-path are given up: its author must not be
         * told, the postmaster wants to be.
         */
        record DoubleBounce() implements Kind {}
    }
}
