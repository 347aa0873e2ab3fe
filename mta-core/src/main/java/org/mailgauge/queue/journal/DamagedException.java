package org.mailgauge.queue.journal;

import java.io.IOException;

/** Octets of a message are not what was written. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    /** Whether it was found in the segment, else in the body file. */
    private final boolean inSegment;

    DamagedException(String message, boolean inSegment) {
        super(message);
        this.inSegment = inSegment;
    }

    boolean inSegment() {
        return inSegment;
    }
}
