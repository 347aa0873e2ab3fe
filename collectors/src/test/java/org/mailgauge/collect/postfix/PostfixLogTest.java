package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.collect.follow.Line;
import org.mailgauge.collect.follow.Lines;
import org.mailgauge.collect.follow.LogSource;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Collector.Condition;
import org.mailgauge.observe.StateText;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Objects;

class PostfixLogTest {
    private static final String CONNECT =
            "Mar  1 11:59:50 mx1 postfix/smtpd[10]: connect from c.example[198.51.100.7]";

    private final Player player = new Player();
    private final FakeSource source = new FakeSource();
    private PostfixLog log = open();

    private PostfixLog open() {
        return new PostfixLog(
                "mx1",
                "postfix",
                "/var/log/mail.log",
                source,
                player.time(),
                ZoneOffset.UTC,
                player.ledger(),
                player.correlator(),
                null);
    }

    @BeforeEach
    void begin() throws InterruptedException {
        log.poll();
        assertFalse(log.changed());
    }

    private void reads(String... lines) throws InterruptedException {
        for (var line : lines) {
            source.tell(sink -> sink.line(Lines.of(line, null)));
        }
        log.poll();
    }

    private Collector row() {
        return log.collector(1001, 1);
    }

    private @Nullable Long since() {
        return Objects.requireNonNull(player.now().mta()).sinceTicks();
    }

