package org.mailgauge.sasl;

import java.util.function.Function;

/** What follows a response of the client. */
public sealed interface Turn {

    /** Send the octets, and hand the response to {@code next}. */
    record Challenge(byte[] octets, Dialogue next) implements Turn {}

    /**
     * The end, if the password is the user's.
     *
     * @param identity who the client wants to be; empty for the user himself
     * @param user prepared (RFC 4013), not empty
     * @param password prepared where that is possible, else as it came; not empty
     */
    record Password(String identity, String user, String password) implements Turn {}

    /**
     * Look up the user's secret and go on with it; for a user who has none with one that fits
     * nothing, so that the client does not learn of it.
     *
     * @param identity who the client wants to be; empty for the user himself
     */
    record Secret(String identity, String user, ScramHash hash, Function<ScramSecret, Turn> then)
            implements Turn {}

    /** The end: the client has shown that he knows the password behind the secret. */
    record Proven() implements Turn {}

    /** The end: his proof does not fit the secret. */
    record Wrong() implements Turn {}

    /**
     * The end, if the certificate of the client says so (RFC 4422 appendix A).
     *
     * @param identity who the client wants to be; empty for whoever the certificate names
     */
    record Certified(String identity) implements Turn {}

    /** The end: what came is not what the mechanism says, or too long, or bound to nothing. */
    record Malformed() implements Turn {}
}
