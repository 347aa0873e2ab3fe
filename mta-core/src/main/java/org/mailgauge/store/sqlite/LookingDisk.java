package org.mailgauge.store.sqlite;

import org.mailgauge.port.Disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A disk that reads and lets every change go nowhere: for those who only look. */
final class LookingDisk implements Disk {
    private final Disk disk;

    LookingDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public DiskFile create(String path) {
        return new Nothing();
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return new Looked(disk.open(path));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return disk.exists(folder) ? disk.list(folder) : List.of();
    }

    @Override
    public void makeFolder(String folder) {
        // Nothing is made.
    }

    @Override
    public void rename(String from, String to) {
        // It stays where it is.
    }

    @Override
    public void delete(String path) {
        // It stays.
    }

    @Override
    public void forceFolder(String folder) {
        // Nothing has changed.
    }

    @Override
    public OptionalLong freeOctets() throws IOException {
        return disk.freeOctets();
    }

    @Override
    public OptionalLong freeInodes() throws IOException {
        return disk.freeInodes();
    }

    @Override
    public Optional<Closeable> lock(String path) throws IOException {
        return disk.lock(path);
    }

    /** A file that is only read. */
    private record Looked(DiskFile file) implements DiskFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return file.read(position, into);
        }

        @Override
        public void write(long position, ByteBuffer from) {
            from.position(from.limit());
        }

        @Override
        public void force() {
            // Nothing was written.
        }

        @Override
        public void truncate(long size) {
            // It keeps its size.
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** A file that would have been made. */
    private static final class Nothing implements DiskFile {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public int read(long position, ByteBuffer into) {
            return 0;
        }

        @Override
        public void write(long position, ByteBuffer from) {
            from.position(from.limit());
        }

        @Override
        public void force() {
            // Nothing is there.
        }

        @Override
        public void truncate(long size) {
            // Nothing is there.
        }

        @Override
        public void close() {
            // Nothing is there.
        }
    }
}
