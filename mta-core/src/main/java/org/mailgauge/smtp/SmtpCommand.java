package org.mailgauge.smtp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;

/** One SMTP command line, parsed (RFC 5321 section 4.1.1). */
public sealed interface SmtpCommand {

    /** {@code client} as given: a name or an address literal, printable ASCII without spaces. */
    record Helo(String client) implements SmtpCommand {}

    /**
     * EHLO, and in LMTP its twin LHLO (RFC 2033 section 4.1). {@code client} as in {@link Helo}.
     */
    record Ehlo(String client) implements SmtpCommand {}

    /**
     * MAIL.
     *
     * @param declaredOctets SIZE (RFC 1870), saturated at {@link Long#MAX_VALUE}; 0 when none was
     *     declared
     * @param eightBit whether BODY=8BITMIME was given (RFC 6152)
     */
    record Mail(ReversePath from, long declaredOctets, boolean eightBit) implements SmtpCommand {}

    /**
     * AUTH (RFC 4954 section 4).
     *
     * @param initial the initial response as it came, {@code =} for an empty one; null without
     */
    record Auth(String mechanism, @Nullable String initial) implements SmtpCommand {
        /** Nothing secret. */
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    record Rcpt(ForwardPath to) implements SmtpCommand {}

    record Data() implements SmtpCommand {}

    record Rset() implements SmtpCommand {}

    record Noop() implements SmtpCommand {}

    record Quit() implements SmtpCommand {}

    record Vrfy() implements SmtpCommand {}

    record Help() implements SmtpCommand {}

    /** RFC 3207. */
    record Starttls() implements SmtpCommand {}

    /** A command of a known extension that this server does not offer: 502. */
    record Unimplemented(String verb) implements SmtpCommand {}

    /** A line of another protocol, such as HTTP: the connection is closed at once. */
    record Foreign(String verb) implements SmtpCommand {}

    /** A line we refuse before it reaches the session; {@code reply} is 500, 501, 553 or 555. */
    record Malformed(SmtpReply reply) implements SmtpCommand {}

    /**
     * Whether it may only be the last command of a pipelined group (RFC 2920 section 3.1), so that
     * nothing may have come after it when it is answered.
     */
    default boolean endsGroup() {
        return switch (this) {
            case Helo _, Ehlo _, Auth _, Data _, Noop _, Quit _, Vrfy _, Unimplemented _ -> true;
            case Starttls _ -> true;
            case Mail _, Rcpt _, Rset _, Help _, Foreign _, Malformed _ -> false;
        };
    }
}
