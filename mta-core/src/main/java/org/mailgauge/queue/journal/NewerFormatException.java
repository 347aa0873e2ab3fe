package org.mailgauge.queue.journal;

import java.io.IOException;

/** The queue on disk was written by a newer program; nothing has been touched. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1;

    public NewerFormatException(String message) {
        super(message);
    }
}
