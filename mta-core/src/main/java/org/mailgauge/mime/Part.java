package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An entity of a content (RFC 2045 section 2.4): the message itself, or a part within it.
 * Immutable; a tree, at most as deep as {@link MimeLimits#depth}.
 *
 * @param kind what its body is
 * @param type from Content-Type, or what stands in for it
 * @param fields the other fields that tell about it
 * @param extent where it is
 * @param eightBit whether octets above 127 are in its header section or in its body
 * @param envelope of the message itself and of a message in it; null for parts
 * @param children the parts of a multipart, perhaps none; the one message in a message; of a leaf
 *     none
 */
public record Part(
        Kind kind,
        MediaType type,
        Fields fields,
        Extent extent,
        EightBit eightBit,
        @Nullable Envelope envelope,
        List<Part> children) {

    /** What a body is, as far as it was looked at. */
    public enum Kind {
        /**
         * No parts. A multipart or message is one too when it has no usable boundary, is encoded,
         * or is beyond a limit.
         */
        LEAF,
        MULTIPART,
        MESSAGE
    }

    /**
     * Fields about a body, without blanks around them.
     *
     * @param disposition Content-Disposition
     * @param id Content-ID
     * @param description Content-Description; encoded words as they stand
     * @param encoding Content-Transfer-Encoding in lower case, {@code 7bit} when there is none
     * @param languages Content-Language
     * @param location Content-Location
     * @param md5 Content-MD5
     */
    public record Fields(
            @Nullable Disposition disposition,
            @Nullable String id,
            @Nullable String description,
            String encoding,
            List<String> languages,
            @Nullable String location,
            @Nullable String md5) {
        static final Fields NONE = new Fields(null, null, null, "7bit", List.of(), null, null);

        public Fields {
            languages = List.copyOf(languages);
        }

        int length() {
            return (disposition == null ? 0 : disposition.length())
                    + length(id)
                    + length(description)
                    + encoding.length()
                    + languages.stream().mapToInt(String::length).sum()
                    + length(location)
                    + length(md5);
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    /**
     * Where an entity is in the content, in octets. The header section begins at {@code header} and
     * ends at {@code body}, with the empty line; the body ends at {@code end}, before the line end
     * that belongs to a following delimiter.
     *
     * @param lines of the body; a last one without line end counts
     */
    public record Extent(long header, long body, long end, long lines) {
        public long headerOctets() {
            return body - header;
        }

        public long bodyOctets() {
            return end - body;
        }
    }

    /**
     * Octets above 127.
     *
     * @param header in the header section
     * @param body in the body; of a multipart, outside its parts
     */
    public record EightBit(boolean header, boolean body) {}

    public Part {
        children = List.copyOf(children);
    }

    /** The same with another envelope. */
    Part with(@Nullable Envelope other) {
        return new Part(kind, type, fields, extent, eightBit, other, children);
    }

    Envelope envelopeOrEmpty() {
        return envelope == null ? Envelope.EMPTY : envelope;
    }
}
