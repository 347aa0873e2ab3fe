package org.mailgauge.search;

import java.util.List;

/**
 * Which texts a message must have to be found, for an index: a message that is found fulfils it,
 * not the other way round. Texts are found as {@link Casemap} has it, anywhere within words too.
 */
public sealed interface TextKey {

    /** Nothing is known. */
    record Any() implements TextKey {}

    /** In a field of the envelope, decoded. */
    record Enveloped(EnvelopeText.Field field, String text) implements TextKey {}

    /**
     * In a header field.
     *
     * @param field in lower case
     */
    record Header(String field, String text) implements TextKey {}

    record Body(String text) implements TextKey {}

    /** In a header section or the body. */
    record Text(String text) implements TextKey {}

    record And(List<TextKey> keys) implements TextKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(TextKey one, TextKey other) implements TextKey {}
}
