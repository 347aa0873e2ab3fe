package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.deliver.Mailboxes.Result;
import org.mailgauge.policy.LocalRecipients.Answer;
import org.mailgauge.queue.QueueId;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.StoreLimits;

import java.io.IOException;
import java.util.Set;

class StoreMailboxesTest {
    private static final MailboxConfig FOLDERS =
            new MailboxConfig("+", true, MemoryAccounts.mailbox("anne@y.test"), false, 0);

    private final MemoryAccounts accounts =
            new MemoryAccounts()
                    .with("anne@y.test", "x")
                    .with("joe+own@y.test", "x")
                    .with("joe@y.test", "x");
    private final MemoryMailStore store =
            new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);
    private StoreMailboxes mailboxes;

    @BeforeEach
    void open() throws IOException {
        mailboxes = new StoreMailboxes(store, accounts, FOLDERS);
    }

    private static ForwardPath path(String text) {
        return new ForwardPath(AddressParser.mailbox(text).orElseThrow());
    }

    private Result deliver(String to, Mailboxes.@Nullable Key key) {
        return deliver(mailboxes, to, key);
    }

    private static Result deliver(StoreMailboxes into, String to, Mailboxes.@Nullable Key key) {
        var content = FakeSlot.in(FakeSlot.content(100));
        return into.deliver(
                new Mailboxes.Delivery(
                        path(to), new ReversePath.Null(), content, key, SimTime.START));
    }

    private int messages(String account, String mailbox) throws IOException {
        var name = new AccountName(account);
        var box = store.account(name).orElseThrow().mailbox(new MailboxName(mailbox));
        return box.orElseThrow().status().done().orElseThrow().messages();
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(
            quoteCharacter = '`',
            textBlock =
                    """
                    anne@y.test,         anne@y.test,    INBOX
                    ANNE@Y.TEST,         anne@y.test,    INBOX
                    "anne"@y.test,       anne@y.test,    INBOX
                    "a\\nne"@y.test,     anne@y.test,    INBOX
                    anne+Lists@y.test,   anne@y.test,    Lists
                    "anne+Lists"@y.test, anne@y.test,    Lists
                    anne+lists@y.test,   anne@y.test,    INBOX
                    anne+none@y.test,    anne@y.test,    INBOX
                    "anne+.."@y.test,    anne@y.test,    INBOX
                    anne+@y.test,        anne@y.test,    INBOX
                    anne+inbox@y.test,   anne@y.test,    INBOX
                    joe+own@y.test,      joe+own@y.test, INBOX
                    joe+else@y.test,     joe@y.test,     INBOX
                    postmaster@y.test,   anne@y.test,    INBOX
                    Postmaster+x@y.test, anne@y.test,    INBOX
                    ABUSE@z.test,        anne@y.test,    INBOX
                    """)
    void findsTheMailbox(String to, String account, String mailbox) throws IOException {
        var anne = store.account(new AccountName("anne@y.test")).orElseThrow();
        anne.create(new MailboxName("Lists"), Set.of());
        assertEquals(new Answer.Known(), mailboxes.find(path(to)));
        assertInstanceOf(Result.Stored.class, deliver(to, null));
        assertEquals(1, messages(account, mailbox));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    jim@y.test
                    +anne@y.test
                    anne@z.test
                    anne-x@y.test
                    hostmaster@y.test
                    """)
    void knowsNobodyElse(String to) {
        assertEquals(new Answer.Unknown(), mailboxes.find(path(to)));
        assertEquals(new Result.NoSuchRecipient(), deliver(to, null));
    }

    @Test
    @DisplayName("without a separator and an account for postmaster, these are nobody's")
    void otherSettings() throws IOException {
        mailboxes.configure(new MailboxConfig("", true, null, true, 0));
        assertEquals(new Answer.Unknown(), mailboxes.find(path("anne+x@y.test")));
        assertEquals(new Answer.Unknown(), mailboxes.find(path("postmaster@y.test")));
        accounts.with("postmaster@y.test", "x");
        assertEquals(new Answer.Known(), mailboxes.find(path("postmaster@y.test")));
        mailboxes.configure(new MailboxConfig("--", false, null, true, 0));
        var anne = store.account(new AccountName("anne@y.test")).orElseThrow();
        anne.create(new MailboxName("Lists"), Set.of());
        deliver("anne--Lists@y.test", null);
        assertEquals(1, messages("anne@y.test", "INBOX"));
    }

    @Test
    @DisplayName("the same message of the queue is stored once for a recipient, others each time")
    void storesOnce() throws IOException {
        var key = new Mailboxes.Key(new QueueId(1, 2), 0);
        assertInstanceOf(Result.Stored.class, deliver("joe@y.test", key));
        assertEquals(new Result.Stored("joe@y.test INBOX", true), deliver("joe@y.test", key));
        assertEquals(1, messages("joe@y.test", "INBOX"));
        deliver("joe@y.test", new Mailboxes.Key(new QueueId(1, 2), 1));
        deliver("joe@y.test", null);
        deliver("joe@y.test", null);
        assertEquals(4, messages("joe@y.test", "INBOX"));
    }

    @Test
    void answersForAFullMailboxAsConfigured() throws IOException {
        var other = new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);
        var small = new MailboxConfig("+", false, null, false, 150);
        try (var full = new StoreMailboxes(other, accounts, small)) {
            assertInstanceOf(Result.Stored.class, deliver(full, "joe@y.test", null));
            assertEquals(new Result.OverQuota(false), deliver(full, "joe@y.test", null));
            full.configure(new MailboxConfig("+", false, null, true, 150));
            assertEquals(new Result.OverQuota(true), deliver(full, "joe@y.test", null));
        }
    }

    @Test
    @DisplayName("a new account has an INBOX; a removed one keeps its mail and gets none")
    void followsTheAccounts() throws IOException {
        accounts.with("eve@y.test", "x");
        assertEquals(0, messages("eve@y.test", "INBOX"));
        deliver("eve@y.test", null);
        accounts.remove("eve@y.test");
        assertEquals(new Result.NoSuchRecipient(), deliver("eve@y.test", null));
        assertEquals(1, messages("eve@y.test", "INBOX"));
        accounts.with("eve@y.test", "x");
        deliver("eve@y.test", null);
        assertEquals(2, messages("eve@y.test", "INBOX"));
        mailboxes.close();
        accounts.with("late@y.test", "x");
        assertEquals(0, store.account(new AccountName("late@y.test")).stream().count());
    }

    @Test
    @DisplayName("whose mailboxes were removed from the store gets new ones with the next mail")
    void makesWhatHasGone() throws IOException {
        deliver("joe@y.test", null);
        store.remove(new AccountName("joe@y.test"));
        assertInstanceOf(Result.Stored.class, deliver("joe@y.test", null));
        assertEquals(1, messages("joe@y.test", "INBOX"));
    }

    @Test
    void failsWhenTheStoreIsClosed() throws IOException {
        store.close();
        assertInstanceOf(Result.Failed.class, deliver("joe@y.test", null));
    }
}
