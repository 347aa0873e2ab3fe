package org.mailgauge.agent.tls;

import java.io.Serial;
import java.nio.file.Path;

/** A PEM file that does not do. */
public final class BadPemException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final String file;

    BadPemException(Path file, String why) {
        super(why);
        this.file = file.toString();
    }

    /** Which file is wrong. */
    public String file() {
        return file;
    }

    /** The file, and what is wrong with it. */
    public String text() {
        return file + ": " + getMessage();
    }
}
