package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is left when index and dump are gone: every content, in mailboxes with new UIDVALIDITYs. */
class SalvageTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final MailboxName BACK = new MailboxName("Back");

    private void delete(String path) throws IOException {
        try (var files = Files.walk(folder.resolve("store/0").resolve(path))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void deleteIndexAndDump() throws IOException {
        delete("index.sqlite");
        delete("dump");
    }

    /** Works until segments have been reclaimed, so that the log does not tell all any more. */
    private static void work(SqliteMailStore store) throws IOException {
        RebuildTest.work(store, 0, 300);
        for (int i = 0; i < 3; i++) {
            store.keepHouse();
            RebuildTest.work(store, i + 1, 60);
            store.purge(Instant.now().plusSeconds(10));
        }
        store.keepHouse();
        RebuildTest.work(store, 9, 40);
    }

    private static AccountStore anne(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow();
    }

    private static Set<String> texts(SqliteMailStore store) throws IOException {
        var all = new TreeSet<String>();
        for (var info : anne(store).mailboxes()) {
            var box = anne(store).mailbox(info.name()).orElseThrow();
            try (var view = box.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                for (var uids = view.uids().iterator(); uids.hasNext(); ) {
                    all.add(RebuildTest.text(box, uids.nextLong()));
                }
            }
        }
        return all;
    }

    private static Map<String, Long> validities(SqliteMailStore store) throws IOException {
        var all = new TreeMap<String, Long>();
        for (var info : anne(store).mailboxes()) {
            all.put(info.id().text(), info.uidValidity());
        }
        return all;
    }

    /** Brings all back that can be. */
    private static void undelete(SqliteMailStore store) throws IOException {
        anne(store).create(BACK, Set.of());
        for (var gone : anne(store).retained(Instant.EPOCH, 10_000)) {
            anne(store).undelete(java.util.List.of(gone.key()), BACK);
        }
    }

    @Test
    void withoutIndexAndDumpEveryContentIsPutBack() throws Exception {
        Set<String> before;
        Map<String, Long> validities;
        try (var store = open()) {
            work(store);
            before = texts(store);
            validities = validities(store);
        }
        assertTrue(told.all().isEmpty(), told.all()::toString);
        deleteIndexAndDump();
        Set<String> after;
        try (var store = open()) {
            for (var box : validities(store).entrySet()) {
                long old = validities.getOrDefault(box.getKey(), 0L);
                assertTrue(box.getValue() > old, box + " after " + old);
            }
            undelete(store);
            after = texts(store);
        }
        var lost = new TreeSet<>(before);
        lost.removeAll(after);
        assertEquals(Set.of(), lost);
        assertTrue(
                told.all().stream().anyMatch(t -> t.contains("were put back")),
                told.all()::toString);
        int tellings = told.all().size();
        try (var store = open()) {
            assertEquals(after, texts(store));
        }
        assertEquals(tellings, told.all().size(), told.all()::toString);
        delete("index.sqlite");
        try (var store = open()) {
            assertEquals(after, texts(store));
        }
    }

    @Test
    void mailStaysInItsMailboxWithItsUidAndIsAcceptedAfterwards() throws Exception {
        try (var store = open()) {
            store.create(ANNE);
            anne(store).create(new MailboxName("Lists"), Set.of());
            RebuildTest.work(store, 4, 1);
            var lists = anne(store).mailbox(new MailboxName("Lists")).orElseThrow();
            for (var text : java.util.List.of("one", "two")) {
                lists.append(java.util.List.of(RebuildTest.message(text)));
            }
            store.keepHouse();
        }
        // The first segment holds the records too; without them and the dump only contents tell.
        forgetChanges();
        deleteIndexAndDump();
        try (var store = open()) {
            var lists = anne(store).mailbox(new MailboxName("Lists")).orElseThrow();
            assertEquals("one", RebuildTest.text(lists, 1));
            assertEquals("two", RebuildTest.text(lists, 2));
            var stored = lists.append(java.util.List.of(RebuildTest.message("three")));
            assertEquals(3, stored.done().orElseThrow().uids().first(0));
            assertTrue(anne(store).mailbox(MailboxName.INBOX).isPresent());
        }
    }

    /** Damages the header of every frame with changes. */
    private void forgetChanges() throws IOException {
        try (var files = Files.list(folder.resolve("store/0/log"))) {
            for (var path : files.toList()) {
                var octets = Files.readAllBytes(path);
                for (int at = 8192; at + 64 <= octets.length; at += 8) {
                    boolean changes =
                            octets[at] == 'M'
                                    && octets[at + 1] == 'G'
                                    && octets[at + 2] == 'S'
                                    && octets[at + 3] == 'R'
                                    && octets[at + 4] == 2;
                    if (changes) {
                        octets[at + 33] ^= 1;
                    }
                }
                Files.write(path, octets);
            }
        }
    }
}
