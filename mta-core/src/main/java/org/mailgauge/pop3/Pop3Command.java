package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;

/** One POP3 command line, parsed. Message numbers are the client's, from 1. */
sealed interface Pop3Command {

    /** {@code name} decoded from UTF-8, not empty; a malformed sequence is U+FFFD. */
    record User(String name) implements Pop3Command {}

    /** {@code password} as {@link User}'s name, with every space it has; may be empty. */
    record Pass(String password) implements Pop3Command {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Pass[]";
        }
    }

    /**
     * AUTH (RFC 5034).
     *
     * @param mechanism as given
     * @param initial the initial response as it came, {@code =} when it is empty; null without one
     */
    record Auth(String mechanism, @Nullable String initial) implements Pop3Command {
        /** Never shows the response. */
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** STLS (RFC 2595 section 4). */
    record Stls() implements Pop3Command {}

    /** CAPA (RFC 2449 section 5). */
    record Capa() implements Pop3Command {}

    /** UTF8 (RFC 6856 section 2.1). */
    record Utf8() implements Pop3Command {}

    /** LANG (RFC 6856 section 3): the language range, or null to ask for the list. */
    record Lang(@Nullable String range) implements Pop3Command {}

    record Stat() implements Pop3Command {}

    /** LIST; {@code message} null for all. */
    record List(@Nullable Integer message) implements Pop3Command {}

    /** UIDL; {@code message} null for all. */
    record Uidl(@Nullable Integer message) implements Pop3Command {}

    record Retr(int message) implements Pop3Command {}

    /** TOP; {@code lines} of the body. */
    record Top(int message, int lines) implements Pop3Command {}

    record Dele(int message) implements Pop3Command {}

    record Rset() implements Pop3Command {}

    record Noop() implements Pop3Command {}

    record Quit() implements Pop3Command {}

    /** A line of another protocol, such as HTTP: the connection is closed at once. */
    record Foreign() implements Pop3Command {}

    /** A line we refuse before it reaches the session. */
    record Malformed(Pop3Reply reply) implements Pop3Command {}
}
