package org.mailgauge.collect.postfix.queue;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Files in memory, with mtimes of folders in granules. */
final class MemoryHost implements HostFiles {
    private final Map<String, File> files = new TreeMap<>();
    private final Map<String, Directory> folders = new TreeMap<>();
    private final Set<String> denied = new HashSet<>();
    private final Duration granule;
    private long inodes;
    private Instant now = Instant.parse("2026-11-23T15:00:00Z");

    /** What happens while somebody looks. */
    private Runnable meanwhile = () -> {};

    private int opens;
    private int lists;

    private record File(long inode, byte[] content, Instant modified) {}

    private static final class Directory {
        private final Set<String> names = new TreeSet<>();
        private Instant modified;

        Directory(Instant modified) {
            this.modified = modified;
        }
    }

    MemoryHost(Duration granule) {
        this.granule = granule;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void set(Instant time) {
        now = time;
    }

    void meanwhile(Runnable task) {
        meanwhile = task;
    }

    int opens() {
        return opens;
    }

    int lists() {
        return lists;
    }

    void deny(String folder) {
        denied.add(folder);
    }

    void allow(String folder) {
        denied.remove(folder);
    }

    void folder(String path) {
        if (!folders.containsKey(path)) {
            folders.put(path, new Directory(coarse()));
            int slash = path.lastIndexOf('/');
            if (slash > 0) {
                folder(path.substring(0, slash));
                change(path.substring(0, slash)).names.add(path.substring(slash + 1));
            }
        }
    }

    private Instant coarse() {
        long nanos = granule.toNanos();
        long of = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        long floor = of - of % nanos;
        return Instant.ofEpochSecond(floor / 1_000_000_000L, floor % 1_000_000_000L);
    }

    private Directory change(String folder) {
        var directory = requireNonNull(folders.get(folder));
        directory.modified = coarse();
        return directory;
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Writes a file, which changes its folder when it is new. */
    void write(String path, byte[] content, Instant modified) {
        var old = files.get(path);
        if (old == null) {
            folder(parent(path));
            change(parent(path)).names.add(name(path));
        }
        files.put(path, new File(old == null ? ++inodes : old.inode(), content, modified));
    }

    void touch(String path, Instant modified) {
        var file = requireNonNull(files.get(path));
        files.put(path, new File(file.inode(), file.content(), modified));
    }

    void move(String from, String to) {
        if (from.equals(to)) {
            return;
        }
        folder(parent(to));
        files.put(to, files.remove(from));
        change(parent(from)).names.remove(name(from));
        change(parent(to)).names.add(name(to));
    }

    void remove(String path) {
        if (files.remove(path) != null) {
            change(parent(path)).names.remove(name(path));
        }
    }

    boolean has(String path) {
        return files.containsKey(path);
    }

    private void mayPass(String path) throws IOException {
        for (var folder : denied) {
            if (path.startsWith(folder + "/")) {
                throw new AccessDeniedException(path);
            }
        }
    }

    @Override
    public Stat stat(String path) throws IOException {
        meanwhile.run();
        mayPass(path);
        var folder = folders.get(path);
        if (folder != null) {
            return new Stat(1, 0, 4096, folder.modified, true);
        }
        return statOf(path, found(path));
    }

    private static Stat statOf(String path, File file) {
        return new Stat(1, file.inode(), file.content().length, file.modified(), path.isEmpty());
    }

    private File found(String path) throws IOException {
        @Nullable File file = files.get(path);
        if (file == null) {
            throw new NoSuchFileException(path);
        }
        return file;
    }

    @Override
    public void list(String folder, Consumer<String> into) throws IOException {
        meanwhile.run();
        lists++;
        mayPass(folder);
        if (denied.contains(folder)) {
            throw new AccessDeniedException(folder);
        }
        var directory = folders.get(folder);
        if (directory == null) {
            throw new NoSuchFileException(folder);
        }
        for (var name : new ArrayList<>(directory.names)) {
            into.accept(name);
        }
        meanwhile.run();
    }

    @Override
    public Opened open(String path) throws IOException {
        meanwhile.run();
        opens++;
        mayPass(path);
        var file = found(path);
        return new Opened() {
            @Override
            public Stat stat() {
                return statOf(path, file);
            }

            @Override
            public int read(long position, ByteBuffer into) {
                long left = file.content().length - position;
                int length = (int) Math.max(0, Math.min(left, into.remaining()));
                if (length > 0) {
                    into.put(file.content(), (int) position, length);
                }
                return length;
            }

            @Override
            public void close() {}
        };
    }

    /** Writes a file of text. */
    void write(String path, String text, Instant modified) {
        write(path, text.getBytes(StandardCharsets.UTF_8), modified);
    }
}
