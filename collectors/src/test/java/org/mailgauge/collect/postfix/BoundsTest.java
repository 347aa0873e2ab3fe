package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Objects;

/** What is remembered has bounds; what is beyond them is as the classes say. */
class BoundsTest {
    private final Player player = new Player();

    private static String id(int number) {
        return "%X".formatted(0xA0000000L + number);
    }

    private void take(int number) {
        player.line("postfix/smtpd[10]: " + id(number) + ": client=c.example[198.51.100.7]");
        player.line("postfix/cleanup[11]: " + id(number) + ": message-id=<1@c.example>");
        player.line(
                "postfix/qmgr[12]: "
                        + id(number)
                        + ": from=<a@c.example>, size=10, nrcpt=1 (queue active)");
    }

    private void send(int number) {
        player.line(
                "postfix/smtp[13]: "
                        + id(number)
                        + ": to=<u@fine.example>, relay=mx.fine.example[192.0.2.10]:25, conn_use=2,"
                        + " delay=1, dsn=2.0.0, status=sent (250 Ok)");
    }

    private long remembered(String what) {
        return player.memory().stream().filter(line -> line.startsWith(what + "\t")).count();
    }

    @Test
    void theMessagesToldOfLastAreRemembered() {
        for (int i = 0; i < Messages.MOST; i++) {
            take(i);
        }
        send(0);
        assertEquals(Messages.MOST, remembered("message"));
        assertEquals(
                """
                mta: received=100000/1000000/100000 transmitted=1/10/1 relayed=1
                smtpd: received=100000/1000000/100000
                smtp: transmitted=1/10/1
                fine.example: transmitted=1/10/1""",
                player.totals());
        take(Messages.MOST);
        assertEquals(Messages.MOST, remembered("message"));
        send(1);
        send(2);
        assertEquals(
                """
                mta: received=100001/1000010/100001 transmitted=3/10/3 relayed=3
                smtpd: received=100001/1000010/100001
                smtp: transmitted=3/10/3
                fine.example: transmitted=3/10/3
                besides: messages_forgotten=3 messages_without_size=2""",
                player.totals());
        assertTrue(player.again().totals().contains("messages_forgotten=3"));
    }

    @Test
    void whatWasGivenUpBeforeItCameIsNotForgotten() {
        for (int i = 0; i < Messages.MOST + 10; i++) {
            player.line("postfix/smtpd[10]: " + id(i) + ": client=c.example[198.51.100.7]");
            player.line("postfix/cleanup[11]: " + id(i) + ": message-id=<1@c.example>");
        }
        assertEquals(Messages.MOST, remembered("message"));
        assertEquals("mta:", player.totals());
    }

    @Test
    void theDomainsToldOfLastAreRemembered() {
        var domains = player.domains();
        for (int i = 0; i < Domains.MOST; i++) {
            domains.left("d" + i, 1, true, i);
        }
        domains.left("d0", 2, false, 5);
        domains.left("new", 1, true, 7);
        assertEquals(3, domains.left("d0"));
        assertEquals(0L, domains.ticks("d0"));
        assertEquals(0, domains.left("d1"));
        assertNull(domains.ticks("d1"));
        assertEquals(1, domains.left("d2"));
        assertEquals(Domains.MOST, remembered("domain"));
    }

    @Test
    void agentsToldOfLastAreRemembered() {
        for (int pid = 0; pid < Connections.MOST; pid++) {
            player.line(
                    "postfix/smtp["
                            + pid
                            + "]: connect to mx.fine.example[192.0.2.99]:25: Connection refused");
        }
        assertEquals(Connections.MOST, remembered("agent"));
        player.line(
                "postfix/smtp[4711]: connect to mx.fine.example[192.0.2.99]:25: Connection refused");
        assertEquals(Connections.MOST, remembered("agent"));
        for (int pid = 0; pid < 3; pid++) {
            player.line(
                    "postfix/smtp["
                            + pid
                            + "]: AAAAAAA1: to=<u@fine.example>, relay=none, delay=1, dsn=4.4.1,"
                            + " status=deferred (connect to mx.fine.example[192.0.2.99]:25:"
                            + " Connection refused)");
        }
        // That of 0 went for 4711, that of 1 for 0, and that of 2 for 1.
        assertEquals(
                """
                mta:
                smtp: deferred=3 host-unreachable=3 4.4.1=0/3/0
                fine.example: deferred=3 host-unreachable=3 4.4.1=0/3/0""",
                player.totals());
    }

    @Test
    void failuresOfAnAgentAreNotMoreThanSixteen() {
        for (int i = 0; i < 40; i++) {
            player.line(
                    "postfix/smtp[13]: connect to mx.fine.example[192.0.2.99]:25: Connection"
                            + " refused");
        }
        send(1);
        assertTrue(player.totals().startsWith("mta: failed=16 "), player.totals());
    }

    @Test
    void sessionsBeyondTheBoundAreCountedAndNotOpen() {
        for (int pid = 0; pid < Sessions.MOST + 5; pid++) {
            player.line("postfix/smtpd[" + pid + "]: connect from c.example[198.51.100.7]");
        }
        assertEquals(
                """
                mta: in=20005 open=20000
                smtpd: in=20005 open=20000""",
                player.totals());
        player.line("postfix/smtpd[20004]: disconnect from c.example[198.51.100.7] commands=1");
        player.line("postfix/smtpd[0]: disconnect from c.example[198.51.100.7] commands=1");
        player.line("postfix/smtpd[20004]: connect from c.example[198.51.100.7]");
        assertEquals(
                """
                mta: in=20006 open=20000
                smtpd: in=20006 open=20000""",
                player.totals());
    }

    @Test
    void namesOfServicesAreNotAsManyAsSomebodyWrites() {
        for (int i = 0; i < 2 * Channels.MOST; i++) {
            player.line("postfix/a" + i + "/smtpd[10]: connect from c.example[198.51.100.7]");
            player.line(
                    "postfix/b"
                            + i
                            + "/smtp[13]: AAAAAAA1: to=<u@fine.example>, relay=none, delay=1,"
                            + " dsn=4.4.1, status=deferred (x)");
        }
        var groups = Objects.requireNonNull(player.now().mta()).groups();
        assertTrue(groups.size() < Channels.MOST + 20, "" + groups.size());
        assertTrue(player.totals().contains("smtpd: in="), player.totals());
    }
}
