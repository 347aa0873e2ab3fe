package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

/**
 * One parameter of a MIME field, decoded (RFC 2045 section 5.1, RFC 2231).
 *
 * @param name in lower case, without what RFC 2231 adds to it
 * @param value decoded and joined; encoded words, which have no place here, as they stand
 * @param language that RFC 2231 names, or null
 */
public record Parameter(String name, String value, @Nullable String language) {

    public static Parameter of(String name, String value) {
        return new Parameter(name, value, null);
    }

    int length() {
        return name.length() + value.length() + (language == null ? 0 : language.length());
    }
}
