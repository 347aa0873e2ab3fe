package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The MIME fields of one header section; of fields that come twice the first counts that can be
 * understood.
 */
final class PartFields {
    private static final int MOST_LANGUAGES = 100;

    private final Header header;
    private final MimeLimits limits;
    private final boolean message;
    private final byte[] octets;
    private final int length;

    /**
     * @param message whether it is the header section of a message, which has an envelope
     */
    PartFields(byte[] octets, int length, boolean message, MimeLimits limits) {
        this.limits = limits;
        this.message = message;
        this.octets = octets;
        this.length = length;
        header =
                Header.parse(
                        octets,
                        length,
                        limits.fields(),
                        name -> name.startsWith("content-") || (message && isOfMessage(name)));
    }

    private static boolean isOfMessage(String name) {
        return Envelope.FIELDS.contains(name) || name.equals("references");
    }

    /** Whether there is text in UTF-8 beyond ASCII; one that is 8-bit and no UTF-8 is not meant. */
    boolean isInternational() {
        return !Texts.isAscii(octets, 0, length) && Texts.isUtf8(octets, 0, length);
    }

    /** The identifiers of the References field. */
    List<String> references() {
        return header.first("references")
                .map(body -> MessageIds.parse(body, limits.headerOctets()))
                .orElse(List.of());
    }

    /** The envelope; null for a part. */
    @Nullable Envelope envelope() {
        return message ? Envelope.of(header) : null;
    }

    /** The media type; empty when none is given, or none that can be understood. */
    Optional<MediaType> type() {
        for (var body : header.all("content-type")) {
            var type = MediaType.parse(body, limits);
            if (type.isPresent()) {
                return type;
            }
        }
        return Optional.empty();
    }

    Part.Fields fields() {
        if (header.fields().isEmpty()) {
            return Part.Fields.NONE;
        }
        var disposition =
                header.first("content-disposition")
                        .flatMap(body -> Disposition.parse(body, limits));
        return new Part.Fields(
                disposition.orElse(null),
                text("content-id"),
                text("content-description"),
                encoding(),
                languages(),
                text("content-location"),
                text("content-md5"));
    }

    /** A field's body; one that is longer than a parameter may be is left out. */
    private @Nullable String text(String name) {
        var text = header.first(name).orElse("");
        return text.isEmpty() || text.length() > limits.parameterLength() ? null : text;
    }

    private String encoding() {
        var body = text("content-transfer-encoding");
        if (body == null) {
            return "7bit";
        }
        var lexer = new Lexer(body, Lexer.TSPECIALS);
        return lexer.nextButComments() == Lexer.Kind.ATOM ? Texts.lower(lexer.text()) : "7bit";
    }

    private List<String> languages() {
        var body = text("content-language");
        if (body == null) {
            return List.of();
        }
        var tags = new ArrayList<String>(1);
        var lexer = new Lexer(body, Lexer.TSPECIALS);
        while (lexer.nextButComments() != Lexer.Kind.END && tags.size() < MOST_LANGUAGES) {
            if (lexer.kind() == Lexer.Kind.ATOM) {
                tags.add(lexer.text());
            }
        }
        return tags;
    }
}
