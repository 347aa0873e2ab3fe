package org.mailgauge.mailbox;

/** The flags that the protocol defines (RFC 9051 section 2.3.2) and a message can keep. */
public enum SystemFlag {
    SEEN("\\Seen", 1),
    ANSWERED("\\Answered", 2),
    FLAGGED("\\Flagged", 4),
    DELETED("\\Deleted", 8),
    DRAFT("\\Draft", 16);

    private final String text;
    private final int bit;

    SystemFlag(String text, int bit) {
        this.text = text;
        this.bit = bit;
    }

    /** As on the wire, with its backslash. */
    public String text() {
        return text;
    }

    /** Its bit in {@link Flags#system}; the same for ever, fit for a disk. */
    public int bit() {
        return bit;
    }
}
