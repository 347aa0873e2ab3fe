package org.mailgauge.collect.postfix.log;

/** How bad a line says it is. */
public enum Severity {
    INFO(""),
    WARNING("warning: "),
    ERROR("error: "),
    FATAL("fatal: "),
    PANIC("panic: ");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** Takes the word with which a text begins. */
    static Severity of(Cursor text) {
        return switch (text.here()) {
            case 'w' -> WARNING.orInfo(text);
            case 'e' -> ERROR.orInfo(text);
            case 'f' -> FATAL.orInfo(text);
            case 'p' -> PANIC.orInfo(text);
            default -> INFO;
        };
    }

    private Severity orInfo(Cursor text) {
        return text.skip(word) ? this : INFO;
    }
}
