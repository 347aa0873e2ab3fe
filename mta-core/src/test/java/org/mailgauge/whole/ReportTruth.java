package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whether each failure and each delay has been told to its sender, once. */
final class ReportTruth {
    /** In which a report surely is written, and one more in which it surely comes. */
    private static final Duration WRITTEN = Duration.ofMinutes(10);

    private static final Duration COME = Duration.ofHours(2);

    private final World world;
    private final Oracle oracle;
    private final Reports reports;
    private final List<Duration> thresholds;

    ReportTruth(World world) {
        this.world = world;
        this.oracle = world.oracle;
        this.reports = oracle.reports;
        this.thresholds = world.delays;
    }

    /** What must hold at every moment. */
    void look(Set<String> stored) {
        for (var report : reports.all()) {
            assertEquals(0, oracle.unexplained(report.to), () -> "copies of report " + report.id);
        }
        for (var path : stored) {
            var recipient = oracle.recipient(path);
            assertNull(reports.told(recipient), () -> "told of its end, but stored: " + path);
            late(recipient.message);
        }
    }

    /** Notes that a message has waited so long that its sender must come to know. */
    private void late(Oracle.Message message) {
        if (message.mayHaveBeenHeld()) {
            return; // of what is held nobody is told
        }
        boolean sure = !oracle.stepped && !world.diskTrouble() && oracle.upFor(WRITTEN);
        for (var threshold : thresholds) {
            if (sure && message.isOlderThan(threshold.plus(WRITTEN), world.time.ticks())) {
                message.late = threshold;
            }
        }
    }

    /** What must hold when nothing is under way any more. */
    void end(Set<String> stored) {
        for (var message : oracle.messages.values()) {
            message.recipients.stream()
                    .filter(one -> !stored.contains(one.path))
                    .forEach(this::failure);
            if (!oracle.stepped && !message.sender.isEmpty()) {
                delays(message, stored);
            }
        }
        if (oracle.life == 1) {
            counters();
        }
        var all = reports.all();
        world.tally.reports += all.size();
        world.tally.delays += (int) all.stream().filter(one -> one.delay).count();
    }

    /** Of a recipient that is not stored any more. */
    private void failure(Oracle.Recipient recipient) {
        var message = recipient.message;
        var told = reports.told(recipient);
        if (told != null) {
            assertTrue(
                    recipient.copies.stream().allMatch(copy -> copy.at < told.at()),
                    () -> "tried after its report: " + recipient.path);
            return;
        }
        boolean fails =
                recipient.copies.stream()
                        .noneMatch(copy -> copy.answered && copy.at > recipient.refused);
        boolean byOperator = recipient.deleted >= 0 || message.reports.ended() > recipient.refused;
        if (byOperator) {
            return;
        }
        if (recipient.fate() == Oracle.Fate.ACKNOWLEDGED && fails && !message.sender.isEmpty()) {
            assertTrue(
                    oracle.aged > recipient.refused,
                    () -> "nobody was told: " + recipient.path + " of " + message.number);
            world.tally.lost++;
        }
    }

    private void delays(Oracle.Message message, Set<String> stored) {
        var told = reports.thresholds(message, thresholds);
        assertNull(told.get(Duration.ZERO), () -> "not late: " + message.number);
        told.forEach(
                (threshold, all) ->
                        assertEquals(
                                1, all.size(), () -> message.number + " late by " + threshold));
        if (message.reports.ended() >= 0) {
            return;
        }
        var late = message.late;
        if (late != null) {
            assertTrue(
                    told.keySet().stream().anyMatch(one -> one.compareTo(late) >= 0),
                    () -> "late by " + late + ", and nobody was told: " + message.number);
        }
        var waiting = new ArrayList<>(message.recipients);
        waiting.removeIf(one -> !stored.contains(one.path));
        if (waiting.isEmpty() || message.mayHaveBeenHeld()) {
            return;
        }
        for (var threshold : thresholds) {
            if (message.isOlderThan(threshold.plus(COME), world.time.ticks())) {
                var found = told.get(threshold);
                if (threshold.compareTo(World.TROUBLE) > 0) {
                    assertNotNull(found, () -> "late by " + threshold + ": " + message.number);
                }
                assertTrue(
                        found == null
                                || !oracle.crashes.isEmpty()
                                || found.getFirst().named.containsAll(waiting),
                        () -> "not all that wait are named: " + message.number);
            }
        }
    }

    /** In one life, what is counted is what came. */
    private void counters() {
        var mta = world.life().seen().mta();
        assertNotNull(mta);
        var all = reports.all();
        long delays = all.stream().filter(one -> one.delay).count();
        long ended =
                oracle.messages.values().stream()
                        .filter(message -> message.reports.ended() >= 0)
                        .count();
        if (ended > 0) { // some may never have come
            assertTrue(all.size() <= mta.ownBooks().generated(), "reports");
            return;
        }
        assertEquals(all.size(), mta.ownBooks().generated(), "reports");
        assertEquals(delays, total("reports_delay_total"), "reports of delays");
        assertEquals(all.size() - delays, total("reports_failure_total"), "reports of failures");
    }

    private long total(String name) {
        var health = world.life().server().snapshots().fresh().health();
        return Objects.requireNonNull(health.get(name), name).longValue();
    }
}
