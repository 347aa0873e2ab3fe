package org.mailgauge.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.Mailbox;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class StoreMaildropsTest {
    private static final Mailbox ANNE = new Mailbox("anne", "example.org");

    private final MemoryData data = new MemoryData();
    private MailStore store = new MemoryMailStore(data, new SimTime(), StoreLimits.DEFAULT);
    private Maildrops drops = new StoreMaildrops(store);

    @BeforeEach
    void makeAccount() throws IOException {
        assertTrue(store.create(AccountName.of(ANNE)).done().isPresent());
    }

    private MailboxStore inbox() throws IOException {
        return store.account(AccountName.of(ANNE))
                .orElseThrow()
                .mailbox(MailboxName.INBOX)
                .orElseThrow();
    }

    private void arrive(String... contents) throws IOException {
        for (var content : contents) {
            arrive(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void arrive(byte[] content) throws IOException {
        var message = new NewMessage(new Text(content), Flags.NONE, SimTime.START);
        assertTrue(inbox().append(List.of(message)).done().isPresent());
    }

    private Maildrop open() {
        return assertInstanceOf(Maildrops.Opening.Opened.class, drops.open(ANNE)).maildrop();
    }

    private static String text(Maildrop drop, int message) throws IOException {
        var open = assertInstanceOf(Maildrop.Reading.Open.class, drop.read(message));
        try (var content = open.content()) {
            var all = new StringBuilder();
            var piece = new byte[3];
            for (int read; (read = content.read(piece, 0, 3)) > 0; ) {
                all.append(new String(piece, 0, read, StandardCharsets.UTF_8));
            }
            return all.toString();
        }
    }

    private static BitSet numbers(int... messages) {
        var bits = new BitSet();
        for (int message : messages) {
            bits.set(message);
        }
        return bits;
    }

    private static List<String> uidls(Maildrop drop) {
        var all = new ArrayList<String>();
        for (int i = 0; i < drop.listing().messages(); i++) {
            all.add(drop.listing().uidl(i));
        }
        return all;
    }

    @Test
    void listsWhatIsThere() throws IOException {
        arrive("A: b\r\n\r\none\r\n", "A: b\r\n\r\n");
        try (var drop = open()) {
            var listing = drop.listing();
            assertEquals(2, listing.messages());
            assertEquals(13, listing.octets(0));
            assertEquals(8, listing.octets(1));
            assertEquals("A: b\r\n\r\none\r\n", text(drop, 0));
            long validity = inbox().status().done().orElseThrow().mailbox().uidValidity();
            assertEquals(List.of(validity + ".1", validity + ".2"), uidls(drop));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"'', 0", "'a', 3", "'a\r\n', 3", "'a\n', 4", "'a\r', 4", "'\n', 3"})
    @DisplayName("a last line without CRLF is sent with one, which counts")
    void sizesAreThoseOnTheWire(String content, long octets) throws IOException {
        arrive(content);
        try (var drop = open()) {
            assertEquals(octets, drop.listing().octets(0));
        }
    }

    @Test
    void isOpenForOneSession() throws IOException {
        drops = new StoreMaildrops(store, Duration.ZERO);
        var first = open();
        assertInstanceOf(Maildrops.Opening.InUse.class, drops.open(ANNE));
        assertInstanceOf(
                Maildrops.Opening.InUse.class, drops.open(new Mailbox("Anne", "example.org")));
        first.close();
        var second = open();
        first.close();
        assertInstanceOf(
                Maildrops.Opening.InUse.class, drops.open(ANNE), "a second close frees nothing");
        second.close();
        open().close();
    }

    @Test
    void waitsForTheSessionBeforeToEnd() throws Exception {
        drops = new StoreMaildrops(store, Duration.ofMinutes(5));
        var first = open();
        var openings = new LinkedBlockingQueue<Maildrops.Opening>();
        var waiting =
                Stream.generate(
                                () ->
                                        Thread.ofVirtual()
                                                .start(() -> openings.add(drops.open(ANNE))))
                        .limit(2)
                        .toList();
        first.close();
        for (int i = 0; i < 2; i++) {
            var opening = openings.poll(1, TimeUnit.MINUTES);
            assertTrue(openings.isEmpty(), "one at a time");
            assertInstanceOf(Maildrops.Opening.Opened.class, opening).maildrop().close();
        }
        for (var thread : waiting) {
            thread.join();
        }
        open().close();
    }

    @Test
    void staysAsItWasOpened() throws IOException {
        arrive("1\r\n", "2\r\n");
        try (var drop = open()) {
            arrive("3\r\n");
            assertTrue(inbox().remove(UidSet.of(1)).done().isPresent());
            assertEquals(2, drop.listing().messages());
            assertInstanceOf(Maildrop.Reading.Missing.class, drop.read(0));
            assertEquals("2\r\n", text(drop, 1));
            assertTrue(drop.remove(numbers(0, 1)), "what others removed counts");
        }
        try (var drop = open()) {
            assertEquals(1, drop.listing().messages());
            assertEquals("3\r\n", text(drop, 0));
        }
    }

    @Test
    void oneAfterTheOtherIsReadAhead() throws IOException {
        var texts = IntStream.range(0, 20).mapToObj(i -> i + "\r\n").toArray(String[]::new);
        arrive(texts);
        arrive("x".repeat(40_000), "last\r\n");
        try (var drop = open()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(texts[i], text(drop, i));
            }
            assertTrue(inbox().remove(UidSet.of(12, 22)).done().isPresent());
            assertEquals(texts[11], text(drop, 11), "removed, but it is at hand");
            assertEquals(texts[3], text(drop, 3), "going back");
            assertInstanceOf(Maildrop.Reading.Missing.class, drop.read(11));
            for (int i = 12; i < 20; i++) {
                assertEquals(texts[i], text(drop, i));
                assertEquals(texts[i], text(drop, i), "twice");
            }
            assertEquals(40_000, text(drop, 20).length());
            assertInstanceOf(Maildrop.Reading.Missing.class, drop.read(21));
        }
    }

    @Test
    void removesOnlyWhenTold() throws IOException {
        arrive("1\r\n", "2\r\n", "3\r\n");
        open().close();
        List<String> before;
        try (var drop = open()) {
            before = uidls(drop);
            assertEquals(3, before.size());
            assertTrue(drop.remove(numbers(0, 2)));
        }
        reopen();
        arrive("4\r\n");
        try (var drop = open()) {
            assertEquals(before.get(1), drop.listing().uidl(0));
            assertFalse(before.contains(drop.listing().uidl(1)));
            assertTrue(drop.remove(new BitSet()));
        }
    }

    private void reopen() throws IOException {
        store.close();
        store = new MemoryMailStore(data, new SimTime(), StoreLimits.DEFAULT);
        drops = new StoreMaildrops(store);
    }

    @Test
    void removesNothingWhenTheStoreRefuses() throws IOException {
        arrive("1\r\n");
        try (var drop = open()) {
            store.close();
            assertFalse(drop.remove(numbers(0)));
        }
        assertInstanceOf(Maildrops.Opening.Unavailable.class, drops.open(ANNE));
        reopen();
        try (var drop = open()) {
            assertEquals(1, drop.listing().messages());
        }
    }

    @Test
    void firstSessionMakesTheMailboxes() throws IOException {
        var ben = new Mailbox("ben", "example.org");
        var opened = assertInstanceOf(Maildrops.Opening.Opened.class, drops.open(ben));
        try (var drop = opened.maildrop()) {
            assertEquals(0, drop.listing().messages());
        }
        assertEquals(
                new Quota(Quota.UNLIMITED, Quota.UNLIMITED),
                store.account(AccountName.of(ben)).orElseThrow().quota().limit());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'A: plain\r\n\r\n\u00E9', false",
        "'A: \u00E9\r\n\r\n', true",
        "'A: \u00E9', true",
        "'', false",
    })
    void tellsInternationalHeaders(String content, boolean international) throws IOException {
        arrive(content);
        try (var drop = open()) {
            assertEquals(international, drop.listing().international(0));
            assertTrue(inbox().remove(UidSet.ALL).done().isPresent());
            assertEquals(international, drop.listing().international(0), "remembered");
        }
    }

    @Test
    void eightBitHeadersInAnotherCharsetAreNotInternational() throws IOException {
        arrive("A: \u00E9\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        try (var drop = open()) {
            assertFalse(drop.listing().international(0));
        }
    }

    private record Text(byte[] all) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= all.length) {
                return -1;
            }
            int part = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, part);
            return part;
        }
    }
}
