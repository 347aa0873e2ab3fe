package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.ongres.saslprep.SASLprep;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class SaslPrepTest {

    record Example(String in, Optional<String> out) {}

    static List<Example> examples() {
        return List.of(
                new Example("I\u00ADX", Optional.of("IX")),
                new Example("user", Optional.of("user")),
                new Example("USER", Optional.of("USER")),
                new Example("\u00AA", Optional.of("a")),
                new Example("\u2168", Optional.of("IX")),
                new Example("\u0007", Optional.empty()),
                new Example("\u06271", Optional.empty()),
                new Example("\u0627x\u0628", Optional.empty()),
                new Example("\u06271\u0628", Optional.of("\u06271\u0628")),
                new Example("a\u00A0b", Optional.of("a b")),
                new Example("", Optional.of("")),
                new Example("\uD800", Optional.empty()),
                new Example("\uE000", Optional.empty()),
                new Example("\uFFFD", Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    @DisplayName("the examples of RFC 4013 section 3, and more")
    void example(Example example) {
        assertEquals(example.out(), SaslPrep.prepare(example.in()));
    }

    @Test
    @DisplayName("each character that Unicode 3.2 knew is prepared as by com.ongres.saslprep")
    void eachCharacter() {
        var differing = new ArrayList<String>();
        for (int c = 0; c < 0x110000; c += step(c)) {
            var text = Character.toString(c);
            if (!isLater(text, c) && !SaslPrep.prepare(text).equals(oracle(text))) {
                differing.add(Integer.toHexString(c));
            }
        }
        assertEquals(List.of(), differing);
    }

    /** Of large blocks that are alike only some. */
    private static int step(int c) {
        boolean alike =
                (c >= 0x3400 && c < 0xA000)
                        || (c >= 0xAC00 && c < 0xD780)
                        || (c >= 0xD800 && c < 0xF8F0)
                        || (c >= 0x10000 && c < 0x1D000)
                        || (c >= 0x1D800 && c < 0xE0000)
                        || c >= 0xE0080;
        return alike ? 251 : 1;
    }

    @Test
    void mixedTextIsPreparedAsByTheOracle() {
        var random = new SplittableRandom(4013);
        int[] pool = {
            'a', '1', ' ', 0xA0, 0xAD, 0x627, 0x5D0, 0x660, 0xE4, 0x1100, 0x200E, 0x301, 0x2168,
            0xFB01, 0x1D11E
        };
        for (int i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                text.appendCodePoint(pool[random.nextInt(pool.length)]);
            }
            assertEquals(
                    oracle(text.toString()), SaslPrep.prepare(text.toString()), text.toString());
        }
    }

    /** Unassigned then: the oracle refuses or keeps what we, as a query, keep. */
    private static boolean isLater(String text, int c) {
        try {
            new SASLprep().prepareStored(text);
            return false;
        } catch (ArrayIndexOutOfBoundsException _) {
            return false;
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage()).contains("nassigned")
                    || Character.getType(c) == Character.UNASSIGNED;
        }
    }

    /** It fails with an index out of bounds when nothing of the text is left. */
    private static Optional<String> oracle(String text) {
        try {
            return Optional.of(new SASLprep().prepareQuery(text));
        } catch (ArrayIndexOutOfBoundsException _) {
            return Optional.of("");
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
