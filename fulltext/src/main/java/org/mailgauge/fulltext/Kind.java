package org.mailgauge.fulltext;

import org.jspecify.annotations.Nullable;
import org.mailgauge.search.EnvelopeText;

import java.util.Locale;

/** Where in a message pieces of texts are. */
enum Kind {
    BODY('b', null),
    HEADER('h', null),
    FROM('f', EnvelopeText.Field.FROM),
    TO('t', EnvelopeText.Field.TO),
    CC('c', EnvelopeText.Field.CC),
    BCC('v', EnvelopeText.Field.BCC),
    SUBJECT('s', EnvelopeText.Field.SUBJECT),
    MESSAGE_ID('m', EnvelopeText.Field.MESSAGE_ID),
    IN_REPLY_TO('r', EnvelopeText.Field.IN_REPLY_TO);

    /** Characters of a field's name that are looked at. */
    private static final int NAME = 64;

    private final byte mark;
    private final EnvelopeText.@Nullable Field field;

    Kind(char mark, EnvelopeText.@Nullable Field field) {
        this.mark = (byte) mark;
        this.field = field;
    }

    /** With what its terms begin. */
    byte mark() {
        return mark;
    }

    /** The field of the envelope; null for what is no such field. */
    EnvelopeText.@Nullable Field field() {
        return field;
    }

    /** Null for a field that is not kept. */
    static @Nullable Kind of(EnvelopeText.Field field) {
        for (var kind : values()) {
            if (kind.field == field) {
                return kind;
            }
        }
        return null;
    }

    /** The beginning of a header field's name, in any case. */
    static String name(String field) {
        var some = field.substring(0, Math.min(NAME, field.length()));
        return some.toUpperCase(Locale.ROOT);
    }
}
