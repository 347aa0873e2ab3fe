package org.mailgauge.collect.machine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Files that belong to others, for reading only. Paths are absolute. What is missing is told by
 * {@link NoSuchFileException}, a missing right by {@link AccessDeniedException}; each names the
 * path. Safe for use by any platform thread.
 */
public interface HostFiles {

    /** What a path names now; symbolic links are followed. */
    Stat stat(String path) throws IOException;

    /**
     * Gives the names in a folder, in no order, without {@code .} and {@code ..}. What comes or
     * goes meanwhile may be among them or not.
     */
    void list(String folder, Consumer<String> into) throws IOException;

    /** The same as octets, which costs less where there are many. */
    default void names(String folder, Names into) throws IOException {
        list(
                folder,
                name -> {
                    var octets = name.getBytes(StandardCharsets.UTF_8);
                    into.name(octets, 0, octets.length);
                });
    }

    /** Takes one name, which it must not keep. */
    @FunctionalInterface
    interface Names {
        void name(byte[] octets, int from, int length);
    }

    /** Opens a file; it stays the same file whatever becomes of its name. */
    Opened open(String path) throws IOException;

    /**
     * What is known of a file without opening it.
     *
     * @param device with {@code inode}: which file it is, as long as it exists
     * @param octets its size
     * @param modified when its content last changed, or what its owner set instead
     */
    record Stat(long device, long inode, long octets, Instant modified, boolean folder) {

        /** Whether both tell of the same file. */
        public boolean isSame(Stat other) {
            return device == other.device && inode == other.inode;
        }
    }

    /** A file that is open. */
    interface Opened extends Closeable {
        /** Of the open file, not of what its name means by now. */
        Stat stat() throws IOException;

        /**
         * Reads from a position on until the buffer is full or the file ends.
         *
         * @return the octets read; 0 at the end
         */
        int read(long position, ByteBuffer into) throws IOException;

        @Override
        void close() throws IOException;
    }
}
