package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What holds of messages: UIDs, flags, mod-sequences, copies, expunges, content. */
abstract class MessageContract extends SummaryContract {

    @Test
    void appendedMessagesAreWhatTheyWere() throws IOException {
        var when = Instant.parse("1999-12-31T23:59:59.999Z");
        var flags = keywords("$Junk", "Mixed-Case").with(Flags.of(SystemFlag.DRAFT));
        var stored = done(inbox.append(List.of(new NewMessage(content("é\r\n\0"), flags, when))));
        reopen();
        var info = info(inbox, 1);
        assertEquals(UidSet.of(1), stored.uids());
        assertEquals(inbox.id(), stored.mailbox());
        assertEquals(status(inbox).mailbox().uidValidity(), stored.uidValidity());
        assertEquals(stored.modSequence(), info.modSequence());
        assertEquals(stored.modSequence(), status(inbox).highestModSequence());
        assertEquals(flags, info.flags());
        assertEquals(5, info.octets());
        assertEquals(Instant.parse("1999-12-31T23:59:59Z"), info.internalDate());
        assertEquals(clock.wall(), info.saveDate());
        assertEquals("é\r\n\0", text(inbox, 1));
    }

    @Test
    void appendOfManyIsInOrder() throws IOException {
        long before = status(inbox).highestModSequence();
        assertEquals(UidSet.range(1, 5), fill(inbox, 5));
        assertEquals(List.of("1", "2", "3", "4", "5"), texts(inbox));
        assertTrue(info(inbox, 1).modSequence() > before);
        assertEquals(UidSet.range(6, 7), fill(inbox, 2));
        assertEquals(8, status(inbox).uidNext());
    }

    @Test
    void uidsAreNeverUsedAgain() throws IOException {
        fill(inbox, 3);
        done(inbox.remove(UidSet.of(3)));
        reopen();
        assertEquals(4, status(inbox).uidNext());
        done(inbox.remove(UidSet.ALL));
        store.purge(clock.wall().plusSeconds(60));
        reopen();
        assertEquals(UidSet.of(4), fill(inbox, 1));
    }

    @Test
    void statusAddsUp() throws IOException {
        done(
                inbox.append(
                        List.of(
                                message("12", SystemFlag.SEEN),
                                message("345"),
                                message("6789", SystemFlag.DELETED, SystemFlag.SEEN),
                                message("", SystemFlag.DELETED))));
        var status = status(inbox);
        assertEquals(4, status.messages());
        assertEquals(9, status.octets());
        assertEquals(2, status.unseen());
        assertEquals(2, status.firstUnseen());
        assertEquals(2, status.deleted());
        assertEquals(4, status.deletedOctets());
        add(inbox, UidSet.of(2), SystemFlag.SEEN);
        done(inbox.remove(UidSet.of(3)));
        reopen();
        var after = status(inbox);
        assertEquals(4, after.firstUnseen());
        assertEquals(1, after.unseen());
        assertEquals(5, after.octets());
        assertEquals(0, after.deletedOctets());
        add(inbox, UidSet.of(4), SystemFlag.SEEN);
        assertEquals(0, status(inbox).firstUnseen());
    }

    @ParameterizedTest(name = "{0} {2} on {1} gives {3}")
    @CsvSource({
        "ADD, \\Seen, \\Flagged, \\Seen \\Flagged",
        "ADD, \\Seen, \\Seen, \\Seen",
        "ADD, a, b, a b",
        "ADD, a, A, a",
        "REMOVE, \\Seen \\Deleted a, \\Deleted a, \\Seen",
        "REMOVE, \\Seen, \\Draft x, \\Seen",
        "REPLACE, \\Seen a, \\Answered b, \\Answered b",
        "REPLACE, \\Seen a, '', ''",
    })
    void flagsChange(FlagChange.Kind kind, String before, String given, String after)
            throws IOException {
        done(inbox.append(List.of(new NewMessage(content("1"), flags(before), ARRIVED))));
        long sequence = info(inbox, 1).modSequence();
        var result = done(inbox.change(UidSet.of(1), new FlagChange(kind, flags(given))));
        reopen();
        var info = info(inbox, 1);
        boolean changes = !flags(before).equals(flags(after));
        assertEquals(flags(after), info.flags());
        assertEquals(changes ? UidSet.of(1) : UidSet.NONE, result.changed());
        assertEquals(changes ? UidSet.NONE : UidSet.of(1), result.unchanged());
        assertEquals(changes, info.modSequence() > sequence);
        assertEquals(status(inbox).highestModSequence(), info.modSequence());
        assertEquals(result.modSequence(), info.modSequence());
    }

