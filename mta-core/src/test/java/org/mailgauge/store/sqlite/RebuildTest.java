package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.DeliveryKey;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Rights;
import org.mailgauge.store.log.DamagedContentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** An index that is gone or damaged is made anew from log and dump, and says the same as before. */
class RebuildTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final List<String> TABLES =
            List.of(
                    "account",
                    "mailbox",
                    "message",
                    "content",
                    "summary",
                    "subscription",
                    "acl",
                    "annotation",
                    "delivery",
                    "thread_key",
                    "shown");

    private record Text(String text) implements Content {
        @Override
        public long octets() {
            return text.length();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            var all = text.getBytes(StandardCharsets.US_ASCII);
            if (position >= all.length) {
                return -1;
            }
            int part = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, part);
            return part;
        }
    }

    static void work(SqliteMailStore store, long seed, int steps) throws IOException {
        var random = new SplittableRandom(seed);
        if (store.account(ANNE).isEmpty()) {
            store.create(ANNE);
        }
        var anne = store.account(ANNE).orElseThrow();
        for (int i = 0; i < steps; i++) {
            var boxes = anne.mailboxes();
            var name = boxes.get(random.nextInt(boxes.size())).name();
            var other = boxes.get(random.nextInt(boxes.size())).name();
            step(anne, random, name, other, i);
        }
    }

    private static void step(
            AccountStore anne, SplittableRandom random, MailboxName name, MailboxName other, int i)
            throws IOException {
        var box = anne.mailbox(name).orElseThrow();
        long first = random.nextInt(1, 60);
        var some = UidSet.range(first, first + random.nextInt(6));
        switch (random.nextInt(12)) {
            case 0 -> anne.create(new MailboxName("Box" + random.nextInt(8)), Set.of());
            case 1 -> anne.rename(name, new MailboxName("New" + random.nextInt(8)));
            case 2 -> box.copy(some, other);
            case 3 -> box.move(some, other);
            case 4 ->
                    box.change(
                            some,
                            new FlagChange(
                                    FlagChange.Kind.ADD,
                                    Flags.of(
                                            Set.of(SystemFlag.SEEN, SystemFlag.DELETED),
                                            Set.of(new Keyword("k" + random.nextInt(5))))));
            case 5 -> box.expunge(some);
            case 6 -> {
                anne.subscribe(name, random.nextBoolean());
                box.permit("bob@example.org", Rights.parse("lr").orElseThrow());
                box.annotate(
                        List.of(
                                new AnnotationChange(
                                        new AnnotationName.Shared("/comment"), new byte[] {1})));
            }
            case 7 -> {
                var gone = anne.retained(Instant.EPOCH, 2);
                if (!gone.isEmpty()) {
                    anne.undelete(List.of(gone.getFirst().key()), name);
                }
            }
            case 8 -> {
                if (random.nextInt(4) == 0) {
                    anne.delete(name);
                }
            }
            default ->
                    anne.deliver(
                            new DeliveryKey(new QueueId(random.nextLong(), i), 0),
                            name,
                            message(random));
        }
    }

    static NewMessage message(String text) {
        return new NewMessage(new Text(text), Flags.NONE, Instant.EPOCH);
    }

    private static NewMessage message(SplittableRandom random) {
        var text = "m" + random.nextLong() + "y".repeat(random.nextInt(10) == 0 ? 4000 : 200);
        return message("message-id: <" + random.nextInt(20) + "@x>\r\n\r\n" + text);
    }

    private Map<String, Set<String>> index() throws SQLException {
        var all = new TreeMap<String, Set<String>>();
        try (var sql = Sql.reader(folder.resolve("store/0/index.sqlite").toString())) {
            for (var table : TABLES) {
                all.put(table, rows(sql, "SELECT * FROM " + table));
            }
            all.put("retained", rows(sql, "SELECT " + Schema.COLUMNS + ", removed FROM retained"));
            all.put("state", rows(sql, "SELECT sequence, account, mailbox, content FROM state"));
        }
        return all;
    }

    private static Set<String> rows(Sql sql, String query) throws SQLException {
        var rows = new TreeSet<String>();
        sql.each(
                query,
                row -> {
                    var text = new StringBuilder();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        text.append(row.getString(i)).append('|');
                    }
                    rows.add(text.toString());
                });
        return rows;
    }

    private void deleteIndex() throws IOException {
        for (var suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("store/0/index.sqlite" + suffix));
        }
    }

    @Test
    void anIndexThatIsGoneIsMadeAnewFromTheLog() throws Exception {
        for (int seed = 0; seed < 3; seed++) {
            try (var store = open()) {
                work(store, seed, 250);
            }
            var before = index();
            deleteIndex();
            open().close();
            assertEquals(before, index());
        }
        assertEquals(3, told.all().stream().filter(t -> t.startsWith("rebuilt")).count());
        assertEquals(3, told.all().size(), told.all()::toString);
    }

    @Test
    void dumpsAndReclaimingBesideChangesLoseNothing() throws Exception {
        try (var store = open()) {
            work(store, 0, 300);
            var worker = tasks.startPlatform("worker", () -> quietly(store));
            for (int i = 0; i < 5; i++) {
                store.keepHouse();
            }
            assertTrue(worker.join(java.time.Duration.ofSeconds(60)));
            store.purge(Instant.now().plusSeconds(10));
            for (int i = 0; i < 4; i++) {
                store.keepHouse();
            }
            work(store, 9, 40);
            long[] reclaimed = {0};
            store.read(
                    (name, value) ->
                            reclaimed[0] +=
                                    name.equals("store_reclaimed_segments_total")
                                            ? (long) value
                                            : 0);
            assertTrue(reclaimed[0] > 0, "nothing was reclaimed");
            readAll(store);
        }
        var before = index();
        deleteIndex();
        try (var store = open()) {
            readAll(store);
        }
        assertEquals(before, index());
        assertEquals(1, told.all().size(), told.all()::toString);
    }

    private static void quietly(SqliteMailStore store) {
        try {
            work(store, 5, 300);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every content is what was sent. */
    private static void readAll(SqliteMailStore store) throws IOException {
        var anne = store.account(ANNE).orElseThrow();
        for (var info : anne.mailboxes()) {
            var box = anne.mailbox(info.name()).orElseThrow();
            try (var view = box.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                for (var uids = view.uids().iterator(); uids.hasNext(); ) {
                    assertEquals('m', text(box, uids.nextLong()).charAt(0));
                }
            }
        }
    }

    static String text(MailboxStore box, long uid) throws IOException {
        var content = box.content(uid).orElseThrow();
        var all = new byte[(int) content.octets()];
        for (int at = 0; at < all.length; ) {
            at += content.read(at, all, at, all.length - at);
        }
        return new String(all, StandardCharsets.US_ASCII);
    }

    @Test
    void anIndexThatWasScribbledOverIsMadeAnew() throws Exception {
        try (var store = open()) {
            work(store, 1, 100);
        }
        var before = index();
        var path = folder.resolve("store/0/index.sqlite");
        var octets = Files.readAllBytes(path);
        new SplittableRandom(3).nextBytes(octets);
        Files.write(path, octets);
        open().close();
        assertEquals(before, index());
        assertTrue(told.all().getFirst().startsWith("rebuilt"), told.all()::toString);
    }

    @Test
    void anIndexThatIsDamagedInUseIsMadeAnewMeanwhile() throws Exception {
        try (var store = open()) {
            work(store, 1, 200);
        }
        var before = index();
        var path = folder.resolve("store/0/index.sqlite");
        try (var store = open()) {
            scribble(path);
            boolean failed = false;
            var until = Instant.now().plusSeconds(60);
            while (told.all().stream().noneMatch(t -> t.startsWith("rebuilt"))) {
                assertTrue(Instant.now().isBefore(until), "it is never made anew");
                try {
                    readAll(store);
                } catch (IOException e) {
                    failed = true;
                }
            }
            assertTrue(failed, "nobody met the damage");
            readAll(store);
        }
        assertEquals(before, index());
        assertTrue(told.all().getLast().contains("while it was used"), told.all()::toString);
    }

    /** All pages but the first, which is read already. */
    private static void scribble(Path path) throws IOException {
        var octets = Files.readAllBytes(path);
        var noise = new byte[octets.length - 4096];
        new SplittableRandom(3).nextBytes(noise);
        System.arraycopy(noise, 0, octets, 4096, noise.length);
        Files.write(path, octets);
    }

    @Test
    void whatMeetsDamageInUseIsRefusedOnceAndThenStored() throws Exception {
        try (var store = open()) {
            store.create(ANNE);
            for (int i = 0; i < 50; i++) {
                inbox(store).append(List.of(message("m" + i)));
            }
        }
        var path = folder.resolve("store/0/index.sqlite");
        try (var store = open()) {
            var inbox = inbox(store);
            scribble(path);
            assertThrows(IOException.class, () -> inbox.append(List.of(message("m-new"))));
            Await.until("it is made anew", () -> told.all().toString().contains("rebuilt"));
            assertEquals(
                    51,
                    inbox.append(List.of(message("m-new"))).done().orElseThrow().uids().first());
            assertEquals("m-new", text(inbox, 51));
            assertEquals("m7", text(inbox, 8));
        }
    }

    @Test
    void aLogThatEndsBeforeTheIndexIsToldAndDumped() throws Exception {
        try (var store = open()) {
            store.create(ANNE);
            for (int i = 0; i < 20; i++) {
                inbox(store).append(List.of(message("m" + i)));
            }
        }
        shorten(2000);
        try (var store = open()) {
            assertTrue(told.all().toString().contains("ends before"), told.all()::toString);
            assertEquals("m3", text(inbox(store), 4));
            assertThrows(IOException.class, () -> text(inbox(store), 20));
            store.keepHouse();
        }
        var before = index();
        deleteIndex();
        open().close();
        assertEquals(before, index());
        assertEquals(2, told.all().size(), told.all()::toString);
    }

    @Test
    void aLogThatLostItsEndWhileItWasClosedIsNotTakenForUnfinished() throws Exception {
        long validity;
        try (var store = open()) {
            store.create(ANNE);
            for (int i = 0; i < 20; i++) {
                inbox(store).append(List.of(message("m" + i)));
            }
            validity = validity(inbox(store));
        }
        shorten(600);
        deleteIndex();
        try (var store = open()) {
            assertTrue(validity(inbox(store)) > validity);
            assertEquals("m18", text(inbox(store), 19));
        }
        assertTrue(told.all().contains("renewed 0: 1"), told.all()::toString);
    }

    /** Cuts octets off the end of the last segment that holds something. */
    private void shorten(int octets) throws IOException {
        try (var files = Files.list(folder.resolve("store/0/log"))) {
            var last = files.max(Path::compareTo).orElseThrow();
            Files.write(
                    last, Arrays.copyOf(Files.readAllBytes(last), (int) Files.size(last) - octets));
        }
    }

    @Test
    void aDamagedContentFailsAloneAndIsSaid() throws Exception {
        try (var store = open()) {
            store.create(ANNE);
            var inbox = inbox(store);
            for (int i = 0; i < 3; i++) {
                inbox.append(
                        List.of(
                                new NewMessage(
                                        new Text("m-needle-" + i), Flags.NONE, Instant.EPOCH)));
            }
            flip("m-needle-1", 3);
            assertEquals("m-needle-0", text(inbox, 1));
            assertThrows(DamagedContentException.class, () -> text(inbox, 2));
            assertEquals("m-needle-2", text(inbox, 3));
        }
        deleteIndex();
        try (var store = open()) {
            assertThrows(DamagedContentException.class, () -> text(inbox(store), 2));
            assertEquals("m-needle-2", text(inbox(store), 3));
        }
        assertTrue(told.all().stream().anyMatch(t -> t.contains("wrong content")));
        assertTrue(told.all().stream().noneMatch(t -> t.startsWith("renewed")));
    }

    @Test
    void aLostRecordRenewsTheUidvalidityOfItsMailboxOnly() throws Exception {
        long validity;
        try (var store = open()) {
            store.create(ANNE);
            var anne = store.account(ANNE).orElseThrow();
            anne.create(new MailboxName("Other"), Set.of());
            var flags =
                    new FlagChange(
                            FlagChange.Kind.ADD, Flags.of(Set.of(), Set.of(new Keyword("needle"))));
            inbox(store).append(List.of(new NewMessage(new Text("m1"), Flags.NONE, Instant.EPOCH)));
            inbox(store).change(UidSet.ALL, flags);
            inbox(store).append(List.of(new NewMessage(new Text("m2"), Flags.NONE, Instant.EPOCH)));
            validity = validity(inbox(store));
        }
        flip("needle", 0);
        deleteIndex();
        try (var store = open()) {
            assertNotEquals(validity, validity(inbox(store)));
            assertTrue(validity(inbox(store)) > validity);
            assertEquals("m2", text(inbox(store), 2));
        }
        assertTrue(told.all().contains("renewed 0: 1"), told.all()::toString);
        long renewed;
        deleteIndex();
        try (var store = open()) {
            renewed = validity(inbox(store));
            assertTrue(renewed > validity);
        }
    }

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static long validity(MailboxStore box) throws IOException {
        return box.status().done().orElseThrow().mailbox().uidValidity();
    }

    /** Changes an octet of a text in the first segment. */
    private void flip(String needle, int at) throws IOException {
        try (var files = Files.list(folder.resolve("store/0/log"))) {
            for (var path : files.sorted().toList()) {
                var octets = Files.readAllBytes(path);
                int found = new String(octets, StandardCharsets.ISO_8859_1).indexOf(needle);
                if (found >= 0) {
                    octets[found + at] ^= 1;
                    Files.write(path, octets);
                    return;
                }
            }
        }
        throw new AssertionError("no " + needle);
    }
}
