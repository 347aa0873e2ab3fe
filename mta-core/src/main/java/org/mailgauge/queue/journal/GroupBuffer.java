package org.mailgauge.queue.journal;

import org.mailgauge.disk.Sums;

import java.nio.ByteBuffer;
import java.util.List;

/** The buffer in which groups are put together; reused. Used by the committer only. */
final class GroupBuffer {

    private static final int FIRST = 64 << 10;

    /** Padding is shorter than a sector. */
    private static final byte[] ZEROS = new byte[Format.SECTOR];

    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST);
    private long[] places = new long[64];
    private int records;

    /** What is common to a group's header. */
    record Head(SegmentHeader segment, long sequence, long durableThrough, boolean close) {}

    /**
     * Encodes a group that will stand at an offset of its segment.
     *
     * @param order of the first accept in it
     */
    ByteBuffer encode(Head head, long offset, List<Item> items, long order) {
        int length = items.stream().mapToInt(Item::span).sum();
        int span = (int) Format.sectors(Format.GROUP_HEADER + (long) length);
        reserve(span, items.size());
        int at = Format.GROUP_HEADER;
        records = 0;
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (item.span() == 0) {
                continue;
            }
            records++;
            place(i, head.segment.epoch(), offset + at, item);
            long number =
                    switch (item) {
                        case Item.Accept _ -> order++;
                        case Item.Survivor survivor -> survivor.old().order();
                        case Item.Copied copied -> copied.old().order();
                        default -> 0;
                    };
            record(head.segment.salt(), item, number, at, offset + at);
            at += item.span();
        }
        zero(at, span);
        new GroupHeader(
                        head.close ? Format.CLEAN_CLOSE : 0,
                        head.segment.epoch(),
                        head.sequence,
                        head.durableThrough,
                        length,
                        records)
                .put(buffer, 0, head.segment.salt());
        return buffer.position(0).limit(span);
    }

    private void reserve(int span, int items) {
        if (span > buffer.capacity()) {
            int twice = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            buffer = ByteBuffer.allocateDirect(Math.max(span, twice));
        }
        buffer.clear();
        if (items > places.length) {
            places = new long[Math.max(items, 2 * places.length)];
        }
    }

    private void place(int i, long epoch, long offset, Item item) {
        boolean bodyFile = (item.flags() & Format.BODY_FILE) != 0;
        places[i] = Format.place(epoch, offset, bodyFile);
    }

    /** The place of an item of the group that was encoded last. */
    long place(int i) {
        return places[i];
    }

    /** How many records the group has that was encoded last: not every item is one. */
    int records() {
        return records;
    }

    private void record(long salt, Item item, long order, int at, long offset) {
        var first = item.first();
        var second = item.second();
        var region = item.region();
        int length = first.length + second.length + region.octets();
        new RecordHeader(
                        length,
                        item.type(),
                        item.flags(),
                        item.id(),
                        order,
                        item.octets(),
                        first.length,
                        second.length,
                        Sums.sum(first, second),
                        offset)
                .put(buffer, at, salt);
        int to = at + Format.RECORD_HEADER;
        buffer.put(to, first);
        buffer.put(to + first.length, second);
        int end = region.put(buffer, to + first.length + second.length);
        zero(end, at + item.span());
    }

    private void zero(int from, int to) {
        if (to > from) {
            buffer.put(from, ZEROS, 0, to - from);
        }
    }
}
