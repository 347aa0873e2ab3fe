package org.mailgauge.agent.cli;

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

    public Exit exit() {
        return exit;
    }

    /** Without program name and line end. */
    public String line() {
        return line;
    }
}
