package org.mailgauge.agent.cli;

/** Exit codes, those of sysexits. */
public enum Exit {
    OK(0),
    /** A check was made, and found something wrong; not of sysexits. */
    FINDINGS(1),
    USAGE(64),
    DATA(65),
    NO_INPUT(66),
    UNAVAILABLE(69),
    SOFTWARE(70),
    CANNOT_CREATE(73),
    IO(74),
    TEMPORARY(75),
    NO_PERMISSION(77),
    CONFIG(78);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
