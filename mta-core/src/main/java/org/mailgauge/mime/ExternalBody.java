package org.mailgauge.mime;

import java.util.Optional;

/**
 * Where the body is that a message/external-body part stands for (RFC 2046 section 5.2.3). Nothing
 * here fetches it.
 *
 * @param access the registered access type
 * @param type the media type that says so, with its parameters
 */
public record ExternalBody(Access access, MediaType type) {

    /** Access types that are registered, and what each must name. */
    public enum Access {
        /** RFC 2046 section 5.2.3.2. */
        FTP("name", "site"),
        ANON_FTP("name", "site"),
        TFTP("name", "site"),
        /** RFC 2046 section 5.2.3.4. */
        LOCAL_FILE("name"),
        /** RFC 2046 section 5.2.3.5. */
        MAIL_SERVER("server"),
        /** RFC 1873. */
        CONTENT_ID(),
        /** RFC 2017. */
        URL("url");

        private final String first;
        private final String second;

        Access() {
            this("", "");
        }

        Access(String first) {
            this(first, "");
        }

        Access(String first, String second) {
            this.first = first;
            this.second = second;
        }

        private boolean isNamed(MediaType type) {
            return (first.isEmpty() || type.parameter(first).isPresent())
                    && (second.isEmpty() || type.parameter(second).isPresent());
        }

        private String shown() {
            return Texts.lower(name()).replace('_', '-');
        }
    }

    /**
     * Reads the parameters of a part.
     *
     * @return empty when it is no message/external-body, its access type is none that is
     *     registered, or what that must name is missing
     */
    public static Optional<ExternalBody> of(MediaType type) {
        var wanted = Texts.lower(type.parameter("access-type").orElse(""));
        if (!type.is("message", "external-body")) {
            return Optional.empty();
        }
        for (var access : Access.values()) {
            if (access.shown().equals(wanted) && access.isNamed(type)) {
                return Optional.of(new ExternalBody(access, type));
            }
        }
        return Optional.empty();
    }

    /** A parameter that the access type has, as {@code name}, {@code site} or {@code url}. */
    public Optional<String> parameter(String name) {
        return type.parameter(name);
    }
}
