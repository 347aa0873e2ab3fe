package org.mailgauge.collect.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

class FolderNamesTest {
    private static FolderNames names(boolean fast) {
        return fast ? new FolderNames() : FolderNames.slow();
    }

    private static Set<String> list(boolean fast, Path folder) throws IOException {
        var found = new TreeSet<String>();
        names(fast)
                .list(
                        folder.toString(),
                        (octets, from, length) ->
                                found.add(
                                        new String(octets, from, length, StandardCharsets.UTF_8)));
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesEachNameOnce(boolean fast, @TempDir Path folder) throws IOException {
        assertEquals(Set.of(), list(fast, folder));
        var expected = new TreeSet<String>();
        for (int i = 0; i < 5000; i++) {
            var name = (i % 7 == 0 ? ".ü" : "4jY8k93d7QzKyQ") + i;
            Files.createFile(folder.resolve(name));
            expected.add(name);
        }
        Files.createDirectory(folder.resolve("A"));
        expected.add("A");
        assertEquals(expected, list(fast, folder));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNoFolderIsTold(boolean fast, @TempDir Path folder) throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThrows(NotDirectoryException.class, () -> list(fast, file));
        var missing = folder.resolve("missing");
        var thrown = assertThrows(NoSuchFileException.class, () -> list(fast, missing));
        assertEquals(missing.toString(), thrown.getFile());
    }

    @Test
    void whatTheReaderThrowsGetsOut(@TempDir Path folder) throws IOException {
        Files.createFile(folder.resolve("file"));
        assertThrows(
                IllegalStateException.class,
                () ->
                        new FolderNames()
                                .list(
                                        folder.toString(),
                                        (_, _, _) -> {
                                            throw new IllegalStateException();
                                        }));
    }

    /** Descriptors are given back: there are far fewer than this. */
    @Test
    void nothingStaysOpen(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 20_000; i++) {
            assertTrue(list(true, folder).isEmpty());
        }
    }
}
