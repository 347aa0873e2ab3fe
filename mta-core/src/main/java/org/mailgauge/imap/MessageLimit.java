package org.mailgauge.imap;

/**
 * How many messages one command works on at most (RFC 9738).
 *
 * @param most 0 for any number
 * @param savesOnly whether it holds for COPY and APPEND only
 */
public record MessageLimit(int most, boolean savesOnly) {
    /** Any number. */
    public static final MessageLimit NONE = new MessageLimit(0, false);

    /** Whether there is one. */
    boolean exists() {
        return most > 0;
    }

    /** As a capability, when there is one. */
    String capability() {
        return (savesOnly ? "SAVELIMIT=" : "MESSAGELIMIT=") + most;
    }

    /** Whether so many are too many for a command that is neither COPY nor APPEND. */
    public boolean excludes(long messages) {
        return !savesOnly && excludesSaving(messages);
    }

    /** Whether so many are too many for COPY and APPEND. */
    public boolean excludesSaving(long messages) {
        return most > 0 && messages > most;
    }

    /** The code of an answer when nothing was done. */
    public String code() {
        return "MESSAGELIMIT " + most;
    }

    /**
     * The code of an answer.
     *
     * @param lowest the UID of the first of the messages that the limit lets be worked on
     */
    public String code(long lowest) {
        return code() + ' ' + lowest;
    }
}
