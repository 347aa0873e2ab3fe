package org.mailgauge.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Charsets as mail names them: IANA's names and aliases, and names that are common and wrong. UTF-7
 * is refused: what it hides from one reader it shows to another.
 */
public final class Charsets {
    private static final int LONGEST_NAME = 60;

    /** Names that mean more than they say, or that Java does not know. */
    private static final Map<String, String> ALSO =
            Map.ofEntries(
                    Map.entry("ascii", "US-ASCII"),
                    Map.entry("ansi_x3.110-1983", "ISO-8859-1"),
                    Map.entry("iso-8859-8-i", "ISO-8859-8"),
                    Map.entry("iso-8859-8-e", "ISO-8859-8"),
                    Map.entry("iso-8859-6-i", "ISO-8859-6"),
                    Map.entry("iso-8859-6-e", "ISO-8859-6"),
                    Map.entry("gb2312", "GB18030"),
                    Map.entry("gbk", "GB18030"),
                    Map.entry("x-gbk", "GB18030"),
                    Map.entry("gb18030", "GB18030"),
                    Map.entry("hz", "x-none"),
                    Map.entry("x-sjis", "windows-31j"),
                    Map.entry("shift-jis", "windows-31j"),
                    Map.entry("shift_jis", "windows-31j"),
                    Map.entry("sjis", "windows-31j"),
                    Map.entry("ks_c_5601-1987", "x-windows-949"),
                    Map.entry("ks_c_5601", "x-windows-949"),
                    Map.entry("ksc5601", "x-windows-949"),
                    Map.entry("ks_c_5601-1989", "x-windows-949"),
                    Map.entry("euc-kr", "x-windows-949"),
                    Map.entry("euckr", "x-windows-949"),
                    Map.entry("cp949", "x-windows-949"),
                    Map.entry("big5", "x-windows-950"),
                    Map.entry("tis-620", "x-windows-874"),
                    Map.entry("windows-874", "x-windows-874"),
                    Map.entry("macintosh", "x-MacRoman"),
                    Map.entry("x-mac-roman", "x-MacRoman"),
                    Map.entry("mac", "x-MacRoman"),
                    Map.entry("utf8", "UTF-8"),
                    Map.entry("utf-8mb4", "UTF-8"),
                    Map.entry("unicode-1-1-utf-8", "UTF-8"));

    private Charsets() {}

    /** The charset of that name, if we decode it. */
    public static Optional<Charset> find(String name) {
        var lower = Texts.lower(name.strip());
        if (lower.isEmpty() || lower.length() > LONGEST_NAME || lower.contains("utf-7")) {
            return Optional.empty();
        }
        var known = Texts.lower(ALSO.getOrDefault(lower, lower));
        return Optional.ofNullable(
                switch (known) { // most mail needs no more, and so none of the others in memory
                    case "utf-8" -> StandardCharsets.UTF_8;
                    case "us-ascii" -> StandardCharsets.US_ASCII;
                    case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
                    default -> Known.BY_NAME.get(known);
                });
    }

    /**
     * Charsets by names and aliases in lower case. For each name that it does not know the JDK
     * looks for providers anew, at a cost of a millisecond, which a content could ask for a
     * thousand times.
     */
    private static final class Known {
        static final Map<String, Charset> BY_NAME = byName();

        private static Map<String, Charset> byName() {
            var all = new HashMap<String, Charset>();
            for (var charset : Charset.availableCharsets().values()) {
                charset.aliases().forEach(alias -> all.putIfAbsent(Texts.lower(alias), charset));
            }
            for (var charset : Charset.availableCharsets().values()) {
                all.put(Texts.lower(charset.name()), charset);
            }
            return Map.copyOf(all);
        }
    }

    /**
     * Decodes; what is malformed becomes U+FFFD. Octets that are no US-ASCII, and said to be, are
     * read as UTF-8, or if they are not, as windows-1252: most are.
     */
    public static String decode(byte[] octets, Charset charset) {
        if (charset.equals(StandardCharsets.US_ASCII) && !Texts.isAscii(octets, 0, octets.length)) {
            return strictly(octets, StandardCharsets.UTF_8)
                    .orElseGet(() -> leniently(octets, Charset.forName("windows-1252")));
        }
        return leniently(octets, charset);
    }

    /** Decodes octets that are all in the charset. */
    static Optional<String> strictly(byte[] octets, Charset charset) {
        try {
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** Some decoders of the JDK fail on what is malformed although they were told to replace it. */
    private static String leniently(byte[] octets, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.US_ASCII)
                || charset.equals(StandardCharsets.ISO_8859_1)) {
            return new String(octets, charset);
        }
        try {
            CharBuffer text =
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)
                            .decode(ByteBuffer.wrap(octets));
            return text.toString();
        } catch (CharacterCodingException | RuntimeException _) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
