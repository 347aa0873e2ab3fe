package org.mailgauge.sim;

import org.mailgauge.port.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** An open file of a {@link SimDisk}. */
final class SimFile implements Disk.DiskFile {
    private final SimDisk disk;
    private final String path;
    private final SimDisk.Node node;
    private volatile boolean closed;

    SimFile(SimDisk disk, String path, SimDisk.Node node) {
        this.disk = disk;
        this.path = path;
        this.node = node;
    }

    String path() {
        return path;
    }

    SimDisk.Node node() {
        return node;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return disk.size(this);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        requireOpen();
        return disk.read(this, position, into);
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
        requireOpen();
        disk.write(this, position, from);
    }

    @Override
    public void force() throws IOException {
        requireOpen();
        disk.force(this);
    }

    @Override
    public void truncate(long size) throws IOException {
        requireOpen();
        disk.truncate(this, size);
    }

    @Override
    public void close() {
        closed = true;
    }
}
