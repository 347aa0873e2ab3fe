package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The table that sorts replies, row by row, and what is said of a table that is wrong. */
class ReplyClassesTest {
    private static final ReplyClasses TABLE = ReplyClasses.builtIn();

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            450 4.7.1 Greylisted, see http://x.test      | greylisted
            451 4.7.1 Please try again later             | greylisted
            450 4.2.0 Recipient: Grey-Listed for 300 s   | greylisted
            421 4.7.28 Our system has detected something | rate-limited
            451 4.3.2 Throttled, slow down               | rate-limited
            450 4.7.0 Too many messages from you         | rate-limited
            452 4.5.3 Recipients                         | too-many-recipients
            452 Too many recipients                      | too-many-recipients
            552 Too many recipients received             | too-many-recipients
            450 4.7.1 Error: too many recipients from x  | rate-limited
            421 4.7.0 See you                            | rate-limited
            452 4.2.2 The box                            | mailbox-full
            451 4.3.0 Mailbox is full                    | mailbox-full
            452 4.2.1 Not here                           | mailbox-full
            450 4.2.1 The account                        | unknown-mailbox
            450 4.1.1 Who                                | unknown-mailbox
            450 User unknown in local recipient table    | unknown-mailbox
            452 4.3.1 System storage                     | system-full
            451 4.3.4 Size                               | system-full
            452 Insufficient storage                     | system-full
            451 4.4.3 sink.test cannot be looked up      | dns
            451 4.4.4 sink.test has no address           | dns
            450 4.1.8 Sender                             | unknown-mailbox
            450 Domain not found                         | dns
            451 4.4.1 192.0.2.1: Connection refused      | host-unreachable
            451 4.4.2 Connection lost: reset             | association-lost
            454 4.7.0 Not now                            | tls
            451 4.7.5 Nothing                            | tls
            451 4.7.10 Nothing                           | tls
            451 Must issue a STARTTLS command first      | tls
            454 4.7.1 refused                            | tls
            450 Blocked by spamhaus                      | policy
            451 4.7.24 Sender fails a check              | policy
            451 4.6.1 Type                               | content
            451 This looks like spam                     | content
            451 4.5.0 Unexpected reply                   | protocol
            451 4.4.5 Congestion                         | host-unreachable
            421 Service not available, closing, busy     | rate-limited
            452 Wait                                     | system-full
            451 4.3.0 Local trouble                      | other
            450 Whatever                                 | other
            """)
    void sorts(String reply, String expected) {
        assertEquals(expected, TABLE.of(reply(reply)).label());
    }

    /** What large receivers say, in words of our own where only the pattern counts. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            451 4.7.500 Server busy. Please try again later from [192.0.2.1] | rate-limited
            451 4.7.650 Temporarily rate limited, reputation                 | rate-limited
            451 4.7.652 Greylisted or not                                    | rate-limited
            451 4.7.550 Please try again later                               | policy
            451 4.7.606 Greylisted                                           | policy
            421 4.7.0 Try again later, closing connection                    | rate-limited
            421 4.3.2 The number of connections has exceeded a limit         | rate-limited
            432 4.3.2 Concurrent connections limit exceeded                  | rate-limited
            421 4.3.2 Maximum number of connections for you                  | rate-limited
            450 4.2.1 The user is receiving mail at a rate that prevents it  | rate-limited
            421 4.7.0 [GL01] Message from 192.0.2.1 temporarily deferred     | greylisted
            421 4.7.0 [TS01] deferred due to user complaints                 | policy
            421 4.7.1 Greylisted, come back                                  | policy
            450 4.7.1 Client host blocked using dnsbl.sorbs.net              | policy
            450 4.7.1 Suspicious, try again later                            | policy
            421 4.7.0 Access denied, see our lists                           | policy
            451 4.3.0 <a@mydns.jp>: x                                        | other
            451 4.3.0 mydns.jp is slow                                       | other
            451 4.3.0 my-dns is slow                                         | other
            451 4.3.0 dns.example is slow                                    | other
            451 4.3.0 No answer from DNS.                                    | dns
            451 4.3.0 (DNS) does not answer                                  | dns
            451 4.3.0 <greylist@x.test>: x                                   | other
            454 4.7.0 Temporary authentication failure                       | other
            450 4.1.8 Sender address rejected: Domain not found              | dns
            451 4.7.0 Temporary server error. Please try again later. PRX4   | system-full
            452 4.2.2 Mailbox size limit exceeded                            | mailbox-full
            """)
    void sortsWhatLargeReceiversSay(String reply, String expected) {
        assertEquals(expected, TABLE.of(reply(reply)).label());
    }

    static SmtpReply reply(String text) {
        var parts = text.split(" ", 3);
        var numbers = parts[1].split("\\.", -1);
        if (numbers.length == 3 && numbers[0].equals("4")) {
            return SmtpReply.of(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]),
                    parts[2]);
        }
        return SmtpReply.plain(Integer.parseInt(parts[0]), text.substring(4));
    }

    static Stream<ReplyClasses.Rule> rules() {
        return TABLE.rules().stream();
    }

    /** A rule that an earlier one hides would never decide anything. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void everyRuleDecidesSomeReply(ReplyClasses.Rule rule) {
        var phrases =
                rule.phrases().isEmpty()
                        ? List.of("zzz")
                        : rule.phrases().stream().map(ReplyClasses.Phrase::text).toList();
        assertTrue(
                phrases.stream().anyMatch(phrase -> TABLE.of(like(rule, phrase)) == rule.to()),
                () -> "hidden: " + rule);
    }

    private static SmtpReply like(ReplyClasses.Rule rule, String phrase) {
        int code = Integer.parseInt(rule.codes().getFirst().replace('x', '9'));
        var numbers = rule.status().numbers().stream().map(ReplyClassesTest::number).toList();
        EnhancedStatus status =
                numbers.isEmpty() ? null : new EnhancedStatus(4, numbers.get(1), numbers.get(2));
        return new SmtpReply(code, status, List.of(phrase));
    }

    private static int number(String pattern) {
        return Integer.parseInt(pattern.equals("x") ? "99" : pattern.replace('x', '9'));
    }

    @Test
    void goodRepliesAreNoTrouble() {
        assertEquals(ReplyClass.NONE, TABLE.of(Rig.OK));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            class greylisted fast             | t:1: factor: found "fast", accepted a number from 0.1 to 100
            class greylisted 0                | t:1: factor: found "0", accepted a number from 0.1 to 100
            class greylisted 1 soon           | t:1: most: found "soon", accepted a duration from PT1M to P5D
            class greylisted                  | t:1: class: found 2 fields, accepted class NAME FACTOR [MOST]
            class none 1                      | t:1: class: found "none", accepted one of greylisted, mailbox-full, rate-limited, too-many-recipients, policy, content, unknown-mailbox, host-unreachable, dns, tls, association-lost, protocol, system-full, other
            451 4.7.1                         | t:1: codes: found 2 fields, accepted CODES STATUS CLASS [PHRASES]
            4511 4.7.1 other                  | t:1: codes: found "4511", accepted such as 451 or 45x
            250 4.7.1 other                   | t:1: codes: found "250", accepted such as 451 or 45x
            451 4.7 other                     | t:1: status: found "4.7", accepted such as 4.7.x, - or *
            451 * other Words                 | t:1: phrase: found "Words", accepted words in lower case
            451 * other a;;b                  | t:1: phrase: found "", accepted words in lower case
            """)
    void saysFileLineAndKeyOfWhatIsWrong(String line, String expected) {
        var problems = ReplyClassParser.parse("t", line).problems();
        assertEquals(expected, problems.getFirst().toString());
    }

    @Test
    void everyClassNeedsOneLine() {
        var text = "class other 1\n# no more\nclass other 2\n";
        var problems = ReplyClassParser.parse("t", text).problems();
        assertEquals("t:3: class: \"other\" has a line already", problems.getFirst().toString());
        assertEquals("t:0: class: \"greylisted\" has no line", problems.get(1).toString());
        assertEquals(14, problems.size());
    }

    @Test
    void greylistedIsTriedSoonerAndAFullMailboxLater() {
        var retry = Retry.of(QueueConfig.DEFAULT);
        var grey = TABLE.pace(ReplyClass.GREYLISTED);
        var full = TABLE.pace(ReplyClass.MAILBOX_FULL);
        assertEquals(Duration.ofMinutes(30).toNanos(), retry.delay(9, 0.5, grey));
        assertEquals(Duration.ofMinutes(15).toNanos(), retry.delay(1, 0, full));
        assertEquals(Duration.ofHours(3).toNanos(), retry.delay(9, 0.5, full));
    }

    @ParameterizedTest
    @MethodSource("org.mailgauge.observe.ReplyClass#values")
    void everyClassIsTriedTwiceInTheFirstHour(ReplyClass each) {
        var hours = new Retry(Duration.ofHours(9).toNanos(), Duration.ofDays(1).toNanos(), 1, 1);
        assertTrue(hours.delay(1, 0.999, TABLE.pace(each)) <= Duration.ofHours(1).toNanos());
    }

    @Test
    void recipientsOfOneJobAreDueTogetherAndTheClassIsShown() {
        try (var rig = new Rig()) {
            var id = rig.send("a@x.test", "1@one.test", "2@one.test", "3@one.test");
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Slot.Outcome.Deferred(Rig.LATER));
            rig.end(held);
            var waiting = rig.queue.view().show(id).orElseThrow().recipients();
            assertEquals(
                    1, waiting.stream().map(QueueView.Waiting::nextAttempt).distinct().count());
            assertEquals(ReplyClass.GREYLISTED, waiting.getFirst().replyClass());
            assertEquals(3, rig.probe("deferred_recipients_greylisted_total"));
            rig.advance(Duration.ofMinutes(6));
            assertEquals(1, rig.relayAll(), "one transaction for all three");
        }
    }
}
