package org.mailgauge.port;

import java.io.IOException;

/** A network operation did not finish in the time it was given. */
public final class NetTimeoutException extends IOException {
    private static final long serialVersionUID = 1;

    public NetTimeoutException(String message) {
        super(message);
    }
}
