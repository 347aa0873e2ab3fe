package org.mailgauge.queue.journal;

import static org.mailgauge.queue.journal.JournalModel.check;

import org.junit.jupiter.api.Test;
import org.mailgauge.disk.FileWindow;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal.Recovered;
import org.mailgauge.queue.journal.JournalModel.Message;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Flips a bit, zeroes 4 KiB, makes sectors unreadable or cuts off the end of a file of a journal,
 * and starts it: what had been durable and is wrong must be noticed, all that is right must be
 * delivered, and nothing wrong. {@code -Dmailgauge.damages=N} says how often.
 */
class DamageTest {

    private static final int DAMAGES = Integer.getInteger("mailgauge.damages", 400);
    private static final long SEED = Long.getLong("mailgauge.damage-seed", 4711);
    private static final int PER_IMAGE = 50;

    private static final LongAdder CUTS = new LongAdder();

    /** The repair was cut off. */
    private static final class Cut extends Error {
        private static final long serialVersionUID = 1;

        private Cut() {
            super("cut", null, false, false);
        }
    }

    /** A record of the log: where it is. */
    private record Extent(long from, long to, int type, QueueId id) {}

    /** A stopped journal, and what an onlooker knows of it. */
    private static final class Image {
        private final JournalModel model = new JournalModel();
        private final SimDisk disk;

        /** Octets of each file that must be right: everything below. */
        private final Map<String, Long> durable = new TreeMap<>();

        /** The segment whose last group is above durable-through; empty after a clean close. */
        private String open = "";

        private final Map<String, List<Extent>> records = new HashMap<>();
        private final Map<String, QueueId> bodies = new HashMap<>();
        private final Map<QueueId, Message> live = new HashMap<>();

        private Image(SplittableRandom random, boolean clean) throws IOException {
            var fresh = new SimDisk();
            var log = new SegmentJournalTest.Log();
            var settings = SegmentJournalTest.SMALL;
            var first = new JournalWorkload(fresh, model, settings, log, random);
            steps(first, random);
            first.flush();
            var restarted = fresh.kill();
            var work = new JournalWorkload(restarted, model, settings, log, random);
            steps(work, random);
            work.accept(2);
            work.flush();
            if (clean) {
                work.journal().close();
            }
            for (var message : model.live()) {
                live.put(message.id, message);
            }
            disk = restarted.copy();
            look(work.journal(), clean);
            var report = verified(disk, clean);
            check(report.liveMessages() == live.size(), "the check counts " + report);
        }

        /** The check finds nothing where nothing is wrong. */
        private static JournalReport verified(SimDisk disk, boolean clean) throws IOException {
            var found = new ArrayList<String>();
            var report =
                    JournalCheck.of(
                            disk, "queue", RecordFormats.ANY, each -> found.add(each.toString()));
            check(found.isEmpty(), "the check finds " + found);
            check(report.damage() == 0, "damage counted");
            check(report.clean() == clean, "clean close");
            return report;
        }

        private static void steps(JournalWorkload work, SplittableRandom random)
                throws IOException {
            int steps = 60 + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                work.step();
            }
        }

        private void look(SegmentJournal journal, boolean clean) throws IOException {
            boolean nothingBefore = true;
            for (var segment : journal.segments()) {
                var path = "queue/segments/" + segment.name;
                var found = new ArrayList<Extent>();
                records.put(path, found);
                var scan = scan(path, segment, found);
                boolean newest = !segment.sealed && !clean;
                open = newest ? path : open;
                nothingBefore &= segment.sealed && segment.footed && segment.live.live() == 0;
                // A segment that the next start releases unread has only its header left to hit.
                long right = newest ? scan.lastAt() : segment.end();
                // Nobody relies on the header of a segment without groups.
                boolean empty = !segment.sealed && scan.groups() == 0;
                durable.put(path, empty ? 0 : nothingBefore ? Format.GROUPS : right);
            }
            var footers = new HashSet<String>();
            for (var segment : journal.segments()) {
                footers.add(Footer.path("queue/footers", segment.epoch()));
            }
            for (var path : disk.files()) {
                var owner = bodies.get(path);
                boolean body = owner != null && live.containsKey(owner);
                if (body || footers.contains(path)) {
                    durable.put(path, (long) disk.content(path).length);
                }
            }
        }

        private SegmentScan.Result scan(String path, Segment segment, List<Extent> found)
                throws IOException {
            var visitor =
                    new SegmentScan.Visitor() {
                        @Override
                        public void record(RecordHeader header, byte[] first, byte[] second) {
                            note(path, header, found);
                        }

                        @Override
                        public void damaged(
                                long offset, long length, String what, Optional<QueueId> id) {
                            throw new AssertionError("the image is damaged: " + what);
                        }
                    };
            try (var file = disk.open(path)) {
                return new SegmentScan(new FileWindow(file), segment.header, true, visitor)
                        .run(segment.end());
            }
        }

