package org.mailgauge.store.log;

/**
 * From where on a log is to be read, and how far it is known to reach.
 *
 * @param place where the index ends ({@link LogWriter#endOfGroup}); 0 for the whole log
 * @param sequence of the last frame before that
 * @param promised sequence of a frame that is known to have been durable, from elsewhere than the
 *     log; a log that ends before it is damaged
 */
public record LogStart(long place, long sequence, long promised) {

    /** The whole log, of which nothing is known. */
    public static final LogStart WHOLE = new LogStart(0, 0, 0);
}
