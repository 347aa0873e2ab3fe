package org.mailgauge.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.observe.IndexStore.Entry;
import org.mailgauge.observe.IndexStore.Scope;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

class DiskIndexStoreTest {
    private static final String FILE = "observe/indexes";
    private static final Entry IN = new Entry(Scope.INBOUND, "smtp-in", 1001);
    private static final Entry OUT = new Entry(Scope.CHANNEL, "smtp-out", 1002);
    private static final Entry DOMAIN = new Entry(Scope.DESTINATION, "b\u00fccher.test", 1003);

    private static DiskIndexStore store(SimDisk disk) {
        return new DiskIndexStore(disk, new SimTasks(), "observe");
    }

    private static SimDisk written() throws IOException {
        var disk = new SimDisk();
        var store = store(disk);
        assertEquals(new IndexStore.Indexes(List.of(), 0), store.indexes());
        store.add(List.of(IN, OUT));
        store.add(List.of(DOMAIN));
        return disk;
    }

    private static String text(SimDisk disk) {
        return new String(disk.content(FILE), StandardCharsets.ISO_8859_1);
    }

    private static void text(SimDisk disk, String text) {
        disk.put(FILE, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatWasAddedIsFoundAfterAPowerLoss() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            var found = store(written().crash(seed)).indexes();
            assertEquals(new IndexStore.Indexes(List.of(IN, OUT, DOMAIN), 0), found);
        }
    }

    @Test
    void aTornTailIsSkippedAndOverwritten() throws IOException {
        var disk = written();
        text(disk, text(disk) + "12345678 DESTINATION 1004 to");
        var store = store(disk);
        assertEquals(List.of(IN, OUT, DOMAIN), store.indexes().entries());
        var next = new Entry(Scope.DESTINATION, "next.test", 1010);
        store.add(List.of(next));
        assertEquals(
                new IndexStore.Indexes(List.of(IN, OUT, DOMAIN, next), 0), store(disk).indexes());
    }

    @Test
    void aDamagedLineCostsItsNameButNoIndexIsGivenTwice() throws IOException {
        var disk = written();
        text(disk, text(disk).replace("smtp-out", "smtp-oux"));
        var found = store(disk).indexes();
        assertEquals(List.of(IN, DOMAIN), found.entries());
        assertTrue(found.lost() >= 1, found.toString());

        var damagedEnd = written();
        var whole = text(damagedEnd);
        text(damagedEnd, whole.substring(0, whole.length() - 3) + "x\r\n");
        var groups = GroupRegistry.open(store(damagedEnd), Observed.PLAN, new SimTime());
        assertTrue(
                groups.all().stream().noneMatch(group -> group.index() == DOMAIN.index()),
                groups.all().toString());
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws IOException {
        var disk = written();
        text(disk, text(disk).replace("mailgauge-indexes 1", "mailgauge-indexes 2"));
        var before = text(disk);
        var refused = assertThrows(IOException.class, () -> store(disk).indexes());
        assertTrue(String.valueOf(refused.getMessage()).contains(FILE), refused.toString());
        assertEquals(before, text(disk));
    }

    @Test
    void trafficIsReplacedAsAWhole() throws IOException {
        var disk = written();
        assertEquals(Map.of(), store(disk).traffic());
        store(disk).saveTraffic(Map.of("one.test", 5L, "two.test", 7L));
        store(disk).saveTraffic(Map.of("b\u00fccher.test", 9L));
        assertEquals(Map.of("b\u00fccher.test", 9L), store(disk.crash(1)).traffic());
    }

    @Test
    void trafficOfTheFirstVersionIsReadAndGetsItsVersion() throws IOException {
        var disk = written();
        disk.put("observe/traffic", "5 one.test\n7 two.test\n".getBytes(StandardCharsets.US_ASCII));
        var traffic = store(disk).traffic();
        assertEquals(Map.of("one.test", 5L, "two.test", 7L), traffic);
        store(disk).saveTraffic(traffic);
        assertEquals(traffic, store(disk).traffic());
        var text = new String(disk.content("observe/traffic"), StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("mailgauge-traffic 2\n5 one.test\n"), text);
    }

    @Test
    void trafficOfANewerVersionIsRefusedAndNotChanged() throws IOException {
        var disk = written();
        var newer = "mailgauge-traffic 3\nsomething else\n".getBytes(StandardCharsets.US_ASCII);
        disk.put("observe/traffic", newer);
        assertThrows(IOException.class, () -> store(disk).traffic());
        assertEquals(List.of(newer.length), List.of(disk.content("observe/traffic").length));
    }

    @Test
    void unreadableTrafficIsLeftOut() throws IOException {
        var disk = written();
        disk.put(
                "observe/traffic",
                "x one\n99999999999999999999 two\n 3\n4 four.test\n"
                        .getBytes(StandardCharsets.US_ASCII));
        assertEquals(Map.of("four.test", 4L), store(disk).traffic());
    }

    /** The end of the simulated process. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Runs of a registry, each ended by a crash or power loss at some call of the disk. An index
     * that was shown belongs to its name for ever.
     */
    @Test
    void anIndexThatWasShownNeverBelongsToAnotherName() {
        int ended = 0;
        for (long seed = 0; seed < 400; seed++) {
            var random = new SplittableRandom(seed);
            var shown = new HashMap<Integer, String>();
            var disk = new SimDisk();
            for (int run = 0; run < 5; run++) {
                ended += run(disk, random, shown) ? 0 : 1;
                disk.watch(null);
                disk = random.nextBoolean() ? disk.crash(random.nextLong()) : disk.kill();
            }
        }
        assertTrue(ended > 500, () -> "too few crashes to mean anything");
    }

    private static boolean run(SimDisk disk, SplittableRandom random, Map<Integer, String> shown) {
        var left = new AtomicInteger(random.nextInt(40));
        disk.watch(
                (_, _) -> {
                    if (left.getAndDecrement() == 0) {
                        throw new Ended();
                    }
                    return random.nextInt(30) == 0 ? SimDisk.Fate.EIO : SimDisk.Fate.WELL;
                });
        try {
            var groups = GroupRegistry.open(store(disk), Observed.PLAN, new SimTime());
            show(groups, shown);
            for (int step = 0; step < 6; step++) {
                groups.channel("channel-" + random.nextInt(40));
                groups.destination("domain-" + random.nextInt(40));
                persist(groups);
                show(groups, shown);
            }
            groups.saveTraffic();
            return true;
        } catch (Ended | IOException end) {
            return false;
        }
    }

    private static void persist(GroupRegistry groups) {
        try {
            groups.persist();
        } catch (IOException failed) {
            // The groups stay hidden; a later attempt may succeed.
        }
    }

    private static void show(GroupRegistry groups, Map<Integer, String> shown) {
        for (var group : groups.stored()) {
            var name = group.kind() + " " + group.name();
            var before = shown.putIfAbsent(group.index(), name);
            assertEquals(name, before == null ? name : before, "index " + group.index());
        }
        // Nor has a name that was shown another index now.
        for (var group : groups.stored()) {
            var name = group.kind() + " " + group.name();
            shown.forEach(
                    (index, owner) ->
                            assertEquals(owner.equals(name) ? group.index() : index, index, owner));
        }
    }
}