        private void note(String path, RecordHeader header, List<Extent> found) {
            found.add(
                    new Extent(
                            header.offset(),
                            header.offset() + header.span(),
                            header.type(),
                            header.id()));
            if (header.bodyFile()) {
                var region = ByteBuffer.wrap(disk.content(path));
                var name = BodyName.referredTo(region, (int) header.regionOffset());
                bodies.put("queue/bodies/" + name, header.id());
            }
        }
    }

    /** One damage to a copy of an image. */
    private static final class Case {
        private final Image image;
        private final SplittableRandom random;
        private SimDisk disk;
        private boolean repaired;
        private final SegmentJournalTest.Log log = new SegmentJournalTest.Log();
        private final Set<QueueId> messagesHit = new HashSet<>();
        private final Set<QueueId> changesHit = new HashSet<>();
        private String what = "";
        private boolean mustShow;
        private boolean unreadable;
        private boolean refused;

        /** Segments that were released, and not emptied yet, count again. */
        private boolean checkpointHit;

        private Case(Image image, SplittableRandom random) {
            this.image = image;
            this.random = random;
            this.disk = image.disk.copy();
        }

        private void damage() throws IOException {
            var paths = List.copyOf(image.durable.keySet());
            while (!mustShow) {
                var path = paths.get(random.nextInt(paths.size()));
                var content = disk.content(path);
                int bound = image.durable.getOrDefault(path, 0L).intValue();
                if (bound > 0 && random.nextInt(4) == 0) {
                    spoil(path, random.nextInt(bound), bound);
                } else if (bound > 0) {
                    damage(path, content, random.nextInt(bound), bound);
                }
            }
        }

        /** The disk gives some sectors no more. */
        private void spoil(String path, int at, int bound) throws IOException {
            int from = at / Format.SECTOR * Format.SECTOR;
            int to = Math.min(bound, from + Format.SECTOR * (1 + random.nextInt(9)));
            what = path + " [" + from + ", " + to + ") unreadable";
            disk.spoil(path, from, to);
            hit(path, from, (to + Format.SECTOR - 1) / Format.SECTOR * Format.SECTOR);
            mustShow = true;
            unreadable = true;
        }

        private void damage(String path, byte[] content, int at, int bound) {
            var wrong = content.clone();
            int to = at + 1;
            switch (random.nextInt(3)) {
                case 0 -> wrong[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> {
                    // Both a group and the only witness that it was durable: nobody could tell.
                    to = Math.min(path.equals(image.open) ? bound : wrong.length, at + 4096);
                    java.util.Arrays.fill(wrong, at, to, (byte) 0);
                }
                default -> {
                    wrong = java.util.Arrays.copyOf(wrong, at);
                    to = content.length;
                }
            }
            int first = java.util.Arrays.mismatch(content, wrong);
            mustShow = first >= 0 && first < bound;
            if (mustShow) {
                what = path + " [" + at + ", " + to + ") of " + content.length;
                disk.put(path, wrong);
                hit(path, at, to);
            }
        }

        private void hit(String path, int from, int to) {
            var owner = image.bodies.get(path);
            if (owner != null) {
                messagesHit.add(owner);
            }
            for (var record : image.records.getOrDefault(path, List.of())) {
                if (record.from < to && from < record.to) {
                    boolean carries =
                            record.type == Format.ACCEPT || record.type == Format.SURVIVOR;
                    (carries ? messagesHit : changesHit).add(record.id);
                    checkpointHit |= record.type == Format.CHECKPOINT;
                }
            }
        }

        private void run() throws IOException {
            damage();
            try {
                verify();
                if (random.nextBoolean()) {
                    repair();
                }
                start();
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError(what + ": " + e.getMessage(), e);
            }
        }

        /** The check finds the damage, says which messages it hits, and changes nothing. */
        private void verify() throws IOException {
            var before = image(disk);
            var found = new ArrayList<JournalListener.Damage>();
            var report = JournalCheck.of(disk, "queue", RecordFormats.ANY, found::add);
            check(!found.isEmpty(), "the check did not notice");
            check(report.damage() == found.size(), "the check counts wrong");
            for (var each : found) {
                check(each.length() > 0, each + " has no length");
                each.id()
                        .filter(id -> !messagesHit.contains(id) && !changesHit.contains(id))
                        .ifPresent(id -> check(false, "not hit: " + each));
            }
            check(before.equals(image(disk)), "the check changed something");
        }

        /** Repairs, cut off once or twice; then the check finds nothing, and a start neither. */
        private void repair() throws IOException {
            int cuts = random.nextInt(3);
            for (int i = 0; i < cuts; i++) {
                var calls = new int[] {1 + random.nextInt(120)};
                disk.watch(
                        (_, _) -> {
                            if (--calls[0] == 0) {
                                throw new Cut();
                            }
                            return SimDisk.Fate.WELL;
                        });
                try {
                    var _ = repaired();
                } catch (Cut _) {
                    CUTS.increment();
                }
                disk = random.nextBoolean() ? disk.kill() : disk.crash(random.nextLong());
            }
            disk.watch(null);
            var _ = repaired();
            var found = new ArrayList<JournalListener.Damage>();
            var report = JournalCheck.of(disk, "queue", RecordFormats.ANY, found::add);
            check(found.isEmpty(), "after the repair: " + found);
            // A repair that was cut off behind its checkpoint leaves nothing to do for the next.
            boolean whole = cuts == 0;
            check(!whole || report.clean(), "the repaired journal is not closed");
            check(!whole || report.orphans() + report.unfinished() == 0, "left behind: " + report);
            var before = image(disk);
            check(repaired().kept() == 0, "a second repair has something to do");
            check(before.equals(image(disk)), "a second repair changes something");
            repaired = true;
        }

        private JournalRepair.Outcome repaired() throws IOException {
            return JournalRepair.of(
                    disk,
                    "queue",
                    new JournalWorkload.Clock(),
                    new SimEntropy(random.nextLong()),
                    SegmentJournalTest.SMALL,
                    RecordFormats.ANY,
                    _ -> {},
                    false);
        }

        private static Map<String, Integer> image(SimDisk disk) {
            var image = new TreeMap<String, Integer>();
            for (var path : disk.files()) {
                image.put(path, java.util.Arrays.hashCode(disk.content(path)));
            }
            return image;
        }

        private void start() throws IOException {
            var clock = new JournalWorkload.Clock();
            var journal =
                    JournalWorkload.open(
                            disk, SegmentJournalTest.SMALL, log, clock, random.nextLong());
            var recovered = new HashMap<QueueId, Recovered>();
            for (var one : journal.takeRecovered()) {
                recovered.put(one.id(), one);
                check(known(one), one.id() + " came back");
            }
            for (var message : image.live.values()) {
                deliver(journal, message, recovered.get(message.id));
            }
            for (int i = 0; i < 60; i++) {
                journal.maintainOnce();
                clock.pass(Duration.ofSeconds(11));
            }
            if (repaired) {
                check(log.damage.isEmpty(), "damage after a repair: " + log.damage);
                return;
            }
            if (unreadable && log.damage.isEmpty()) {
                // A disk may give later what it does not give a running server now.
                check(refused || !log.failures.isEmpty(), "nobody told");
                return;
            }
            check(!log.damage.isEmpty(), "nobody noticed");
            check(
                    disk.list("queue/quarantine").size() > 0 || log.damage.getFirst().length() == 1,
                    "nothing is in quarantine");
        }

        private boolean known(Recovered one) {
            return checkpointHit
                    || image.live.containsKey(one.id())
                    || changesHit.contains(one.id());
        }

        private void deliver(
                SegmentJournal journal,
                Message message,
                @org.jspecify.annotations.Nullable Recovered found)
                throws IOException {
            boolean hit = messagesHit.contains(message.id);
            if (found == null) {
                check(hit, message.id + " was lost");
                return;
            }
            check(
                    java.util.Arrays.equals(found.envelope(), message.envelope),
                    message.id + ": envelope");
            if (!hit && !changesHit.contains(message.id)) {
                int changes = 0;
                for (var state : found.states()) {
                    changes = ByteBuffer.wrap(state).getInt(4);
                }
                check(changes == message.changes, message.id + ": states");
            }
            message.place = found.place();
            try {
                JournalModel.read(journal, message);
            } catch (IOException | java.io.UncheckedIOException e) {
                check(hit, message.id + " can't be read: " + e);
                refused = true;
            }
        }
    }

    @Test
    void noticesAllDamageAndDeliversAllElse() {
        int images = (DAMAGES + PER_IMAGE - 1) / PER_IMAGE;
        long noticed = IntStream.range(0, images).parallel().mapToLong(DamageTest::image).sum();
        System.out.printf(
                "journal: %d damaged copies, all noticed; %d repairs cut off%n",
                noticed, CUTS.sum());
        check(CUTS.sum() > DAMAGES / 10, "only " + CUTS.sum() + " repairs were cut off");
        check(noticed >= DAMAGES, "only " + noticed);
    }

    private static long image(int number) {
        var random = new SplittableRandom(SEED + number);
        try {
            var image = new Image(random, number % 2 == 0);
            for (int i = 0; i < PER_IMAGE; i++) {
                new Case(image, random.split()).run();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return PER_IMAGE;
    }
}
