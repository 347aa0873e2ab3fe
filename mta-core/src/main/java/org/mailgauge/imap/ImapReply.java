package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

/**
 * A status response (RFC 9051 section 7.1).
 *
 * @param code what stands in brackets, as {@code UIDVALIDITY 7}; null for none
 * @param text printable ASCII
 */
public record ImapReply(Status status, @Nullable String code, String text) {

    /** How it went. */
    public enum Status {
        OK,
        NO,
        BAD,
        BYE
    }

    public static ImapReply ok(String text) {
        return new ImapReply(Status.OK, null, text);
    }

    public static ImapReply ok(String code, String text) {
        return new ImapReply(Status.OK, code, text);
    }

    public static ImapReply no(String text) {
        return new ImapReply(Status.NO, null, text);
    }

    /** A refusal, with a code of RFC 5530. */
    public static ImapReply no(String code, String text) {
        return new ImapReply(Status.NO, code, text);
    }

    public static ImapReply bad(String text) {
        return new ImapReply(Status.BAD, null, text);
    }

    public static ImapReply bad(String code, String text) {
        return new ImapReply(Status.BAD, code, text);
    }

    static ImapReply bye(@Nullable String code, String text) {
        return new ImapReply(Status.BYE, code, text);
    }

    /**
     * As it is sent, without CRLF.
     *
     * @param tag {@code *} for one that belongs to no command
     */
    public String line(String tag) {
        return tag + ' ' + status + (code == null ? " " : " [" + code + "] ") + text;
    }
}
