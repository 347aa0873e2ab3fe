package org.mailgauge.queue.journal;

import org.mailgauge.disk.FileWindow;
import org.mailgauge.disk.Holes;
import org.mailgauge.disk.Sums;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the groups of one segment and tells damage from a torn tail.
 *
 * <p>A group's records are handed out only when it is known that the group counts: when it is
 * intact, or when its faults are damage because the group lies below the segment's end or another
 * right group follows.
 */
final class SegmentScan {

    /** Told what a segment holds, in the order of the log. */
    interface Visitor {
        /** An intact record; the parts are copies. */
        void record(RecordHeader header, byte[] first, byte[] second) throws IOException;

        /** Octets that had been durable and are wrong. */
        void damaged(long offset, long length, String what, Optional<QueueId> id)
                throws IOException;
    }

    /**
     * @param end where the groups that count end
     * @param lastAt where the last group that counts begins; the end when there is none
     * @param lastSequence of the last group that counts; 0 when there is none
     * @param groups how many count
     * @param cleanClose whether the last one is a close mark
     * @param torn octets above the end that look like an unfinished group
     */
    record Result(
            long end,
            long lastAt,
            long lastSequence,
            int groups,
            boolean cleanClose,
            boolean torn) {}

    /** Stands for an end that is not known. */
    static final long OPEN = -1;

    private record Found(RecordHeader header, byte[] first, byte[] second) {}

    private record Fault(long offset, long length, String what, Optional<QueueId> id) {}

    private final FileWindow window;
    private final SegmentHeader segment;
    private final Visitor visitor;
    private final boolean contents;

    private List<Found> found = new ArrayList<>();
    private List<Fault> faults = new ArrayList<>();
    private long lastSequence;
    private int groups;

    /**
     * @param contents whether the chunks of contents are checked too
     */
    SegmentScan(FileWindow window, SegmentHeader segment, boolean contents, Visitor visitor) {
        this.window = window;
        this.segment = segment;
        this.contents = contents;
        this.visitor = visitor;
    }

    /**
     * @param end where the groups end, or {@link #OPEN}
     */
    Result run(long end) throws IOException {
        return run(end, Format.GROUPS);
    }

    /**
     * The same, where a newer segment's header without groups says that the end was there once.
     *
     * @param atLeast the end is not before that
     */
    Result run(long end, long atLeast) throws IOException {
        var result = groups(end, atLeast);
        long limit = end == OPEN ? window.size() : end;
        for (var hole : window.holes().within(Format.GROUPS, limit)) {
            visitor.damaged(hole.from(), hole.length(), Holes.UNREADABLE, Optional.empty());
        }
        return result;
    }

    private Result groups(long end, long atLeast) throws IOException {
        long offset = Format.GROUPS;
        long pendingAt = offset;
        long beforeAt = offset;
        long pendingSequence = 0;
        boolean clean = false;
        while (end == OPEN ? !clean : offset < end) {
            var group = group(offset, end);
            if (group.isPresent()) {
                deliver();
                beforeAt = pendingAt;
                pendingAt = offset;
                pendingSequence = group.get().sequence();
                read(group.get(), offset);
                lastSequence = pendingSequence;
                groups++;
                clean = group.get().cleanClose() && faults.isEmpty();
                offset += group.get().span();
                continue;
            }
            long next = next(offset + Format.SECTOR, end);
            boolean last = next < 0 && end == OPEN && offset >= atLeast;
            if (last && !unreadable(offset, offset + Format.SECTOR)) {
                break;
            }
            long to = next >= 0 ? next : last ? window.size() : end == OPEN ? atLeast : end;
            offset = last ? lastRecords(offset, to) : salvage(offset, to);
        }
        if (end == OPEN
                && !clean
                && !faults.isEmpty()
                && pendingAt >= atLeast
                && !unreadable(pendingAt, offset)) {
            return torn(pendingAt, beforeAt, pendingSequence);
        }
        deliver();
        return new Result(
                offset, groups == 0 ? offset : pendingAt, lastSequence, groups, clean, false);
    }

    /** The last group of an open segment has faults: it was never promised, and is dropped. */
    private Result torn(long at, long before, long sequence) {
        found.clear();
        faults.clear();
        return new Result(at, before, sequence - 1, groups - 1, false, true);
    }

    private void deliver() throws IOException {
        for (var record : found) {
            visitor.record(record.header, record.first, record.second);
        }
        for (var fault : faults) {
            long to = fault.offset + fault.length;
            var what = unreadable(fault.offset, to) ? Holes.UNREADABLE : fault.what;
            visitor.damaged(fault.offset, fault.length, what, fault.id);
        }
        found = new ArrayList<>();
        faults = new ArrayList<>();
    }

    /** What the disk does not give was not left half written: it is damage, and no torn tail. */
    private boolean unreadable(long from, long to) {
        return window.holes().overlap(from, to);
    }

