package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A queue id, which is the name of a queue file. A long one ({@code enable_long_queue_ids}) tells
 * when the file was made.
 *
 * @param text as Postfix writes it
 * @param arrived to the microsecond; null in a short id
 * @param inode of the file when it was made, unsigned; null in a short id
 */
public record PostfixId(String text, @Nullable Instant arrived, @Nullable Long inode) {

    /** Decodes one; empty for what Postfix does not name a queue file. */
    public static Optional<PostfixId> of(String text) {
        if (text.length() > IdCode.LONGEST) {
            return Optional.empty();
        }
        var octets = text.getBytes(StandardCharsets.UTF_8);
        var code = new IdCode();
        if (!code.read(octets, 0, octets.length)) {
            return Optional.empty();
        }
        return Optional.of(
                code.stamp() < 0
                        ? new PostfixId(text, null, null)
                        : new PostfixId(text, instant(code.stamp()), code.inode()));
    }

    /** The time of microseconds since 1970. */
    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public String toString() {
        return text;
    }
}
