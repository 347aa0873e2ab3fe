package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.NewMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A large mailbox is open before what it lists is read, and lists what it had then. */
class OpeningTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final int MESSAGES = 3_000;
    private static final int SEEN = 1_200;
    private static final Keyword WORK = new Keyword("Work");

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    /** Begins to open a mailbox of which nothing is in memory. */
    private static MailboxView begin(MailboxStore box, MailboxStore.Mode mode) throws IOException {
        return box.begin(mode, () -> {}).done().orElseThrow();
    }

    private static void append(MailboxStore box, int count) throws IOException {
        var messages = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++) {
            messages.add(RebuildTest.message("m" + i));
        }
        assertTrue(box.append(messages).done().isPresent());
    }

    private void fill() throws IOException {
        try (var store = open()) {
            assertTrue(store.create(ANNE).done().isPresent());
            var box = inbox(store);
            append(box, MESSAGES);
            var flags = Flags.of(List.of(SystemFlag.SEEN), Set.of(WORK));
            var seen = new FlagChange(FlagChange.Kind.ADD, flags);
            assertTrue(box.change(UidSet.range(1, SEEN), seen).done().isPresent());
        }
    }

    @Test
    void whatComesLaterIsWhatWasThere() throws Exception {
        fill();
        try (var store = open()) {
            var box = inbox(store);
            try (var begun = begin(box, MailboxStore.Mode.READ_WRITE);
                    var other = begin(box, MailboxStore.Mode.READ_WRITE)) {
                assertEquals(MESSAGES, begun.messages());
                assertEquals(SEEN + 1, begun.firstUnseen());
                assertEquals(MESSAGES, begun.opened().recent());
                assertEquals(0, other.opened().recent());
                assertEquals(List.of(WORK), begun.keywords());
                assertTrue(box.remove(UidSet.range(1, 10)).done().isPresent());
                append(box, 2);

                begun.settle();
                assertEquals(List.of(WORK), begun.keywords());
                assertEquals(UidSet.range(1, MESSAGES), begun.uids());
                assertEquals(UidSet.range(1, MESSAGES), begun.recent());
                assertEquals(UidSet.NONE, other.recent());
                assertTrue(begun.message(7).isPresent());

                var changes = begun.poll(true);
                assertEquals(UidSet.range(1, 10), changes.expunged());
                assertEquals(UidSet.range(MESSAGES + 1, MESSAGES + 2), changes.arrived());
                assertEquals(UidSet.range(11, MESSAGES + 2), begun.uids());
            }
        }
    }

    @Test
    void whoAsksAtOnceWaits() throws Exception {
        fill();
        try (var store = open();
                var begun = begin(inbox(store), MailboxStore.Mode.READ_ONLY)) {
            assertEquals(MESSAGES, begun.sequence(MESSAGES));
            assertEquals(SEEN + 1, begun.firstUnseen());
        }
    }

    @Test
    void damageThatIsMetOnlyThenHasTheIndexMadeAnew() throws Exception {
        fill();
        var path = folder.resolve("store/0/index.sqlite");
        long page;
        try (var sql = Sql.reader(path.toString())) {
            page =
                    sql.number(
                            "SELECT pageno FROM dbstat WHERE name='message' AND pagetype='leaf'"
                                    + " ORDER BY path DESC LIMIT 1");
        }
        try (var store = open()) {
            scribble(path, page);
            try (var begun = begin(inbox(store), MailboxStore.Mode.READ_ONLY)) {
                assertEquals(MESSAGES, begun.messages());
                assertThrows(IOException.class, begun::settle);
            }
            Await.until(
                    "made anew",
                    () -> told.all().stream().anyMatch(event -> event.startsWith("rebuilt")));
            try (var whole = begin(inbox(store), MailboxStore.Mode.READ_ONLY)) {
                assertEquals(MESSAGES, whole.uids().size());
            }
        }
    }

    /**
     * @param page from 1
     */
    private static void scribble(Path path, long page) throws IOException {
        var octets = Files.readAllBytes(path);
        var noise = new byte[4096];
        new SplittableRandom(3).nextBytes(noise);
        System.arraycopy(noise, 0, octets, (int) (page - 1) * noise.length, noise.length);
        Files.write(path, octets);
    }

    @Test
    void whatIsClosedBeforeItWasReadLeavesNothing() throws Exception {
        fill();
        try (var store = open()) {
            var box = inbox(store);
            for (int i = 0; i < 20; i++) {
                begin(box, MailboxStore.Mode.READ_ONLY).close();
            }
            assertEquals(0, views(store));
        }
    }

    private static double views(SqliteMailStore store) {
        var views = new double[1];
        store.read(
                (name, value) -> {
                    if (value >= 0 && "store_views".contentEquals(name)) {
                        views[0] = value;
                    }
                });
        return views[0];
    }
}
