package org.mailgauge.port;

import java.io.IOException;

/** No space, quota or inode was left for a write or a creation. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
        super(message);
    }

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
