package org.mailgauge.collect.postfix.log;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class LogFuzzTest {
    private static final int ROUNDS = 40;
    private static final byte[] HUGE = "99999999999999999999".getBytes(StandardCharsets.US_ASCII);

    private final LogLineParser parser = new LogLineParser();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("lines that were cut, bent and spliced give some event each, and none throws")
    void anyOctets(long seed) {
        var random = new Random(seed);
        var lines = Fixtures.all();
        for (int round = 0; round < ROUNDS; round++) {
            for (var line : lines) {
                var bent = bend(line, lines, random);
                try {
                    read(parser.parse(bent, 0, bent.length));
                    int at = random.nextInt(bent.length + 1);
                    read(parser.parse("postfix/smtpd", 1L, bent, at, bent.length));
                } catch (RuntimeException broken) {
                    var text = new String(bent, StandardCharsets.ISO_8859_1);
                    throw new AssertionError("seed " + seed + ": " + text, broken);
                }
            }
        }
    }

    @Test
    @DisplayName("a number that does not fit is absent in each line of the real program")
    void hugeNumbers() {
        for (var line : Fixtures.all()) {
            var huge = new String(line, StandardCharsets.UTF_8);
            int at = huge.indexOf("]: ") + 3;
            var text =
                    huge.substring(0, at)
                            + huge.substring(at).replaceAll("(?<==)\\d+", "9".repeat(20));
            var octets = text.getBytes(StandardCharsets.UTF_8);
            switch (parser.parse(octets, 0, octets.length).event()) {
                case PostfixEvent.Queued queued ->
                        assertTrue(queued.octets() == null && queued.recipients() == null, text);
                case PostfixEvent.Delivery delivery ->
                        assertTrue(
                                delivery.connectionUse() == null
                                        && delivery.delay() == null
                                        && delivery.delays() != null
                                        && delivery.delays().before() == null
                                        && delivery.dsn() == null,
                                text);
                case PostfixEvent.Disconnect gone -> assertTrue(gone.verbs().isEmpty(), text);
                case PostfixEvent.Pickup pickup -> assertTrue(pickup.uid() == null, text);
                default -> {}
            }
        }
    }

    @Test
    @DisplayName("fields of a megabyte take time in proportion to their length")
    void longFields() {
        for (var filling :
                List.of("x", "<", ">", "\"", "[", ";", "; from=<", ", ", " from ", ": ")) {
            for (var line : Fixtures.all().subList(0, 60)) {
                var text = new String(line, StandardCharsets.UTF_8);
                int at = text.length() - text.length() / 4;
                var lengthened =
                        text.substring(0, at) + filling.repeat(100_000) + text.substring(at);
                var octets = lengthened.getBytes(StandardCharsets.UTF_8);
                assertTimeout(
                        Duration.ofSeconds(5), () -> read(parser.parse(octets, 0, octets.length)));
            }
        }
    }

    /** Looks at what is made of it only when it is asked for, too. */
    private static void read(LogLine line) {
        assertNotNull(line.event());
        switch (line.event()) {
            case PostfixEvent.Delivery delivery -> {
                assertNotNull(delivery.detail().reply());
                assertNotNull(delivery.forwardedAs());
            }
            case PostfixEvent.Reject reject -> assertNotNull(reject.reply());
            default -> {}
        }
    }

    private static byte[] bend(byte[] line, List<byte[]> lines, Random random) {
        var bent = line;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bent = bendOnce(bent, lines, random);
        }
        return bent;
    }

    private static byte[] bendOnce(byte[] line, List<byte[]> lines, Random random) {
        int at = random.nextInt(line.length + 1);
        int to = at + random.nextInt(line.length - at + 1);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(line, at);
            case 1 -> Arrays.copyOfRange(line, at, line.length);
            case 2 -> join(Arrays.copyOf(line, at), Arrays.copyOfRange(line, to, line.length));
            case 3 -> flip(line, random, random.nextInt(256));
            case 4 -> flip(line, random, 0);
            case 5 -> insert(line, at, HUGE);
            case 6 -> {
                var other = lines.get(random.nextInt(lines.size()));
                yield join(Arrays.copyOf(line, at), other);
            }
            default -> {
                var octets = new byte[random.nextInt(64)];
                random.nextBytes(octets);
                yield insert(line, at, octets);
            }
        };
    }

    private static byte[] flip(byte[] line, Random random, int octet) {
        var flipped = line.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] = (byte) octet;
        }
        return flipped;
    }

    private static byte[] insert(byte[] line, int at, byte[] what) {
        return join(join(Arrays.copyOf(line, at), what), Arrays.copyOfRange(line, at, line.length));
    }

    private static byte[] join(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
