package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.store.sqlite.Stores;
import org.mailgauge.testing.ImapScene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ImapDamageTest {
    private static final int SMALL = 40_000;

    @TempDir Path folder;

    @Test
    @DisplayName("what is damaged is NIL and the answer NO, and the rest is served")
    void damagedFromTheStart() throws Exception {
        try (var time = new HostTime();
                var tasks = new HostTasks(2);
                var store = Stores.open(folder, time, tasks)) {
            var imap = new PureImap(new ImapScene(store, 1 << 20));
            append(imap, 900_000);
            damage(10_000);
            imap.say("b SELECT INBOX\r\n");
            var told = imap.say("c FETCH 3:4 (UID BODY.PEEK[TEXT])\r\n");
            assertEquals(
                    List.of(
                            "* 3 FETCH (UID 3 BODY[TEXT] {3}",
                            "x",
                            ")",
                            "* 4 FETCH (UID 4 BODY[TEXT] NIL)",
                            "c NO [CORRUPTION] Not all of them can be read"),
                    told);
        }
    }

    @Test
    @DisplayName("damage that shows within a literal ends the connection")
    void damagedWithin() throws Exception {
        try (var time = new HostTime();
                var tasks = new HostTasks(2);
                var store = Stores.open(folder, time, tasks)) {
            var imap = new PureImap(new ImapScene(store, 1 << 20));
            append(imap, 900_000);
            damage(700_000);
            imap.say("b SELECT INBOX\r\n");
            assertTrue(imap.say("c FETCH 4 BODY.PEEK[]<0.100>\r\n").getLast().startsWith("c OK"));
            assertThrows(UncheckedIOException.class, () -> imap.say("d FETCH 4 BODY.PEEK[]\r\n"));
        }
    }

    private static void append(PureImap imap, int octets) {
        imap.say("a LOGIN anna \"secret word\"\r\n");
        var content = "Subject: large\r\n\r\n" + "y".repeat(octets - 20) + "\r\n";
        var told = imap.say("a APPEND INBOX {" + content.length() + "+}\r\n" + content + "\r\n");
        assertTrue(told.getLast().startsWith("a OK"), told::toString);
    }

    /** Changes an octet of the content that has a file of its own. */
    private void damage(int at) throws IOException {
        try (var files = Files.walk(folder)) {
            var file =
                    files.filter(path -> path.toString().contains("/content/"))
                            .filter(path -> path.toFile().length() > SMALL)
                            .findFirst()
                            .orElseThrow();
            var octets = Files.readAllBytes(file);
            octets[at] ^= 1;
            Files.write(file, octets);
        }
    }
}
