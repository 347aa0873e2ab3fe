package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What holds of accounts: their life, quotas, delivery, what is retained, subscriptions. */
abstract class AccountContract extends StoreRig {
    private static final DeliveryKey KEY = new DeliveryKey(new QueueId(7, 8), 0);

    @Test
    void newAccountHasAnEmptyInboxAndNoQuota() throws IOException {
        assertEquals(List.of("INBOX"), names());
        var status = status(inbox);
        assertEquals(1, status.uidNext());
        assertEquals(0, status.messages());
        assertTrue(status.highestModSequence() >= 1);
        assertTrue(status.mailbox().uidValidity() >= 1);
        assertEquals(new QuotaUse(Quota.NONE, 0, 0), anne.quota());
        assertEquals(ANNE, anne.name());
    }

    @Test
    void accountNamesAreTakenOnce() throws IOException {
        refused(Refusal.AlreadyExists.class, store.create(ANNE));
        var ben = done(store.create(new AccountName("ben@example.org")));
        assertEquals(
                List.of("anne@example.org", "ben@example.org"),
                store.accounts().stream().map(account -> account.name().text()).toList());
        assertNotEquals(ben.id(), store.accounts().getFirst().id());
    }

    @Test
    void unknownAccountIsNotFound() throws IOException {
        var nobody = new AccountName("nobody@example.org");
        assertTrue(store.account(nobody).isEmpty());
        refused(Refusal.NoSuchAccount.class, store.remove(nobody));
        refused(Refusal.NoSuchAccount.class, store.restore(new ObjectId("unknown")));
    }

    @Test
    void accountsAreApart() throws IOException {
        var name = new AccountName("ben@example.org");
        done(store.create(name));
        var ben = store.account(name).orElseThrow();
        fill(inbox, 2);
        make("Work");
        assertEquals(1, ben.mailboxes().size());
        assertEquals(0, ben.quota().messages());
        assertTrue(ben.mailbox(inbox.id()).isEmpty());
    }

    @Test
    void removedAccountRefusesAndIsFoundNoLonger() throws IOException {
        var removed = done(store.remove(ANNE));
        assertNotNull(removed.removed());
        assertTrue(store.account(ANNE).isEmpty());
        refused(Refusal.NoSuchAccount.class, anne.create(name("Work"), Set.of()));
        refused(
                Refusal.NoSuchAccount.class,
                anne.deliver(KEY, MailboxName.INBOX, message("too late")));
        assertTrue(anne.mailbox(MailboxName.INBOX).isEmpty());
        assertEquals(List.of(removed), store.accounts());
    }

    @Test
    void removedAccountComesBackWhole() throws IOException {
        fill(inbox, 3);
        make("Work");
        var before = status(inbox);
        var removed = done(store.remove(ANNE));
        reopenEmpty();
        assertNull(done(store.restore(removed.id())).removed());
        anne = store.account(ANNE).orElseThrow();
        assertEquals(List.of("INBOX", "Work"), names());
        assertEquals(before, status(at("INBOX")));
        assertEquals(List.of("1", "2", "3"), texts(at("INBOX")));
        refused(Refusal.NoSuchAccount.class, store.restore(removed.id()));
    }

    private void reopenEmpty() throws IOException {
        store.close();
        store = open(folder, clock, LIMITS);
    }

    @Test
    void nameOfARemovedAccountBeginsAnew() throws IOException {
        fill(inbox, 3);
        long validity = status(inbox).mailbox().uidValidity();
        var removed = done(store.remove(ANNE));
        done(store.create(ANNE));
        anne = store.account(ANNE).orElseThrow();
        assertEquals(0, status(at("INBOX")).messages());
        assertTrue(status(at("INBOX")).mailbox().uidValidity() > validity);
        refused(Refusal.AlreadyExists.class, store.restore(removed.id()));
        assertEquals(2, store.accounts().size());
    }

    @Test
    void purgedAccountIsGone() throws IOException {
        var removed = done(store.remove(ANNE));
        store.purge(clock.wall());
        assertEquals(1, store.accounts().size(), "removed now, not before");
        clock.pass(Duration.ofMinutes(1));
        store.purge(clock.wall());
        assertEquals(List.of(), store.accounts());
        refused(Refusal.NoSuchAccount.class, store.restore(removed.id()));
    }

    @Test
    void quotaOfOctetsHoldsForAllThatAdds() throws IOException {
        make("Work");
        done(anne.limit(new Quota(10, Quota.UNLIMITED)));
        done(inbox.append(List.of(message("123456"))));
        var use = new QuotaUse(new Quota(10, Quota.UNLIMITED), 6, 1);
        assertEquals(use, anne.quota());
        assertEquals(
                use,
                refused(Refusal.OverQuota.class, inbox.append(List.of(message("12345")))).use());
        refused(Refusal.OverQuota.class, inbox.copy(UidSet.ALL, name("Work")));
        refused(Refusal.OverQuota.class, anne.deliver(KEY, MailboxName.INBOX, message("12345")));
        assertEquals(use, anne.quota());
        done(inbox.move(UidSet.ALL, name("Work")));
        done(anne.deliver(KEY, MailboxName.INBOX, message("1234")));
        assertEquals(10, anne.quota().octets());
        done(at("Work").remove(UidSet.ALL));
        assertEquals(4, anne.quota().octets());
        done(anne.limit(Quota.NONE));
        done(inbox.append(List.of(message("12345678"))));
    }

