package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.config.MtaConfig.ReportConfig;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.testing.MimeReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who is told of what, when, and how often. */
class ReportsTest {
    private static final Router.Decision SENDER = Rig.host("sender.test");

    private static Rig rig() {
        var rig = new Rig();
        rig.routes.put(Rig.SENDERS, SENDER);
        return rig;
    }

    /** A report that went to its sender. */
    private record Sent(Slot.Job job, MimeReader.Entity message) {
        List<MimeReader.Entity> recipients() {
            var blocks = message.parts().get(1).blocks();
            return blocks.subList(1, blocks.size());
        }

        MimeReader.Entity recipient() {
            assertEquals(1, recipients().size());
            return recipients().getFirst();
        }
    }

    /** Relays what goes to the sender, and reads it. */
    private static List<Sent> reports(Rig rig) {
        var all = new ArrayList<Sent>();
        for (var held : rig.slots()) {
            if (!held.slot.nextHop().equals(SENDER.nextHop())) {
                continue;
            }
            held.slot.reached();
            for (var job = held.next(); job.isPresent(); job = held.next()) {
                all.add(new Sent(job.get(), MimeReader.read(octets(job.get()))));
                held.slot.settle(job.get(), List.of(new Outcome.Relayed(Rig.OK)));
            }
            rig.end(held);
        }
        return all;
    }

