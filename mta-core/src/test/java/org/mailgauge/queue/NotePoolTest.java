package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

class NotePoolTest {
    private final ReplyClasses table = ReplyClasses.builtIn();
    private int asked;
    private final Note.Pool pool = new Note.Pool(this::ask);

    private ReplyClass ask(SmtpReply reply) {
        asked++;
        return table.of(reply);
    }

    private static SmtpReply later(int number) {
        return SmtpReply.of(450, 2, 0, "Greylisted, " + number);
    }

    @Test
    void theTableIsAskedOnceForRepliesThatSayTheSame() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                assertEquals(ReplyClass.GREYLISTED, pool.classOf(later(i)));
            }
        }
        assertEquals(10, asked);
        var note = pool.of(WaitReason.PUT_OFF, later(3)).held();
        assertEquals(ReplyClass.GREYLISTED, note.replyClass());
        assertSame(note, pool.of(WaitReason.PUT_OFF, later(3)));
        var other = pool.again(note, WaitReason.HELD_BY_OPERATOR);
        assertEquals(ReplyClass.GREYLISTED, other.replyClass());
        assertEquals(10, asked);
    }

    @Test
    void whatIsKnownIsBounded() {
        for (int i = 0; i < 1025; i++) {
            var _ = pool.classOf(later(i));
        }
        assertEquals(ReplyClass.GREYLISTED, pool.classOf(later(0)));
        assertEquals(1026, asked, "what was known is forgotten when it is too much");
    }

    @Test
    void aLongReplyIsSortedByAllThatItSays() {
        var text = "x".repeat(4000) + " greylisted";
        var note = pool.of(WaitReason.PUT_OFF, SmtpReply.of(450, 2, 0, text));
        assertEquals(ReplyClass.GREYLISTED, note.replyClass());
        assertEquals(1, asked);
    }

    @Test
    void noReplyIsNoTrouble() {
        assertEquals(ReplyClass.NONE, pool.classOf(null));
        assertEquals(0, asked);
    }
}
