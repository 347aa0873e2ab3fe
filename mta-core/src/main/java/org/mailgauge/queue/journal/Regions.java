package org.mailgauge.queue.journal;

import java.nio.ByteBuffer;

/** Content regions: rows of chunks with a checksum each. */
final class Regions {

    private Regions() {}

    /** Whether the region of a record has the right length and checksums. */
    static boolean intact(RecordHeader header, ByteBuffer buffer, int at) {
        long length = header.regionLength();
        if (!header.carriesMessage()) {
            return length == 0;
        }
        long octets = header.bodyFile() ? Format.REFERENCE : header.octets();
        if (length != Format.regionOctets(octets)) {
            return false;
        }
        int index = 0;
        for (long done = 0; done < octets; done += Format.CHUNK) {
            int part = (int) Math.min(Format.CHUNK, octets - done);
            if (!chunk(header, index, buffer, at, part)) {
                return false;
            }
            at += part + 4;
            index++;
        }
        return true;
    }

    private static boolean chunk(
            RecordHeader header, int index, ByteBuffer buffer, int at, int length) {
        return Format.chunkSum(header.id().high(), header.id().low(), index, buffer, at, length)
                == buffer.getInt(at + length);
    }
}
