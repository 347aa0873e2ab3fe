package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class SmtpReplyFormatTest {

    @Test
    void enhancedCodeStandsOnEveryLine() {
        var reply =
                new SmtpReply(550, new EnhancedStatus(5, 1, 1), List.of("No such user", "here"));
        assertEquals("550-5.1.1 No such user\r\n550 5.1.1 here\r\n", SmtpReplyFormat.text(reply));
    }

    @Test
    void replyWithoutEnhancedCode() {
        var reply = new SmtpReply(250, null, List.of("mx.test", "PIPELINING"));
        assertEquals("250-mx.test\r\n250 PIPELINING\r\n", SmtpReplyFormat.text(reply));
    }

    @Test
    void textCannotEndTheLine() {
        var reply = SmtpReply.of(550, 1, 1, "a\r\n250 b\0\u00e9");
        assertEquals("550 5.1.1 a??250 b??\r\n", SmtpReplyFormat.text(reply));
    }

    @Test
    void lineHasAtMost512Octets() {
        var reply = SmtpReply.of(550, 1, 1, "x".repeat(2_000));
        assertEquals(512, SmtpReplyFormat.octets(reply).length);
    }
}