    @Test
    void quotaOfMessagesHolds() throws IOException {
        done(anne.limit(new Quota(Quota.UNLIMITED, 2)));
        refused(
                Refusal.OverQuota.class,
                inbox.append(List.of(message("1"), message("2"), message("3"))));
        assertEquals(0, status(inbox).messages(), "all or none");
        fill(inbox, 2);
        refused(Refusal.OverQuota.class, inbox.append(List.of(message(""))));
        done(anne.limit(new Quota(1, 1)));
        assertEquals(2, status(inbox).messages(), "a lower quota removes nothing");
        reopen();
        assertEquals(new QuotaUse(new Quota(1, 1), 2, 2), anne.quota());
    }

    @Test
    void deliveryKeyIsTakenOnce() throws IOException {
        make("Work");
        var stored = done(anne.deliver(KEY, MailboxName.INBOX, message("once")));
        assertEquals(
                new Stored(
                        inbox.id(),
                        status(inbox).mailbox().uidValidity(),
                        UidSet.of(1),
                        status(inbox).highestModSequence()),
                stored);
        refused(Refusal.AlreadyStored.class, anne.deliver(KEY, MailboxName.INBOX, message("once")));
        done(inbox.remove(UidSet.ALL));
        reopen();
        refused(Refusal.AlreadyStored.class, anne.deliver(KEY, name("Work"), message("once")));
        done(anne.deliver(new DeliveryKey(KEY.message(), 1), name("Work"), message("other")));
        done(anne.deliver(null, name("Work"), message("no key")));
        done(anne.deliver(null, name("Work"), message("no key")));
        assertEquals(0, status(inbox).messages());
        assertEquals(3, status(at("Work")).messages());
    }

    @Test
    void deliveryKeyIsRememberedSevenDays() throws IOException {
        done(anne.deliver(KEY, MailboxName.INBOX, message("once")));
        clock.pass(Duration.ofDays(7).minusMinutes(1));
        refused(Refusal.AlreadyStored.class, anne.deliver(KEY, MailboxName.INBOX, message("once")));
    }

    @Test
    void refusedDeliveryLeavesItsKeyFree() throws IOException {
        refused(Refusal.NoSuchMailbox.class, anne.deliver(KEY, name("Work"), message("1")));
        done(anne.limit(new Quota(0, 0)));
        refused(Refusal.OverQuota.class, anne.deliver(KEY, MailboxName.INBOX, message("1")));
        done(anne.limit(Quota.NONE));
        done(anne.deliver(KEY, MailboxName.INBOX, message("1")));
    }

    @Test
    void draftIsStoredInManyMailboxes() throws IOException {
        make("Work");
        try (var draft = done(store.draft())) {
            draft.write("...head".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 3, 4);
            draft.write("-tail".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 5);
            assertEquals(9, draft.octets());
            done(anne.deliver(null, MailboxName.INBOX, new NewMessage(draft, Flags.NONE, ARRIVED)));
            done(at("Work").append(List.of(new NewMessage(draft, Flags.NONE, ARRIVED))));
        }
        try (var unused = done(store.draft())) {
            unused.write(new byte[1000], 0, 1000);
        }
        reopen();
        assertEquals(List.of("head-tail"), texts(inbox));
        assertEquals(List.of("head-tail"), texts(at("Work")));
    }

    @Test
    void expungedMessageComesBack() throws IOException {
        var flags = keywords("$Forwarded").with(Flags.of(SystemFlag.SEEN, SystemFlag.DELETED));
        done(inbox.append(List.of(new NewMessage(content("kept"), flags, ARRIVED))));
        fill(inbox, 1);
        var before = info(inbox, 1);
        clock.pass(Duration.ofMinutes(1));
        done(inbox.expunge(UidSet.ALL));
        reopen();
        var retained = anne.retained(Instant.EPOCH, 10);
        var key = new MessageKey(inbox.id(), 1);
        assertEquals(List.of(new Retained(key, MailboxName.INBOX, before, clock.wall())), retained);
        make("Back");
        clock.pass(Duration.ofMinutes(1));
        var stored = done(anne.undelete(List.of(key), name("Back")));
        assertEquals(UidSet.of(1), stored.uids());
        var after = info(at("Back"), 1);
        assertEquals(flags.without(Flags.of(SystemFlag.DELETED)), after.flags());
        assertEquals(before.emailId(), after.emailId());
        assertEquals(before.threadId(), after.threadId());
        assertEquals(before.internalDate(), after.internalDate());
        assertEquals(clock.wall(), after.saveDate());
        assertEquals(List.of("kept"), texts(at("Back")));
        assertEquals(List.of(), anne.retained(Instant.EPOCH, 10));
        refused(Refusal.NoSuchMessage.class, anne.undelete(List.of(key), name("Back")));
    }

