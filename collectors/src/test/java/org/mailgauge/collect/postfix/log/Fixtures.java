package org.mailgauge.collect.postfix.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The captured logs; {@code src/test/capture/postfix-log.py} captures them again. */
final class Fixtures {
    static final Path FOLDER = Path.of("src/test/resources/postfix");

    private Fixtures() {}

    static List<Path> logs() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Its lines; those that begin with a number sign are comments. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static List<byte[]> all() {
        return logs().stream()
                .flatMap(file -> lines(file).stream())
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
