package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.port.Tasks;
import org.mailgauge.store.ContentDraft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Contents on their way in: in memory while they are small, else in files that need not last. */
final class Drafts {
    private final Disk disk;
    private final String folder;
    private final int memoryOctets;
    private final Tasks tasks;
    private final AtomicLong serial = new AtomicLong();

    Drafts(Disk disk, String folder, int memoryOctets, Tasks tasks) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.memoryOctets = memoryOctets;
        this.tasks = tasks;
        disk.makeFolder(folder);
        for (var left : disk.list(folder)) {
            disk.delete(folder + "/" + left);
        }
    }

    ContentDraft begin() {
        return new Draft();
    }

    private final class Draft implements ContentDraft {
        private byte[] memory = new byte[0];
        private int held;
        private long written;
        private @Nullable DiskFile file;
        private String path = "";

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            if (path.isEmpty() && held + length <= memoryOctets) {
                keep(content, offset, length);
                return;
            }
            tasks.io(
                    () -> {
                        var to = file();
                        flush(to);
                        to.write(written, ByteBuffer.wrap(content, offset, length));
                        written += length;
                        return true;
                    });
        }

        private void keep(byte[] content, int offset, int length) {
            if (held + length > memory.length) {
                int room = Math.max(4096, Math.max(held + length, 2 * memory.length));
                memory = Arrays.copyOf(memory, Math.min(room, memoryOctets));
            }
            System.arraycopy(content, offset, memory, held, length);
            held += length;
        }

        private DiskFile file() throws IOException {
            var open = file;
            if (open == null) {
                if (!path.isEmpty()) {
                    throw new IllegalStateException("a draft that rests is not written");
                }
                path = folder + "/" + serial.incrementAndGet();
                open = disk.create(path);
                file = open;
            }
            return open;
        }

        private void flush(DiskFile to) throws IOException {
            if (held > 0) {
                to.write(0, ByteBuffer.wrap(memory, 0, held));
                written = held;
                held = 0;
                memory = new byte[0];
            }
        }

        @Override
        public void rest() throws IOException {
            if (held > 0 || file != null) {
                tasks.io(
                        () -> {
                            var to = file();
                            flush(to);
                            file = null;
                            to.close();
                            return true;
                        });
            }
        }

        @Override
        public long octets() {
            return written + held;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (position >= octets()) {
                return -1;
            }
            int part = (int) Math.min(length, octets() - position);
            if (path.isEmpty()) {
                System.arraycopy(memory, (int) position, into, offset, part);
                return part;
            }
            var open = file;
            var to = ByteBuffer.wrap(into, offset, part);
            return tasks.io(() -> open == null ? rested(position, to) : open.read(position, to));
        }

        private int rested(long position, ByteBuffer to) throws IOException {
            try (var open = disk.open(path)) {
                return open.read(position, to);
            }
        }

        @Override
        public void close() {
            var open = file;
            file = null;
            memory = new byte[0];
            held = 0;
            written = 0;
            var name = path;
            path = "";
            if (name.isEmpty()) {
                return;
            }
            try {
                tasks.io(
                        () -> {
                            if (open != null) {
                                open.close();
                            }
                            disk.delete(name);
                            return true;
                        });
            } catch (IOException _) {
                // What is left of it is deleted when the store is opened again.
            }
        }
    }
}
