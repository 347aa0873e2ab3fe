package org.mailgauge.collect.postfix.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery.Status;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpReplyParser;

import java.nio.charset.StandardCharsets;

class DeliveryTextTest {

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host h[192.0.2.1] said: 450 4.3.0 Error: later (in reply to RCPT TO command) | 4.3.0 | REPLY by h[192.0.2.1] during RCPT TO = 450 4.3.0 [Error: later]
                    host h[192.0.2.1] said: 451 later | 4.0.0 | REPLY by h[192.0.2.1] = 451 null [later]
                    host h[192.0.2.1] said: 552 5.2.2 full (in reply to end of DATA command) | 4.2.2 | REPLY by h[192.0.2.1] during end of DATA = 452 4.2.2 [full]
                    host h[private/lmtp] said: 450-4.2.0 a 450 4.2.0 b (in reply to RCPT TO command) | 4.2.0 | REPLY by h[private/lmtp] during RCPT TO = 450 4.2.0 [a, b]
                    host h[2001:db8::1] refused to talk to me: 554 5.7.1 listed | 4.7.1 | NOT_TALKING by h[2001:db8::1] = 454 4.7.1 [listed]
                    host h[192.0.2.1] refused to talk to me: 421 host said: no | 4.0.0 | NOT_TALKING by h[192.0.2.1] = 421 null [host said: no]
                    host h[192.0.2.1] said: what | 4.0.0 | REPLY by h[192.0.2.1] = 451 4.0.0 [host h[192.0.2.1] said: what]
                    connect to h[192.0.2.1]:25: Connection refused | 4.4.1 | CONNECTION_REFUSED by h[192.0.2.1]:25 = 451 4.4.1 [h[192.0.2.1]:25: Connection refused]
                    connect to h[2001:db8::1]:25: Network is unreachable | 4.4.1 | NETWORK_UNREACHABLE by h[2001:db8::1]:25 = 451 4.4.1 [h[2001:db8::1]:25: Network is unreachable]
                    connect to h[192.0.2.1]:25: Connection timed out | 4.4.1 | CONNECTION_TIMED_OUT by h[192.0.2.1]:25 = 451 4.4.1 [h[192.0.2.1]:25: Connection timed out]
                    connect to h[192.0.2.1]:25: No route to host | 4.4.1 | NO_ROUTE by h[192.0.2.1]:25 = 451 4.4.1 [h[192.0.2.1]:25: No route to host]
                    connect to h[private/lmtp]: No such file or directory | 4.4.1 | NOT_CONNECTED by h[private/lmtp] = 451 4.4.1 [h[private/lmtp]: No such file or directory]
                    lost connection with h[192.0.2.1] while receiving the initial server greeting | 4.4.2 | CONNECTION_LOST by h[192.0.2.1] during receiving the initial server greeting = 451 4.4.2 [lost connection with h[192.0.2.1] while receiving the initial server greeting]
                    conversation with h[192.0.2.1] timed out while sending end of data -- message may be sent more than once | 4.4.2 | NO_ANSWER by h[192.0.2.1] during sending end of data -- message may be sent more than once = 451 4.4.2 [conversation with h[192.0.2.1] timed out while sending end of data -- message may be sent more than once]
                    Host or domain name not found. Name service error for name=x.example type=MX: Host not found, try again | 4.4.3 | NAME_LOOKUP_FAILED = 451 4.4.3 [Host or domain name not found. Name service error for name=x.example type=MX: Host not found, try again]
                    Host or domain name not found. Name service error for name=x.example type=A: Host not found | - | NAME_NOT_FOUND = 451 4.4.4 [Host or domain name not found. Name service error for name=x.example type=A: Host not found]
                    unable to look up host x.example: Name or service not known | 4.4.4 | NAME_NOT_FOUND = 451 4.4.4 [unable to look up host x.example: Name or service not known]
                    unable to look up host x.example: Temporary failure in name resolution | 4.4.3 | NAME_LOOKUP_FAILED = 451 4.4.3 [unable to look up host x.example: Temporary failure in name resolution]
                    delivery temporarily suspended: connect to h[192.0.2.1]:25: Connection refused | 4.4.1 | CONNECTION_REFUSED suspended by h[192.0.2.1]:25 = 451 4.4.1 [h[192.0.2.1]:25: Connection refused]
                    delivery temporarily suspended: unknown mail transport error | 4.3.0 | OTHER suspended = 451 4.3.0 [unknown mail transport error]
                    Cannot start TLS: handshake failure | 4.7.5 | TLS = 454 4.7.5 [Cannot start TLS: handshake failure]
                    TLS is required, but was not offered by host h[192.0.2.1] | 4.7.4 | TLS by h[192.0.2.1] = 454 4.7.4 [TLS is required, but was not offered by host h[192.0.2.1]]
                    TLS is required, but host h[192.0.2.1] refused to start TLS: 454 4.7.0 try again later | 4.7.4 | TLS by h[192.0.2.1] = 454 4.7.4 [TLS is required, but host h[192.0.2.1] refused to start TLS]
                    Server certificate not trusted | 4.7.5 | TLS = 454 4.7.5 [Server certificate not trusted]
                    SASL authentication failed; server h[192.0.2.1] said: 535 5.7.8 wrong | 4.7.8 | AUTHENTICATION by h[192.0.2.1] = 435 4.7.8 [wrong]
                    SASL authentication failed; cannot authenticate to server h[192.0.2.1]: no mechanism available | 4.7.8 | AUTHENTICATION = 451 4.7.8 [SASL authentication failed; cannot authenticate to server h[192.0.2.1]: no mechanism available]
                    mail for loop.example loops back to myself | 4.4.6 | LOOP = 451 4.4.6 [mail for loop.example loops back to myself]
                    maildir delivery failed: error writing message: Disk quota exceeded | 4.2.2 | OVER_QUOTA = 451 4.2.2 [maildir delivery failed: error writing message: Disk quota exceeded]
                    temporary failure. Command output: try later | 4.3.0 | COMMAND = 451 4.3.0 [temporary failure. Command output: try later]
                    mail transport unavailable | - | OTHER = 451 4.0.0 [mail transport unavailable]
                    450 4.1.1 from a filter | 4.1.1 | REPLY = 450 4.1.1 [from a filter]
                    """)
    @DisplayName("deferrals: what a peer said, or what our own delivery says of the same")
    void deferred(String text, String dsn, String expected) {
        assertEquals(expected, parse(text, Status.DEFERRED, dsn));
    }

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    host h[192.0.2.1] said: 550 5.1.1 gone (in reply to RCPT TO command) | 5.1.1 | REPLY by h[192.0.2.1] during RCPT TO = 550 5.1.1 [gone]
                    unknown user: "x" | 5.1.1 | UNKNOWN_USER = 554 5.1.1 [unknown user: "x"]
                    User unknown in virtual mailbox table | 5.1.1 | UNKNOWN_USER = 554 5.1.1 [User unknown in virtual mailbox table]
                    mail for loop.example loops back to myself | 5.4.6 | LOOP = 554 5.4.6 [mail for loop.example loops back to myself]
                    mail forwarding loop for x@local.example | 5.4.6 | LOOP = 554 5.4.6 [mail forwarding loop for x@local.example]
                    message size 100 exceeds size limit 10 of server h[192.0.2.1] | 5.3.4 | TOO_LARGE = 554 5.3.4 [message size 100 exceeds size limit 10 of server h[192.0.2.1]]
                    Host or domain name not found. Name service error for name=x.example type=AAAA: Host not found | 5.4.4 | NAME_NOT_FOUND = 554 5.4.4 [Host or domain name not found. Name service error for name=x.example type=AAAA: Host not found]
                    Command died with status 69: "/bin/sh" | 5.3.0 | COMMAND = 554 5.3.0 [Command died with status 69: "/bin/sh"]
                    service unavailable. Command output: no room | 5.3.0 | COMMAND = 554 5.3.0 [service unavailable. Command output: no room]
                    Protocol error: host h[192.0.2.1] said: 250 what (in reply to DATA command) | 5.5.0 | REPLY by h[192.0.2.1] during DATA = 554 5.5.0 [Unexpected reply: 250 what]
                    no reason | - | OTHER = 554 5.0.0 [no reason]
                    """)
    @DisplayName("bounces are permanent replies")
    void bounced(String text, String dsn, String expected) {
        assertEquals(expected, parse(text, Status.BOUNCED, dsn));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    250 2.0.0 Ok: queued as 4AB | REPLY = 250 2.0.0 [Ok: queued as 4AB]
                    host h[192.0.2.1] said: 250 2.1.5 Ok (in reply to end of DATA command) | REPLY by h[192.0.2.1] during end of DATA = 250 2.1.5 [Ok]
                    delivered to mailbox | OTHER = 250 2.0.0 [delivered to mailbox]
                    delivered to command: quota exceeded | OTHER = 250 2.0.0 [delivered to command: quota exceeded]
                    """)
    @DisplayName("successes are positive replies")
    void sent(String text, String expected) {
        assertEquals(expected, parse(text, Status.SENT, "2.0.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 no",
                "550",
                "550-a\r\n550 b",
                "550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.1.1 c",
                "550-5.1.1 a\r\n550 4.1.1 c",
                "550-\r\n550 ",
                "421 4.7.0",
                "450 4.1000.1 x",
                "250 5.1.1 x",
                "354 3.0.0 x",
                "450 4.7.1\tx"
            })
    @DisplayName("a reply on one line is what it was on the wire")
    void asOnTheWire(String wire) {
        var octets = (wire + "\r\n").getBytes(StandardCharsets.US_ASCII);
        var parsed = new SmtpReplyParser().feed(octets, 0, octets.length).result();
        var expected = ((SmtpReplyParser.Result.Complete) parsed).reply();
        assertEquals(expected, Replies.parse(wire.replace("\r\n", " ")));
    }

    @Test
    @DisplayName("a reply of many thousand lines takes no more than its length")
    void manyLines() {
        var line = "550-5.1.1 x ".repeat(20_000) + "550 5.1.1 end";
        var reply = Replies.parse(line);
        assertEquals(20_001, reply == null ? 0 : reply.lines().size());
    }

    @Test
    @DisplayName("a failure that leads to another address has no level of its own")
    void attempt() {
        var detail = DeliveryTextParser.ofAttempt("host h[192.0.2.1] said: 550 5.7.1 no");
        assertEquals(SmtpReply.of(450, 7, 1, "no"), detail == null ? null : detail.reply());
    }

    private static String parse(String text, Status status, String dsn) {
        return EventText.of(DeliveryTextParser.parse(text, status, status(dsn)));
    }

    private static @Nullable EnhancedStatus status(String dsn) {
        if (dsn.equals("-")) {
            return null;
        }
        var numbers = dsn.split("\\.", -1);
        return new EnhancedStatus(
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[1]),
                Integer.parseInt(numbers[2]));
    }
}
