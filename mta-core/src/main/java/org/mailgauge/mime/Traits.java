package org.mailgauge.mime;

/**
 * What can be said of a content in a few bits, so that it stands beside a message's flags.
 *
 * @param bits the same for ever, fit for a disk; 0 when nobody has looked
 */
public record Traits(int bits) {
    private static final int KNOWN = 1;
    private static final int INTERNATIONAL = 2;
    private static final int OPEN_ENDED = 4;
    private static final int ATTACHMENT = 8;

    /** Of a content that nobody has looked into. */
    public static final Traits UNKNOWN = new Traits(0);

    static Traits of(boolean international, boolean openEnded, boolean attachment) {
        return new Traits(
                KNOWN
                        | (international ? INTERNATIONAL : 0)
                        | (openEnded ? OPEN_ENDED : 0)
                        | (attachment ? ATTACHMENT : 0));
    }

    /** Whether someone has looked; if not, the others mean nothing. */
    public boolean known() {
        return has(KNOWN);
    }

    /**
     * Whether the header section, as far as it is looked at, has text in UTF-8 beyond ASCII (RFC
     * 6532). One that is 8-bit and no UTF-8 is not meant.
     */
    public boolean international() {
        return has(INTERNATIONAL);
    }

    /** Whether it has octets and does not end in CRLF. */
    public boolean openEnded() {
        return has(OPEN_ENDED);
    }

    /**
     * Whether a part wants to be shown apart from the text (RFC 2183 section 2.2), or says nothing
     * and is no text: as the keyword {@code $HasAttachment} has it.
     */
    public boolean attachment() {
        return has(ATTACHMENT);
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }
}
