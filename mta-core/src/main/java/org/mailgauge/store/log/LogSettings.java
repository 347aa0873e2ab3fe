package org.mailgauge.store.log;

/**
 * How a log is laid out.
 *
 * @param segmentOctets a segment that has so many is followed by the next
 * @param preallocate whether segments are filled with zeros ahead of their use
 * @param groupOctets that a group has at most: it is in memory, outside the heap, until it is
 *     durable
 */
public record LogSettings(long segmentOctets, boolean preallocate, int groupOctets) {
    private static final int GROUP = 128 << 20;

    public LogSettings(long segmentOctets, boolean preallocate) {
        this(segmentOctets, preallocate, GROUP);
    }

    public LogSettings {
        if (segmentOctets < LogFormat.FRAMES || segmentOctets > LogFormat.MAX_OFFSET / 2) {
            throw new IllegalArgumentException("segments of " + segmentOctets + " octets");
        }
        if (groupOctets < LogFormat.SECTOR || groupOctets > LogFormat.MAX_OFFSET / 4) {
            throw new IllegalArgumentException("groups of " + groupOctets + " octets");
        }
    }
}
