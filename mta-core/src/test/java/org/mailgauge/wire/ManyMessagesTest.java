package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.MemoryContent;
import org.mailgauge.testing.MemoryLogins;

import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** COPY, MOVE and APPEND of many messages: in portions, all or none, and not too many. */
class ManyMessagesTest {
    /** More than two portions within an account. */
    private static final int MANY = 11_000;

    /** More than two portions between accounts. */
    private static final int SOME = 1_200;

    private final ImapScene scene = new ImapScene();
    private final PureImap anna = new PureImap(scene);

    ManyMessagesTest() throws IOException {
        say(anna, "LOGIN anna \"secret word\"");
        say(anna, "CREATE From");
        say(anna, "CREATE To");
    }

    private static String say(PureImap session, String command) {
        return session.say("a " + command + "\r\n").getLast();
    }

    private MailboxStore box(String name) throws IOException {
        return scene.store()
                .account(AccountName.of(MemoryLogins.ANNA))
                .orElseThrow()
                .mailbox(new MailboxName(name))
                .orElseThrow();
    }

    private MailboxStatus status(String name) throws IOException {
        return box(name).status().done().orElseThrow();
    }

    private void fill(int messages) throws IOException {
        var message =
                new NewMessage(
                        new MemoryContent(Chat.octets("a: b\r\n\r\nc\r\n")),
                        Flags.NONE,
                        Instant.EPOCH);
        assertTrue(box("From").append(Collections.nCopies(messages, message)).done().isPresent());
    }

    /** A mailbox that gets these besides has more keywords than one may have. */
    private void tooManyKeywords(long uid) throws IOException {
        mark("From", uid, "f");
        var message =
                new NewMessage(
                        new MemoryContent(Chat.octets("x: y\r\n")), Flags.NONE, Instant.EPOCH);
        assertTrue(box("To").append(List.of(message)).done().isPresent());
        mark("To", 1, "t");
    }

    private void mark(String name, long uid, String prefix) throws IOException {
        Set<Keyword> words = new HashSet<>();
        for (int i = 0; i < StoreLimits.DEFAULT.keywords() - 10; i++) {
            words.add(new Keyword(prefix + i));
        }
        var change = new FlagChange(FlagChange.Kind.ADD, new Flags(0, words));
        assertTrue(box(name).change(UidSet.of(uid), change).done().isPresent());
    }

    @Test
    @DisplayName("COPY and MOVE tell all that they did in many portions")
    void portions() throws IOException {
        fill(MANY);
        say(anna, "SELECT From");
        long to = status("To").mailbox().uidValidity();
        assertEquals("a OK [COPYUID " + to + " 1:11000 1:11000] Copied", say(anna, "COPY 1:* To"));
        var moved = anna.say("a MOVE 2:* To\r\n");
        assertEquals("* OK [COPYUID " + to + " 2:11000 11001:21999] Moved", moved.getFirst());
        assertEquals("a OK Moved", moved.getLast());
        assertEquals(21_999, status("To").messages());
        assertEquals(1, status("From").messages());
    }

    @Test
    @DisplayName("of a COPY that fails in a later portion nothing stays; MOVE tells what it moved")
    void failure() throws IOException {
        fill(MANY);
        tooManyKeywords(10_500);
        say(anna, "SELECT From");
        assertEquals("a NO [LIMIT] At most 50 keywords", say(anna, "COPY 1:* To"));
        assertEquals(1, status("To").messages());
        long to = status("To").mailbox().uidValidity();
        var moved = anna.say("a MOVE 1:* To\r\n");
        assertEquals("* OK [COPYUID " + to + " 1:10000 10002:20001] Moved", moved.getFirst());
        assertEquals("a NO [LIMIT] At most 50 keywords", moved.getLast());
        assertEquals(10_001, status("To").messages());
        assertEquals(1_000, status("From").messages());
    }

    @Test
    @DisplayName("COPY beyond the quota copies nothing")
    void quota() throws IOException {
        fill(MANY);
        scene.store()
                .account(AccountName.of(MemoryLogins.ANNA))
                .orElseThrow()
                .limit(new Quota(Quota.UNLIMITED, MANY + 7_000));
        say(anna, "SELECT From");
        assertEquals("a NO [OVERQUOTA] Quota exceeded", say(anna, "COPY 1:* To"));
        assertEquals(0, status("To").messages());
        assertEquals(1, status("To").uidNext());
    }

    @Test
    @DisplayName("between accounts likewise: in portions, the quota first, all or none")
    void across() throws IOException {
        fill(SOME);
        say(anna, "SETACL From bob lrswte");
        var bob = new PureImap(scene);
        say(bob, "LOGIN bob \"secret word\"");
        say(bob, "SELECT \"Other Users/anna@local.test/From\"");
        var account = scene.store().account(AccountName.of(MemoryLogins.BOB)).orElseThrow();
        var inbox = account.mailbox(MailboxName.INBOX).orElseThrow();
        account.limit(new Quota(Quota.UNLIMITED, SOME - 1));
        assertEquals("a NO [OVERQUOTA] Quota exceeded", say(bob, "COPY 1:* INBOX"));
        assertEquals(1, inbox.status().done().orElseThrow().uidNext());
        account.limit(Quota.NONE);
        var copied = say(bob, "COPY 1:* INBOX");
        assertTrue(copied.endsWith(" 1:1200 1:1200] Copied"), copied);
        var moved = bob.say("a MOVE 1:* INBOX\r\n");
        assertTrue(moved.getFirst().endsWith(" 1:1200 1201:2400] Moved"), moved.getFirst());
        assertEquals("a OK Moved", moved.getLast());
        assertEquals(2 * SOME, inbox.status().done().orElseThrow().messages());
        assertEquals(0, status("From").messages());
    }

    @Test
    @DisplayName("APPEND takes a thousand messages at a time")
    void appends() throws IOException {
        var most = new StringBuilder("a APPEND To");
        most.append(" {6+}\r\na: b\r\n".repeat(1000));
        assertTrue(anna.say(most + "\r\n").getLast().endsWith(" 1:1000] Appended"));
        var answers = anna.say(most + " {6}\r\n");
        assertEquals(List.of("a NO [LIMIT] At most 1000 messages at a time"), answers);
        assertEquals(1000, status("To").messages());
    }
}
