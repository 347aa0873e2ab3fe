package org.mailgauge.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Seeded mutants of a saved corpus, for parsers that must not throw whatever they read. A failure
 * names the seed and shows the input as a Java literal.
 */
public final class Mutants {
    /** How many each parser gets in an ordinary run. */
    public static final int ENOUGH = 10_000;

    private static final long SEED = 20_261_124L;
    private static final String NASTY = "\0\r\n\t <>@\"\\,;:.[]()=%!+-_~\177\200\377";
    private static final int LONGEST = 70_000;

    private Mutants() {}

    /** Gives every text of the corpus as it is, and then {@link #ENOUGH} mutants of them. */
    public static void of(List<String> corpus, Consumer<String> parser) {
        corpus.forEach(text -> parse(text, -1, parser));
        for (int i = 0; i < ENOUGH; i++) {
            var random = new SplittableRandom(SEED + i);
            parse(mutant(corpus, random), SEED + i, parser);
        }
    }

    /** The same in octets. */
    public static void ofOctets(List<String> corpus, Consumer<byte[]> parser) {
        of(corpus, text -> parser.accept(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void parse(String text, long seed, Consumer<String> parser) {
        try {
            parser.accept(text);
        } catch (RuntimeException | StackOverflowError thrown) {
            throw new AssertionError("seed " + seed + ": " + literal(text), thrown);
        }
    }

    private static String mutant(List<String> corpus, SplittableRandom random) {
        var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            change(text, corpus, random);
        }
        text.setLength(Math.min(text.length(), LONGEST));
        return text.toString();
    }

    private static void change(StringBuilder text, List<String> corpus, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        switch (random.nextInt(8)) {
            case 0 -> text.insert(at, nasty(random));
            case 1 -> text.insert(at, (char) random.nextInt(256));
            case 2 -> text.delete(at, end);
            case 3 -> text.insert(at, text.substring(at, end));
            case 4 -> text.replace(at, end, String.valueOf(nasty(random)));
            case 5 -> text.setLength(at);
            case 6 -> {
                var other = corpus.get(random.nextInt(corpus.size()));
                text.insert(at, other.substring(random.nextInt(other.length() + 1)));
            }
            default -> text.insert(at, String.valueOf(nasty(random)).repeat(random.nextInt(600)));
        }
    }

    private static char nasty(SplittableRandom random) {
        return NASTY.charAt(random.nextInt(NASTY.length()));
    }

    private static String literal(String text) {
        var shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), 600); i++) {
            char c = text.charAt(i);
            if (c < 32 || c > 126 || c == '"' || c == '\\') {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append('"').toString();
    }
}
