package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.ImapLimits;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

class ImapKeysTest {
    private static ConfigReader.Reading read(String imap) {
        var text = "hostname: mx.a.test\nimap: {" + imap + "}\n";
        return ConfigReader.read(text, Path.of("/srv"), Files::readString);
    }

    private static ImapLimits limits(String imap) {
        return Objects.requireNonNull(read(imap).config()).imap().limits();
    }

    @Test
    void whatIsNotGivenIsAsTheProgramHasIt() {
        assertEquals(ImapLimits.DEFAULT, limits(""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "message-limit: 1000, 1000, false",
        "message-limit: 1000000, 1000000, false",
        "message-limit: 'off', 0, false",
        "'message-limit: 5000, limited-commands: all', 5000, false",
        "'message-limit: 5000, limited-commands: saving', 5000, true"
    })
    @DisplayName("how many messages a command works on, and which commands")
    void takesLimits(String imap, int messages, boolean savesOnly) {
        assertEquals(messages, limits(imap).messages());
        assertEquals(savesOnly, limits(imap).savesOnly());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        message-limit: 999 | f.yaml:2: imap.message-limit: found "999", accepted a number from 1000 to 1000000, or "off"
        message-limit: 0 | f.yaml:2: imap.message-limit: found "0", accepted a number from 1000 to 1000000, or "off"
        message-limit: none | f.yaml:2: imap.message-limit: found "none", accepted a number from 1000 to 1000000, or "off"
        limited-commands: copy | f.yaml:2: imap.limited-commands: found "copy", accepted all or saving
        """)
    @DisplayName("RFC 9738 section 3: not lower than 1000")
    void refusesOthers(String imap, String problem) {
        assertEquals(
                List.of(problem),
                read(imap).errors().stream().map(each -> each.text("f.yaml")).toList());
    }
}
