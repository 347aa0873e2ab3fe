package org.mailgauge.agent.mailbox;

import java.io.IOException;

/** The store did not do what it was asked to; the message is one line for the operator. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
