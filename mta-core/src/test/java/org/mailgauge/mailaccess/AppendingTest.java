package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.imap.AppendStep;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.sqlite.Stores;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class AppendingTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final int PIECE = 1 << 20;

    @TempDir Path folder;

    /** Sends nothing. */
    private static final class Nowhere implements Output {
        private final ResponseBuffer buffer = new ResponseBuffer(new byte[64]);

        @Override
        public ResponseBuffer buffer() {
            return buffer;
        }

        @Override
        public void pass() {}
    }

    private static void write(Appending appending, int octets, char of) throws IOException {
        var piece = new byte[Math.min(PIECE, octets)];
        java.util.Arrays.fill(piece, (byte) of);
        for (int left = octets; left > 0; left -= piece.length) {
            assertNull(appending.write(piece, 0, Math.min(piece.length, left)));
        }
        assertNull(appending.written());
    }

    private static AppendStep content(long octets) {
        return new AppendStep.Content(octets, true, false, false);
    }

    @Test
    @DisplayName("the messages of a command have 64 MiB together; all that came is stored")
    void bounds() throws IOException {
        try (var tasks = new HostTasks(1);
                var store = Stores.open(folder, new SimTime(), tasks)) {
            store.create(ANNE);
            var account = store.account(ANNE).orElseThrow();
            var reach = new Reach(store, account);
            var sizes = List.of(300_000, 100_000, 700_000, 100_000, 100_000, 5, 33 * PIECE);
            ImapReply refused;
            try (var appending = begin(reach)) {
                send(appending, sizes);
                assertNull(appending.take(new AppendStep.Message(List.of(), null)));
                refused = appending.take(content(33L * PIECE));
            }
            assertNotNull(refused);
            assertEquals("LIMIT", refused.code());
            var inbox = account.mailbox(MailboxName.INBOX).orElseThrow();
            try (var appending = begin(reach)) {
                send(appending, sizes.subList(0, 6));
                assertEquals(ImapReply.Status.OK, appending.finish(_ -> {}).status());
            }
            var found = new ArrayList<Integer>();
            for (int uid = 1; uid <= 6; uid++) {
                var content = inbox.content(uid).orElseThrow();
                found.add((int) content.octets());
                var last = new byte[1];
                assertEquals(1, content.read(content.octets() - 1, last, 0, 1));
                assertEquals('a' + uid - 1, last[0]);
            }
            assertEquals(sizes.subList(0, 6), found);
        }
    }

    private static Appending begin(Reach reach) throws IOException {
        var none = new Extensions(Set.of());
        var terms = new Appending.Terms(40L * PIECE, false, Instant.EPOCH, MessageLimit.NONE);
        var appending = new Appending(reach, null, new Nowhere(), none, terms);
        assertNull(appending.take(new AppendStep.Begin("INBOX", null)));
        return appending;
    }

    private static void send(Appending appending, List<Integer> sizes) throws IOException {
        for (int i = 0; i < sizes.size(); i++) {
            assertNull(appending.take(new AppendStep.Message(List.of(), null)));
            assertNull(appending.take(content(sizes.get(i))));
            write(appending, sizes.get(i), (char) ('a' + i));
        }
    }
}
