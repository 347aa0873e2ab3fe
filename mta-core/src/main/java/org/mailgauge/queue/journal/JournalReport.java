package org.mailgauge.queue.journal;

import java.util.Map;
import java.util.TreeMap;

/**
 * A journal in numbers, as {@link JournalCheck} found it.
 *
 * @param version of the format, the only one there is so far
 * @param segments files of the log
 * @param otherSegments spare and released files, which hold nothing that counts
 * @param groups in the log
 * @param logOctets from the first group of each segment to the end of its last
 * @param records in the log, by type
 * @param liveMessages messages that have not ended
 * @param liveOctets of their contents
 * @param bodyFiles files of live messages
 * @param orphans body files of nobody: they go at the next start
 * @param footers that are right
 * @param unfooted segments without a footer, which a start reads whole
 * @param unfinished files that a stop left half made: they go at the next start
 * @param quarantined copies that are kept of earlier damage
 * @param torn whether an unfinished group lies at the end: nobody was promised it
 * @param clean whether the journal was closed in order
 * @param damage how much is wrong that was durable
 */
public record JournalReport(
        int version,
        int segments,
        int otherSegments,
        long groups,
        long logOctets,
        Map<String, Long> records,
        long liveMessages,
        long liveOctets,
        long bodyFiles,
        long orphans,
        long footers,
        long unfooted,
        long unfinished,
        long quarantined,
        boolean torn,
        boolean clean,
        long damage) {
    public JournalReport {
        records = Map.copyOf(records);
    }

    /** The numbers by name, in a steady order; records as {@code records_TYPE}. */
    public Map<String, Long> numbers() {
        var all = new java.util.LinkedHashMap<String, Long>();
        all.put("version", (long) version);
        all.put("segments", (long) segments);
        all.put("other_segments", (long) otherSegments);
        all.put("groups", groups);
        all.put("log_octets", logOctets);
        new TreeMap<>(records).forEach((type, count) -> all.put("records_" + type, count));
        all.put("live_messages", liveMessages);
        all.put("live_octets", liveOctets);
        all.put("body_files", bodyFiles);
        all.put("orphans", orphans);
        all.put("footers", footers);
        all.put("unfooted", unfooted);
        all.put("unfinished", unfinished);
        all.put("quarantined", quarantined);
        all.put("damage", damage);
        return all;
    }
}
