package org.mailgauge.port;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files below one folder (the data directory). Paths are relative to it, with {@code /} between
 * names. Safe for use by any platform thread; every call throws {@link IllegalStateException} on a
 * virtual thread.
 */
public interface Disk {

    /** Whether a file or folder of that path exists. */
    boolean exists(String path) throws IOException;

    /** Creates and opens an empty file; fails when the path exists. */
    DiskFile create(String path) throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(String path) throws IOException;

    /** The names of the entries of a folder, sorted, without the folder's own path. */
    List<String> list(String folder) throws IOException;

    /** Creates a folder (and those above it) unless it exists. */
    void makeFolder(String folder) throws IOException;

    /** Renames a file, replacing the target atomically. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; fails when it does not exist. */
    void delete(String path) throws IOException;

    /** Makes the entries of a folder durable: creations, renames and deletions up to now. */
    void forceFolder(String folder) throws IOException;

    /** Octets that can still be written by this process; empty where the system does not say. */
    OptionalLong freeOctets() throws IOException;

    /**
     * Files that can still be created; empty where the system does not say or has no such limit.
     */
    OptionalLong freeInodes() throws IOException;

    /**
     * Takes an exclusive lock on a file, creating it when needed; empty while another process (or
     * caller) holds it.
     */
    Optional<Closeable> lock(String path) throws IOException;

    /** One open file. Reads and writes at positions may run concurrently. */
    interface DiskFile extends Closeable {

        long size() throws IOException;

        /**
         * Reads at a position until the buffer is full or the file ends.
         *
         * @return the octets read; less than what remained in the buffer only at the end of the
         *     file
         */
        int read(long position, ByteBuffer into) throws IOException;

        /** Writes the whole of the buffer at a position, extending the file when needed. */
        void write(long position, ByteBuffer from) throws IOException;

        /**
         * Makes content (and size) durable. After a failure nothing written since the last success
         * may be trusted.
         */
        void force() throws IOException;

        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }
}
