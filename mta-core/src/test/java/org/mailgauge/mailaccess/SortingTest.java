package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.imap.SortCriterion;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.MemoryContent;
import org.mailgauge.testing.MemoryLogins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class SortingTest {
    private static final int MESSAGES = 2000;
    private static final long MEMORY = 1 << 24;

    private final SimTime time = new SimTime();
    private final RowMemory memory = new RowMemory(MEMORY);
    private final Slow out = new Slow(memory);

    /** A client, and what memory is left while it is sent something. */
    private static final class Slow implements Output {
        private final ResponseBuffer buffer = new ResponseBuffer(new byte[64]);
        private final StringBuilder told = new StringBuilder();
        private final RowMemory memory;
        private long least = Long.MAX_VALUE;

        Slow(RowMemory memory) {
            this.memory = memory;
        }

        @Override
        public ResponseBuffer buffer() {
            return buffer;
        }

        @Override
        public void pass() {
            least = Math.min(least, memory.left());
            told.append(new String(buffer.octets(), 0, buffer.length(), StandardCharsets.US_ASCII));
            buffer.clear();
        }
    }

    private OpenMailbox fill() throws IOException {
        var store = new MemoryMailStore(new MemoryData(), time, StoreLimits.DEFAULT);
        var name = AccountName.of(MemoryLogins.ANNA);
        store.create(name);
        var account = store.account(name).orElseThrow();
        var inbox = account.mailbox(MailboxName.INBOX).orElseThrow();
        for (int i = 1; i <= MESSAGES; i++) {
            inbox.append(List.of(message(i)));
        }
        return open(store, account, inbox);
    }

    @Test
    @DisplayName("while a client takes its SORT answer, only numbers are in memory")
    void keepsNumbersOnly() throws IOException {
        try (var open = fill()) {
            var by = List.of(new SortCriterion(SortCriterion.By.SUBJECT, false));
            var sort = new ImapCommand.Sort(true, by, "UTF-8", new SearchKey.All(), null);
            assertEquals(ImapReply.ok("Sorted"), sorting().sort(open, sort, MessageLimit.NONE));
        }
        assertTrue(out.told.toString().startsWith("* SORT 1 10 100 1000 1001 "));
        assertEquals(MEMORY - 24L * MESSAGES, out.least);
        assertEquals(MEMORY, memory.left());
    }

    @Test
    @DisplayName("while a client takes its THREAD answer, only the answer is in memory")
    void givesMemoryBack() throws IOException {
        var expected = new StringBuilder("* THREAD ");
        for (int i = 1; i <= MESSAGES; i++) {
            expected.append('(').append(i).append(')');
        }
        try (var open = fill()) {
            var thread = new ImapCommand.Threads(true, "REFERENCES", "UTF-8", new SearchKey.All());
            assertEquals(
                    ImapReply.ok("Threaded"), sorting().thread(open, thread, MessageLimit.NONE));
        }
        assertEquals(expected.append("\r\n").toString(), out.told.toString());
        assertEquals(MEMORY - out.told.length(), out.least);
        assertEquals(MEMORY, memory.left());
        assertTrue(out.told.length() > 8 << 10);
    }

    private static NewMessage message(int number) {
        var text = "Message-ID: <" + number + "@x.test>\r\nSubject: s" + number + "\r\n\r\n";
        var content = new MemoryContent(text.getBytes(StandardCharsets.US_ASCII));
        return new NewMessage(content, Flags.NONE, Instant.EPOCH.plusSeconds(number));
    }

    private static OpenMailbox open(MemoryMailStore store, AccountStore account, MailboxStore inbox)
            throws IOException {
        if (inbox.open(MailboxStore.Mode.READ_ONLY, () -> {})
                instanceof Outcome.Done<MailboxView>(var view)) {
            var place = new Reach.Place(account, MailboxName.INBOX, MailboxName.INBOX, true);
            return new OpenMailbox(new Reach(store, account), place, inbox, view, true);
        }
        throw new AssertionError("no view");
    }

    private Sorting sorting() {
        var finder =
                new Finder(
                        new Searches(new SearchTurns(), SearchIndex.NONE, memory),
                        new SearchProgress(out, time, "t"),
                        time);
        var searching = new Searching(finder, memory, out, time, new Extensions(Set.of()), "t");
        return new Sorting(searching, finder, memory, out);
    }
}
