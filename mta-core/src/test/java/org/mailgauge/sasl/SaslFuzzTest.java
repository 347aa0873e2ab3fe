package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded mutants of good responses at every place of every mechanism: a turn each, no exception.
 */
class SaslFuzzTest {
    private static final int MUTANTS = 5_000;
    private static final byte[] EXPORTER = new byte[32];
    private static final ScramSecret SECRET =
            ScramSecret.of(ScramHash.SHA_256, "pencil", Talk.octets("salt"), 2);

    @ParameterizedTest
    @EnumSource
    void everyMutantGetsATurn(Mechanism mechanism) {
        var random = new SplittableRandom(mechanism.label().hashCode());
        int malformed = 0;
        for (int i = 0; i < MUTANTS; i++) {
            malformed += exchange(mechanism, random) ? 1 : 0;
        }
        assertTrue(malformed > 0, "no mutant was refused");
    }

    /** Up to three places; whether it ended as malformed. */
    private static boolean exchange(Mechanism mechanism, SplittableRandom random) {
        var dialogue = mechanism.begin("NONCE", false, mechanism.isBound() ? EXPORTER : null);
        for (int place = 0; place < 3; place++) {
            var seeds = seeds(mechanism, place);
            var seed = seeds.get(random.nextInt(seeds.size()));
            var turn = dialogue.take(random.nextInt(3) == 0 ? seed : mutant(seed, random));
            assertNotNull(turn);
            if (turn instanceof Turn.Secret(_, var user, _, var then)) {
                assertTrue(!user.isEmpty() && user.length() <= 1024);
                turn = then.apply(SECRET);
            }
            if (!(turn instanceof Turn.Challenge(_, var next))) {
                return turn instanceof Turn.Malformed;
            }
            dialogue = next;
        }
        return false;
    }

    private static List<byte[]> seeds(Mechanism mechanism, int place) {
        var texts =
                switch (mechanism) {
                    case EXTERNAL -> List.of("", "käthe@example.test");
                    case PLAIN -> List.of("\0tim\0secret", "a@b\0tim\0sécret");
                    case LOGIN -> List.of("tim", "käthe@example.test");
                    case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS ->
                            scram(place, "p=tls-exporter", "cD10bHMtZXhwb3J0ZXIsLAAAAAAAAAAAAAAAA");
                    case SCRAM_SHA_256, SCRAM_SHA_1 -> scram(place, "n", "biws");
                };
        return texts.stream().map(Talk::octets).toList();
    }

    private static List<String> scram(int place, String flag, String bound) {
        return place == 0
                ? List.of(flag + ",,n=us=2Cer,r=ab", flag + ",a=x,n=\u00ADus\u00E9r,r=ab,x=y")
                : List.of(
                        "c=" + bound + ",r=abNONCE,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                        "c=" + bound + ",r=abNONCE,x=1,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7A=");
    }

    private static byte[] mutant(byte[] seed, SplittableRandom random) {
        var mutant = seed.clone();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            mutant = mutated(mutant, random);
        }
        return mutant;
    }

    private static byte[] mutated(byte[] from, SplittableRandom random) {
        int at = from.length == 0 ? 0 : random.nextInt(from.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(from, at);
            case 1 -> Arrays.copyOf(from, Math.min(20_000, from.length * 3 + 1));
            case 2 -> doubled(from, at);
            default -> {
                var changed = from.length == 0 ? new byte[1] : from.clone();
                changed[at] = (byte) random.nextInt(256);
                yield changed;
            }
        };
    }

    private static byte[] doubled(byte[] from, int at) {
        var both = Arrays.copyOf(from, Math.min(20_000, from.length + at));
        System.arraycopy(from, 0, both, both.length - at, at);
        return both;
    }
}
