package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.queue.ReplyClasses;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

class ReplyTableReaderTest {
    private static final String CONFIG =
            "hostname: mx.a.test\nqueue:\n  reply-classes: classes.txt\n";
    private static final String FILE = "/srv/classes.txt";

    private static ConfigReader.Reading read(ConfigReader.OtherFiles files) {
        return ConfigReader.read(CONFIG, Path.of("/srv"), files);
    }

    private static ConfigReader.Reading read(String table) {
        return read(
                file -> {
                    assertEquals(Path.of(FILE), file);
                    return table;
                });
    }

    private static List<String> errors(ConfigReader.Reading reading) {
        assertNull(reading.config());
        return reading.errors().stream().map(problem -> problem.text("f.yaml")).toList();
    }

    private static ConfigReader.OtherFiles failing(IOException failure) {
        return _ -> {
            throw failure;
        };
    }

    @Test
    void aGoodTableBecomesPartOfTheConfiguration() {
        var config = read(ReplyClasses.builtInText()).config();
        assertNotNull(config);
        assertEquals(
                new ReplyTable(FILE, ReplyClasses.builtInText()),
                config.mta().queue().replyTable());
    }

    @Test
    void withoutTheKeyNoFileIsRead() {
        var text = "hostname: mx.a.test\nqueue: {reply-classes: built-in}\n";
        var config =
                ConfigReader.read(text, Path.of("/srv"), failing(new IOException("read"))).config();
        assertNotNull(config);
        assertNull(config.mta().queue().replyTable());
    }

    @Test
    void whatIsWrongIsToldWithFileLineAndKey() {
        var table = "451 * nonsense\n\n45 * other\n" + ReplyClasses.builtInText() + "class dns 0";
        var errors = errors(read(table));
        assertEquals(4, errors.size(), errors.toString());
        assertTrue(errors.get(0).startsWith(FILE + ":1: class: found \"nonsense\", accepted "));
        assertEquals(FILE + ":3: codes: found \"45\", accepted such as 451 or 45x", errors.get(1));
        int last = (int) table.lines().count();
        assertEquals(
                FILE + ":" + last + ": factor: found \"0\", accepted a number from 0.1 to 100",
                errors.get(2));
        assertEquals(FILE + ":" + last + ": class: \"dns\" has a line already", errors.get(3));
    }

    @Test
    void anEmptyTableLacksTheClasses() {
        var errors = errors(read(""));
        assertEquals(FILE + ":1: class: \"greylisted\" has no line", errors.getFirst());
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorOfTheKey() {
        var key = "f.yaml:3: queue.reply-classes: found ";
        assertEquals(
                List.of(key + "\"classes.txt\", which does not exist, accepted a readable file"),
                errors(read(failing(new NoSuchFileException(FILE)))));
        assertEquals(
                List.of(
                        key
                                + "\"classes.txt\", which has octets that are no UTF-8, accepted a"
                                + " readable file"),
                errors(read(failing(new MalformedInputException(1)))));
        assertTrue(
                errors(read(failing(new IOException("is a folder"))))
                        .getFirst()
                        .startsWith(key + "\"classes.txt\", which cannot be read"));
        assertEquals(
                List.of(
                        key
                                + "\"/srv/classes.txt\" of 65537 characters, accepted at most"
                                + " 65536"),
                errors(read("#".repeat(65_537))));
    }

    @Test
    void errorsOfTheConfigurationComeFirst() {
        var text = CONFIG + "data-dri: x\n";
        var reading = ConfigReader.read(text, Path.of("/srv"), _ -> "nonsense");
        var errors = errors(reading);
        assertTrue(errors.getFirst().startsWith("f.yaml:4: data-dri: "), errors.toString());
        assertTrue(errors.get(1).startsWith(FILE + ":1: "), errors.toString());
    }
}
