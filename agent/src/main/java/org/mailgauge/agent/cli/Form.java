package org.mailgauge.agent.cli;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Parameters of a request in the making. */
final class Form {
    private final StringBuilder text = new StringBuilder();

    /** Adds one; without effect when it was not given. */
    Form put(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(encode(value.toString()));
        }
        return this;
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** As a query or a body has it. */
    @Override
    public String toString() {
        return text.toString();
    }
}
