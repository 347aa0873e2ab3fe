package org.mailgauge.disk;

import java.io.IOException;

/** Files on disk were written by a newer program; nothing has been touched. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1;

    public NewerFormatException(String message) {
        super(message);
    }

    /** Refuses a version above the one that the program knows. */
    public static void check(String file, int version, int known) throws NewerFormatException {
        if (version > known) {
            throw new NewerFormatException(
                    file
                            + " has format version "
                            + version
                            + "; this program knows up to "
                            + known);
        }
    }
}
