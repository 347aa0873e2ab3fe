package org.mailgauge.sasl;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The server of a SCRAM exchange (RFC 5802, 7677; channel binding {@code tls-exporter}, RFC 9266).
 *
 * @param exporter the channel's data with a -PLUS mechanism, else null
 */
record ScramServer(
        ScramHash hash,
        String nonce,
        boolean plusOffered,
        byte @Nullable [] exporter,
        Mechanism mechanism)
        implements Dialogue {
    private static final String TYPE = "tls-exporter";

    ScramServer {
        if (mechanism.isBound() == (exporter == null)) {
            throw new IllegalArgumentException(mechanism + " and its channel binding");
        }
    }

    @Override
    public Turn take(byte[] response) {
        var parsed = ScramMessage.first(response);
        if (parsed.isEmpty() || !isBoundAsOffered(parsed.get())) {
            return new Turn.Malformed();
        }
        var first = parsed.get();
        return new Turn.Secret(
                first.identity(), first.user(), hash, secret -> challenge(first, secret));
    }

    /**
     * RFC 5802 section 6: with -PLUS the client must bind, and to what we know; without it must
     * not; and one who could bind but saw no -PLUS though we offered it has been lied to.
     */
    private boolean isBoundAsOffered(ScramMessage.First first) {
        return switch (first.binding()) {
            case USED -> exporter != null && TYPE.equals(first.type());
            case UNOFFERED -> exporter == null && !plusOffered;
            case UNABLE -> exporter == null;
        };
    }

    private Turn challenge(ScramMessage.First first, ScramSecret secret) {
        var both = first.nonce() + nonce;
        var message = "r=" + both + ",s=" + base64(secret.salt()) + ",i=" + secret.iterations();
        return new Turn.Challenge(
                octets(message), response -> finish(first, both, message, secret, response));
    }

    private Turn finish(
            ScramMessage.First first,
            String both,
            String message,
            ScramSecret secret,
            byte[] response) {
        var parsed = ScramMessage.last(response);
        if (parsed.isEmpty() || !isSame(parsed.get().nonce(), both)) {
            return new Turn.Malformed();
        }
        var last = parsed.get();
        if (!MessageDigest.isEqual(last.header(), bound(first)) || !fits(last.proof())) {
            return new Turn.Wrong();
        }
        var signed = octets(first.bare() + "," + message + "," + last.withoutProof());
        var clientKey = hash.hmac(secret.storedKey(), signed);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= last.proof()[i];
        }
        if (!MessageDigest.isEqual(hash.hash(clientKey), secret.storedKey())) {
            return new Turn.Wrong();
        }
        var verifier = octets("v=" + base64(hash.hmac(secret.serverKey(), signed)));
        return new Turn.Challenge(
                verifier, end -> end.length == 0 ? new Turn.Proven() : new Turn.Malformed());
    }

    private boolean fits(byte[] proof) {
        return proof.length == hash.octets();
    }

    private byte[] bound(ScramMessage.First first) {
        var header = octets(first.header());
        if (exporter == null) {
            return header;
        }
        var all = new byte[header.length + exporter.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(exporter, 0, all, header.length, exporter.length);
        return all;
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(octets(one), octets(other));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
