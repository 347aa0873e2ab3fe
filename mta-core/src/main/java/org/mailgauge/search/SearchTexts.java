package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.Charsets;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The texts of search keys, which come as octets of some charset.
 *
 * @param charset what they are in
 */
public record SearchTexts(Charset charset) {

    /** What they are in when the command does not say (RFC 9051 section 6.4.4). */
    public static final SearchTexts DEFAULT = new SearchTexts(StandardCharsets.UTF_8);

    /** Some charsets that are known; far more are. */
    public static final String KNOWN = "US-ASCII UTF-8 ISO-8859-1 ISO-8859-15 WINDOWS-1252";

    /**
     * Texts in the charset of a command.
     *
     * @param name null when it does not say
     * @return empty when nobody knows it
     */
    public static Optional<SearchTexts> of(@Nullable String name) {
        return name == null ? Optional.of(DEFAULT) : Charsets.find(name).map(SearchTexts::new);
    }

    /**
     * The text that octets are.
     *
     * @param octets one character for each
     * @return empty when they are malformed
     */
    Optional<String> decode(String octets) {
        try {
            var raw = octets.getBytes(StandardCharsets.ISO_8859_1);
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
        } catch (CharacterCodingException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
