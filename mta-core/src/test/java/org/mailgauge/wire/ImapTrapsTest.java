package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Chat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.stream.Stream;

/**
 * What IMAP servers get wrong, one by one. Each trap has a dialogue or a script of several sessions
 * by its number, which {@link ImapChatTest}, {@link ImapSplitTest} and {@link ImapSessionsTest}
 * run; the twentieth, that what is compressed is flushed with each answer, is {@link
 * ImapCompressTest}.
 */
class ImapTrapsTest {

    private static Stream<String> files() throws IOException, URISyntaxException {
        return Stream.concat(
                Chat.all("/imap").stream().map(Chat::toString),
                ImapSessionsTest.scripts().stream().map(script -> script.getFileName() + ""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    01 | literals that are too large are passed over, never taken for commands
                    02 | atoms, quoted strings, and what needs a literal
                    03 | no UTF-8 before it was enabled
                    04 | NIL and the empty string, structures of nothing, nesting
                    05 | pieces beyond the end, and large numbers
                    06 | sets of numbers in either order, the last UID, the saved result
                    07 | no EXPUNGE during FETCH, STORE and SEARCH; VANISHED
                    08 | the order of commands that come at once
                    09 | UIDVALIDITY and UIDs, RENAME of INBOX, DELETE of a parent
                    10 | \\Recent, and what IMAP4rev2 has instead
                    11 | mod-sequences
                    12 | the end of IDLE
                    13 | LIST of nothing, levels, subscriptions
                    14 | logins without TLS, and wrong ones
                    15 | charsets, days and texts of SEARCH
                    16 | COPY and MOVE are whole, and say why not
                    17 | APPEND's dates, keywords, limits; several messages or none
                    18 | rights, and names that are hidden
                    19 | everyone who listens is told
                    """)
    @DisplayName("each trap has a dialogue or a script")
    void isShown(String number, String what) throws IOException, URISyntaxException {
        assertTrue(files().anyMatch(file -> file.startsWith("trap-" + number + "-")), what);
    }
}
