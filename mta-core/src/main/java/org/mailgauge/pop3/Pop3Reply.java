package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * The first line of an answer.
 *
 * @param ok {@code +OK} or {@code -ERR}
 * @param code the response code (RFC 2449 section 8), or null
 * @param text printable ASCII, at most 400 characters
 */
public record Pop3Reply(boolean ok, @Nullable Code code, String text) {

    /** Response codes that we use. */
    public enum Code {
        /** The maildrop is open in another session (RFC 2449). */
        IN_USE("IN-USE"),
        /** A temporary failure of ours (RFC 3206). */
        SYS_TEMP("SYS/TEMP"),
        /** A failure that somebody has to mend (RFC 3206). */
        SYS_PERM("SYS/PERM"),
        /** The credentials (RFC 3206). */
        AUTH("AUTH"),
        /** The message needs a client that said UTF8 (RFC 6856 section 4). */
        UTF8("UTF8");

        private final String word;

        Code(String word) {
            this.word = word;
        }

        /** As it is sent, without brackets. */
        public String word() {
            return word;
        }
    }

    static Pop3Reply ok(String text) {
        return new Pop3Reply(true, null, text);
    }

    static Pop3Reply err(String text) {
        return new Pop3Reply(false, null, text);
    }

    static Pop3Reply err(Code code, String text) {
        return new Pop3Reply(false, code, text);
    }

    /** A failure of ours, for a time or until somebody mends it. */
    static Pop3Reply failure(boolean temporary, String text) {
        return err(temporary ? Code.SYS_TEMP : Code.SYS_PERM, text);
    }

    /** As it is sent, without CRLF. */
    public String line() {
        var status = ok ? "+OK " : "-ERR ";
        return status + (code == null ? "" : "[" + code.word() + "] ") + text;
    }

    /** As it is sent, with CRLF. */
    public byte[] octets() {
        return (line() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
