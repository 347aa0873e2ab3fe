package org.mailgauge.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The file descriptors of this process, where the system has them in {@code /proc}. */
final class Descriptors {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String LIMIT = "Max open files";

    private Descriptors() {}

    /** How many may be opened beside those that are; at most the greatest int. */
    static int left() {
        try {
            var limit = Files.readAllLines(LIMITS).stream().filter(Descriptors::isLimit).findAny();
            var most = limit.map(Descriptors::soft).orElse(OptionalLong.empty());
            return most.isEmpty()
                    ? Integer.MAX_VALUE
                    : Math.clamp(most.getAsLong() - open(), 0, Integer.MAX_VALUE);
        } catch (IOException unknown) {
            return Integer.MAX_VALUE;
        }
    }

    private static boolean isLimit(String line) {
        return line.startsWith(LIMIT);
    }

    /** Empty when it is unlimited. */
    static OptionalLong soft(String line) {
        var first = line.substring(LIMIT.length()).strip().split("\\s+", 2)[0];
        boolean number = !first.isEmpty() && first.length() <= 18;
        return number && first.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(first))
                : OptionalLong.empty();
    }

    private static long open() throws IOException {
        try (var files = Files.list(OPEN)) {
            return files.count();
        }
    }
}