    private static Flags flags(String text) {
        var flags = Flags.NONE;
        for (var word : text.isEmpty() ? new String[0] : text.split(" ")) {
            var system =
                    List.of(SystemFlag.values()).stream()
                            .filter(flag -> flag.text().equals(word))
                            .findAny();
            flags = flags.with(system.map(Flags::of).orElseGet(() -> keywords(word)));
        }
        return flags;
    }

    @Test
    void changeTouchesOnlyWhatExistsAndDiffers() throws IOException {
        fill(inbox, 4);
        done(inbox.remove(UidSet.of(2)));
        add(inbox, UidSet.of(1), SystemFlag.SEEN);
        long one = info(inbox, 1).modSequence();
        var result = add(inbox, UidSet.ALL, SystemFlag.SEEN);
        assertEquals(UidSet.range(3, 4), result.changed());
        assertEquals(UidSet.of(1), result.unchanged());
        assertEquals(UidSet.NONE, result.modified());
        assertEquals(one, info(inbox, 1).modSequence());
        assertEquals(info(inbox, 3).modSequence(), info(inbox, 4).modSequence());
        long highest = status(inbox).highestModSequence();
        assertEquals(highest, add(inbox, UidSet.ALL, SystemFlag.SEEN).modSequence());
        assertEquals(UidSet.NONE, add(inbox, UidSet.of(99), SystemFlag.SEEN).changed());
        assertEquals(highest, status(inbox).highestModSequence());
    }

    @Test
    @DisplayName("UNCHANGEDSINCE leaves what has changed since (RFC 7162 section 3.1.3)")
    void unchangedSince() throws IOException {
        fill(inbox, 3);
        long since = status(inbox).highestModSequence();
        add(inbox, UidSet.of(2), SystemFlag.FLAGGED);
        var seen = Flags.of(SystemFlag.SEEN);
        var result =
                done(inbox.change(UidSet.ALL, new FlagChange(FlagChange.Kind.ADD, seen, since)));
        assertEquals(UidSet.of(1, 3), result.changed());
        assertEquals(UidSet.of(2), result.modified());
        assertEquals(Flags.of(SystemFlag.FLAGGED), info(inbox, 2).flags());
        var none = done(inbox.change(UidSet.ALL, new FlagChange(FlagChange.Kind.ADD, seen, 0)));
        assertEquals(UidSet.range(1, 3), none.modified());
        assertEquals(UidSet.NONE, none.changed().or(none.unchanged()));
    }

    @Test
    void keywordsKeepTheirFirstSpelling() throws IOException {
        done(inbox.append(List.of(new NewMessage(content("1"), keywords("Later"), ARRIVED))));
        done(inbox.append(List.of(new NewMessage(content("2"), keywords("LATER"), ARRIVED))));
        reopen();
        assertEquals(List.of("Later"), spelled(status(inbox).keywords()));
        assertEquals(keywords("later"), info(inbox, 2).flags());
    }

    private static List<String> spelled(Set<Keyword> keywords) {
        return keywords.stream().map(Keyword::text).sorted().toList();
    }

    @Test
    void keywordsOfAMailboxAreBounded() throws IOException {
        fill(inbox, 1);
        make("Full");
        for (int i = 0; i < LIMITS.keywords(); i++) {
            done(change(inbox, FlagChange.Kind.REPLACE, "k" + i));
        }
        refused(Refusal.TooMany.class, change(inbox, FlagChange.Kind.ADD, "more"));
        refused(
                Refusal.TooMany.class,
                inbox.append(List.of(new NewMessage(content("2"), keywords("more"), ARRIVED))));
        done(change(inbox, FlagChange.Kind.ADD, "K0"));
        var more = new NewMessage(content("3"), keywords("more"), ARRIVED);
        done(at("Full").append(List.of(more)));
        refused(Refusal.TooMany.class, at("Full").copy(UidSet.ALL, MailboxName.INBOX));
        refused(Refusal.TooMany.class, at("Full").move(UidSet.ALL, MailboxName.INBOX));
        assertEquals(1, status(at("Full")).messages());
        assertEquals(1, status(inbox).messages());
        assertEquals(LIMITS.keywords(), status(inbox).keywords().size());
    }

