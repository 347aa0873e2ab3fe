package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;

/**
 * Everything a session can ask for. All but the {@code Send} ones, {@code SendContent} and {@code
 * Close} await an answer.
 */
public sealed interface Pop3Action {
    record Send(Pop3Reply reply) implements Pop3Action {}

    /** {@code +} and base64 (RFC 5034 section 4). */
    record SendChallenge(String base64) implements Pop3Action {}

    /** Lines of a multi-line answer, and its end; none begins with a dot. */
    record SendLines(Iterable<String> lines) implements Pop3Action {}

    /** USER and PASS. */
    record Login(String user, String password) implements Pop3Action {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /** AUTH; {@code initial} as it came, null without one. */
    record Begin(String mechanism, @Nullable String initial) implements Pop3Action {
        /** Never shows the response. */
        @Override
        public String toString() {
            return "Begin[" + mechanism + "]";
        }
    }

    /** The response to a challenge, as it came. */
    record Respond(String line) implements Pop3Action {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Respond[]";
        }
    }

    record Open(Mailbox account) implements Pop3Action {}

    /** Begin to read a message; numbers from 0. */
    record Read(int message) implements Pop3Action {}

    /**
     * Send what is open for reading, dot-stuffed and ended.
     *
     * @param bodyLines for {@link TopFilter}, or {@link #WHOLE}
     */
    record SendContent(int bodyLines) implements Pop3Action {
        static final int WHOLE = -1;

        /** Whether all of it. */
        public boolean whole() {
            return bodyLines == WHOLE;
        }
    }

    /** Remove what is marked. */
    record Remove(Marks deleted) implements Pop3Action {}

    /** Forget what has come unread, and do the handshake. */
    record StartTls() implements Pop3Action {}

    record Close() implements Pop3Action {}
}