    private Optional<GroupHeader> group(long offset, long end) throws IOException {
        int at = window.at(offset, Format.GROUP_HEADER);
        if (at < 0) {
            return Optional.empty();
        }
        return GroupHeader.at(window.buffer(), at, segment)
                .filter(group -> lastSequence == 0 || group.sequence() > lastSequence)
                .filter(group -> offset + group.span() <= window.size())
                .filter(group -> end == OPEN || offset + group.span() <= end);
    }

    /** The next sector boundary with a right group header; -1 when there is none. */
    private long next(long from, long end) throws IOException {
        long limit = end == OPEN ? window.size() : end;
        for (long offset = from; offset < limit; offset += Format.SECTOR) {
            if (group(offset, end).isPresent()) {
                return offset;
            }
        }
        return -1;
    }

    private void read(GroupHeader group, long offset) throws IOException {
        int base = window.at(offset, group.span());
        var buffer = window.buffer();
        int stop = base + Format.GROUP_HEADER + group.length();
        int before = faults.size();
        int records = records(base, base + Format.GROUP_HEADER, stop, offset);
        if (faults.size() == before && records != group.records()) {
            fault(offset, Format.GROUP_HEADER, "wrong number of records", Optional.empty());
        }
        if (!Sums.zero(buffer, stop, base + (int) group.span())) {
            fault(
                    offset + stop - base,
                    base + group.span() - stop,
                    "padding of a group is not zero",
                    Optional.empty());
        }
    }

    /**
     * Reads the records of a range.
     *
     * @return how many have a right header
     */
    private int records(int base, int from, int stop, long offset) {
        var buffer = window.buffer();
        int records = 0;
        int at = from;
        while (at < stop) {
            var header = record(buffer, at, stop, offset + at - base);
            if (header.isPresent()) {
                check(header.get(), buffer, at);
                at += (int) header.get().span();
                records++;
                continue;
            }
            int hole = at;
            do {
                at += 8;
            } while (at < stop && record(buffer, at, stop, offset + at - base).isEmpty());
            at = Math.min(at, stop);
            fault(offset + hole - base, at - hole, "wrong record header", Optional.empty());
        }
        return records;
    }

    /**
     * The header of the last group cannot be read, so that its records tell where it ends.
     *
     * @return where that is
     */
    private long lastRecords(long offset, long to) throws IOException {
        int before = faults.size();
        int known = found.size();
        salvage(offset, to);
        long end = window.holes().within(offset, to).getFirst().to();
        for (var record : found.subList(known, found.size())) {
            end = Math.max(end, record.header.offset() + record.header.span());
        }
        for (var fault : faults.subList(before + 1, faults.size())) {
            end = Math.max(end, fault.offset + fault.length);
        }
        long length = Format.sectors(end) - offset;
        var whole = faults.get(before);
        faults.set(before, new Fault(offset, length, whole.what, whole.id));
        return offset + length;
    }

    /** Where group headers are missing, records may still be right. @return {@code to} */
    private long salvage(long offset, long to) throws IOException {
        long most = Math.min(to, window.size()) - offset;
        fault(offset, to - offset, "no group where one was", Optional.empty());
        if (most <= 0) {
            return to;
        }
        int base = window.at(offset, most);
        int before = faults.size();
        records(base, base, base + (int) most, offset);
        // The holes between the records are part of the one fault.
        faults.subList(before, faults.size()).removeIf(fault -> fault.id.isEmpty());
        return to;
    }

    private Optional<RecordHeader> record(ByteBuffer buffer, int at, int stop, long offset) {
        if (at + Format.RECORD_HEADER > stop) {
            return Optional.empty();
        }
        return RecordHeader.at(buffer, at, segment.salt())
                .filter(header -> header.offset() == offset && at + header.span() <= stop);
    }

    private void check(RecordHeader header, ByteBuffer buffer, int at) {
        int parts = at + Format.RECORD_HEADER;
        var sum = new java.util.zip.CRC32C();
        if (Sums.sum(sum, buffer, parts, header.first() + header.second()) != header.sum()) {
            fault(header.offset(), header.span(), "wrong record", Optional.of(header.id()));
            return;
        }
        int region = parts + header.first() + header.second();
        if (contents && !Regions.intact(header, buffer, region)) {
            fault(header.offset(), header.span(), "wrong content", Optional.of(header.id()));
            return;
        }
        found.add(
                new Found(
                        header,
                        window.copy(parts, header.first()),
                        window.copy(parts + header.first(), header.second())));
        int end = at + Format.RECORD_HEADER + header.length();
        if (!Sums.zero(buffer, end, at + (int) header.span())) {
            fault(
                    header.offset() + end - at,
                    header.span() - (end - at),
                    "padding of a record is not zero",
                    Optional.empty());
        }
    }

    private void fault(long offset, long length, String what, Optional<QueueId> id) {
        faults.add(new Fault(offset, length, what, id));
    }
}
