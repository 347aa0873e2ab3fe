package org.mailgauge.collect.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The names in a folder, one after the other: a million of them take no memory. */
final class Folder {

    private Folder() {}

    static void list(Path folder, Consumer<String> into) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                into.accept(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }
}
