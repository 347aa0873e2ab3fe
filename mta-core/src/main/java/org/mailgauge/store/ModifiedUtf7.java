package org.mailgauge.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Mailbox names as IMAP4rev1 and Maildir++ write them (RFC 3501 section 5.1.3). Each text has one
 * encoding, and only that is decoded: nothing that need not be encoded is, and every shift ends
 * before the next begins.
 */
public final class ModifiedUtf7 {
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getDecoder();

    private ModifiedUtf7() {}

    /** Any text without unpaired surrogates, in ASCII. */
    public static String encode(String text) {
        var encoded = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            if (isDirect(text.charAt(at))) {
                encoded.append(text.charAt(at) == '&' ? "&-" : text.substring(at, at + 1));
                at++;
            } else {
                int end = at;
                while (end < text.length() && !isDirect(text.charAt(end))) {
                    end++;
                }
                var octets = text.substring(at, end).getBytes(StandardCharsets.UTF_16BE);
                var base64 = ENCODER.encodeToString(octets).replace('/', ',');
                encoded.append('&').append(base64).append('-');
                at = end;
            }
        }
        return encoded.toString();
    }

    /** The text; empty when this is not the encoding of any. */
    public static Optional<String> decode(String encoded) {
        var text = new StringBuilder();
        for (int at = 0; at < encoded.length(); at++) {
            char c = encoded.charAt(at);
            if (!isDirect(c)) {
                return Optional.empty();
            }
            if (c != '&') {
                text.append(c);
                continue;
            }
            int end = encoded.indexOf('-', at);
            if (end < 0 || !isBase64(encoded, at + 1, end)) {
                return Optional.empty();
            }
            text.append(end == at + 1 ? "&" : shifted(encoded.substring(at + 1, end)));
            at = end;
        }
        // Whatever was not the one encoding (padding bits, letters in base64, half pairs) differs
        // now.
        return encode(text.toString()).equals(encoded)
                ? Optional.of(text.toString())
                : Optional.empty();
    }

    private static String shifted(String base64) {
        if (base64.length() % 4 == 1) {
            return "";
        }
        var octets = DECODER.decode(base64.replace(',', '/'));
        return new String(octets, StandardCharsets.UTF_16BE);
    }

    private static boolean isBase64(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letter && (c < '0' || c > '9') && c != '+' && c != ',') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7E;
    }
}
