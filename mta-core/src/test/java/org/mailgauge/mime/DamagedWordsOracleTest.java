package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeUtility;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Encoded words with characters lost, doubled and changed: read as mime4j and Angus read them, or
 * damaged in a way that is named here and that the oracle reads otherwise.
 */
class DamagedWordsOracleTest {
    private static final int CASES = 1_500;
    private static final String CHARACTERS = "=?_ \tqQbB\"()<>,;:@.\\%'*x9-\u00e9";
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?\\s]*)\\?([^?\\s]*)\\?([^?\\s]*)\\?=");

    /** What is wrong with a text. */
    enum Flaw {
        /** A charset that nobody knows: the word stays as it is; Angus throws. */
        UNKNOWN,
        /** A language behind the charset (RFC 2231 section 5), which mime4j does not know. */
        LANGUAGE,
        /** Octets that are no base64, no Q, control characters, or none of the charset. */
        DAMAGED,
        /** A word with something right beside it: Angus takes it for none. */
        NOT_SET_OFF,
        /** The beginning or the end of a word, and no word; or one of another encoding. */
        NO_WORD
    }

    /** Whom we compare with, and with which flaws it may read otherwise. */
    enum Oracle {
        MIME4J,
        ANGUS;

        Set<Flaw> excuses() {
            return switch (this) {
                case MIME4J -> EnumSet.of(Flaw.LANGUAGE, Flaw.DAMAGED, Flaw.NO_WORD);
                case ANGUS ->
                        EnumSet.of(Flaw.UNKNOWN, Flaw.DAMAGED, Flaw.NOT_SET_OFF, Flaw.NO_WORD);
            };
        }

        /** With blanks away where it drops those beside a word that stays. */
        boolean agrees(String text, String ours, Set<Flaw> flaws) {
            return switch (this) {
                case MIME4J -> {
                    var theirs = DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT);
                    yield flaws.contains(Flaw.UNKNOWN)
                            ? withoutBlanks(theirs).equals(withoutBlanks(ours))
                            : theirs.equals(ours);
                }
                case ANGUS -> {
                    try {
                        yield MimeUtility.decodeText(text).equals(ours);
                    } catch (UnsupportedEncodingException unknown) {
                        yield flaws.contains(Flaw.UNKNOWN) || flaws.contains(Flaw.NO_WORD);
                    }
                }
            };
        }

        private static String withoutBlanks(String text) {
            return text.replaceAll("\\s", "");
        }
    }

    private static String damaged(int number) {
        var random = new SplittableRandom(20_472_231L + number);
        var text = new StringBuilder(HeaderOracleTest.words(random));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, text.charAt(at));
                case 2 -> text.setCharAt(at, other);
                default -> text.insert(at, other);
            }
        }
        return text.toString();
    }

    private static Set<Flaw> flaws(String text) {
        var flaws = EnumSet.noneOf(Flaw.class);
        var rest = new StringBuilder();
        int at = 0;
        for (var word = WORD.matcher(text); word.find(); at = word.end()) {
            rest.append(text, at, word.start()).append(' ');
            boolean alone =
                    (word.start() == 0 || Character.isWhitespace(text.charAt(word.start() - 1)))
                            && (word.end() == text.length()
                                    || Character.isWhitespace(text.charAt(word.end())));
            if (!alone) {
                flaws.add(Flaw.NOT_SET_OFF);
            }
            var charset = word.group(1).replaceFirst("\\*.*", "");
            if (!charset.equals(word.group(1))) {
                flaws.add(Flaw.LANGUAGE);
            }
            if (!word.group(2).matches("[bBqQ]")) {
                flaws.add(Flaw.NO_WORD);
            } else if (!isKnown(charset)) {
                flaws.add(Flaw.UNKNOWN);
            } else if (!isSound(charset, word.group(2), word.group(3))) {
                flaws.add(Flaw.DAMAGED);
            }
        }
        rest.append(text, at, text.length());
        if (rest.indexOf("=?") >= 0 || rest.indexOf("?=") >= 0) {
            flaws.add(Flaw.NO_WORD);
        }
        return flaws;
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalCharsetNameException none) {
            return false;
        }
    }

    private static boolean isSound(String charset, String encoding, String body) {
        try {
            byte[] octets;
            if (encoding.equalsIgnoreCase("b")) {
                octets = Base64.getDecoder().decode(body);
                if (body.length() % 4 != 0) {
                    return false;
                }
            } else if (body.matches("([!-<>-~]|=[0-9A-Fa-f]{2})*")) {
                octets = quoted(body);
            } else {
                return false;
            }
            for (byte octet : octets) {
                if (octet >= 0 && octet < ' ') {
                    return false;
                }
            }
            var decoded = Charset.forName(charset).newDecoder().decode(ByteBuffer.wrap(octets));
            return decoded.length() <= octets.length;
        } catch (IllegalArgumentException | CharacterCodingException no) {
            return false;
        }
    }

    private static byte[] quoted(String body) {
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '=') {
                octets.write(Integer.parseInt(body.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.write(c == '_' ? ' ' : c);
            }
        }
        return octets.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void everyDifferenceHasAFlaw(Oracle oracle) {
        var met = new EnumMap<Flaw, Integer>(Flaw.class);
        for (int i = 0; i < CASES; i++) {
            var text = damaged(i);
            var flaws = flaws(text);
            var ours = EncodedWords.decode(text);
            if (!oracle.agrees(text, ours, flaws)) {
                flaws.retainAll(oracle.excuses());
                assertTrue(!flaws.isEmpty(), () -> oracle + ": " + ours + " in\n" + text);
                flaws.forEach(flaw -> met.merge(flaw, 1, Integer::sum));
            }
        }
        assertEquals(oracle.excuses(), met.keySet(), "each flaw is met");
    }

    @Test
    @DisplayName("of the damaged ones a fifth is regular still, and others read as we do")
    void thereAreAllKinds() {
        int regular = 0;
        for (int i = 0; i < CASES; i++) {
            regular += flaws(damaged(i)).isEmpty() ? 1 : 0;
        }
        assertTrue(regular > CASES / 6, regular + " of " + CASES);
    }
}
