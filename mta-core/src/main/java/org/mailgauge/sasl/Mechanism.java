package org.mailgauge.sasl;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The mechanisms that are built, the strongest first. */
public enum Mechanism {
    /** RFC 4422 appendix A: the identity comes from the client's certificate. */
    EXTERNAL("EXTERNAL"),
    /** RFC 7677, bound to the TLS connection. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** RFC 5802, bound to the TLS connection. */
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** draft-murchison-sasl-login: obsolete, and all that some clients know. */
    LOGIN("LOGIN");

    private static final byte[] NOTHING = {};
    private static final byte[] USER_NAME = "Username:".getBytes(StandardCharsets.US_ASCII);

    private final String label;

    Mechanism(String label) {
        this.label = label;
    }

    /** As on the wire. */
    public String label() {
        return label;
    }

    /** The mechanism of that name, in any case. */
    public static Optional<Mechanism> of(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        for (var mechanism : values()) {
            if (mechanism.label.equals(upper)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    /** Whether the server learns the password, so that the connection must be encrypted. */
    public boolean showsPassword() {
        return this == PLAIN || this == LOGIN;
    }

    /** Whether it is bound to the TLS connection that carries it. */
    public boolean isBound() {
        return this == SCRAM_SHA_256_PLUS || this == SCRAM_SHA_1_PLUS;
    }

    /** What is sent when the client gave no initial response. */
    public byte[] prompt() {
        return this == LOGIN ? USER_NAME.clone() : NOTHING;
    }

    /**
     * Begins an exchange, with the client's first response awaited.
     *
     * @param nonce the server's part: unpredictable, new for each exchange, of printable ASCII
     *     without commas
     * @param plusOffered whether the connection was offered any -PLUS mechanism, so that a client
     *     who thinks otherwise was lied to (RFC 5802 section 6)
     * @param exporter the channel binding {@code tls-exporter}; needed by -PLUS mechanisms
     */
    public Dialogue begin(String nonce, boolean plusOffered, byte @Nullable [] exporter) {
        return switch (this) {
            case EXTERNAL -> External::take;
            case PLAIN -> Plain::take;
            case LOGIN -> LoginUser::take;
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS, SCRAM_SHA_256, SCRAM_SHA_1 ->
                    new ScramServer(hash(), nonce, plusOffered, isBound() ? exporter : null, this);
        };
    }

    private ScramHash hash() {
        return this == SCRAM_SHA_1 || this == SCRAM_SHA_1_PLUS
                ? ScramHash.SHA_1
                : ScramHash.SHA_256;
    }
}
