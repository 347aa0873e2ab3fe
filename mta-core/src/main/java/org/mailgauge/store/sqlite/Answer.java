package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** What one thread waits for and another gives, once. */
final class Answer<T> {
    private final CountDownLatch given = new CountDownLatch(1);
    private volatile @Nullable T value;
    private volatile @Nullable Throwable fault;

    void give(T result) {
        value = result;
        given.countDown();
    }

    void fail(Throwable why) {
        fault = why;
        given.countDown();
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Parks until it is there. */
    T await() throws IOException {
        try {
            given.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted =
                    new InterruptedIOException("interrupted; what was asked may still be done");
            interrupted.initCause(e);
            throw interrupted;
        }
        var failed = fault;
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            throw new IOException(String.valueOf(failed.getMessage()), failed);
        }
        var result = value;
        if (result == null) {
            throw new IllegalStateException("nothing was given");
        }
        return result;
    }
}
