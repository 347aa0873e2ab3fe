package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.Meanwhile;

import java.util.List;

/** What another session does while a command is being done. */
class ImapRaceTest {
    private final MemoryMailStore store =
            new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);

    /** A session that has selected INBOX. */
    private static PureImap select(Meanwhile meanwhile) {
        var imap = new PureImap(new ImapScene(meanwhile.store()));
        imap.say("a LOGIN anna \"secret word\"\r\n");
        imap.say("b CREATE Copies\r\n");
        imap.say("c SELECT INBOX\r\n");
        return imap;
    }

    /** Says something as another session of the same user. */
    private void elsewhere(String... commands) {
        var other = new PureImap(ImapScene.on(store));
        other.say("a LOGIN anna \"secret word\"\r\n");
        for (var command : commands) {
            var told = other.say(command + "\r\n");
            assertTrue(told.getLast().contains(" OK "), told::toString);
        }
    }

    private void expungesElsewhere(int uid) {
        elsewhere(
                "b SELECT INBOX",
                "c UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)",
                "d UID EXPUNGE " + uid);
    }

    @Test
    @DisplayName("COPY by number copies all or nothing when one is expunged just before it")
    void copies() {
        var meanwhile = new Meanwhile(store, "copy");
        var imap = select(meanwhile);
        meanwhile.happens(() -> expungesElsewhere(2));
        assertEquals(
                List.of("* 2 EXPUNGE", "d NO [EXPUNGEISSUED] Some of them have been expunged"),
                imap.say("d COPY 1:3 Copies\r\n"));
        assertTrue(meanwhile.over());
        assertEquals(
                "* STATUS \"Copies\" (MESSAGES 0)",
                imap.say("e STATUS Copies (MESSAGES)\r\n").getFirst());
    }

    @Test
    @DisplayName(
            "UID COPY passes over one that is expunged just before it (RFC 9051 section 6.4.9)")
    void copiesByUid() {
        var meanwhile = new Meanwhile(store, "copy");
        var imap = select(meanwhile);
        meanwhile.happens(() -> expungesElsewhere(2));
        var told = imap.say("d UID COPY 1:3 Copies\r\n");
        assertEquals("* 2 EXPUNGE", told.getFirst());
        assertTrue(told.getLast().endsWith(" 1,3 1:2] Copied"), told::toString);
    }

    @Test
    @DisplayName("MOVE by number moves what is there, tells it, and says that something was gone")
    void moves() {
        var meanwhile = new Meanwhile(store, "move");
        var imap = select(meanwhile);
        meanwhile.happens(() -> expungesElsewhere(2));
        var told = imap.say("d MOVE 1:3 Copies\r\n");
        assertTrue(told.getFirst().endsWith(" 1,3 1:2] Moved"), told::toString);
        assertEquals("d NO [EXPUNGEISSUED] Some of them have been expunged", told.getLast());
        assertEquals(5, told.size());
    }

    /** Messages 4 to 5,002. */
    private void fill() {
        elsewhere("b APPEND INBOX" + " {4+}\r\nx: y".repeat(999));
        elsewhere(
                "b SELECT INBOX",
                "c COPY 4:* INBOX",
                "d COPY 4:* INBOX",
                "e COPY 4:1004 INBOX",
                "f COPY 4:5 INBOX");
    }

    @Test
    @DisplayName("STORE of many lets others in between, and tells what they did and what it did")
    void storesInPortions() {
        var meanwhile = new Meanwhile(store, "change");
        var scene = new ImapScene(meanwhile.store());
        fill();
        var imap = new PureImap(scene);
        imap.say("a LOGIN anna \"secret word\"\r\n");
        var told = imap.say("c SELECT INBOX (CONDSTORE)\r\n");
        assertEquals("* 5002 EXISTS", told.getFirst());
        meanwhile.happens(
                () -> elsewhere("b SELECT INBOX", "c STORE 1 +FLAGS.SILENT (\\Draft)"),
                () -> elsewhere("b SELECT INBOX", "c STORE 2,5001 +FLAGS.SILENT (\\Draft)"));
        long known = highest(told);
        var stored =
                imap.say(
                        "d STORE 1:* (UNCHANGEDSINCE "
                                + known
                                + ") +FLAGS.SILENT (\\Answered)\r\n");
        assertTrue(meanwhile.over());
        assertEquals("d OK [MODIFIED 1,5001] Some had changed", stored.getLast());
        // Mod-sequences of its own, of the first portion and the second; flags of the other's.
        assertEquals("* 2 FETCH (UID 2 MODSEQ (" + (known + 3) + "))", stored.getFirst());
        assertEquals("* 3 FETCH (UID 3 MODSEQ (" + (known + 2) + "))", stored.get(1));
        assertEquals(
                List.of(
                        "* 5000 FETCH (UID 5000 MODSEQ (" + (known + 2) + "))",
                        "* 5002 FETCH (UID 5002 MODSEQ (" + (known + 4) + "))",
                        "* 1 FETCH (UID 1 FLAGS (\\Seen \\Draft) MODSEQ (" + (known + 1) + "))",
                        "* 2 FETCH (UID 2 FLAGS (\\Answered \\Draft) MODSEQ (" + (known + 3) + "))",
                        "* 5001 FETCH (UID 5001 FLAGS (\\Draft) MODSEQ (" + (known + 3) + "))"),
                stored.subList(stored.size() - 6, stored.size() - 1));
    }

    @Test
    @DisplayName("EXPUNGE of many lets others in between, and tells all that it expunged")
    void expungesInPortions() {
        var meanwhile = new Meanwhile(store, "expunge");
        var scene = new ImapScene(meanwhile.store());
        fill();
        var imap = new PureImap(scene);
        imap.say("a LOGIN anna \"secret word\"\r\n");
        imap.say("b ENABLE QRESYNC\r\n");
        long known = highest(imap.say("c SELECT INBOX\r\n"));
        elsewhere("b SELECT INBOX", "c STORE 3,4000:* +FLAGS.SILENT (\\Deleted)");
        meanwhile.happens(
                () -> {}, () -> elsewhere("b SELECT INBOX", "c STORE 1 +FLAGS.SILENT (\\Deleted)"));
        var told = imap.say("d EXPUNGE\r\n");
        assertTrue(meanwhile.over());
        assertEquals(
                List.of(
                        "* VANISHED 3,4000:5002",
                        "* 1 FETCH (UID 1 FLAGS (\\Seen \\Deleted) MODSEQ (" + (known + 3) + "))",
                        "d OK [HIGHESTMODSEQ " + (known + 4) + "] Expunged"),
                told);
        assertEquals("* VANISHED 1", imap.say("e UID EXPUNGE 1\r\n").getFirst());
    }

    private static long highest(List<String> told) {
        var start = "* OK [HIGHESTMODSEQ ";
        var line = told.stream().filter(each -> each.startsWith(start)).findFirst().orElseThrow();
        return Long.parseLong(line.substring(start.length(), line.indexOf(']')));
    }
}
