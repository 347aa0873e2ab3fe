package org.mailgauge.agent.alarm.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to a receiver who wrote a body, and when: HMAC-SHA-256 (RFC 2104) over the seconds since
 * 1970 in decimal, a dot, and the body as it is sent.
 */
final class Signature {
    static final String HEADER = "Mailgauge-Signature";
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The value of the header.
     *
     * @param secret its UTF-8 octets are the key
     * @param seconds since 1970, when it is sent
     */
    static String of(String secret, long seconds, byte[] body) {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((seconds + ".").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(body);
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hmac(secret, signed));
    }

    private static byte[] hmac(String secret, ByteArrayOutputStream signed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(signed.toByteArray());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
