package org.mailgauge.store;

import java.util.Locale;

/** Names one annotation (RFC 5464 section 2). Paths are lower case, as {@code /comment}. */
public sealed interface AnnotationName {

    String path();

    /** {@code /shared/...}: one for all who may see it. */
    record Shared(String path) implements AnnotationName {
        public Shared {
            path = checked(path);
        }
    }

    /** {@code /private/...}: one user's own. */
    record Private(AccountName user, String path) implements AnnotationName {
        public Private {
            path = checked(path);
        }
    }

    private static String checked(String path) {
        if (path.length() < 2 || path.charAt(0) != '/' || path.length() > 255) {
            throw new IllegalArgumentException(
                    "annotation path of " + path.length() + " characters");
        }
        return path.toLowerCase(Locale.ROOT);
    }
}