    @Test
    @DisplayName("more keywords than a mailbox may have are refused before a message is looked at")
    void moreKeywordsThanAnyMailboxHas() throws IOException {
        var names = new String[LIMITS.keywords() + 1];
        Arrays.setAll(names, i -> "k" + i);
        for (var kind : FlagChange.Kind.values()) {
            var outcome = inbox.change(UidSet.ALL, new FlagChange(kind, keywords(names)));
            if (kind == FlagChange.Kind.REMOVE) {
                done(outcome);
            } else {
                refused(Refusal.TooMany.class, outcome);
            }
        }
    }

    private static Outcome<FlagsChanged> change(
            MailboxStore box, FlagChange.Kind kind, String keyword) throws IOException {
        return box.change(UidSet.ALL, new FlagChange(kind, keywords(keyword)));
    }

    @Test
    void expungeTakesOnlyDeletedOnes() throws IOException {
        fill(inbox, 4);
        add(inbox, UidSet.of(1, 2, 4), SystemFlag.DELETED);
        long before = status(inbox).highestModSequence();
        var removed = done(inbox.expunge(UidSet.range(2, 9)));
        assertEquals(UidSet.of(2, 4), removed.uids());
        assertTrue(removed.modSequence() > before);
        assertEquals(removed.modSequence(), status(inbox).highestModSequence());
        assertEquals(List.of("1", "3"), texts(inbox));
        var none = done(inbox.expunge(UidSet.of(3)));
        assertEquals(new Removed(UidSet.NONE, removed.modSequence()), none);
        assertEquals(UidSet.of(1), done(inbox.expunge(UidSet.ALL)).uids());
        assertEquals(UidSet.of(3), done(inbox.remove(UidSet.ALL)).uids());
        reopen();
        assertEquals(UidSet.NONE, uids(inbox));
    }

    @Test
    @DisplayName("what vanished is remembered (RFC 7162 section 3.2)")
    void vanished() throws IOException {
        fill(inbox, 5);
        long start = status(inbox).highestModSequence();
        long first = done(inbox.remove(UidSet.of(2))).modSequence();
        done(inbox.move(UidSet.of(4), name(make("Work"))));
        reopen();
        try (var view = view(inbox)) {
            assertVanished(view, start, UidSet.of(2, 4));
            assertVanished(view, first, UidSet.of(4));
            assertVanished(view, status(inbox).highestModSequence(), UidSet.NONE);
            assertEquals(UidSet.NONE, view.changedSince(start));
        }
    }

    private MailboxName name(MailboxStore box) throws IOException {
        return status(box).mailbox().name();
    }

    /** A store may name more than vanished since then, but nothing that is there or never was. */
    static void assertVanished(MailboxView view, long since, UidSet least) throws IOException {
        var vanished = view.vanishedSince(since);
        assertEquals(least, least.and(vanished), "at least");
        assertEquals(UidSet.NONE, vanished.and(view.uids()));
        long next = view.uidNext();
        assertEquals(vanished, next == 1 ? UidSet.NONE : vanished.and(UidSet.range(1, next - 1)));
    }

    @Test
    void copyKeepsWhatAMessageIs() throws IOException {
        make("Work");
        fill(at("Work"), 2);
        fill(inbox, 3);
        done(change(inbox, FlagChange.Kind.ADD, "mine"));
        add(inbox, UidSet.of(3), SystemFlag.SEEN);
        clock.pass(Duration.ofMinutes(5));
        var copied = done(inbox.copy(UidSet.of(1, 3, 77), name("Work")));
        assertEquals(UidSet.of(1, 3), copied.sources());
        assertEquals(UidSet.range(3, 4), copied.copies());
        assertEquals(at("Work").id(), copied.mailbox());
        assertEquals(status(at("Work")).mailbox().uidValidity(), copied.uidValidity());
        reopen();
        var source = info(inbox, 3);
        var copy = info(at("Work"), 4);
        assertEquals(source.flags(), copy.flags());
        assertEquals(source.internalDate(), copy.internalDate());
        assertEquals(source.emailId(), copy.emailId());
        assertEquals(source.threadId(), copy.threadId());
        assertEquals(clock.wall(), copy.saveDate());
        assertEquals(clock.wall().minusSeconds(300), source.saveDate());
        assertEquals(List.of("1", "2", "1", "3"), texts(at("Work")));
        assertEquals(List.of("1", "2", "3"), texts(inbox));
        done(inbox.remove(UidSet.ALL));
        store.purge(clock.wall().plusSeconds(60));
        assertEquals(List.of("1", "2", "1", "3"), texts(at("Work")));
    }

