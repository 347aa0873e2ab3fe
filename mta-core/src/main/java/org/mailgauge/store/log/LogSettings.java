package org.mailgauge.store.log;

/**
 * How a log is laid out.
 *
 * @param segmentOctets a segment that has so many is followed by the next
 * @param preallocate whether segments are filled with zeros ahead of their use
 */
public record LogSettings(long segmentOctets, boolean preallocate) {
    public LogSettings {
        if (segmentOctets < LogFormat.FRAMES || segmentOctets > LogFormat.MAX_OFFSET / 2) {
            throw new IllegalArgumentException("segments of " + segmentOctets + " octets");
        }
    }
}
