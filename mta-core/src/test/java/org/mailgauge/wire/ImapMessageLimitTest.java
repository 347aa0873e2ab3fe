package org.mailgauge.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.MemoryContent;
import org.mailgauge.testing.MemoryLogins;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** More messages than a command works on (RFC 9738), and more than are worked on at a time. */
class ImapMessageLimitTest {
    private static final int MESSAGES = 1_300;
    private static final int LIMIT = 1_150;
    private static final Pattern TOLD = Pattern.compile("\\* [0-9]+ FETCH \\(UID ([0-9]+)");

    private PureImap imap = new PureImap(new ImapScene());

    @BeforeEach
    void begin() throws IOException {
        var store = new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT);
        store.create(AccountName.of(MemoryLogins.ANNA));
        var messages = new ArrayList<NewMessage>();
        for (int i = 1; i <= MESSAGES; i++) {
            var content = new MemoryContent(Chat.octets("Subject: " + i + "\r\n\r\n" + i + "\r\n"));
            var flags = i % 3 == 0 ? Flags.of(SystemFlag.SEEN) : Flags.NONE;
            messages.add(new NewMessage(content, flags, Instant.EPOCH.plusSeconds(i)));
        }
        store.account(AccountName.of(MemoryLogins.ANNA))
                .orElseThrow()
                .mailbox(MailboxName.INBOX)
                .orElseThrow()
                .append(messages);
        imap = new PureImap(ImapScene.on(store).messages(LIMIT));
        imap.say("a LOGIN anna \"secret word\"\r\nb SELECT INBOX\r\n");
    }

    private static List<Long> back(long from, long to) {
        return LongStream.rangeClosed(to, from).boxed().toList().reversed();
    }

    /** The UIDs of FETCH responses, in order; the command must end with that code. */
    private List<Long> told(String command, String code) {
        var answers = imap.say("c " + command + "\r\n");
        var last = answers.getLast();
        assertTrue(last.startsWith("c OK" + code), last);
        return answers.stream()
                .map(TOLD::matcher)
                .filter(matcher -> matcher.lookingAt())
                .map(matcher -> Long.valueOf(matcher.group(1)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLAGS",
                "ENVELOPE",
                "BODY.PEEK[]",
                "BODY[TEXT]",
                "(PREVIEW BODYSTRUCTURE BODY[1])"
            })
    @DisplayName("whatever is fetched, from the last message back; the rest by the code's UID")
    void fetches(String items) {
        var what = items.startsWith("(") ? items.substring(1) : items + ")";
        var first = told("FETCH 1:* (UID " + what, " [MESSAGELIMIT 1150 151] ");
        assertEquals(back(1_300, 151), first);
        assertEquals(
                LongStream.rangeClosed(1, 150).boxed().toList(),
                told("UID FETCH 1:150 (UID " + what, " Fetched"));
    }

    @Test
    @DisplayName("only what was told has been seen")
    void marksAsSeen() {
        told("FETCH 1:* (UID BODY[])", " [MESSAGELIMIT 1150 151] ");
        var unseen = imap.say("d UID SEARCH UIDBEFORE 151 UNSEEN\r\n").getFirst();
        assertEquals(100, unseen.split(" ").length - 2, unseen);
        assertEquals("* SEARCH", imap.say("e UID SEARCH UIDAFTER 150 UNSEEN\r\n").getFirst());
    }

    @Test
    @DisplayName("a client that goes on below the code's UID stores all")
    void stores() {
        assertEquals(
                back(1_300, 151),
                told("UID STORE 1:* +FLAGS (\\Flagged)", " [MESSAGELIMIT 1150 151] "));
        assertEquals(150, told("UID STORE 1:150 +FLAGS (\\Flagged)", " Stored").size());
        var left = imap.say("d UID SEARCH UNFLAGGED\r\n");
        assertEquals(List.of("* SEARCH"), left.subList(0, 1));
    }

    @Test
    @DisplayName("a client that repeats UID MOVE and UID EXPUNGE is done in the end")
    void movesAndExpunges() {
        imap.say("c CREATE Other\r\n");
        var moved = imap.say("d UID MOVE 1:* Other\r\n");
        assertTrue(moved.getLast().startsWith("d OK [MESSAGELIMIT 1150 151] "), moved.getLast());
        assertTrue(moved.getFirst().endsWith(" 151:1300 1:1150] Moved"), moved.getFirst());
        assertEquals(LIMIT + 2, moved.size());
        assertEquals("e OK Moved", imap.say("e UID MOVE 1:* Other\r\n").getLast());
        imap.say("f SELECT Other\r\n");
        told("UID STORE 1:1150 +FLAGS.SILENT (\\Deleted)", " Stored");
        told("UID STORE 1151:* +FLAGS.SILENT (\\Deleted)", " Stored");
        assertEquals(
                "g OK [MESSAGELIMIT 1150 151] Expunged, only the last messages",
                imap.say("g UID EXPUNGE 1:*\r\n").getLast());
        assertEquals("h OK Expunged", imap.say("h UID EXPUNGE 1:*\r\n").getLast());
        assertEquals(
                "* STATUS \"Other\" (MESSAGES 0)",
                imap.say("i STATUS Other (MESSAGES)\r\n").getFirst());
    }
}
