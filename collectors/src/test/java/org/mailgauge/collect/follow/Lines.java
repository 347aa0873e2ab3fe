package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** Makes lines for the tests of those who take them. */
public final class Lines {
    private Lines() {}

    public static Line of(String text, Line.@Nullable Entry entry) {
        var octets = ("x" + text + "\n").getBytes(StandardCharsets.UTF_8);
        return new Line().set(octets, 1, octets.length - 1, false, entry);
    }
}
