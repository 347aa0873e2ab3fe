package org.mailgauge.queue.journal;

import org.mailgauge.queue.QueueId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which segments there are, what lives in them, and where moved messages went. Safe for use by any
 * thread: one lock guards all of it and holds no I/O.
 */
final class SegmentBook {

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Segment> segments = new TreeMap<>();

    /** Released segments whose files have not gone to the pool yet, oldest first. */
    private final List<Segment> released = new ArrayList<>();

    /** By the epoch a message left: where to. Kept for a while after the segment is released. */
    private final TreeMap<Long, Map<QueueId, Long>> forwards = new TreeMap<>();

    private final Map<Long, Long> releasedAt = new HashMap<>();
    private long tail;

    SegmentBook(long tail) {
        this.tail = tail;
    }

    long tail() {
        lock.lock();
        try {
            return tail;
        } finally {
            lock.unlock();
        }
    }

    void add(Segment segment) {
        lock.lock();
        try {
            segments.put(segment.epoch(), segment);
            tail = tail == 0 ? segment.epoch() : tail;
        } finally {
            lock.unlock();
        }
    }

    /** Notes when segments of earlier runs came in. */
    void opened(long ticks) {
        lock.lock();
        try {
            segments.values().forEach(segment -> segment.openedTicks = ticks);
        } finally {
            lock.unlock();
        }
    }

    /** When the oldest segment was opened in which something lives; empty when nothing lives. */
    OptionalLong oldestLive() {
        lock.lock();
        try {
            return segments.values().stream()
                    .filter(segment -> segment.live.live() > 0)
                    .mapToLong(segment -> segment.openedTicks)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    void seal(Segment segment, boolean failed) {
        lock.lock();
        try {
            segment.sealed = true;
            segment.failed |= failed;
        } finally {
            lock.unlock();
        }
    }

    void footed(Segment segment) {
        lock.lock();
        try {
            segment.footed = true;
        } finally {
            lock.unlock();
        }
    }

    /** A message's record is durable there. */
    void born(long place, long span) {
        lock.lock();
        try {
            var segment = segments.get(Format.epochOf(place));
            if (segment != null) {
                segment.live.add(Format.offsetOf(place), span);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A message's end is durable. */
    void ended(QueueId id, long place) {
        lock.lock();
        try {
            leave(follow(id, place));
        } finally {
            lock.unlock();
        }
    }

    /** A survivor is durable elsewhere. */
    void moved(QueueId id, long from, long to) {
        lock.lock();
        try {
            leave(follow(id, from));
            forwards.computeIfAbsent(Format.epochOf(from), _ -> new HashMap<>()).put(id, to);
        } finally {
            lock.unlock();
        }
    }

    private void leave(long place) {
        var segment = segments.get(Format.epochOf(place));
        if (segment != null) {
            segment.live.remove(Format.offsetOf(place));
        }
    }

    private long follow(QueueId id, long place) {
        long now = place;
        while (true) {
            var moved = forwards.get(Format.epochOf(now));
            var next = moved == null ? null : moved.get(id);
            if (next == null) {
                return now;
            }
            now = next;
        }
    }

    /** Where the message lies now. */
    long follow(long place, QueueId id) {
        lock.lock();
        try {
            return follow(id, place);
        } finally {
            lock.unlock();
        }
    }

    /** The segment of a place; empty when it has been released. */
    Optional<Segment> at(long place) {
        lock.lock();
        try {
            return Optional.ofNullable(segments.get(Format.epochOf(place)));
        } finally {
            lock.unlock();
        }
    }

    /** The oldest sealed segment that wants a footer: one that will not be released at once. */
    Optional<Segment> unfooted() {
        lock.lock();
        try {
            return segments.values().stream()
                    .dropWhile(segment -> segment.sealed && segment.live.live() == 0)
                    .filter(segment -> segment.sealed && !segment.footed)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The next sealed segment of an earlier run that nobody has read in this one. */
    Optional<Segment> unread() {
        lock.lock();
        try {
            var found = segments.values().stream().filter(segment -> segment.unread).findFirst();
            found.ifPresent(segment -> segment.unread = false);
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** The tail as it could be: the oldest segment that must stay. Empty when it is so already. */
    OptionalLong releasable() {
        lock.lock();
        try {
            for (var segment : segments.values()) {
                if (!segment.sealed || segment.live.live() > 0) {
                    return segment.epoch() > tail && segment.epoch() > segments.firstKey()
                            ? OptionalLong.of(segment.epoch())
                            : OptionalLong.empty();
                }
            }
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    /** A checkpoint with that tail is durable. */
    void release(long newTail, long ticks) {
        lock.lock();
        try {
            tail = Math.max(tail, newTail);
            var gone = segments.headMap(newTail, false);
            for (var segment : gone.values()) {
                released.add(segment);
                if (forwards.containsKey(segment.epoch())) {
                    releasedAt.put(segment.epoch(), ticks);
                }
            }
            gone.clear();
        } finally {
            lock.unlock();
        }
    }

    Optional<Segment> takeReleased() {
        lock.lock();
        try {
            return released.isEmpty() ? Optional.empty() : Optional.of(released.removeFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Forgets where messages went that left segments released before then. */
    void forget(long before) {
        lock.lock();
        try {
            releasedAt
                    .entrySet()
                    .removeIf(
                            entry -> {
                                boolean old = entry.getValue() - before < 0;
                                if (old) {
                                    forwards.remove(entry.getKey());
                                }
                                return old;
                            });
        } finally {
            lock.unlock();
        }
    }

    /** The segment whose survivors are to be copied forward, when that is worth it. */
    Optional<Segment> thin() {
        lock.lock();
        try {
            long used = 0;
            long live = 0;
            int sealed = 0;
            for (var segment : segments.values()) {
                if (segment.sealed) {
                    used += segment.used();
                    live += segment.live.octets();
                    sealed++;
                }
            }
            if (sealed == 0 || live * (sealed >= 4 ? 2 : 4) >= used) {
                return Optional.empty();
            }
            var oldest = segments.firstEntry().getValue();
            return oldest.sealed && oldest.live.live() > 0 ? Optional.of(oldest) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Octets of the live record at an offset; 0 when none is there. */
    int span(Segment segment, long offset) {
        lock.lock();
        try {
            return segment.live.span(offset);
        } finally {
            lock.unlock();
        }
    }

    /** Offsets of the live records of a segment. */
    long[] liveOffsets(Segment segment) {
        lock.lock();
        try {
            return segment.live.liveOffsets();
        } finally {
            lock.unlock();
        }
    }

    /** The segments that count, oldest first. */
    List<Segment> inUse() {
        lock.lock();
        try {
            return List.copyOf(segments.values());
        } finally {
            lock.unlock();
        }
    }

    /** All segments in use and released ones, to be closed. */
    List<Segment> all() {
        lock.lock();
        try {
            var all = new ArrayList<>(released);
            all.addAll(segments.values());
            return all;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return segments.size();
        } finally {
            lock.unlock();
        }
    }

    long liveMessages() {
        lock.lock();
        try {
            return segments.values().stream().mapToLong(segment -> segment.live.live()).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Live octets of all octets in use, 0 to 1; 1 for an empty log. */
    double liveRatio() {
        lock.lock();
        try {
            long used = segments.values().stream().mapToLong(Segment::used).sum();
            long live =
                    segments.values().stream().mapToLong(segment -> segment.live.octets()).sum();
            return used == 0 ? 1 : Math.min(1, (double) live / used);
        } finally {
            lock.unlock();
        }
    }
}
