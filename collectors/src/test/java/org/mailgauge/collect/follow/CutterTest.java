package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random octets in random portions give the lines that cutting all of them at once gives. */
class CutterTest {
    private static final int KEEP = 16;

    @Test
    void linesDoNotDependOnThePortions() {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new SplittableRandom(seed);
            var octets = octets(random);
            var expected = new ArrayList<String>();
            var ends = new ArrayList<Long>();
            cutAtOnce(octets, expected, ends);

            var found = new ArrayList<String>();
            var offsets = new ArrayList<Long>();
            var cutter = new Cutter(64, KEEP);
            for (int at = 0; at < octets.length; ) {
                var room = cutter.room(1 + random.nextInt(100));
                int n = Math.min(room.remaining(), octets.length - at);
                room.put(octets, at, n);
                cutter.filled(n);
                at += n;
                for (var line = cutter.next(); line != null; line = cutter.next()) {
                    found.add(text(line));
                    offsets.add(cutter.offset());
                }
                assertEquals(at, cutter.fed());
            }
            assertEquals(ends, offsets, "seed " + seed);
            var rest = cutter.rest();
            if (rest != null) {
                found.add(text(rest));
            }
            assertEquals(expected, found, "seed " + seed);
            assertEquals(octets.length, cutter.offset());
        }
    }

    private static String text(Line line) {
        return new String(line.octets(), line.from(), line.length(), StandardCharsets.ISO_8859_1)
                + (line.isCut() ? "!" : "");
    }

    private static byte[] octets(SplittableRandom random) {
        var octets = new ByteArrayOutputStream();
        for (int i = random.nextInt(40); i >= 0; i--) {
            int length = random.nextInt(random.nextInt(8) == 0 ? 300 : 20);
            int octet = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(255);
            for (int j = 0; j < length; j++) {
                octets.write(octet);
            }
            octets.write(random.nextInt(3) == 0 ? 'x' : '\n');
        }
        return octets.toByteArray();
    }

    private static void cutAtOnce(byte[] octets, List<String> lines, List<Long> ends) {
        int from = 0;
        for (int i = 0; i <= octets.length; i++) {
            boolean end = i == octets.length;
            if (end || octets[i] == '\n') {
                while (from < i && octets[from] == 0) {
                    from++;
                }
                int length = Math.min(KEEP, i - from);
                if (!end || length > 0) {
                    lines.add(
                            new String(octets, from, length, StandardCharsets.ISO_8859_1)
                                    + (i - from > KEEP ? "!" : ""));
                }
                if (!end) {
                    ends.add(i + 1L);
                }
                from = i + 1;
            }
        }
    }
}
