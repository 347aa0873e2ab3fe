package org.mailgauge.collect.host;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.function.Consumer;

/** The files of this machine, which must be of the Unix kind. Safe for use by any thread. */
public final class RealFiles implements HostFiles {
    private static final String ASKED = "unix:dev,ino,size,lastModifiedTime,mode";
    private static final int KIND = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int TRIES = 10;

    private final FolderNames names = new FolderNames();

    @Override
    public Stat stat(String path) throws IOException {
        var told = told(Path.of(path));
        return stat(told);
    }

    private static Map<String, Object> told(Path path) throws IOException {
        return Files.readAttributes(path, ASKED);
    }

    private static Stat stat(Map<String, Object> told) {
        return new Stat(
                number(told, "dev"),
                number(told, "ino"),
                number(told, "size"),
                time(told).toInstant(),
                kind(told) == FOLDER);
    }

    private static long number(Map<String, Object> told, String name) {
        return told.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static FileTime time(Map<String, Object> told) {
        return told.get("lastModifiedTime") instanceof FileTime time
                ? time
                : FileTime.fromMillis(0);
    }

    private static int kind(Map<String, Object> told) {
        return (int) number(told, "mode") & KIND;
    }

    @Override
    public void list(String folder, Consumer<String> into) throws IOException {
        names(
                folder,
                (octets, from, length) ->
                        into.accept(new String(octets, from, length, StandardCharsets.UTF_8)));
    }

    @Override
    public void names(String folder, Names into) throws IOException {
        names.list(folder, into);
    }

    /**
     * {@inheritDoc}
     *
     * @throws FileSystemException when it is no regular file (opening a pipe would wait for its
     *     writer), or when the name meant another file each time it was looked at
     */
    @Override
    public Opened open(String path) throws IOException {
        var file = Path.of(path);
        for (int tried = 0; tried < TRIES; tried++) {
            var before = told(file);
            if (kind(before) != FILE) {
                throw new FileSystemException(path, null, "not a regular file");
            }
            var channel = FileChannel.open(file, StandardOpenOption.READ);
            boolean kept = false;
            try {
                var is = stat(before);
                kept = stat(told(file)).isSame(is);
                if (kept) {
                    return new OpenFile(file, is, channel);
                }
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
        throw new FileSystemException(path, null, "means another file each time");
    }

    /**
     * Which file it is was told by its name before and after it was opened: that is the file that
     * was opened, since the same name would have had to be given away and back in between.
     */
    private static final class OpenFile implements Opened {
        private final Path path;
        private final Stat was;
        private final FileChannel channel;

        private OpenFile(Path path, Stat was, FileChannel channel) {
            this.path = path;
            this.was = was;
            this.channel = channel;
        }

        @Override
        public Stat stat() throws IOException {
            return new Stat(was.device(), was.inode(), channel.size(), modified(), false);
        }

        /** As its name tells while that means this file, and the last known afterwards. */
        private java.time.Instant modified() {
            try {
                var now = RealFiles.stat(told(path));
                return now.isSame(was) ? now.modified() : was.modified();
            } catch (IOException _) {
                return was.modified();
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            int sum = 0;
            while (into.hasRemaining()) {
                int n = channel.read(into, position + sum);
                if (n < 0) {
                    break;
                }
                sum += n;
            }
            return sum;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
