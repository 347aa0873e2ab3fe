package org.mailgauge.mailaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Time;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.MemoryContent;
import org.mailgauge.testing.MemoryLogins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class FinderTest {
    private static final Instant DATE = Instant.parse("2026-02-01T12:30:00Z");

    private final SimTime time = new SimTime();
    private final Searcher searcher = new Searcher(time);
    private MailboxStore store;
    private final List<GeneratedMail> mails = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        var all = new MemoryMailStore(new MemoryData(), time, StoreLimits.DEFAULT);
        var name = AccountName.of(MemoryLogins.ANNA);
        all.create(name);
        store = all.account(name).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private void fill(int messages, long seed) throws IOException {
        var random = new Random(seed);
        for (int i = 0; i < messages; i++) {
            var mail = new GeneratedMail(random);
            mails.add(mail);
            var flags = i % 3 == 0 ? Flags.of(SystemFlag.SEEN) : Flags.NONE;
            store.append(List.of(new NewMessage(new MemoryContent(mail.octets()), flags, DATE)));
        }
    }

    private Finder.Found find(SearchKey key, SearchIndex index) throws IOException {
        return searcher.found(store, key, index, time);
    }

    @Test
    @DisplayName("generated keys on generated messages, against the texts they were made of")
    void sameAsNaive() throws IOException {
        fill(120, 6);
        var random = new Random(9051);
        for (int round = 0; round < 200; round++) {
            var key = GeneratedKeys.key(random, 3);
            var expected = new UidSet.Builder();
            for (int i = 0; i < mails.size(); i++) {
                if (GeneratedKeys.isFound(mails.get(i), i % 3 == 0, key)) {
                    expected.add(i + 1L);
                }
            }
            var found = find(key, SearchIndex.NONE);
            assertEquals(0, found.unreadable());
            assertEquals(expected.build(), found.uids(), key::toString);
        }
    }

    @Test
    @DisplayName("an index narrows what is looked at, and what it leaves in is looked at")
    void indexNarrows() throws IOException {
        fill(30, 7);
        var all = find(new SearchKey.Body("hello"), SearchIndex.NONE).uids();
        assertTrue(all.size() > 3);
        SearchIndex half = (_, _, _, uids) -> uids.and(UidSet.range(1, 15));
        assertEquals(all.and(UidSet.range(1, 15)), find(new SearchKey.Body("hello"), half).uids());
    }

    @Test
    @DisplayName("a client that waits is told every ten seconds (RFC 9585)")
    void tellsProgress() throws IOException {
        fill(200, 8);
        SearchIndex slow =
                (_, _, _, uids) -> {
                    time.advance(Duration.ofSeconds(11));
                    return uids;
                };
        find(new SearchKey.Body("hello"), slow);
        assertEquals(1, searcher.lines().size());
        assertTrue(
                searcher.lines().getFirst().startsWith("* OK [INPROGRESS (\"t\" "),
                searcher.lines()::toString);
        assertTrue(
                searcher.lines().getFirst().endsWith(" 200)] Still at it\r\n"),
                searcher.lines()::toString);
    }

    @Test
    @DisplayName("within a large message too others have their turn, and the client is told")
    void turnEndsWithinMessage() throws IOException {
        var text = "Subject: x\r\n\r\n" + "aaaa aaaa\r\n".repeat(50_000);
        var content = new MemoryContent(text.getBytes(StandardCharsets.US_ASCII));
        store.append(List.of(new NewMessage(content, Flags.NONE, DATE)));
        var slow = new SlowTime();
        var found = searcher.found(store, new SearchKey.Body("b"), SearchIndex.NONE, slow);
        assertEquals(UidSet.NONE, found.uids());
        assertEquals(0, found.unreadable());
        assertTrue(searcher.lines().size() > 10, searcher.lines()::toString);
    }

    /** Eleven seconds pass whenever somebody looks. */
    private final class SlowTime implements Time {
        @Override
        public Instant wall() {
            return time.wall();
        }

        @Override
        public long ticks() {
            time.advance(Duration.ofSeconds(11));
            return time.ticks();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return time.after(delay, task);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            time.sleep(duration);
        }
    }
}
