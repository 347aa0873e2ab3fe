package org.mailgauge.smtp;

/**
 * What was found while a content came, apart from the content itself.
 *
 * @param octets after decoding, without our trace header
 * @param flaw why it cannot be taken, the first that was found
 * @param receivedFields trace fields it came with (RFC 5321 section 6.3)
 */
public record ContentSummary(long octets, Flaw flaw, int receivedFields) {

    /** Reasons to refuse a content. */
    public enum Flaw {
        NONE,
        /** A CR or LF that is not part of a CRLF, on a service that refuses them. */
        BARE_LINE_END,
        /** More octets than a message may have. */
        TOO_LARGE,
        /** More header fields or address tokens than we look at. */
        HEADER_TOO_LARGE
    }
}
