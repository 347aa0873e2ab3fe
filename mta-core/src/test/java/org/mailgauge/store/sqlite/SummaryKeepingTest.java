package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Summaries that are not there, of another version, or of a content that is lost. */
class SummaryKeepingTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static List<String> shown(SqliteMailStore store) throws IOException {
        var all = new ArrayList<String>();
        inbox(store)
                .summaries(
                        UidSet.ALL,
                        new MailboxStore.SummaryVisitor() {
                            @Override
                            public boolean see(long uid, Summary summary) {
                                return all.add(uid + " " + summary.envelope().subject());
                            }

                            @Override
                            public boolean unreadable(long uid) {
                                return all.add(uid + " unreadable");
                            }
                        });
        return all;
    }

    /** Changes the index as if it had always been so. */
    private void change(String... statements) throws Exception {
        try (var sql = Sql.writer(index().toString())) {
            for (var statement : statements) {
                sql.run(statement);
            }
        }
        Files.delete(folder.resolve("store/0/" + IndexMark.FILE));
    }

    private void fill() throws IOException {
        try (var store = open()) {
            store.create(ANNE);
            for (var subject : List.of("one", "two", "three")) {
                var text = "Subject: " + subject + "\r\n\r\n" + subject.repeat(1_100);
                inbox(store).append(List.of(RebuildTest.message(text)));
            }
        }
    }

    private Path index() {
        return folder.resolve("store/0/index.sqlite");
    }

    private List<byte[]> kept() throws SQLException {
        var all = new ArrayList<byte[]>();
        try (var sql = Sql.reader(index().toString())) {
            sql.each(
                    "SELECT octets FROM summary ORDER BY content", row -> all.add(row.getBytes(1)));
        }
        return all;
    }

    @Test
    void whatIsMissingOrOfAnotherVersionIsMadeAndKept() throws Exception {
        fill();
        var before = kept();
        change(
                "DELETE FROM summary WHERE content=1",
                "UPDATE summary SET octets=x'ff' || substr(octets, 2) WHERE content=2");
        try (var store = open()) {
            assertEquals(List.of("1 one", "2 two", "3 three"), shown(store));
        }
        var after = kept();
        assertEquals(3, after.size());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(before.get(i), after.get(i));
        }
        Files.delete(index());
        try (var store = open()) {
            assertEquals(3, shown(store).size());
        }
        assertArrayEquals(before.get(1), kept().get(1), "the log tells it");
    }

    @Test
    void aContentThatCannotBeReadHidesNoOther() throws Exception {
        fill();
        try (var files = Files.list(folder.resolve("store/0/content"))) {
            for (var path : files.toList()) {
                var octets = Files.readAllBytes(path);
                octets[100] ^= 1;
                Files.write(path, octets);
            }
        }
        change("DELETE FROM summary");
        try (var store = open()) {
            assertEquals(List.of("1 unreadable", "2 unreadable", "3 unreadable"), shown(store));
        }
    }

    @Test
    void summariesGoWithTheirContents() throws Exception {
        fill();
        try (var store = open()) {
            inbox(store).remove(UidSet.of(2));
            store.purge(time.wall().plusSeconds(10));
            store.keepHouse();
            store.keepHouse();
            assertEquals(List.of("1 one", "3 three"), shown(store));
        }
        assertEquals(2, kept().size());
    }
}
