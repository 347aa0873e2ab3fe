package org.mailgauge.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Octets that should be text, bounded. */
final class Text {
    /** Of a user or an identity (RFC 4616: up to 255). */
    static final int NAME_OCTETS = 255;

    static final int PASSWORD_OCTETS = 1024;

    private Text() {}

    /** Strictly decoded from UTF-8; empty when it is not, or holds NUL. */
    static Optional<String> utf8(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == 0) {
                return Optional.empty();
            }
        }
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets, from, to - from));
            return Optional.of(text.toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** A user's name, prepared; empty when it is none. */
    static Optional<String> user(byte[] octets, int from, int to) {
        return to == from || to - from > NAME_OCTETS
                ? Optional.empty()
                : utf8(octets, from, to).flatMap(SaslPrep::prepare).filter(name -> !name.isEmpty());
    }

    /** Who the client wants to be, which may be empty; no value when it is malformed. */
    static Optional<String> identity(byte[] octets, int from, int to) {
        return to - from > NAME_OCTETS
                ? Optional.empty()
                : utf8(octets, from, to).flatMap(SaslPrep::prepare);
    }

    /** A password, prepared where it can be. */
    static Optional<String> password(byte[] octets, int from, int to) {
        return to == from || to - from > PASSWORD_OCTETS
                ? Optional.empty()
                : utf8(octets, from, to)
                        .map(SaslPrep::password)
                        .filter(password -> !password.isEmpty());
    }
}
