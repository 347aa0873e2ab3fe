package org.mailgauge.queue.journal;

import org.mailgauge.queue.QueueId;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of a record; fields as in {@code docs/queue-format.md}.
 *
 * @param length octets of the payload
 * @param octets of the content
 * @param first octets of the first part
 * @param second octets of the second part
 * @param sum checksum of both parts
 * @param offset where the record lies in its segment
 */
record RecordHeader(
        int length,
        int type,
        int flags,
        QueueId id,
        long order,
        long octets,
        int first,
        int second,
        int sum,
        long offset) {

    void put(ByteBuffer into, int at, long salt) {
        into.putInt(at, length)
                .put(at + 4, (byte) type)
                .put(at + 5, (byte) flags)
                .putShort(at + 6, (short) 0)
                .putLong(at + 8, id.high())
                .putLong(at + 16, id.low())
                .putLong(at + 24, order)
                .putLong(at + 32, octets)
                .putInt(at + 40, first)
                .putInt(at + 44, second)
                .putInt(at + 48, sum)
                .putInt(at + 52, (int) offset)
                .putInt(at + 56, 0);
        into.putInt(at + 60, Format.headerSum(salt, into, at));
    }

    /** The record header at a position; empty unless its checksum and lengths are right. */
    static Optional<RecordHeader> at(ByteBuffer from, int at, long salt) {
        int type = from.get(at + 4);
        if (type < Format.ACCEPT
                || type > Format.CLOSE
                || from.getInt(at + 60) != Format.headerSum(salt, from, at)) {
            return Optional.empty();
        }
        var header = fields(from, at);
        return header.plausible() ? Optional.of(header) : Optional.empty();
    }

    /** The fields at a position, whatever their checksum says. */
    static RecordHeader fields(ByteBuffer from, int at) {
        return new RecordHeader(
                from.getInt(at),
                from.get(at + 4),
                from.get(at + 5),
                new QueueId(from.getLong(at + 8), from.getLong(at + 16)),
                from.getLong(at + 24),
                from.getLong(at + 32),
                from.getInt(at + 40),
                from.getInt(at + 44),
                from.getInt(at + 48),
                from.getInt(at + 52) & 0xFFFF_FFFFL);
    }

    private boolean plausible() {
        return length >= 0 && first >= 0 && second >= 0 && octets >= 0 && regionLength() >= 0;
    }

    boolean bodyFile() {
        return (flags & Format.BODY_FILE) != 0;
    }

    /** Whether this record makes a message live: an accept or a survivor. */
    boolean carriesMessage() {
        return type == Format.ACCEPT || type == Format.SURVIVOR;
    }

    /** Octets of the content region. */
    long regionLength() {
        return length - (long) first - second;
    }

    /** Where the content region begins in the segment. */
    long regionOffset() {
        return offset + Format.RECORD_HEADER + first + second;
    }

    /** Octets with header and padding. */
    long span() {
        return Format.padded(Format.RECORD_HEADER + (long) length);
    }
}
