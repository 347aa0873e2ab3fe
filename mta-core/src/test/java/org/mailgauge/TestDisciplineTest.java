package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** No test of any module can be switched off in its source, or written so that nothing runs it. */
class TestDisciplineTest {
    // Split, so that this file does not hold what it looks for.
    private static final Pattern SWITCHED_OFF =
            Pattern.compile(
                    "@Dis"
                            + "abled|@Enab"
                            + "led\\w*|\\bassu"
                            + "m(e|ing)[A-Z]\\w*|@Arch"
                            + "Test"
                            + "|TestAborted"
                            + "Exception");

    @Test
    void noTestIsSwitchedOff() {
        var sources = testSources();
        assertFalse(sources.isEmpty());
        var offending = sources.stream().filter(file -> isSwitchedOff(read(file))).toList();
        assertEquals(List.of(), offending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dis" + "abled", "Enab" + "ledOnOs", "Enab" + "ledIf", "Arch" + "Test"})
    void seesAnnotation(String name) {
        assertEquals(true, isSwitchedOff("    @" + name + "\n    void never() {}\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "False", "NoException"})
    void seesAssumption(String what) {
        assertEquals(true, isSwitchedOff("        assu" + "me" + what + "(tool.exists());\n"));
    }

    @Test
    void leavesOrdinaryTestsAlone() {
        assertEquals(false, isSwitchedOff("    @Test\n    void assumedNothing() {}\n"));
    }

    private static boolean isSwitchedOff(String source) {
        return SWITCHED_OFF.matcher(source).find();
    }

    private static List<Path> testSources() {
        var root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
        if (root == null) {
            throw new IllegalStateException("the module has no folder above it");
        }
        try (var modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(TestDisciplineTest::javaFiles)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.util.stream.Stream<Path> javaFiles(Path folder) {
        try (var walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
