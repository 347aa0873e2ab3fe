package org.mailgauge.agent.cli;

import org.mailgauge.disk.NewerFormatException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** Ends a command: one line for the operator, which says what to do, and the exit code. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final String line;

    public Failure(Exit exit, String line) {
        super(line, null, false, false);
        this.exit = exit;
        this.line = line;
    }

    /**
     * What ends work on the files of a server that does not run.
     *
     * @param what could not be done, such as "cannot read or write the journal"
     */
    static Failure ofFiles(IOException e, String what) {
        return switch (e) {
            case NewerFormatException _ ->
                    new Failure(
                            Exit.DATA,
                            e.getMessage() + "; nothing was changed: use the newer mailgauge");
            case AccessDeniedException denied ->
                    new Failure(
                            Exit.NO_PERMISSION,
                            "cannot use "
                                    + denied.getFile()
                                    + "; run this as the server's account");
            default -> new Failure(Exit.IO, what + ": " + e.getMessage());
        };
    }

    public Exit exit() {
        return exit;
    }

    /** Without program name and line end. */
    public String line() {
        return line;
    }
}
