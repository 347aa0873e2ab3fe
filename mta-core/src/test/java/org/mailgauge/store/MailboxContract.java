package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What holds of mailboxes: their names, ids and UIDVALIDITY, special uses, rights, annotations. */
abstract class MailboxContract extends AccountContract {

    @Test
    void createsThoseAbove() throws IOException {
        make("a/b/c");
        assertEquals(List.of("INBOX", "a", "a/b", "a/b/c"), names());
        refused(Refusal.AlreadyExists.class, anne.create(name("a/b"), Set.of()));
        refused(Refusal.AlreadyExists.class, anne.create(name("inbox"), Set.of()));
    }

    @Test
    void handleIsOfTheIdNotTheName() throws IOException {
        var work = make("Work");
        done(anne.rename(name("Work"), name("Play")));
        fill(work, 1);
        assertEquals(1, status(at("Play")).messages());
        assertEquals(work.id(), at("Play").id());
        assertEquals(work.id(), anne.mailbox(work.id()).orElseThrow().id());
        assertTrue(anne.mailbox(name("Work")).isEmpty());
    }

    @Test
    void deletedMailboxRefuses() throws IOException {
        var work = make("Work");
        var was = status(work).mailbox();
        fill(work, 1);
        assertEquals(was, done(anne.delete(name("Work"))));
        refused(Refusal.NoSuchMailbox.class, anne.delete(name("Work")));
        refused(Refusal.NoSuchMailbox.class, work.status());
        refused(Refusal.NoSuchMailbox.class, work.append(List.of(message("1"))));
        refused(Refusal.NoSuchMailbox.class, work.remove(UidSet.ALL));
        refused(Refusal.NoSuchMailbox.class, work.copy(UidSet.ALL, MailboxName.INBOX));
        refused(Refusal.NoSuchMailbox.class, work.open(MailboxStore.Mode.READ_ONLY, () -> {}));
        assertTrue(work.content(1).isEmpty());
        assertTrue(anne.mailbox(work.id()).isEmpty());
        assertEquals(0, anne.quota().messages());
    }

    @Test
    void inboxIsNotDeleted() throws IOException {
        refused(Refusal.NotAllowed.class, anne.delete(MailboxName.INBOX));
    }

    @Test
    void deleteLeavesThoseBelow() throws IOException {
        make("a/b");
        done(anne.delete(name("a")));
        assertEquals(List.of("INBOX", "a/b"), names());
        refused(Refusal.NoSuchMailbox.class, anne.delete(name("a")));
        make("a");
        assertEquals(List.of("INBOX", "a", "a/b"), names());
    }

    @Test
    void recreatedMailboxIsAnother() throws IOException {
        var first = make("Work");
        fill(first, 3);
        var old = status(first).mailbox();
        done(anne.delete(name("Work")));
        reopen();
        var second = status(make("Work"));
        assertTrue(second.mailbox().uidValidity() > old.uidValidity());
        assertNotEquals(old.id(), second.mailbox().id());
        assertEquals(1, second.uidNext());
    }

    @Test
    void uidValiditiesOfAnAccountAreAllDifferent() throws IOException {
        make("a/b/c");
        make("d");
        assertEquals(5, anne.mailboxes().stream().map(MailboxInfo::uidValidity).distinct().count());
    }

    @Test
    void renameMovesAllBelowAndKeepsWhatTheyAre() throws IOException {
        var child = make("a/b");
        fill(child, 2);
        make("ab");
        var before = status(child);
        done(anne.rename(name("a"), name("x/y")));
        assertEquals(List.of("INBOX", "ab", "x", "x/y", "x/y/b"), names());
        var after = status(at("x/y/b"));
        assertEquals(before.mailbox().id(), after.mailbox().id());
        assertEquals(before.mailbox().uidValidity(), after.mailbox().uidValidity());
        assertEquals(before.uidNext(), after.uidNext());
        assertEquals(before.highestModSequence(), after.highestModSequence());
        reopen();
        assertEquals(List.of("1", "2"), texts(at("x/y/b")));
    }