    @Test
    @DisplayName("move takes them away in the same step (RFC 6851)")
    void move() throws IOException {
        make("Work");
        fill(inbox, 4);
        add(inbox, UidSet.of(3), SystemFlag.FLAGGED);
        var before = info(inbox, 3);
        done(anne.limit(new Quota(4, 4)));
        var moved = done(inbox.move(UidSet.range(2, 3), name("Work")));
        assertEquals(UidSet.range(2, 3), moved.sources());
        assertEquals(UidSet.range(1, 2), moved.copies());
        reopen();
        assertEquals(List.of("1", "4"), texts(inbox));
        assertEquals(List.of("2", "3"), texts(at("Work")));
        var after = info(at("Work"), 2);
        assertEquals(before.emailId(), after.emailId());
        assertEquals(before.threadId(), after.threadId());
        assertEquals(before.flags(), after.flags());
        assertEquals(List.of(), anne.retained(Instant.EPOCH, 10));
        assertEquals(4, anne.quota().messages());
    }

    @Test
    void copyAndMoveIntoTheSameMailbox() throws IOException {
        fill(inbox, 2);
        assertEquals(UidSet.range(3, 4), done(inbox.copy(UidSet.ALL, MailboxName.INBOX)).copies());
        assertEquals(
                UidSet.range(5, 6),
                done(inbox.move(UidSet.range(1, 2), MailboxName.INBOX)).copies());
        assertEquals(UidSet.range(3, 6), uids(inbox));
        assertEquals(List.of("1", "2", "1", "2"), texts(inbox));
    }

    @Test
    void copyOfNothingAndIntoNothing() throws IOException {
        var work = make("Work");
        var nothing = done(inbox.copy(UidSet.of(5), name("Work")));
        assertEquals(UidSet.NONE, nothing.sources());
        assertEquals(UidSet.NONE, nothing.copies());
        assertEquals(1, status(work).uidNext());
        refused(Refusal.NoSuchMailbox.class, inbox.copy(UidSet.ALL, name("None")));
        refused(Refusal.NoSuchMailbox.class, inbox.move(UidSet.ALL, name("None")));
    }

    @Test
    @DisplayName("messages that share a key share a thread (RFC 8474 section 5.2)")
    void threads() throws IOException {
        var alone = threaded("<1@x>");
        var other = threaded("<9@x>");
        assertNotEquals(alone.threadId(), other.threadId());
        assertNotEquals(alone.emailId(), other.emailId());
        reopen();
        assertEquals(alone.threadId(), threaded("<2@x>", "<1@x>").threadId());
        assertEquals(alone.threadId(), threaded("<3@x>", "<2@x>").threadId());
        assertEquals(
                alone.threadId(), threaded("<4@x>", "<9@x>", "<3@x>").threadId(), "the oldest");
        assertEquals(other.threadId(), threaded("<9@x>").threadId());
        assertNotEquals(threaded().threadId(), threaded().threadId());
    }

    @Test
    @DisplayName("an answer finds its thread whether it comes before or after what it answers")
    void threadsComeTogetherInAnyOrder() throws IOException {
        var last = threaded("<3@x>", "<1@x>", "<2@x>");
        assertEquals(last.threadId(), threaded("<2@x>", "<1@x>").threadId());
        assertEquals(last.threadId(), threaded("<1@x>").threadId());
        var left = threaded("<left@x>", "<never@x>");
        reopen();
        assertEquals(left.threadId(), threaded("<right@x>", "<never@x>").threadId());
        assertNotEquals(last.threadId(), left.threadId());
        var answer = "Message-ID: <4@x>\r\nIn-Reply-To: Your message <2@x>\r\n\r\n";
        done(inbox.append(List.of(message(answer))));
        assertEquals(last.threadId(), infos(inbox).getLast().threadId());
        var elsewhere = make("Work");
        done(elsewhere.append(List.of(message(answer))));
        assertEquals(last.threadId(), info(elsewhere, 1).threadId(), "all mailboxes");
    }

