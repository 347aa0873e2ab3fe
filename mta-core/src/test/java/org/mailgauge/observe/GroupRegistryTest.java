package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class GroupRegistryTest {
    private final MemoryIndexStore store = new MemoryIndexStore();
    private final SimTime time = new SimTime();

    private GroupRegistry open() throws IOException {
        return GroupRegistry.open(store, Observed.PLAN, time);
    }

    private static List<String> names(GroupRegistry groups) {
        return groups.all().stream().map(MtaGroup::name).toList();
    }

    @Test
    void plannedGroupsExistFromTheStartWithIndexesFrom1001() throws IOException {
        var groups = open();
        assertEquals(
                List.of(
                        "smtp-in",
                        "submission-in",
                        "smtp-out",
                        "local",
                        "in-delivery",
                        "ready",
                        "deferred",
                        "held",
                        "other"),
                names(groups));
        assertEquals(
                IntStream.range(1001, 1010).boxed().toList(),
                groups.all().stream().map(MtaGroup::index).toList());
        assertEquals(1001, groups.application("mailgauge"));
        assertFalse(groups.unstored());
    }

    @Test
    void indexesStayWithTheirNamesOverRestartsAndAreNeverReused() throws IOException {
        var first = open();
        var gone = first.destination("gone.test");
        var kept = first.channel("branch");
        first.application("mailgauge");

        var second = open();
        var fresh = second.destination("fresh.test");
        assertEquals(kept.index(), second.channel("branch").index());
        assertTrue(fresh.index() > kept.index(), fresh.toString());
        assertNotEquals(gone.index(), fresh.index());
        assertEquals(gone.index(), second.destination("gone.test").index());
        assertEquals(1001, second.application("mailgauge"));
        assertEquals(1002, second.application("postfix"));
        assertEquals(
                second.all().stream().map(MtaGroup::index).sorted().toList(),
                second.all().stream().map(MtaGroup::index).toList());
    }

    @Test
    void halfOfTheDestinationsComeFirstComeFirstServed() throws IOException {
        var groups = open();
        var one = groups.destination("one.test");
        var two = groups.destination("TWO.test");
        assertEquals("one.test", one.name());
        assertEquals("two.test", two.name());
        assertEquals(-3, one.kind().collection());
        assertSame(groups.other(), groups.destination("three.test"));
        assertSame(one, groups.destination("One.Test"));
    }

    @Test
    void theLastRunsBusiestAreAdmittedFirst() throws IOException {
        store.saveTraffic(Map.of("quiet.test", 1L, "busy.test", 9L, "busier.test", 10L));
        var groups = open();
        assertTrue(names(groups).containsAll(List.of("busy.test", "busier.test")));
        assertSame(groups.other(), groups.destination("new.test"));
        assertSame(groups.other(), groups.destination("quiet.test"));
    }

    @Test
    void trafficOfThisRunIsKeptForTheNext() throws IOException {
        var groups = open();
        for (int i = 0; i < 5; i++) {
            groups.destination("first.test");
            groups.destination("second.test");
            groups.destination("later.test");
            groups.destination("later.test");
        }
        groups.saveTraffic();
        assertEquals(10L, store.traffic().get("later.test"));
        assertTrue(names(open()).contains("later.test"));
    }

    @Test
    void theOtherHalfIsAdmittedByBacklogOnly() throws IOException {
        var groups = open();
        groups.destination("one.test");
        groups.destination("two.test");
        assertEquals(2, groups.backlogSlots());
        assertTrue(groups.admitByBacklog("one.test").isEmpty());
        var three = groups.admitByBacklog("Three.test").orElseThrow();
        assertSame(three, groups.destination("three.test"));
        assertTrue(groups.admitByBacklog("four.test").isPresent());
        assertTrue(groups.admitByBacklog("five.test").isEmpty());
        assertSame(groups.other(), groups.destination("five.test"));
    }

    @Test
    void aDomainNamedLikeAnotherGroupIsWrittenWithTheRootsDot() throws IOException {
        var groups = open();
        var other = groups.destination("other");
        var local = groups.destination("local");
        assertEquals("other.", other.name());
        assertEquals("local.", local.name());
        assertNotEquals(groups.other().index(), other.index());
        var names = names(groups);
        assertEquals(names.size(), names.stream().distinct().count());
    }

    @Test
    void unpresentableDomainsAreCountedInOther() throws IOException {
        var groups = open();
        for (var domain : List.of("", "a b", "a\nb", "x".repeat(256))) {
            assertSame(groups.other(), groups.destination(domain));
        }
        assertSame(groups.other(), groups.admitByBacklog("a\nb").orElse(groups.other()));
    }

    @Test
    void aChannelMayNotTakeAReservedName() {
        var spec = GroupPlan.channel("ready");
        assertThrows(
                IllegalArgumentException.class, () -> new GroupPlan(List.of(), List.of(spec), 1));
    }

    @Test
    void anUnplannedChannelIsOneThatHandsMailOn() throws IOException {
        var group = open().channel("of-an-older-configuration");
        assertEquals(MtaGroup.Kind.OUTBOUND, group.kind());
        assertEquals(MtaGroup.Kind.LOCAL, open().channel("hold").kind());
    }

    @Test
    void aGroupIsShownOnlyWhenItsIndexIsDurable() throws IOException {
        var mta = new Observed(store, Observed.PLAN);
        store.failing(true);
        mta.queue.accept("smtp-in", 10, "smtp-out", "new.test");
        var hidden = mta.publisher.fresh();
        var name = "[new.test].receivedMessages";
        assertFalse(SnapshotDiff.flatten(hidden).containsKey(name));
        assertEquals(1.0, hidden.health().get("group_index_failures_total"));
        store.failing(false);
        assertEquals("1", SnapshotDiff.flatten(mta.publisher.fresh()).get(name));
        int index = mta.row("new.test").group().index();
        assertTrue(store.indexes().entries().stream().anyMatch(entry -> entry.index() == index));
    }

    @Test
    void busiestDestinationsAreFoundInBoundedMemory() {
        var traffic = new DestinationTraffic(10);
        for (int i = 0; i < 3000; i++) {
            traffic.count("rare-" + i);
            if (i % 3 == 0) {
                traffic.count("busy.test");
            }
        }
        assertEquals("busy.test", traffic.top(1).keySet().iterator().next());
        assertTrue(traffic.top(100).size() <= 10);
    }

    private static GroupPlan plan(GroupPlan.Spec... channels) {
        return new GroupPlan(Observed.PLAN.inbound(), List.of(channels), 4);
    }

    private static GroupPlan.Spec branch(String where) {
        return new GroupPlan.Spec("branch", MtaGroup.Kind.OUTBOUND, "Mail to " + where, 25);
    }

    private static MtaGroup shown(GroupRegistry groups, String name) {
        return groups.all().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anotherPlanAddsGroupsAndRemovesNone() throws IOException {
        var groups = open();
        var before = groups.all();
        time.advance(java.time.Duration.ofSeconds(5));
        groups.add(plan(branch("a"), GroupPlan.channel("hold")));
        assertTrue(groups.unstored(), "not yet durable");
        assertFalse(groups.stored().stream().anyMatch(group -> group.name().equals("branch")));
        groups.persist();
        assertEquals(before, groups.all().subList(0, before.size()), "local is no longer planned");
        var branch = shown(groups, "branch");
        assertEquals(time.ticks(), branch.createdTicks(), "its counts begin now");

        groups.add(plan());
        groups.add(plan(GroupPlan.channel("smtp-out"), branch("b")));
        var again = shown(groups, "branch");
        assertEquals("Mail to b", again.description());
        assertEquals(branch.described("Mail to b"), again, "its counts go on");
        assertSame(groups.channel("branch"), groups.channel("branch"));
        assertEquals(branch.index(), groups.channel("branch").index());
    }

    @Test
    void aChannelThatIsGoneForARunComesBackWithItsIndex() throws IOException {
        var first = open();
        first.add(plan(branch("a")));
        first.persist();
        int index = shown(first, "branch").index();
        var without = open();
        assertFalse(names(without).contains("branch"));
        int other = without.channel("other-branch").index();
        without.persist();
        time.advance(java.time.Duration.ofSeconds(9));
        without.add(plan(GroupPlan.channel("hold"), branch("a")));
        var again = shown(without, "branch");
        assertEquals(index, again.index());
        assertNotEquals(other, index);
        assertEquals(time.ticks(), again.createdTicks(), "its counts begin anew, and it says so");
    }
}
