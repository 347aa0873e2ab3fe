package org.mailgauge.mailaccess;

import java.io.IOException;
import java.io.Serial;

/** Nothing more can be sent to the client; every other failure is the store's. */
public final class ClientGoneException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    public ClientGoneException(IOException cause) {
        super(cause);
    }
}