    @Test
    @DisplayName("who joins two threads goes into the older one, and no THREADID changes")
    void joinedThreadsStay() throws IOException {
        var older = threaded("<a@x>");
        var younger = threaded("<b@x>");
        assertEquals(older.threadId(), threaded("<c@x>", "<b@x>", "<a@x>").threadId());
        assertEquals(younger.threadId(), info(inbox, younger.uid()).threadId());
        assertEquals(younger.threadId(), threaded("<d@x>", "<b@x>").threadId());
        assertEquals(older.threadId(), threaded("<e@x>", "<c@x>").threadId());
    }

    private MessageInfo threaded(String... keys) throws IOException {
        var message = new StringBuilder();
        if (keys.length > 0) {
            message.append("Message-ID: ").append(keys[0]).append("\r\nReferences:");
        }
        for (int i = 1; i < keys.length; i++) {
            message.append("\r\n ").append(keys[i]);
        }
        var stored = done(inbox.append(List.of(message(message + "\r\n\r\n"))));
        return info(inbox, stored.uids().first());
    }

    @Test
    void contentIsReadInPieces() throws IOException {
        done(inbox.append(List.of(message("0123456789"))));
        var content = inbox.content(1).orElseThrow();
        assertEquals(10, content.octets());
        var piece = new byte[6];
        assertEquals(3, content.read(4, piece, 2, 3));
        assertArrayEquals(new byte[] {0, 0, '4', '5', '6', 0}, piece);
        assertEquals(2, readFully(content, 8, piece));
        assertEquals(-1, content.read(10, piece, 0, 6));
        assertTrue(inbox.content(2).isEmpty());
    }

    private static int readFully(Content content, long from, byte[] into) throws IOException {
        int at = 0;
        for (int part; (part = content.read(from + at, into, at, into.length - at)) > 0; ) {
            at += part;
        }
        return at;
    }

    @Test
    void contentCanBeReadAfterAnExpunge() throws IOException {
        done(inbox.append(List.of(message("still here"))));
        var content = inbox.content(1).orElseThrow();
        done(inbox.remove(UidSet.ALL));
        store.purge(clock.wall().plusSeconds(60));
        assertTrue(same(MemoryMailStore.bytes(content), "still here"));
    }

    @Test
    void bigContentIsWhatItWas() throws IOException {
        long octets = (5 << 20) + 12_345;
        done(inbox.append(List.of(new NewMessage(made(octets), Flags.NONE, ARRIVED))));
        fill(inbox, 1);
        reopen();
        assertEquals(octets, info(inbox, 1).octets());
        var content = inbox.content(1).orElseThrow();
        assertEquals(octets, content.octets());
        var piece = new byte[100_000];
        var expected = new byte[100_000];
        for (long at = 0; at < octets; at += piece.length) {
            int read = readFully(content, at, piece);
            assertEquals(Math.min(piece.length, octets - at), read);
            readFully(made(octets), at, expected);
            assertEquals(
                    -1, java.util.Arrays.mismatch(piece, 0, read, expected, 0, read), "at " + at);
        }
    }

    /** Content that is computed as it is read, in pieces of no round size. */
    private static Content made(long octets) {
        return new Content() {
            @Override
            public long octets() {
                return octets;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                if (position >= octets) {
                    return -1;
                }
                int part = (int) Math.min(Math.min(length, 8191), octets - position);
                for (int i = 0; i < part; i++) {
                    long at = position + i;
                    into[offset + i] = (byte) (at * 31 + (at >> 9));
                }
                return part;
            }
        };
    }

    @Test
    void contentThatFailsStoresNothing() throws IOException {
        var failing =
                new Content() {
                    @Override
                    public long octets() {
                        return 100_000;
                    }

                    @Override
                    public int read(long position, byte[] into, int offset, int length)
                            throws IOException {
                        if (position > 50_000) {
                            throw new IOException("planned");
                        }
                        return Math.min(length, 1000);
                    }
                };
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class,
                () ->
                        inbox.append(
                                List.of(
                                        message("1"),
                                        new NewMessage(failing, Flags.NONE, ARRIVED))));
        assertEquals(0, status(inbox).messages());
        reopen();
        assertEquals(0, status(inbox).messages());
        fill(inbox, 1);
        assertEquals(List.of("1"), texts(inbox));
    }
}
