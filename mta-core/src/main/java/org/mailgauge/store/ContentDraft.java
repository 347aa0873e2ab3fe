package org.mailgauge.store;

import org.mailgauge.queue.Content;

import java.io.IOException;

/**
 * Content that is on its way in: little of it in memory, the rest in a place of the store's. It can
 * be read, and given to {@link NewMessage}, as soon as all is written. One thread uses it at a
 * time. Closing it frees its place; what was stored of it stays.
 */
public interface ContentDraft extends Content, AutoCloseable {

    /**
     * Appends; parks while the disk is behind.
     *
     * @throws IOException when the disk fails or is full: the draft can then only be closed
     */
    void write(byte[] content, int offset, int length) throws IOException;

    /**
     * All is written, and others follow: it holds no file open and next to no memory from now on.
     *
     * @throws IOException as {@link #write}
     */
    void rest() throws IOException;

    @Override
    void close();
}