    @Test
    void undeleteIsAllOrNone() throws IOException {
        fill(inbox, 3);
        done(inbox.remove(UidSet.of(1, 2)));
        var one = new MessageKey(inbox.id(), 1);
        var two = new MessageKey(inbox.id(), 2);
        var three = new MessageKey(inbox.id(), 3);
        assertEquals(
                three,
                refused(
                                Refusal.NoSuchMessage.class,
                                anne.undelete(List.of(one, three), MailboxName.INBOX))
                        .message());
        refused(Refusal.NoSuchMailbox.class, anne.undelete(List.of(one), name("None")));
        done(anne.limit(new Quota(Quota.UNLIMITED, 2)));
        refused(Refusal.OverQuota.class, anne.undelete(List.of(one, two), MailboxName.INBOX));
        done(anne.limit(Quota.NONE));
        assertEquals(
                UidSet.range(4, 5),
                done(anne.undelete(List.of(two, one), MailboxName.INBOX)).uids());
        assertEquals(List.of("3", "2", "1"), texts(inbox));
    }

    @Test
    void messagesOfADeletedMailboxComeBack() throws IOException {
        var work = make("Work");
        fill(work, 2);
        done(anne.delete(name("Work")));
        var retained = anne.retained(Instant.EPOCH, 10);
        assertEquals(2, retained.size());
        assertEquals(name("Work"), retained.getFirst().name());
        done(
                anne.undelete(
                        List.of(new MessageKey(work.id(), 1), new MessageKey(work.id(), 2)),
                        MailboxName.INBOX));
        assertEquals(List.of("1", "2"), texts(inbox));
    }

    @Test
    void retainedAreTheLatestFirstUpToANumber() throws IOException {
        fill(inbox, 4);
        for (long uid = 1; uid <= 4; uid++) {
            clock.pass(Duration.ofMinutes(1));
            done(inbox.remove(UidSet.of(uid)));
        }
        assertEquals(List.of(4L, 3L), retainedUids(Instant.EPOCH, 2));
        assertEquals(List.of(4L, 3L, 2L), retainedUids(clock.wall().minusSeconds(120), 10));
    }

    private List<Long> retainedUids(Instant since, int most) throws IOException {
        return anne.retained(since, most).stream().map(r -> r.key().uid()).toList();
    }

    @Test
    void purgeForgetsWhatWasRemovedBefore() throws IOException {
        fill(inbox, 2);
        done(inbox.remove(UidSet.of(1)));
        clock.pass(Duration.ofMinutes(1));
        done(inbox.remove(UidSet.of(2)));
        store.purge(clock.wall());
        assertEquals(List.of(2L), retainedUids(Instant.EPOCH, 10));
        refused(
                Refusal.NoSuchMessage.class,
                anne.undelete(List.of(new MessageKey(inbox.id(), 1)), MailboxName.INBOX));
        assertEquals(UidSet.of(3), fill(inbox, 1));
    }

    @Test
    void subscriptionsAreOfNames() throws IOException {
        assertTrue(done(anne.subscribe(name("None"), true)));
        assertFalse(done(anne.subscribe(name("None"), true)));
        make("Work");
        done(anne.subscribe(name("Work"), true));
        done(anne.rename(name("Work"), name("Play")));
        done(anne.delete(name("Play")));
        reopen();
        assertEquals(new TreeSet<>(Set.of(name("None"), name("Work"))), anne.subscriptions());
        assertTrue(done(anne.subscribe(name("None"), false)));
        assertFalse(done(anne.subscribe(name("None"), false)));
        assertEquals(new TreeSet<>(Set.of(name("Work"))), anne.subscriptions());
    }

    @Test
    void subscriptionsAreBounded() throws IOException {
        for (int i = 0; i < LIMITS.subscriptions(); i++) {
            done(anne.subscribe(name("s" + i), true));
        }
        refused(Refusal.TooMany.class, anne.subscribe(name("more"), true));
        assertFalse(done(anne.subscribe(name("s0"), true)));
    }

    @Test
    void accountHasAnnotationsOfItsOwn() throws IOException {
        var shared = new AnnotationName.Shared("/admin");
        done(anne.annotate(List.of(new AnnotationChange(shared, new byte[] {0, 1, -1}))));
        assertEquals(Set.of(), inbox.annotations().keySet());
        reopen();
        var kept = anne.annotations();
        assertEquals(Set.of(shared), kept.keySet());
        assertEquals(
                List.of((byte) 0, (byte) 1, (byte) -1),
                boxed(kept.getOrDefault(shared, new byte[0])));
    }

    private static List<Byte> boxed(byte[] octets) {
        var all = new java.util.ArrayList<Byte>();
        for (byte octet : octets) {
            all.add(octet);
        }
        return all;
    }
}
