package org.mailgauge.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A dialogue file. {@code C: text} is a line that the client sends, with its CRLF; {@code C+ text}
 * the same without. Neighbouring C lines go out at once. {@code S: text} is a line that the server
 * must answer; a {@code *} in it stands for anything. {@code S.} means that the server closes.
 * {@code ! setting} comes before the first line and sets the scene. {@code #} starts a comment. In
 * C lines {@code \r \n \0 \\ \xHH} are escapes; {@code C* N text} is a line sent N times.
 *
 * @param settings of the scene
 * @param turns in order
 */
public record Chat(String name, List<String> settings, List<Turn> turns) {

    /**
     * What the client sends at once, and what the server answers to it.
     *
     * @param closes whether the server closes then
     */
    public record Turn(String sent, List<String> answers, boolean closes) {}

    /** All files of a folder of the class path, by name. */
    public static List<Chat> all(String folder) {
        var url = Objects.requireNonNull(Chat.class.getResource(folder), folder);
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".chat"))
                    .sorted()
                    .map(Chat::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(folder, e);
        }
    }

    private static Chat read(Path file) {
        try {
            return parse(file.getFileName() + "", Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Chat parse(String name, List<String> lines) {
        var settings = new ArrayList<String>();
        var turns = new ArrayList<Turn>();
        var sent = new StringBuilder();
        var answers = new ArrayList<String>();
        boolean closes = false;
        for (var line : lines) {
            boolean client = line.startsWith("C");
            if (client && (!answers.isEmpty() || closes)) {
                turns.add(new Turn(sent.toString(), List.copyOf(answers), closes));
                sent.setLength(0);
                answers.clear();
            }
            if (line.startsWith("C:")) {
                sent.append(unescaped(text(line))).append("\r\n");
            } else if (line.startsWith("C+")) {
                sent.append(unescaped(text(line)));
            } else if (line.startsWith("C*")) {
                var parts = text(line).split(" ", 2);
                sent.append((unescaped(parts[1]) + "\r\n").repeat(Integer.parseInt(parts[0])));
            } else if (line.startsWith("S:")) {
                answers.add(text(line));
            } else if (line.startsWith("S.")) {
                closes = true;
            } else if (line.startsWith("!")) {
                settings.add(line.substring(1).strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(name + ": " + line);
            }
        }
        turns.add(new Turn(sent.toString(), List.copyOf(answers), closes));
        return new Chat(name, settings, turns);
    }

    private static String text(String line) {
        return line.length() > 3 ? line.substring(3) : "";
    }

    /** What a client sends, of which a file has escapes. */
    public static String unescaped(String text) {
        var result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> result.append('\r');
                case 'n' -> result.append('\n');
                case '0' -> result.append('\0');
                case '\\' -> result.append('\\');
                case 'x' -> {
                    result.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return result.toString();
    }

    /** Whether an answer is the expected one. */
    public static boolean matches(String expected, String actual) {
        return matches(expected, actual, "*");
    }

    /**
     * As {@link #matches(String, String)}.
     *
     * @param anything what stands for anything, once in a line
     */
    public static boolean matches(String expected, String actual, String anything) {
        int at = expected.indexOf(anything);
        return at < 0
                ? expected.equals(actual)
                : actual.startsWith(expected.substring(0, at))
                        && actual.endsWith(expected.substring(at + anything.length()));
    }

    /** What the client sends, in octets. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
