package org.mailgauge.search;

import org.jspecify.annotations.Nullable;

/**
 * A text to be found in a content.
 *
 * @param field for {@link In#FIELD}, in lower case; else empty
 * @param near what is looked for instead of the needle when near ones are found, too
 */
record ContentTerm(In in, String field, Needle needle, @Nullable FuzzyText near) {

    /** Where. */
    enum In {
        /** In a field of the message's own header section; an empty text is in any. */
        FIELD,
        /** In the texts of the body, and in header sections of messages in it. */
        BODY,
        /** In any header section, or as for BODY. */
        TEXT
    }
}
