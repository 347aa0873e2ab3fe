package org.mailgauge.agent.backup;

import java.io.IOException;

/** What is to be used as a backup is none, or was not finished. */
public final class NotWholeException extends IOException {
    private static final long serialVersionUID = 1;

    public NotWholeException(String message) {
        super(message);
    }
}
