package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Corpus;
import org.mailgauge.mime.LineMutants;
import org.mailgauge.mime.Summary;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What holds of summaries: made at arrival, shown by UID, the same as of the content. */
abstract class SummaryContract extends MailboxContract {
    private static final int MUTANTS = 2_000;
    private static final int AT_ONCE = 200;

    /** Takes all summaries, or so many. */
    private record Shown(List<Long> uids, List<Summary> summaries, int most)
            implements MailboxStore.SummaryVisitor {
        Shown(int most) {
            this(new ArrayList<>(), new ArrayList<>(), most);
        }

        @Override
        public boolean see(long uid, Summary summary) {
            uids.add(uid);
            summaries.add(summary);
            return uids.size() < most;
        }

        @Override
        public boolean unreadable(long uid) {
            throw new AssertionError("message " + uid + " cannot be read");
        }
    }

    private static Shown shown(MailboxStore box, UidSet uids) throws IOException {
        var all = new Shown(Integer.MAX_VALUE);
        assertTrue(box.summaries(uids, all));
        return all;
    }

    private static Summary summary(MailboxStore box, long uid) throws IOException {
        return shown(box, UidSet.of(uid)).summaries().getFirst();
    }

    private static byte[] octets(Summary summary) {
        return summary.toBytes(Integer.MAX_VALUE).orElseThrow();
    }

    @Test
    @DisplayName("a summary that is kept is the one of the content, whatever that is")
    void summariesAreThoseOfTheContents() throws IOException {
        var contents = new ArrayList<byte[]>();
        Corpus.all().forEach(text -> contents.add(Corpus.octets(text)));
        for (int i = 0; i < MUTANTS; i++) {
            contents.add(Corpus.octets(LineMutants.of(i)));
        }
        for (int from = 0; from < contents.size(); from += AT_ONCE) {
            var some = contents.subList(from, Math.min(contents.size(), from + AT_ONCE));
            done(
                    inbox.append(
                            some.stream()
                                    .map(MemoryData.Octets::new)
                                    .map(c -> new NewMessage(c, Flags.NONE, ARRIVED))
                                    .toList()));
        }
        reopen();
        var shown = shown(inbox, UidSet.ALL);
        var infos = infos(inbox);
        assertEquals(contents.size(), shown.uids().size());
        for (int i = 0; i < contents.size(); i++) {
            var computed = Summaries.of(new MemoryData.Octets(contents.get(i)));
            assertEquals(i + 1L, shown.uids().get(i));
            assertArrayEquals(octets(computed), octets(shown.summaries().get(i)), "" + i);
            assertEquals(computed.traits(), infos.get(i).traits());
        }
    }

    @Test
    void summariesGoWithTheMessage() throws IOException {
        var big = "Subject: big\r\n\r\n" + "x".repeat(300_000);
        done(inbox.append(List.of(message("Subject: a\r\n\r\n"), message(big), message("c"))));
        make("Work");
        done(inbox.copy(UidSet.of(1), name("Work")));
        done(inbox.move(UidSet.of(2), name("Work")));
        assertEquals("a", summary(inbox, 1).envelope().subject());
        assertEquals("a", summary(at("Work"), 1).envelope().subject());
        assertEquals("big", summary(at("Work"), 2).envelope().subject());
        assertEquals(info(at("Work"), 2).traits(), summary(at("Work"), 2).traits());
        done(inbox.remove(UidSet.of(1)));
        var key = anne.retained(Instant.EPOCH, 9).getFirst().key();
        done(anne.undelete(List.of(key), MailboxName.INBOX));
        assertEquals("a", summary(inbox, 4).envelope().subject());
    }

    @Test
    void onlyThoseWantedAreShown() throws IOException {
        fill(inbox, 1_200);
        done(inbox.remove(UidSet.of(3)));
        assertEquals(
                List.of(2L, 4L, 1_199L, 1_200L),
                shown(inbox, UidSet.range(2, 4).or(UidSet.range(1_199, 9_999))).uids());
        assertEquals(1_199, shown(inbox, UidSet.ALL).uids().size());
        assertEquals(List.of(), shown(inbox, UidSet.NONE).uids());
        assertEquals(List.of(), shown(inbox, UidSet.of(3)).uids());
        var some = new Shown(700);
        assertFalse(inbox.summaries(UidSet.ALL, some));
        assertEquals(701L, some.uids().getLast());
        var work = make("Work");
        fill(work, 1);
        done(anne.delete(name("Work")));
        assertEquals(List.of(), shown(work, UidSet.ALL).uids());
    }

    @Test
    void whatIsTooLargeToKeepIsMadeEachTime() throws IOException {
        var part = "--x\r\nContent-Type: text/plain; name=" + "n".repeat(50) + "\r\n\r\n";
        var message = "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + part.repeat(3_000);
        done(inbox.append(List.of(message(message), message("b"))));
        reopen();
        for (int i = 0; i < 2; i++) {
            var shown = shown(inbox, UidSet.ALL);
            assertEquals(List.of(1L, 2L), shown.uids());
            assertTrue(octets(shown.summaries().getFirst()).length > LIMITS.summaryOctets());
            assertEquals(3_000, shown.summaries().getFirst().structure().children().size());
        }
    }
}
