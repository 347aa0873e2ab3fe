package org.mailgauge.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Ranges of a file that cannot be read; those that touch are one. Used by one thread. */
public final class Holes {

    /** What a damage says whose octets the disk does not give. */
    public static final String UNREADABLE = "cannot be read from the disk";

    /** From an offset up to, and not with, another one. */
    public record Range(long from, long to) {
        public long length() {
            return to - from;
        }
    }

    /** Where each begins, and where it ends. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    public void add(long from, long to) {
        long begin = from;
        long end = to;
        var before = ranges.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            begin = before.getKey();
            end = Math.max(end, before.getValue());
        }
        for (var next = ranges.ceilingEntry(begin);
                next != null && next.getKey() <= end;
                next = ranges.ceilingEntry(begin)) {
            end = Math.max(end, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(begin, end);
    }

    public void addAll(Holes others) {
        others.ranges.forEach(this::add);
    }

    public boolean overlap(long from, long to) {
        var last = ranges.lowerEntry(to);
        return last != null && last.getValue() > from;
    }

    /** Their parts between two offsets. */
    public List<Range> within(long from, long to) {
        var found = new ArrayList<Range>();
        ranges.forEach(
                (begin, end) -> {
                    if (begin < to && end > from) {
                        found.add(new Range(Math.max(begin, from), Math.min(end, to)));
                    }
                });
        return found;
    }

    /** What lies between two offsets and can be read. */
    public List<Range> around(long from, long to) {
        var found = new ArrayList<Range>();
        long at = from;
        for (var hole : within(from, to)) {
            if (hole.from() > at) {
                found.add(new Range(at, hole.from()));
            }
            at = hole.to();
        }
        if (at < to) {
            found.add(new Range(at, to));
        }
        return found;
    }
}
