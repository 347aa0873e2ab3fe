package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What large mailings cost the others, on virtual time. */
class FairnessTest {
    private static final int SINGLES = 1_000;
    private static final int LIST = 100_000;

    /** Where the list and the single messages go. */
    enum Layout {
        /** Each domain has a next hop of its own. */
        NEXT_HOP_EACH,
        /** One smart host for all domains. */
        ONE_SMART_HOST,
        /** All in one domain. */
        ONE_DOMAIN;

        String listDomain(int number) {
            return this == ONE_DOMAIN ? "one.test" : "list" + number % 1_000 + ".test";
        }

        String singleDomain(int number) {
            return this == ONE_DOMAIN ? "one.test" : "single" + number + ".test";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargeListAtMostDoublesTheWaitOfSingleMessages(Layout layout) {
        var alone = p99(layout, 0);
        var beside = p99(layout, LIST);
        assertTrue(
                beside.toNanos() <= 2 * alone.toNanos(),
                () -> layout + ": " + alone + " alone, " + beside + " beside the list");
    }

    private static Duration p99(Layout layout, int list) {
        try (var rig = rig()) {
            if (layout == Layout.NEXT_HOP_EACH) {
                IntStream.range(0, 1_000).forEach(i -> route(rig, layout.listDomain(i)));
                IntStream.range(0, SINGLES).forEach(i -> route(rig, layout.singleDomain(i)));
            }
            if (list > 0) {
                rig.commit(rig.envelope("list@x.test", list(layout, list)), 4096);
            }
            // The list is well under way when the others come.
            var drive = new SlotDrive(rig, SlotDrive::usual);
            drive.runTo(rig.time.ticks() + Duration.ofMillis(200).toNanos());
            long since = rig.time.ticks();
            var singles =
                    IntStream.range(0, SINGLES)
                            .mapToObj(i -> i + "@" + layout.singleDomain(i))
                            .toList();
            for (var to : singles) {
                rig.commit(rig.envelope("a@x.test", to), 4096);
            }
            long before = drive.done.size();
            drive.run(done -> done.keySet().containsAll(singles));
            assertTrue(
                    list == 0 || drive.done.size() > before + SINGLES,
                    "the list goes on beside the others");
            return drive.p99(singles, since);
        }
    }

    private static Rig rig() {
        return new Rig(QueueConfig.DEFAULT, new DeliveryConfig(20, 20, Map.of()));
    }

    private static void route(Rig rig, String domain) {
        rig.routes.put(domain, Rig.host("mx." + domain));
    }

    private static String[] list(Layout layout, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "r" + i + "@" + layout.listDomain(i))
                .toArray(String[]::new);
    }

    @Test
    void manyMessagesToOneDomainHardlyDelayAnotherAtTheSameNextHop() {
        try (var rig = rig()) {
            for (int i = 0; i < 5_000; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@flood.test"), 1);
            }
            long since = rig.time.ticks();
            rig.commit(rig.envelope("a@x.test", "b@quiet.test"), 1);
            var drive = new SlotDrive(rig, SlotDrive::usual);
            drive.run(done -> done.containsKey("b@quiet.test"));
            assertTrue(
                    drive.p99(List.of("b@quiet.test"), since).toMillis() <= 40,
                    () -> drive.p99(List.of("b@quiet.test"), since).toString());
        }
    }

    @Test
    void listGoesOnWhileSingleMessagesKeepComing() {
        try (var rig = rig()) {
            var list = list(Layout.ONE_DOMAIN, 1_000);
            rig.commit(rig.envelope("list@x.test", list), 1);
            for (int i = 0; i < 10_000; i++) {
                rig.commit(rig.envelope("a@x.test", i + "@single.test"), 1);
            }
            var drive = new SlotDrive(rig, SlotDrive::usual);
            drive.run(done -> done.keySet().containsAll(List.of(list)));
            assertTrue(drive.done.size() < 6_000, () -> "last of all: " + drive.done.size());
        }
    }

    @Test
    void twoListsShareAlike() {
        try (var rig = rig()) {
            for (var name : List.of("p", "q")) {
                var to = IntStream.range(0, 20_000).mapToObj(i -> name + i + "@one.test");
                rig.commit(rig.envelope("list@x.test", to.toArray(String[]::new)), 1);
            }
            var drive = new SlotDrive(rig, SlotDrive::usual);
            drive.run(done -> done.size() >= 20_000);
            long first = drive.done.keySet().stream().filter(to -> to.startsWith("p")).count();
            assertEquals(0.5, (double) first / drive.done.size(), 0.06);
        }
    }
}
