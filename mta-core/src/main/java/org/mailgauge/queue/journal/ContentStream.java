package org.mailgauge.queue.journal;

import org.mailgauge.disk.Region;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.io.InputStream;

/** A content, read and checked chunk by chunk; holds one chunk. Used by one thread. */
final class ContentStream extends InputStream {

    /** Where a content lies, and what its checksums begin with. */
    record Source(DiskFile file, long begin, long high, long low, boolean inSegment) {}

    private final Source source;
    private final long octets;
    private final long most;
    private byte[] chunk = Item.EMPTY;
    private int at;
    private long done;
    private int index;

    /**
     * @param octets of the content
     * @param most are given
     */
    ContentStream(Source source, long octets, long most) {
        this.source = source;
        this.octets = octets;
        this.most = Math.min(most, octets);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /**
     * Reads from one chunk.
     *
     * @throws DamagedException where the next one is wrong
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (done >= most) {
            return -1;
        }
        if (at == chunk.length) {
            long from = source.begin + index * (Region.CHUNK + 4L);
            chunk =
                    RecordReader.chunk(
                            source.file,
                            from,
                            source.high,
                            source.low,
                            index,
                            octets,
                            source.inSegment);
            index++;
            at = 0;
        }
        int part = (int) Math.min(most - done, Math.min(length, chunk.length - at));
        System.arraycopy(chunk, at, into, offset, part);
        at += part;
        done += part;
        return part;
    }

    /** Closes a body file; a segment belongs to who opened it. */
    @Override
    public void close() throws IOException {
        if (!source.inSegment) {
            source.file.close();
        }
    }
}
