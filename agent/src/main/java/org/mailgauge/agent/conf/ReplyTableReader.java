package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.queue.ReplyClassParser;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the table of reply classes that the configuration names, and checks it. */
final class ReplyTableReader {
    private static final int LONGEST = 64 << 10;

    private final Values values;
    private final Path folder;
    private final ConfigReader.OtherFiles files;
    private final List<Problem> errors;

    /**
     * @param folder absolute; where a relative path starts
     */
    ReplyTableReader(
            Values values, Path folder, ConfigReader.OtherFiles files, List<Problem> errors) {
        this.values = values;
        this.folder = folder;
        this.files = files;
        this.errors = errors;
    }

    /** The table; null when none is named, or when there are errors, which it adds. */
    @Nullable ReplyTable read() {
        var named = values.one(QueueKeys.REPLY_CLASSES).orElse(null);
        if (named == null) {
            return null;
        }
        try {
            var file = folder.resolve(named).normalize();
            return checked(file.toString(), files.read(file));
        } catch (IOException | InvalidPathException failed) {
            error("\"" + named + "\", " + reason(failed), "a readable file");
            return null;
        }
    }

    private static String reason(Exception failed) {
        return switch (failed) {
            case NoSuchFileException _ -> "which does not exist";
            case CharacterCodingException _ -> "which has octets that are no UTF-8";
            default -> "which cannot be read (" + failed + ")";
        };
    }

    private @Nullable ReplyTable checked(String file, String text) {
        if (text.length() > LONGEST) {
            error("\"" + file + "\" of " + text.length() + " characters", "at most " + LONGEST);
            return null;
        }
        var problems = ReplyClassParser.parse(file, text).problems();
        for (var problem : problems) {
            // What is wrong with the file as a whole is told of its first line.
            errors.add(
                    new Problem(
                            problem.file(),
                            Math.max(1, problem.line()),
                            problem.key(),
                            Text.printable(problem.detail(), 400)));
        }
        return problems.isEmpty() ? new ReplyTable(file, text) : null;
    }

    private void error(String found, String accepted) {
        var key = QueueKeys.REPLY_CLASSES;
        errors.add(Problem.of(values.line(key), key.path(), Text.printable(found, 400), accepted));
    }
}
