package org.mailgauge.sasl;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A response as mail protocols carry it (RFC 4954 section 4, RFC 5034 section 4, RFC 9051). */
public sealed interface SaslResponse {
    /** The longest line (RFC 4954 section 4: "12288 octets"). */
    int LINE_OCTETS = 12_288;

    record Octets(byte[] octets) implements SaslResponse {}

    /** The command had no initial response. */
    record None() implements SaslResponse {}

    /** {@code *}. */
    record Cancel() implements SaslResponse {}

    record Malformed() implements SaslResponse {}

    /**
     * Reads a response; never throws.
     *
     * @param line without CRLF; null when the command had none
     * @param initial whether it came with the command, where {@code =} stands for an empty one
     */
    static SaslResponse of(@Nullable String line, boolean initial) {
        if (line == null) {
            return initial ? new None() : new Malformed();
        }
        if (line.equals("*") && !initial) {
            return new Cancel();
        }
        if (initial && line.equals("=")) {
            return new Octets(new byte[0]);
        }
        if (initial && line.isEmpty()) {
            return new Malformed();
        }
        return base64(line).<SaslResponse>map(Octets::new).orElseGet(Malformed::new);
    }

    /**
     * Decodes strictly (RFC 4648 section 3): all padding, no other character, unused bits zero;
     * empty when it is not so, or longer than {@value #LINE_OCTETS}.
     */
    static Optional<byte[]> base64(String text) {
        if (text.length() > LINE_OCTETS || text.length() % 4 != 0 || !isAlphabet(text)) {
            return Optional.empty();
        }
        try {
            var octets = Base64.getDecoder().decode(text);
            var again = Base64.getEncoder().encode(octets);
            var given = text.getBytes(StandardCharsets.US_ASCII);
            return Arrays.equals(again, given) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isAlphabet(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean known =
                    (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '+'
                            || c == '/'
                            || c == '=';
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
