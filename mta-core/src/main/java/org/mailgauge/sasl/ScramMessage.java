package org.mailgauge.sasl;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The client's two messages, parsed (RFC 5802 section 7). */
final class ScramMessage {
    private static final int NONCE_CHARACTERS = 256;
    private static final int MESSAGE_OCTETS = 4096;

    private ScramMessage() {}

    /** What a client says of channel binding. */
    enum Binding {
        /** {@code n}: it can't. */
        UNABLE,
        /** {@code y}: it can, and thinks that the server can't. */
        UNOFFERED,
        /** {@code p=}: it does. */
        USED
    }

    /**
     * client-first-message.
     *
     * @param type of the channel binding; null unless used
     * @param header the gs2-header as it came
     * @param bare all after it
     */
    record First(
            Binding binding,
            @Nullable String type,
            String identity,
            String user,
            String nonce,
            String header,
            String bare) {}

    /**
     * client-final-message.
     *
     * @param header what is bound: the gs2-header, then the channel's data
     * @param withoutProof all before the proof
     */
    record Final(byte[] header, String nonce, byte[] proof, String withoutProof) {}

    static Optional<First> first(byte[] octets) {
        return octets.length > MESSAGE_OCTETS
                ? Optional.empty()
                : Text.utf8(octets, 0, octets.length).flatMap(ScramMessage::first);
    }

    private static Optional<First> first(String text) {
        int one = text.indexOf(',');
        int two = one < 0 ? -1 : text.indexOf(',', one + 1);
        if (two < 0) {
            return Optional.empty();
        }
        var flag = text.substring(0, one);
        var binding = binding(flag);
        var identity = identity(text.substring(one + 1, two));
        var bare = text.substring(two + 1);
        var fields = bare.split(",", 3);
        if (binding == null
                || identity.isEmpty()
                || fields.length < 2
                || !fields[0].startsWith("n=")
                || !fields[1].startsWith("r=")
                || !isExtensions(fields, 2)) {
            return Optional.empty(); // "m=" comes first and is not known: it must fail
        }
        var user = name(fields[0].substring(2)).filter(name -> !name.isEmpty());
        var nonce = fields[1].substring(2);
        var type = binding == Binding.USED ? flag.substring(2) : null;
        var header = text.substring(0, two + 1);
        return user.isPresent() && isNonce(nonce)
                ? Optional.of(
                        new First(binding, type, identity.get(), user.get(), nonce, header, bare))
                : Optional.empty();
    }

    private static @Nullable Binding binding(String flag) {
        return switch (flag) {
            case "n" -> Binding.UNABLE;
            case "y" -> Binding.UNOFFERED;
            default -> flag.startsWith("p=") && isType(flag, 2) ? Binding.USED : null;
        };
    }

    /** {@code cb-name = 1*(ALPHA / DIGIT / "." / "-")}. */
    private static boolean isType(String flag, int from) {
        for (int i = from; i < flag.length(); i++) {
            char c = flag.charAt(i);
            boolean fits =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '.'
                            || c == '-';
            if (!fits) {
                return false;
            }
        }
        return flag.length() > from;
    }

    private static Optional<String> identity(String field) {
        if (field.isEmpty()) {
            return Optional.of("");
        }
        return field.startsWith("a=") && field.length() > 2
                ? name(field.substring(2))
                : Optional.empty();
    }

    /** {@code saslname}: a comma is {@code =2C}, an equals sign {@code =3D}; prepared. */
    private static Optional<String> name(String encoded) {
        var text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '=') {
                text.append(c);
            } else if (encoded.startsWith("=2C", i)) {
                text.append(',');
                i += 2;
            } else if (encoded.startsWith("=3D", i)) {
                text.append('=');
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        int octets = text.toString().getBytes(StandardCharsets.UTF_8).length;
        return octets > Text.NAME_OCTETS ? Optional.empty() : SaslPrep.prepare(text.toString());
    }

    private static boolean isNonce(String nonce) {
        return !nonce.isEmpty()
                && nonce.length() <= NONCE_CHARACTERS
                && nonce.chars().allMatch(c -> c > 32 && c < 127 && c != ',');
    }

    /** {@code attr-val}s from an index on, of which none is mandatory: they are ignored. */
    private static boolean isExtensions(String[] fields, int from) {
        if (fields.length <= from) {
            return true;
        }
        for (var field : fields[from].split(",", -1)) {
            boolean fits =
                    field.length() > 2
                            && field.charAt(1) == '='
                            && Character.isLetter(field.charAt(0))
                            && field.charAt(0) < 128
                            && field.charAt(0) != 'm';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    static Optional<Final> last(byte[] octets) {
        return octets.length > MESSAGE_OCTETS
                ? Optional.empty()
                : Text.utf8(octets, 0, octets.length).flatMap(ScramMessage::last);
    }

    private static Optional<Final> last(String text) {
        int at = text.lastIndexOf(",p=");
        if (at < 0) {
            return Optional.empty();
        }
        var fields = text.substring(0, at).split(",", 3);
        if (fields.length < 2
                || !fields[0].startsWith("c=")
                || !fields[1].startsWith("r=")
                || !isExtensions(fields, 2)) {
            return Optional.empty();
        }
        var header = SaslResponse.base64(fields[0].substring(2));
        var proof = SaslResponse.base64(text.substring(at + 3));
        return header.isPresent() && proof.isPresent()
                ? Optional.of(
                        new Final(
                                header.get(),
                                fields[1].substring(2),
                                proof.get(),
                                text.substring(0, at)))
                : Optional.empty();
    }
}