    @Test
    @DisplayName("a name that is only above others is renamed (RFC 9051 section 6.3.6)")
    void renameOfANameThatIsOnlyAbove() throws IOException {
        var first = make("a/b");
        make("a/c/d");
        done(anne.delete(name("a")));
        fill(first, 2);
        var before = status(first);
        var renamed = done(anne.rename(name("a"), name("x/y")));
        assertEquals(name("x/y/b"), renamed.name());
        assertEquals(List.of("INBOX", "x", "x/y/b", "x/y/c", "x/y/c/d"), names());
        reopen();
        assertEquals(before.mailbox().uidValidity(), status(at("x/y/b")).mailbox().uidValidity());
        assertEquals(List.of("1", "2"), texts(at("x/y/b")));
        refused(Refusal.NotAllowed.class, anne.rename(name("x/y"), name("x/y/z")));
        refused(Refusal.AlreadyExists.class, anne.rename(name("x/y"), name("x/y")));
        refused(Refusal.NoSuchMailbox.class, anne.rename(name("a"), name("e")));
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "none, other, NoSuchMailbox",
        "a, b, AlreadyExists",
        "a, INBOX, AlreadyExists",
        "a, a, AlreadyExists",
        "a, a/c/d, NotAllowed",
        "a/x, b/x, AlreadyExists",
        "a, c, AlreadyExists",
    })
    void renameIsRefused(String from, String to, String why) throws IOException {
        make("a/x");
        make("b/x");
        make("c/x");
        done(anne.delete(name("c")));
        var before = anne.mailboxes();
        var outcome = anne.rename(name(from), name(to));
        assertEquals(
                why,
                outcome instanceof Outcome.Refused<?>(var refusal)
                        ? refusal.getClass().getSimpleName()
                        : "done");
        assertEquals(before, anne.mailboxes());
    }

    @Test
    void renameIsRefusedWhenANameBelowWouldBeTooLong() throws IOException {
        var level = "l".repeat(250);
        make("a/" + level + "/" + level + "/" + level);
        refused(
                Refusal.BadName.class,
                anne.rename(name("a"), name("b" + level.substring(1) + "/c")));
        assertTrue(anne.mailbox(name("a")).isPresent());
    }

    @Test
    @DisplayName("what a name shows as UIDVALIDITY never goes down (RFC 9051 section 2.3.1.1)")
    void renameOntoAUsedNameTakesANewUidValidity() throws IOException {
        var older = make("Older");
        fill(older, 2);
        make("Newer");
        var newer = done(anne.delete(name("Newer")));
        reopen();
        try (var view = view(at("Older"))) {
            var renamed = done(anne.rename(name("Older"), name("Newer")));
            assertEquals(older.id(), renamed.id());
            assertTrue(renamed.uidValidity() > newer.uidValidity());
            assertTrue(view.poll(true).ended());
        }
        assertEquals(List.of("1", "2"), texts(at("Newer")));
    }

    @Test
    void renameForthAndBackKeepsUidValidity() throws IOException {
        var validity = status(make("a")).mailbox().uidValidity();
        done(anne.rename(name("a"), name("b")));
        assertEquals(validity, done(anne.rename(name("b"), name("a"))).uidValidity());
    }

    @Test
    @DisplayName("renaming INBOX moves its messages and leaves it empty (RFC 9051 section 6.3.6)")
    void renameOfInbox() throws IOException {
        make("INBOX/sub");
        fill(inbox, 3);
        done(inbox.remove(UidSet.of(2)));
        var before = status(inbox);
        var moved = done(anne.rename(MailboxName.INBOX, name("old/mail")));
        assertEquals(List.of("INBOX", "INBOX/sub", "old", "old/mail"), names());
        assertNotEquals(inbox.id(), moved.id());
        assertEquals(List.of("1", "3"), texts(at("old/mail")));
        assertEquals(UidSet.range(1, 2), uids(at("old/mail")));
        var after = status(inbox);
        assertEquals(before.mailbox(), after.mailbox());
        assertEquals(0, after.messages());
        assertEquals(4, after.uidNext());
        assertTrue(after.highestModSequence() > before.highestModSequence());
        assertEquals(UidSet.of(4), fill(inbox, 1));
    }

    @Test
    void mailboxesAreBounded() throws IOException {
        for (int i = anne.mailboxes().size(); i < LIMITS.mailboxes(); i++) {
            make("m" + i);
        }
        refused(Refusal.TooMany.class, anne.create(name("more"), Set.of()));
        refused(Refusal.TooMany.class, anne.rename(name("m5"), name("up/m5")));
        assertEquals(LIMITS.mailboxes(), anne.mailboxes().size());
        done(anne.rename(name("m5"), name("five")));
        done(anne.delete(name("five")));
        make("again");
    }

    @Test
    @DisplayName("one mailbox has a special use (RFC 6154)")
    void specialUse() throws IOException {
        var sent = done(anne.create(name("Sent"), Set.of(SpecialUse.SENT, SpecialUse.ARCHIVE)));
        assertEquals(Set.of(SpecialUse.SENT, SpecialUse.ARCHIVE), sent.uses());
        assertEquals(
                new Refusal.UseTaken(SpecialUse.SENT, name("Sent")),
                refused(
                        Refusal.UseTaken.class,
                        anne.create(name("Other"), Set.of(SpecialUse.SENT))));
        make("Other");
        refused(Refusal.UseTaken.class, anne.use(name("Other"), Set.of(SpecialUse.SENT)));
        done(anne.use(name("Sent"), Set.of(SpecialUse.ARCHIVE)));
        done(anne.use(name("Other"), Set.of(SpecialUse.SENT)));
        done(anne.rename(name("Other"), name("Gesendet")));
        reopen();
        assertEquals(Set.of(SpecialUse.SENT), status(at("Gesendet")).mailbox().uses());
        refused(Refusal.NoSuchMailbox.class, anne.use(name("None"), Set.of()));
        done(anne.delete(name("Gesendet")));
        done(anne.create(name("New"), Set.of(SpecialUse.SENT)));
    }

    @Test
    @DisplayName("rights of others (RFC 4314)")
    void rights() throws IOException {
        var ben = new AccountName("ben@example.org");
        assertEquals(Acl.NONE, inbox.acl());
        done(inbox.permit("anyone", new Rights("lrs")));
        done(inbox.permit(ben.text(), new Rights("ite")));
        var acl = done(inbox.permit("-" + ben.text(), new Rights("s")));
        assertEquals(new Rights("lrite"), acl.of(ben));
        reopen();
        assertEquals(acl, inbox.acl());
        done(inbox.permit("anyone", Rights.NONE));
        done(inbox.permit("nobody", Rights.NONE));
        assertEquals(Set.of(ben.text(), "-" + ben.text()), inbox.acl().rights().keySet());
        for (int i = 0; i < LIMITS.identifiers() - 2; i++) {
            done(inbox.permit("user" + i, Rights.ALL));
        }
        refused(Refusal.TooMany.class, inbox.permit("more", Rights.ALL));
        done(inbox.permit("user0", new Rights("l")));
    }

    @Test
    @DisplayName("who has rights finds the mailboxes of others")
    void shared() throws IOException {
        var ben = new AccountName("ben@example.org");
        var work = make("Work");
        assertEquals(List.of(), store.shared(ben));
        done(inbox.permit("anyone", new Rights("lr")));
        done(inbox.permit("-" + ben.text(), new Rights("lr")));
        done(work.permit(ben.text(), new Rights("lrs")));
        var found = store.shared(ben);
        assertEquals(1, found.size());
        assertEquals(ANNE, found.getFirst().owner());
        assertEquals(name("Work"), found.getFirst().mailbox().name());
        assertEquals(new Rights("lrs"), found.getFirst().rights());
        assertEquals(List.of(), store.shared(ANNE));
        assertEquals(1, store.shared(new AccountName("carl@example.org")).size());
        done(anne.delete(name("Work")));
        assertEquals(List.of(), store.shared(ben));
    }

    @Test
    @DisplayName("an account is found that shares something with a user, until it shares no more")
    void sharing() throws IOException {
        var ben = new AccountName("ben@example.org");
        assertEquals(Optional.empty(), store.sharing(ANNE, ben));
        assertEquals(Optional.empty(), store.sharing(new AccountName("none@example.org"), ben));
        done(inbox.permit(ben.text(), new Rights("i")));
        assertEquals(ANNE, store.sharing(ANNE, ben).orElseThrow().name());
        assertEquals(Optional.empty(), store.sharing(ben, ben));
        done(inbox.permit("-anyone", new Rights("i")));
        assertEquals(Optional.empty(), store.sharing(ANNE, ben));
        done(inbox.permit("-anyone", Rights.NONE));
        done(store.remove(ANNE));
        assertEquals(Optional.empty(), store.sharing(ANNE, ben));
        assertEquals(List.of(), store.shared(ben));
    }

    @Test
    @DisplayName("a user hears of rights that are given and taken, until the watch is closed")
    void watchesRights() throws IOException {
        var ben = new AccountName("ben@example.org");
        var heard = new AtomicInteger();
        var watch = store.watchShared(ben, heard::incrementAndGet);
        done(inbox.permit(ben.text(), new Rights("l")));
        Await.until("heard 1", () -> heard.get() == 1);
        done(inbox.permit("-anyone", new Rights("l")));
        Await.until("heard 2", () -> heard.get() == 2);
        done(inbox.permit("-anyone", Rights.NONE));
        Await.until("heard 3", () -> heard.get() == 3);
        watch.close();
        done(inbox.permit(ben.text(), Rights.NONE));
        // Those who watch are told one after the other.
        var second = store.watchShared(ben, () -> heard.addAndGet(10));
        done(inbox.permit(ben.text(), new Rights("l")));
        Await.until("second", () -> heard.get() >= 13);
        assertEquals(3, heard.get() % 10);
        second.close();
    }

    @Test
    @DisplayName("annotations are set all or none (RFC 5464)")
    void annotations() throws IOException {
        var shared = new AnnotationName.Shared("/comment");
        var mine = new AnnotationName.Private(ANNE, "/comment");
        var other = new AnnotationName.Private(new AccountName("ben@example.org"), "/comment");
        long before = status(inbox).highestModSequence();
        assertTrue(done(inbox.annotate(List.of(set(shared, "all"), set(mine, "me")))));
        assertEquals(before + 1, status(inbox).highestModSequence());
        try (var view = view(inbox)) {
            assertFalse(done(inbox.annotate(List.of(set(shared, "all")))));
            assertTrue(view.poll(true).isEmpty());
            assertTrue(done(inbox.annotate(List.of(set(shared, "others")))));
            var changes = view.poll(true);
            assertTrue(changes.isEmpty());
            assertEquals(before + 2, changes.highestModSequence());
            assertTrue(done(inbox.annotate(List.of(set(shared, "all")))));
        }
        assertEquals(before + 3, status(inbox).highestModSequence());
        assertTrue(done(inbox.annotate(List.of(set(other, "ben"), remove(mine)))));
        assertFalse(done(inbox.annotate(List.of(remove(mine)))));
        var big = "x".repeat(LIMITS.annotationOctets() + 1);
        refused(Refusal.TooBig.class, inbox.annotate(List.of(remove(shared), set(mine, big))));
        reopen();
        assertEquals(Set.of(shared, other), inbox.annotations().keySet());
        assertTrue(same(value(shared), "all"));
        assertTrue(same(value(other), "ben"));
    }

    @Test
    void annotationsAreBounded() throws IOException {
        for (int i = 0; i < LIMITS.annotations(); i++) {
            done(inbox.annotate(List.of(set(new AnnotationName.Shared("/a" + i), ""))));
        }
        var more = new AnnotationName.Shared("/more");
        refused(Refusal.TooMany.class, inbox.annotate(List.of(set(more, "x"))));
        done(inbox.annotate(List.of(remove(new AnnotationName.Shared("/a0")), set(more, "x"))));
    }

    private byte[] value(AnnotationName name) throws IOException {
        return inbox.annotations().getOrDefault(name, new byte[0]);
    }

    private static AnnotationChange set(AnnotationName name, String value) {
        return new AnnotationChange(name, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static AnnotationChange remove(AnnotationName name) {
        return new AnnotationChange(name, null);
    }
}
