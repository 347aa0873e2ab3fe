package org.mailgauge.collect.postfix;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Files of a host, by their paths; folders are what they are in. */
final class FakeFiles implements HostFiles {
    private final Map<String, String> files = new TreeMap<>();
    private final Set<String> folders = new HashSet<>();
    private final Set<String> denied = new HashSet<>();

    FakeFiles file(String path, String text) {
        files.put(path, text);
        for (int at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
            folders.add(path.substring(0, at));
        }
        return this;
    }

    FakeFiles folder(String path) {
        folders.add(path);
        return this;
    }

    /** There is no right to it. */
    FakeFiles deny(String path) {
        denied.add(path);
        return this;
    }

    private void check(String path) throws IOException {
        if (denied.contains(path)) {
            throw new AccessDeniedException(path);
        }
        if (!files.containsKey(path) && !folders.contains(path)) {
            throw new NoSuchFileException(path);
        }
    }

    @Override
    public Stat stat(String path) throws IOException {
        check(path);
        return new Stat(1, path.hashCode(), 0, Instant.EPOCH, folders.contains(path));
    }

    @Override
    public void list(String folder, Consumer<String> into) throws IOException {
        var below = folder.endsWith("/") ? folder : folder + "/";
        check(below.substring(0, below.length() - 1));
        var names = new HashSet<String>();
        for (var all : Set.of(files.keySet(), folders)) {
            for (var path : all) {
                if (path.startsWith(below)) {
                    names.add(path.substring(below.length()).split("/", 2)[0]);
                }
            }
        }
        names.forEach(into);
    }

    @Override
    public Opened open(String path) throws IOException {
        check(path);
        var octets = files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
        return new Opened() {
            @Override
            public Stat stat() throws IOException {
                return FakeFiles.this.stat(path);
            }

            @Override
            public int read(long position, ByteBuffer into) {
                int from = (int) Math.min(position, octets.length);
                int count = Math.min(into.remaining(), octets.length - from);
                into.put(octets, from, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }
}
