package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The query of a request. Total: what can't be decoded is kept as it is. */
record Query(Map<String, String> values) {
    Query {
        values = Map.copyOf(values);
    }

    /**
     * Parses.
     *
     * @param raw what stands behind the question mark, not decoded; null when there is none
     */
    static Query parse(@Nullable String raw) {
        var values = new HashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return new Query(values);
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    @Nullable String get(String name) {
        return values.get(name);
    }

    /** A number in a range; -1 when it is none. */
    int number(String name, int fallback, int least, int most) {
        var text = values.get(name);
        if (text == null) {
            return fallback;
        }
        boolean digits = text.matches("[0-9]{1,6}");
        int value = digits ? Integer.parseInt(text) : -1;
        return value >= least && value <= most ? value : -1;
    }
}
