package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.collect.postfix.log.LogLineParser;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.queue.ReplyClasses;

import java.nio.charset.StandardCharsets;

class DeferralClassTest {
    private static final ReplyClasses TABLE = ReplyClasses.of((ReplyTable) null);

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    4.7.1 | greylisted | host mx[192.0.2.1] said: 450 4.7.1 <u@x>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/x.html (in reply to RCPT TO command)
                    4.2.0 | greylisted | host mx[192.0.2.1] said: 450 4.2.0 <u@x>: Recipient address rejected: Greylisted (in reply to RCPT TO command)
                    4.2.2 | mailbox-full | host mx[192.0.2.1] said: 452 4.2.2 The mailbox is over quota (in reply to RCPT TO command)
                    4.2.2 | mailbox-full | cannot update mailbox /var/mail/u for user u. mailbox is full
                    4.2.2 | mailbox-full | maildir delivery failed: error writing message: mailbox is over quota
                    4.7.28 | rate-limited | host mx[192.0.2.1] said: 421 4.7.28 Our system has detected an unusual rate of unsolicited mail (in reply to end of DATA command)
                    4.7.0 | rate-limited | host mx[192.0.2.1] refused to talk to me: 421 4.7.0 Too many connections from your host
                    4.4.1 | host-unreachable | connect to mx[192.0.2.1]:25: Connection refused
                    4.4.1 | host-unreachable | connect to mx[192.0.2.1]:25: Connection timed out
                    4.4.1 | host-unreachable | connect to mx[192.0.2.1]:25: No route to host
                    4.4.1 | host-unreachable | connect to mx[2001:db8::1]:25: Network is unreachable
                    4.4.1 | host-unreachable | delivery temporarily suspended: connect to mx[192.0.2.1]:25: Connection refused
                    4.4.3 | dns | Host or domain name not found. Name service error for name=x.example type=MX: Host not found, try again
                    4.4.4 | dns | Host or domain name not found. Name service error for name=mx.x.example type=A: Host not found
                    4.7.4 | tls | TLS is required, but was not offered by host mx[192.0.2.1]
                    4.7.5 | tls | Server certificate not verified
                    4.7.5 | tls | Cannot start TLS: handshake failure
                    4.4.2 | association-lost | lost connection with mx[192.0.2.1] while receiving the initial server greeting
                    4.4.2 | association-lost | conversation with mx[192.0.2.1] timed out while sending RCPT TO
                    4.3.1 | system-full | host mx[192.0.2.1] said: 452 4.3.1 Insufficient system storage (in reply to MAIL FROM command)
                    4.7.1 | policy | host mx[192.0.2.1] said: 450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.2] (in reply to RCPT TO command)
                    """)
    @DisplayName("a deferral falls into the class into which our own delivery would put it")
    void replyClass(String dsn, String label, String text) {
        var line =
                "Dec  1 02:54:19 mx1 postfix/smtp[13]: 4B044238200: to=<u@x>, relay=none, delay=1,"
                        + " delays=0/0/0/1, dsn="
                        + dsn
                        + ", status=deferred ("
                        + text
                        + ")";
        var octets = line.getBytes(StandardCharsets.UTF_8);
        var delivery = (Delivery) new LogLineParser().parse(octets, 0, octets.length).event();
        assertEquals(label, TABLE.of(delivery.detail().reply()).label());
    }
}
