package org.mailgauge.agent.alarm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A value that was measured of a subject.
 *
 * @param value in the units of the kind
 * @param weight how much stands behind it, in recipients or attempts; rules may ask for a least
 * @param detail more for people, such as the last reply; perhaps empty
 * @param onlyByName whether patterns do not mean it: it is part of what others show too
 */
public record Reading(
        AlarmKind kind,
        Subject subject,
        long value,
        long weight,
        String detail,
        boolean onlyByName) {

    /** One without more to it. */
    public static Reading of(AlarmKind kind, Subject subject, long value) {
        return new Reading(kind, subject, value, Long.MAX_VALUE, "", false);
    }

    /**
     * All that was measured at one moment.
     *
     * @param known the kinds that were looked at: a subject of such a kind that is missing is gone,
     *     and its alarm will be cleared; alarms of other kinds stay as they are
     */
    public record All(Set<AlarmKind> known, List<Reading> readings) {
        public All {
            known = Set.copyOf(known);
            readings = List.copyOf(readings);
        }

        /** What several sources have measured. */
        static All of(List<All> parts) {
            var known = EnumSet.noneOf(AlarmKind.class);
            var readings = new ArrayList<Reading>();
            for (var part : parts) {
                known.addAll(part.known());
                readings.addAll(part.readings());
            }
            return new All(known, readings);
        }
    }
}
