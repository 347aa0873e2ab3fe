package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Quota;
import org.mailgauge.store.sqlite.Change.MailboxGone;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class DirectoryTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final MailboxName OLD = new MailboxName("old");
    private static final MailboxName NEW = new MailboxName("new");

    private SqliteMailStore store;
    private AccountStore anne;

    @BeforeEach
    void begin() throws IOException {
        store = open();
        store.create(ANNE);
        anne = store.account(ANNE).orElseThrow();
    }

    @Test
    @DisplayName("a name stands for what has it now")
    void names() throws IOException {
        assertEquals(Optional.empty(), anne.mailbox(OLD));
        anne.create(OLD, Set.of());
        var old = anne.mailbox(OLD).orElseThrow();
        assertSame(old, anne.mailbox(OLD).orElseThrow());
        anne.rename(OLD, NEW);
        assertEquals(Optional.empty(), anne.mailbox(OLD));
        assertEquals(old.id(), anne.mailbox(NEW).orElseThrow().id());
        anne.create(OLD, Set.of());
        assertFalse(old.id().equals(anne.mailbox(OLD).orElseThrow().id()));
        anne.delete(OLD);
        assertEquals(Optional.empty(), anne.mailbox(OLD));
        store.remove(ANNE);
        assertEquals(Optional.empty(), anne.mailbox(NEW));
        store.close();
    }

    @Test
    @DisplayName("there is as much room as the quota of now gives")
    void room() throws IOException {
        assertTrue(anne.hasRoom(1000, 1));
        assertTrue(anne.hasRoom(1000, 1));
        anne.limit(new Quota(500, 5));
        assertFalse(anne.hasRoom(501, 1));
        assertTrue(anne.hasRoom(500, 5));
        anne.limit(Quota.NONE);
        assertTrue(anne.hasRoom(501, 6));
        store.close();
    }

    @Test
    @DisplayName("what was read before a change is not kept after it")
    void late() throws IOException {
        var inbox = anne.mailbox(MailboxName.INBOX).orElseThrow();
        store.close();
        var directory = new Directory();
        long began = directory.dropped();
        directory.committed(List.of(List.of(new MailboxGone(7))));
        directory.keep(1, OLD, inbox, began);
        directory.keep(1, Quota.NONE, began);
        assertEquals(Optional.empty(), directory.mailbox(1, OLD));
        assertEquals(Optional.empty(), directory.quota(1));
        directory.keep(1, OLD, inbox, directory.dropped());
        assertEquals(Optional.of(inbox), directory.mailbox(1, OLD));
    }
}
