package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

class LineEndsTest {

    @Test
    @DisplayName("each LF gets a CR when it has none, however the octets are cut up")
    void completes() {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append("ab\r\n\r\n\0".charAt(random.nextInt(7)));
            }
            var expected = text.toString().replaceAll("(?<!\r)\n", "\r\n");
            var ends = new LineEnds();
            assertEquals(expected, passed(text.toString(), ends, random));
            assertEquals(text.indexOf("\0") >= 0, ends.nul());
        }
    }

    private static String passed(String text, LineEnds ends, SplittableRandom random) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var out = new StringBuilder();
        for (int at = 0; at < octets.length; ) {
            int count = random.nextInt(1, octets.length - at + 1);
            if (ends.passes(octets, at, count)) {
                out.append(text, at, at + count);
            } else {
                var into = new byte[LineEnds.room(count)];
                int made = ends.take(octets, at, count, into);
                out.append(new String(into, 0, made, StandardCharsets.ISO_8859_1));
            }
            at += count;
        }
        return out.toString();
    }
}