    private static byte[] octets(Slot.Job job) {
        try {
            var octets = new byte[(int) job.sizeOctets()];
            job.content().read(0, octets, 0, octets.length);
            return octets;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Sent report(Rig rig) {
        var all = reports(rig);
        assertEquals(1, all.size(), "reports");
        return all.getFirst();
    }

    private static void settle(Rig rig, Outcome... outcomes) {
        var held =
                rig.slots().stream()
                        .filter(one -> !one.slot.nextHop().equals(SENDER.nextHop()))
                        .findFirst()
                        .orElseThrow();
        held.slot.reached();
        var job = held.next().orElseThrow();
        held.slot.settle(job, List.of(outcomes));
        rig.calm();
        rig.end(held);
    }

    @Test
    void senderIsToldWhatTheNextHopRefused() {
        try (var rig = rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            assertFalse(rig.journal.holds(id));
            assertEquals(1, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            var report = report(rig);
            assertEquals(new ReversePath.Null(), report.job.reversePath());
            assertEquals("a@x.test", report.job.recipients().getFirst().path().toString());
            assertEquals("auto-replied", report.message.only("Auto-Submitted"));
            var fields = report.recipient();
            assertEquals("rfc822; b@one.test", fields.only("Final-Recipient"));
            assertEquals("5.1.1", fields.only("Status"));
            assertEquals("dns; sink.test", fields.only("Remote-MTA"));
            assertEquals("smtp; 550 5.1.1 no such user", fields.only("Diagnostic-Code"));
            assertEquals(id.toString(), fields.only("Final-Log-ID"));
            assertEquals(1.0, rig.probe("reports_failure_total"));
            var received = rig.books.all(MtaEvent.Received.class).getLast();
            assertEquals(null, received.origin(), "generated");
        }
    }

    @Test
    void whatEndsTogetherIsToldTogether() {
        try (var rig = rig()) {
            rig.send("a@x.test", "1@one.test", "2@one.test", "3@one.test");
            settle(
                    rig,
                    new Outcome.Bounced(Rig.NEVER),
                    new Outcome.Relayed(Rig.OK),
                    new Outcome.Bounced(Rig.NEVER));
            var told = report(rig).recipients();
            assertEquals(
                    List.of("rfc822; 1@one.test", "rfc822; 3@one.test"),
                    told.stream().map(one -> one.only("Final-Recipient")).toList());
        }
    }

    @Test
    void whatWeJudgeOurselvesIsNotTheNextHopsWord() {
        try (var rig = rig()) {
            rig.send("a@x.test", "b@one.test");
            settle(rig, new Outcome.Unfit(SmtpReply.of(552, 3, 4, "too large")));
            var fields = report(rig).recipient();
            assertEquals("x-mailgauge; 552 5.3.4 too large", fields.only("Diagnostic-Code"));
            assertEquals("5.3.4", fields.only("Status"));
        }
    }

    @Test
    void aRouteThatRefusesIsReported() {
        try (var rig = rig()) {
            var status = new EnhancedStatus(5, 1, 2);
            rig.routes.put(
                    "bad.test", new Router.Decision("error", new NextHop.Refuse(status, "no")));
            rig.send("a@x.test", "b@bad.test");
            assertEquals(
                    "x-mailgauge; 550 5.1.2 no", report(rig).recipient().only("Diagnostic-Code"));
        }
    }

    @Test
    void senderIsToldOfDelaysAndTheEnd() {
        try (var rig = rig()) {
            rig.routes.put("one.test", new Router.Decision("x", new NextHop.Local()));
            rig.send("a@x.test", "b@one.test");
            rig.advance(Duration.ofHours(4).minusSeconds(1));
            assertEquals(List.of(), reports(rig));
            rig.advance(Duration.ofSeconds(1));
            var first = report(rig).recipient();
            assertEquals("delayed", first.only("Action"));
            assertTrue(first.only("Will-Retry-Until").endsWith("+0000"));
            rig.restart();
            rig.advance(Duration.ofHours(19));
            assertEquals(List.of(), reports(rig), "told of 4 hours before the restart");
            rig.advance(Duration.ofHours(1));
            assertEquals("delayed", report(rig).recipient().only("Action"));
            rig.restart();
            rig.advance(Duration.ofDays(4).minusSeconds(1));
            assertEquals(List.of(), reports(rig));
            rig.advance(Duration.ofSeconds(1));
            var last = report(rig).recipient();
            assertEquals("failed", last.only("Action"));
            assertEquals("4.4.7", last.only("Status"));
            assertEquals(0, rig.levels().total().messages());
        }
    }

    @Test
    void thresholdsThatPassedWhileWeWereDownMakeOneReport() {
        try (var rig = rig()) {
            rig.routes.put("one.test", new Router.Decision("x", new NextHop.Local()));
            rig.send("a@x.test", "b@one.test");
            rig.journal.reopen();
            rig.time.stepWall(Duration.ofHours(30));
            rig.restart();
            rig.calm();
            assertEquals("delayed", report(rig).recipient().only("Action"));
            rig.advance(Duration.ofHours(2));
            assertEquals(List.of(), reports(rig));
        }
    }

    @Test
    void heldMailIsNotLate() {
        try (var rig = rig()) {
            rig.routes.put("held.test", new Router.Decision("hold", new NextHop.Hold()));
            rig.send("a@x.test", "b@held.test");
            rig.advance(Duration.ofDays(3));
            assertEquals(List.of(), reports(rig));
        }
    }

    @Test
    void nobodyIsToldOfMailWithTheNullReversePath() {
        try (var rig = rig()) {
            rig.send("", "b@one.test");
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            assertEquals(0, rig.levels().total().messages());
            assertEquals(1.0, rig.probe("reports_suppressed_recipients_total"));
            assertEquals(0.0, rig.probe("reports_failure_total"));
        }
    }

    @Test
    void thePostmasterIsToldOfDoubleBouncesButNotOfHisOwn() {
        var config =
                new ReportConfig(50 << 10, List.of(), Rig.mailbox("postmaster@" + Rig.SENDERS));
        try (var rig =
                new Rig(
                        QueueConfig.DEFAULT,
                        new DeliveryConfig(2, 10, Map.of()),
                        new Reporting("mx.test", config))) {
            rig.routes.put(Rig.SENDERS, SENDER);
            rig.send("", "b@one.test");
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            var report = report(rig);
            assertEquals("A report could not be delivered", report.message.only("Subject"));
            rig.send("", "postmaster@" + Rig.SENDERS);
            var held = rig.slot();
            held.slot.reached();
            rig.settle(held, new Outcome.Bounced(Rig.NEVER));
            rig.end(held);
            assertEquals(0, rig.levels().total().messages());
            assertEquals(1.0, rig.probe("reports_double_bounce_total"));
        }
    }

    @Test
    void aFullDiskDelaysTheReportAndLosesNothing() {
        try (var rig = rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            rig.journal.full(true);
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            assertEquals(WaitReason.REPORT_BEING_WRITTEN, rig.only(id).reason());
            assertEquals(0, rig.books.settled(MtaEvent.Outcome.BOUNCED));
            assertEquals(0, rig.queue.retry(id), "nothing moves it");
            assertEquals(0, rig.queue.delete(id));
            rig.advance(Duration.ofSeconds(2));
            rig.advance(Duration.ofSeconds(3));
            assertTrue(rig.probe("reports_unwritten_total") >= 2);
            assertEquals(WaitReason.REPORT_BEING_WRITTEN, rig.only(id).reason());
            rig.journal.full(false);
            rig.advance(Duration.ofMinutes(6));
            assertEquals("failed", report(rig).recipient().only("Action"));
            assertEquals(0, rig.levels().total().messages());
        }
    }

    @Test
    void aRecipientWithoutItsReportIsTriedAgainAfterARestart() {
        try (var rig = rig()) {
            var id = rig.send("a@x.test", "b@one.test");
            rig.journal.full(true);
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            rig.restart();
            assertEquals(RecipientState.READY, rig.only(id).state());
            settle(rig, new Outcome.Bounced(Rig.NEVER));
            assertEquals(1, reports(rig).size());
        }
    }
}
