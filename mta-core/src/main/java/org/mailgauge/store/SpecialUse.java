package org.mailgauge.store;

/** What a mailbox is for (RFC 6154 section 2, RFC 8457). */
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    IMPORTANT("\\Important"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String text;

    SpecialUse(String text) {
        this.text = text;
    }

    /** As on the wire, with its backslash. */
    public String text() {
        return text;
    }
}
