package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What would grow for ever is kept bounded, and nobody is told less than there is. */
class PruneTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private SqliteMailStore begin() throws IOException {
        var store = open();
        assertTrue(store.create(ANNE).done().isPresent());
        return store;
    }

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static void append(MailboxStore box, int count, String key) throws IOException {
        var messages = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++) {
            var header = key.isEmpty() ? "" : "Message-ID: " + key + "\r\n\r\n";
            messages.add(RebuildTest.message(header + "m" + i));
        }
        assertTrue(box.append(messages).done().isPresent());
    }

    private static MailboxView view(MailboxStore box) throws IOException {
        return box.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow();
    }

    private long count(String query) throws SQLException {
        try (var sql = Sql.reader(folder.resolve("store/0/index.sqlite").toString())) {
            return sql.number(query);
        }
    }

    /** Removes every second message, each by itself; gives the mod-sequences after each. */
    private static List<Long> removeEverySecond(MailboxStore box, int messages) throws IOException {
        var marks = new ArrayList<Long>();
        for (long uid = 1; uid <= messages; uid += 2) {
            marks.add(box.remove(UidSet.of(uid)).done().orElseThrow().modSequence());
        }
        return marks;
    }

    @Test
    void whatVanishedLongAgoIsForgottenAndWhoAsksForItIsToldAllThatIsNotThere() throws Exception {
        int messages = 4 * Stores.HISTORY;
        try (var store = begin()) {
            append(inbox(store), messages, "");
            try (var before = view(inbox(store))) {
                var marks = removeEverySecond(inbox(store), messages);
                store.prune();
                assertEquals(Stores.HISTORY / 2, count("SELECT count(*) FROM vanished"));
                check(store, marks, messages);
                assertEquals(messages / 2, before.poll(true).expunged().size());
            }
            append(inbox(store), 1, "");
        }
        for (var suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("store/0/index.sqlite" + suffix));
        }
        try (var store = open()) {
            assertEquals(Stores.HISTORY / 2, count("SELECT count(*) FROM vanished"));
            store.keepHouse();
            assertTrue(count("SELECT forgotten FROM mailbox") > 0);
        }
    }

    private static void check(SqliteMailStore store, List<Long> marks, int messages)
            throws IOException {
        var all = new UidSet.Builder();
        for (long uid = 1; uid <= messages; uid += 2) {
            all.add(uid);
        }
        try (var view = view(inbox(store))) {
            long late = marks.get(marks.size() - 4);
            assertEquals(3, view.vanishedSince(late).size());
            for (int early : new int[] {0, 1, marks.size() / 2}) {
                assertEquals(all.build(), view.vanishedSince(marks.get(early)));
            }
            append(inbox(store), 2, "");
            assertEquals(all.build(), view.vanishedSince(1), "what arrived has not vanished");
        }
    }

    @Test
    void aDumpRemembersHowFarHistoryIsForgotten() throws Exception {
        try (var store = begin()) {
            append(inbox(store), 4 * Stores.HISTORY, "");
            removeEverySecond(inbox(store), 4 * Stores.HISTORY);
            store.prune();
            store.keepHouse();
        }
        long before = count("SELECT forgotten FROM mailbox");
        assertTrue(before > 0);
        Files.delete(folder.resolve("store/0/index.sqlite"));
        open().close();
        assertEquals(before, count("SELECT forgotten FROM mailbox"));
    }

    @Test
    void keysOfThreadsWithoutMessagesGoAndOthersStay() throws Exception {
        try (var store = begin()) {
            var inbox = inbox(store);
            append(inbox, 1, "<gone@x>");
            append(inbox, 1, "<kept@x>");
            append(inbox, 1, "<retained@x>");
            inbox.remove(UidSet.of(1));
            store.purge(LATER);
            inbox.remove(UidSet.of(3));
            store.prune();
            assertEquals(2, count("SELECT count(*) FROM thread_key"));
            assertEquals(
                    0,
                    count(
                            "SELECT count(*) FROM thread_key WHERE thread NOT IN (SELECT thread"
                                    + " FROM message UNION SELECT thread FROM retained)"));
            append(inbox, 1, "<kept@x>");
            try (var view = view(inbox)) {
                assertEquals(
                        view.message(2).orElseThrow().threadId(),
                        view.message(4).orElseThrow().threadId());
            }
        }
        Files.delete(folder.resolve("store/0/index.sqlite"));
        open().close();
        assertEquals(2, count("SELECT count(*) FROM thread_key"));
    }

    @Test
    void aMessageThatJoinsAThreadWhileKeysAreLookedForKeepsThem() throws Exception {
        try (var store = begin()) {
            var inbox = inbox(store);
            append(inbox, 1, "<a@x>");
            inbox.remove(UidSet.of(1));
            store.purge(LATER);
            store.prune(
                    () -> {
                        try {
                            append(inbox, 1, "<a@x>");
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertEquals(1, count("SELECT count(*) FROM thread_key"));
        }
    }

    @Test
    void anAccountGoesInSlicesAndIsNotRestoredInBetween() throws Exception {
        var store = begin();
        try (store) {
            var anne = store.account(ANNE).orElseThrow();
            anne.create(new MailboxName("Box"), Set.of());
            append(inbox(store), 1200, "");
            append(anne.mailbox(new MailboxName("Box")).orElseThrow(), 700, "<k@x>");
            inbox(store).remove(UidSet.range(1, 100));
            var removed = store.remove(ANNE).done().orElseThrow();
            store.purgeStep(LATER);
            assertTrue(count("SELECT count(*) FROM message") >= 1200, "more than a slice went");
            assertInstanceOf(
                    Refusal.NoSuchAccount.class,
                    ((Outcome.Refused<?>) store.restore(removed.id())).why());
            assertEquals(List.of(), store.accounts());
        }
        try (var again = open()) {
            again.purge(LATER);
            for (var table : List.of("account", "mailbox", "message", "retained", "vanished")) {
                assertEquals(0, count("SELECT count(*) FROM " + table), table);
            }
            assertEquals(0, count("SELECT count(*) FROM thread_key"));
            assertEquals(0, count("SELECT count(*) FROM content WHERE refs<>0"));
        }
    }
}
