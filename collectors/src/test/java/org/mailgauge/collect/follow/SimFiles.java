package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Files of others in memory. The number of an inode is given again as soon as nothing holds it, the
 * lowest first, as ext4 does. Each change happens a millisecond after the one before.
 */
final class SimFiles implements HostFiles {
    static final long DEVICE = 7;

    private final Map<String, Inode> names = new TreeMap<>();
    private final Set<String> denied = new HashSet<>();
    private final PriorityQueue<Long> free = new PriorityQueue<>();
    private long inodes = 10;
    private Instant clock = Instant.parse("2026-11-24T00:00:00Z");

    /** Calls since the test looked last. */
    int calls;

    /** Run before a call, told its name and path; may throw. */
    @Nullable Before before;

    interface Before {
        void call(String name, String path) throws IOException;
    }

    /** A file, whatever its names. */
    final class Inode {
        final long number;
        private byte[] content = new byte[0];
        private int size;
        private Instant modified = clock;
        private int held;

        private Inode(long number) {
            this.number = number;
        }

        void append(byte[] more) {
            if (size + more.length > content.length) {
                content = Arrays.copyOf(content, 2 * (size + more.length));
            }
            System.arraycopy(more, 0, content, size, more.length);
            size += more.length;
            touch();
        }

        void append(String more) {
            append(more.getBytes(StandardCharsets.ISO_8859_1));
        }

        byte[] all() {
            return Arrays.copyOf(content, size);
        }

        int size() {
            return size;
        }

        private void touch() {
            clock = clock.plusMillis(1);
            modified = clock;
        }

        private Stat stat() {
            return new Stat(DEVICE, number, size, modified, false);
        }
    }

    /** Time passes for what is modified from now on. */
    void later(long millis) {
        clock = clock.plusMillis(millis);
    }

    boolean exists(String path) {
        return names.containsKey(path);
    }

    Set<String> paths() {
        return new java.util.TreeSet<>(names.keySet());
    }

    Inode at(String path) {
        var inode = names.get(path);
        if (inode == null) {
            throw new IllegalArgumentException(path);
        }
        return inode;
    }

    Inode create(String path) {
        if (names.containsKey(path)) {
            throw new IllegalArgumentException(path);
        }
        clock = clock.plusMillis(1);
        var number = free.poll();
        var inode = new Inode(number == null ? inodes++ : number);
        inode.held++;
        names.put(path, inode);
        return inode;
    }

    /** Appends to what has that name, or creates it. */
    void append(String path, String more) {
        (exists(path) ? at(path) : create(path)).append(more);
    }

    /** Keeps an inode from being given again, as an open file does. */
    Inode hold(String path) {
        var inode = at(path);
        inode.held++;
        return inode;
    }

    void release(Inode inode) {
        inode.held--;
        if (inode.held == 0) {
            free.add(inode.number);
        }
    }

    void rename(String from, String to) {
        var moved = at(from);
        names.remove(from);
        var replaced = names.put(to, moved);
        if (replaced != null) {
            release(replaced);
        }
    }

    void delete(String path) {
        var gone = at(path);
        names.remove(path);
        release(gone);
    }

    void truncate(String path, int size) {
        var inode = at(path);
        inode.size = Math.min(inode.size, size);
        inode.touch();
    }

    void copy(String from, String to) {
        create(to).append(at(from).all());
    }

    /** Compresses a file; the other has the same time. */
    void gzip(String path) {
        var plain = at(path);
        var packed = create(path + ".gz");
        packed.append(gzipped(plain.all()));
        packed.modified = plain.modified;
        delete(path);
    }

    static byte[] gzipped(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    void deny(String path) {
        denied.add(path);
    }

    void allow(String path) {
        denied.remove(path);
    }

    /** How many files are open by {@link #open}. */
    int open;

    private void call(String name, String path) throws IOException {
        calls++;
        if (before != null) {
            before.call(name, path);
        }
    }

    @Override
    public Stat stat(String path) throws IOException {
        call("stat", path);
        var inode = names.get(path);
        if (inode == null
                && names.keySet().stream().anyMatch(name -> name.startsWith(path + "/"))) {
            return new Stat(DEVICE, 1, 4096, clock, true);
        }
        if (inode == null) {
            throw new NoSuchFileException(path);
        }
        return inode.stat();
    }

    @Override
    public void list(String folder, Consumer<String> into) throws IOException {
        call("list", folder);
        if (denied.contains(folder)) {
            throw new AccessDeniedException(folder);
        }
        for (var path : names.keySet()) {
            if (path.startsWith(folder + "/")) {
                into.accept(path.substring(folder.length() + 1));
            }
        }
    }

    @Override
    public Opened open(String path) throws IOException {
        call("open", path);
        if (!names.containsKey(path)) {
            throw new NoSuchFileException(path);
        }
        if (denied.contains(path)) {
            throw new AccessDeniedException(path);
        }
        var inode = hold(path);
        open++;
        return new Opened() {
            @Override
            public Stat stat() throws IOException {
                call("fstat", path);
                return inode.stat();
            }

            @Override
            public int read(long position, ByteBuffer into) throws IOException {
                call("read", path);
                int n = Math.clamp(inode.size - position, 0, into.remaining());
                if (n > 0) {
                    into.put(inode.content, (int) position, n);
                }
                return n;
            }

            @Override
            public void close() {
                open--;
                release(inode);
            }
        };
    }
}
