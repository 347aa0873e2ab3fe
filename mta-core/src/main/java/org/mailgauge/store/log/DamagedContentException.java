package org.mailgauge.store.log;

import java.io.IOException;

/** Octets of a content are not what was written. */
public final class DamagedContentException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedContentException(String message) {
        super(message);
    }
}
