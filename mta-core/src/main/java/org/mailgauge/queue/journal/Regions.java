package org.mailgauge.queue.journal;

import org.mailgauge.disk.Region;

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
        return length == Region.octets(octets)
                && Region.intact(header.id().high(), header.id().low(), octets, buffer, at);
    }
}