    @Test
    void runsWhenItHasCaughtUp() throws InterruptedException {
        log = open();
        source.more(true);
        assertTrue(log.poll());
        assertEquals(Condition.STARTING, row().condition());
        source.more(false);
        assertFalse(log.poll());
        assertEquals(Condition.RUNNING, row().condition());
        source.more(true);
        assertTrue(log.poll());
        assertEquals(Condition.RUNNING, row().condition());
        assertEquals(player.time().ticks(), row().readTicks());
        assertEquals(17L, log.collector(1001, 1).behindOctets());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    WAITING,  there is no log yet at /x
                    NO_RIGHT, no right to read /x
                    FAILED,   /x
                    """)
    void isLostWhenItCannotBeRead(LogSource.State state, String problem)
            throws InterruptedException {
        long read = player.time().ticks();
        player.time().advance(Duration.ofSeconds(5));
        source.become(state, "/x");
        log.poll();
        assertEquals(Condition.LOST, row().condition());
        assertEquals(Condition.LOST, log.condition());
        assertEquals(problem, row().problem());
        assertEquals(read, row().readTicks());
        source.become(LogSource.State.READING, "/x");
        log.poll();
        assertEquals(Condition.RUNNING, row().condition());
        assertEquals("", row().problem());
        assertNull(since());
    }

    @Test
    void countsLinesOfTheInstanceOnly() throws InterruptedException {
        reads(
                CONNECT,
                "Mar  1 11:59:51 mx1 postfix-out/smtpd[11]: connect from c.example[198.51.100.7]",
                "Mar  1 11:59:51 mx1 postfixed/smtpd[12]: connect from c.example[198.51.100.7]",
                "Mar  1 11:59:51 mx1 postfix-out/smtpd[11]: something new",
                "Mar  1 11:59:51 mx1 sshd[13]: connect from c.example[198.51.100.7]",
                "Mar  1 11:59:52 mx1 postfix/submission/smtpd[14]: connect from unknown[unknown]",
                "Mar  1 11:59:53 mx1 postfix/smtpd[10]: something new",
                "",
                "Mar  1 11:59:54 mx1 postfix/smtpd[10]: disconnect from c.example[198.51.100.7]");
        assertEquals(
                """
                mta: in=2 open=1
                smtpd: in=1
                submission/smtpd: in=1 open=1""",
                player.totals());
        assertEquals(9, row().records());
        assertEquals(1, row().notUnderstood());
        assertEquals(750, row().coverage());
        assertEquals(player.time().ticks() - Duration.ofSeconds(6).toNanos(), row().writtenTicks());
        assertTrue(log.changed());
        assertFalse(log.changed());
    }

    @Test
    void repeatedLinesOfOtherInstancesAreTheirs() throws InterruptedException {
        var refused =
                "[1]: message repeated 3 times: [ NOQUEUE: reject: RCPT from c[198.51.100.7]: 550"
                        + " 5.1.1 <x@y>: no; from=<a@c> to=<x@y> proto=ESMTP helo=<c>]";
        reads("Mar  1 11:59:51 mx1 postfix-out/smtpd" + refused);
        assertEquals("mta:", player.totals());
        reads("Mar  1 11:59:51 mx1 postfix/smtpd" + refused);
        assertTrue(player.totals().contains("rejected=3 5.1.1=3/0/0"), player.totals());
    }

    @Test
    void coverageIsOfTheLastThousand() throws InterruptedException {
        assertNull(row().coverage());
        for (int i = 0; i < 100; i++) {
            reads("Mar  1 11:59:53 mx1 postfix/smtpd[10]: something new");
        }
        assertEquals(0, row().coverage());
        for (int i = 0; i < 1000; i++) {
            reads(CONNECT);
        }
        assertEquals(1000, row().coverage());
        assertEquals(100, row().notUnderstood());
    }

    @Test
    void entriesOfTheJournalHaveTheirOwnTime() throws InterruptedException {
        var at = player.time().wall().minusSeconds(90);
        var entry = new Line.Entry(at, "postfix/smtpd", 10, "mx1");
        source.tell(sink -> sink.line(Lines.of("connect from c.example[198.51.100.7]", entry)));
        log.poll();
        long ticks = player.time().ticks() - Duration.ofSeconds(90).toNanos();
        assertEquals(ticks, row().writtenTicks());
        assertEquals(ticks, player.now().associations().getFirst().startedTicks());
    }

    @Test
    void gapBreaksTheTotalsAndEndsSessions() throws InterruptedException {
        reads(CONNECT);
        assertNull(since());
        player.time().advance(Duration.ofSeconds(1));
        source.tell(sink -> sink.gap(new LogSource.Gap(LogSource.Gap.Reason.GONE, "/x")));
        log.poll();
        assertEquals(1, row().gaps());
        assertEquals(player.time().ticks(), since());
        assertEquals("mta: in=1\nsmtpd: in=1", player.totals());
        assertTrue(log.changed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    systemd-journald[200]: Suppressed 5 messages from postfix.service                                   | 1
                    systemd-journald[200]: Suppressed 5 messages from postfix@-.service                                 | 1
                    systemd-journald[200]: Suppressed 5 messages from /system.slice/system-postfix.slice                | 1
                    systemd-journald[200]: Suppressed 5 messages from nginx.service                                     | 0
                    rsyslogd: imuxsock[pid 4711]: begin to drop messages due to rate-limiting                           | 1
                    rsyslogd: imuxsock lost 123 messages from pid 4711 due to rate-limiting                             | 1
                    """)
    void linesThatWereDroppedAreMissed(String line, int gaps) throws InterruptedException {
        reads("Mar  1 11:59:50 mx1 " + line);
        assertEquals(gaps, row().gaps());
        assertEquals(gaps == 0 ? null : Long.valueOf(player.time().ticks()), since());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    postfix.service,    1
                    postfix@-.service,  1
                    nginx.service,      0
                    """)
    void linesThatTheJournalDroppedAreMissed(String unit, int gaps) throws InterruptedException {
        source.tell(sink -> sink.suppressed(unit, 7));
        log.poll();
        assertEquals(gaps, row().gaps());
    }

    @Test
    void countsOfLinesGoOn() throws InterruptedException {
        reads(CONNECT, "Mar  1 11:59:53 mx1 postfix/smtpd[10]: something new");
        source.tell(sink -> sink.gap(new LogSource.Gap(LogSource.Gap.Reason.GONE, "/x")));
        log.poll();
        var kept = new ArrayList<String>();
        log.save(new StateText(player.time()), kept::add);
        assertTrue(kept.contains("mark\tjournal s=1;i=2"), kept.toString());
        var again = open();
        for (var line : kept) {
            assertTrue(again.goOn(new StateText(player.time()).words(line)), line);
        }
        assertFalse(again.goOn(new StateText(player.time()).words("message\tx")));
        var row = again.collector(1001, 1);
        assertEquals(2, row.records());
        assertEquals(1, row.notUnderstood());
        assertEquals(1, row.gaps());
        assertEquals(row().writtenTicks(), row.writtenTicks());
    }

    @Test
    void closesItsSource() {
        log.close();
        assertTrue(source.closed());
    }
}
