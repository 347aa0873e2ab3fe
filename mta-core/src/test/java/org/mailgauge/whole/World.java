package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.mailgauge.sim.Faults;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimLoop;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimProcess;
import org.mailgauge.sim.SimResolver;
import org.mailgauge.sim.SimTime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run: some hours of mail between clients, the MTA and next hops, in which all three, the disk,
 * the network and the clock go wrong as the seed decides; then hours in which they do not.
 */
final class World {
    static final Duration TROUBLE = Duration.ofHours(3);
    private static final Duration PEACE = Duration.ofHours(9);
    private static final int SLOWEST_GROUP = 4;
    private static final int SENDER_HOSTS = 2;

    /** Of reports: they outlast all that happens here but a leap of the wall clock. */
    private static final Duration NULL_PATH_EXPIRY = Duration.ofDays(5);

    static final List<String> POINTS =
            List.of(
                    "queue.after-force",
                    "queue.report-composed",
                    "queue.report-durable",
                    "queue.report-told",
                    "journal.group-written",
                    "journal.group-forced",
                    "journal.acknowledged",
                    "journal.header-forced",
                    "journal.survivors-forced",
                    "journal.checkpoint-forced",
                    "journal.recycled");

    final SplittableRandom random;
    final SimTime time = new SimTime();
    final SimLoop loop;
    final SimNet net;
    final SimProcess outside;
    final Oracle oracle;
    final Map<String, Peer> peers = new LinkedHashMap<>();
    final Tally tally = new Tally();
    final Boxes boxes;

    /** When senders are told that their mail is late. */
    final List<Duration> delays;

    private final List<String> hops = new ArrayList<>();
    private final Duration expiry;
    private final SimResolver resolver = new SimResolver();
    private final SimEntropy entropy;
    private final MtaConfig config;
    private final Truth truth;
    private final Operator operator;
    private SimDisk disk = new SimDisk();
    private Life life;
    private boolean up;
    private boolean trouble = true;
    private boolean ending;
    private boolean hurt;
    private boolean diskFull;

    /** By how much the wall clock was ever behind what it is now, at most. */
    private Duration leap = Duration.ZERO;

    private long durable;
    private int put;

    /** What happened in all. */
    static final class Tally {
        int messages;
        int copies;
        int extra;
        int crashes;
        int stops;
        int faults;
        int checks;
        int bounced;
        int waiting;
        int reports;
        int delays;
        int lost;
        int whys;
        int promises;
        int operated;
        int mailboxes;
        int putOff;
    }

    World(long seed) {
        random = new SplittableRandom(seed);
        loop = new SimLoop(random.nextLong());
        net = new SimNet(time, random.nextLong());
        outside = new SimProcess(loop, time);
        entropy = new SimEntropy(random.nextLong());
        net.faults(_ -> faults());
        expiry = random.nextInt(5) == 0 ? Duration.ofHours(4) : Duration.ofDays(5);
        oracle = new Oracle(time::ticks, expiry);
        delays =
                random.nextBoolean()
                        ? MtaConfig.ReportConfig.DEFAULT.delays()
                        : List.of(Duration.ofHours(1), Duration.ofHours(4));
        var routes = new ArrayList<Route>();
        for (int i = 1; i <= 2 + random.nextInt(4); i++) {
            hops.add("h" + i + ".test");
            routes.add(host("h" + i + ".test", "192.0.2." + i));
        }
        for (int i = 1; i <= SENDER_HOSTS; i++) {
            routes.add(host("s" + i + ".test", "192.0.2." + (100 + i)));
        }
        config = config(List.copyOf(routes));
        boxes = new Boxes(this, random.split());
        life = new Life(around(), disk);
        operator = new Operator(this, random.split());
        truth = new Truth(this);
    }

    private Route host(String name, String address) {
        resolver.host(name, address);
        var endpoint = new Endpoint(IpAddress.parse(address).orElseThrow(), 25);
        peers.put(name, new Peer(name, endpoint, net, time, outside, oracle, random.split()));
        return new Route(name, new NextHop.SmtpHost(name, 25), "");
    }

    private Life.Around around() {
        return new Life.Around(loop, time, net, resolver, entropy);
    }

    private Faults faults() {
        var some = Faults.NONE.withWindow(4096);
        if (!trouble) {
            return some;
        }
        return switch (random.nextInt(12)) {
            case 0 -> some.withChunks(Faults.Chunks.RANDOM);
            case 1 -> some.withChunks(Faults.Chunks.ONE_BYTE);
            case 2 -> some.resetToServer(random.nextInt(3000));
            default -> some;
        };
    }

    private MtaConfig config(List<Route> routes) {
        var queue =
                new QueueConfig(
                        256 << 10,
                        2,
                        true,
                        4096,
                        256 << 10,
                        0,
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        expiry,
                        NULL_PATH_EXPIRY,
                        null);
        return Setup.config(
                Set.of(Boxes.DOMAIN),
                queue,
                new DeliveryConfig(
                        1 + random.nextInt(4),
                        2 + random.nextInt(6),
                        1 + random.nextInt(4),
                        Duration.ofSeconds(random.nextInt(3)),
                        4,
                        DeliveryConfig.DEFAULT.timeouts()),
                new MtaConfig.ReportConfig(
                        MtaConfig.ReportConfig.DEFAULT.originalOctets(), delays, null),
                routes);
    }

    Life life() {
        return life;
    }

    /** Whether the disk did not always do what it was told. */
    boolean diskTrouble() {
        return diskFull || tally.faults > 0;
    }

    Operator operator() {
        return operator;
    }

    /** Whether the process runs. */
    boolean isUp() {
        return up && !life.dead();
    }

    /** Whether things may go wrong. */
    boolean trouble() {
        return trouble;
    }

    /** Associations to a next hop that are up or being tried, or deliveries into mailboxes. */
    int active(String hop) {
        var peer = peers.get(hop);
        return peer == null ? boxes.delivering() : life.associations(peer.endpoint());
    }

    /** The same to all. */
    int active() {
        return boxes.delivering() + peers.keySet().stream().mapToInt(this::active).sum();
    }

    /** How many of them have begun in this life. */
    int tried(String hop) {
        var peer = peers.get(hop);
        return peer == null ? boxes.tried() : life.tried(peer.endpoint());
    }

    /** Outbound associations in all, at most. */
    int associations() {
        return config.delivery().associations();
    }

    // --- the run

    Tally run() {
        plan();
        begin();
        pass(TROUBLE);
        trouble = false;
        disk.bound(Long.MAX_VALUE, Long.MAX_VALUE);
        disk.watch(null);
        life.dieAt("", -1, () -> {});
        peers.values().forEach(peer -> peer.mood(Peer.Mood.WELL));
        boxes.peace();
        if (random.nextInt(3) == 0) {
            peers.values().iterator().next().mood(Peer.Mood.DOWN);
        }
        for (int i = 1; i <= 3 * (peers.size() + 2); i++) {
            time.after(Duration.ofMinutes(10 + i), operator::letGo);
        }
        pass(PEACE);
        assertTrue(up, "it runs in the end");
        truth.look();
        truth.end();
        ending = true;
        life.stop();
        pass(Duration.ofMinutes(1));
        assertTrue(life.stopped(), () -> "it stops: " + life);
        assertEquals(List.of(), outside.failures(), "nobody outside dies");
        outside.kill();
        return tally;
    }

    private void plan() {
        for (var peer : peers.values()) {
            peer.mood(mood());
            for (int i = random.nextInt(8); i > 0; i--) {
                later(() -> peer.mood(mood()));
            }
        }
        int messages = 10 + random.nextInt(60);
        for (int i = 0; i < messages; i++) {
            later(this::send);
        }
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < 20; i++) { // a burst
                time.after(Duration.ofMinutes(30), this::send);
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            later(this::die);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            later(this::hurtDisk);
        }
        if (random.nextInt(4) == 0) {
            later(this::fillDisk);
            later(() -> disk.bound(Long.MAX_VALUE, Long.MAX_VALUE));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            later(boxes::change);
        }
        if (random.nextInt(3) == 0) {
            later(this::stepClock);
            later(this::stepClock);
        }
        for (int i = random.nextInt(2); i > 0; i--) {
            later(() -> stop());
        }
        if (random.nextInt(2) == 0) {
            for (int i = random.nextInt(40); i > 0; i--) {
                later(operator::act);
            }
        }
    }

    private void stop() {
        if (up && !life.dead()) {
            life.stop();
        }
    }

    private void later(Runnable what) {
        time.after(Duration.ofMillis(random.nextInt((int) TROUBLE.toMillis())), what);
    }

    private Peer.Mood mood() {
        return switch (random.nextInt(10)) {
            case 0 -> Peer.Mood.DOWN;
            case 1 -> Peer.Mood.SILENT;
            case 2, 3, 4 -> Peer.Mood.FAULTY;
            case 5 -> Peer.Mood.SLOW;
            default -> Peer.Mood.WELL;
        };
    }

    private void send() {
        var host =
                switch (random.nextInt(10)) {
                    case 0 -> "";
                    case 1, 2 -> Boxes.DOMAIN;
                    default -> "s" + (1 + random.nextInt(SENDER_HOSTS)) + ".test";
                };
        var message = oracle.message(host, time.wall());
        message.byLmtp = random.nextInt(4) == 0;
        tally.messages++;
        for (int i = 1 + random.nextInt(random.nextInt(6) == 0 ? 12 : 3); i > 0; i--) {
            var hop = hops.get(random.nextInt(hops.size()));
            if (random.nextInt(3) == 0) {
                oracle.recipient(message, boxes.path(message.number, i), Boxes.DOMAIN);
            } else {
                oracle.recipient(message, "u" + message.number + "-" + i + "@" + hop, hop);
            }
        }
        var to = message.byLmtp ? Setup.LMTP : Setup.SERVER;
        var _ = outside.start("client", new Client(net, to, oracle, message, random.split(), 15));
    }

    private void stepClock() {
        var step =
                switch (random.nextInt(5)) {
                    case 0 -> Duration.ofHours(1);
                    case 1 -> Duration.ofHours(-1);
                    case 2 -> Duration.ofDays(400);
                    case 3 -> Duration.ofDays(-400);
                    default -> Duration.between(time.wall(), Instant.parse("2038-01-19T03:14:00Z"));
                };
        time.stepWall(step);
        oracle.stepped = true;
        leap = step.plus(leap.isNegative() ? Duration.ZERO : leap);
    }

    private void fillDisk() {
        disk.bound(disk.used() + random.nextInt(40_000), Long.MAX_VALUE);
        diskFull = true;
    }

    // --- ends and starts of the process

    private void die() {
        if (!up || life.dead()) {
            return;
        }
        if (random.nextInt(4) == 0) {
            life.die(this::takeDisk);
        } else {
            life.dieAt(
                    POINTS.get(random.nextInt(POINTS.size())),
                    1 + random.nextInt(6),
                    this::takeDisk);
        }
    }

    private void takeDisk() {
        disk = random.nextInt(3) == 0 ? disk.kill() : disk.crash(random.nextLong());
        oracle.crashes.add(new Oracle.Crash(oracle.now(), durable));
        oracle.trace(() -> "crash " + oracle.crashes.getLast());
        tally.crashes++;
    }

    /** Some call from now on fails. */
    private void hurtDisk() {
        if (!up || life.dead()) {
            return;
        }
        int[] left = {1 + random.nextInt(30)};
        int times = 1 + random.nextInt(3);
        var fates =
                List.of(
                        SimDisk.Fate.EIO,
                        SimDisk.Fate.ENOSPC,
                        SimDisk.Fate.SHORT,
                        SimDisk.Fate.LOST);
        var fate = fates.get(random.nextInt(fates.size()));
        disk.watch(
                (op, _) -> {
                    boolean changes =
                            switch (op) {
                                case WRITE, FORCE, CREATE, FORCE_FOLDER, RENAME, DELETE -> true;
                                case OPEN, LIST, MAKE_FOLDER, READ, TRUNCATE -> false;
                            };
                    if (!changes || --left[0] >= times || left[0] < 0) {
                        return SimDisk.Fate.WELL;
                    }
                    hurt = true;
                    oracle.diskFailed = true;
                    oracle.trace(() -> fate + " of " + op);
                    tally.faults++;
                    return fate;
                });
    }

    private void begin() {
        oracle.begin();
        if (leap.compareTo(NULL_PATH_EXPIRY.dividedBy(2)) > 0) {
            oracle.aged = oracle.now();
        }
        life = new Life(around(), disk);
        for (var message : oracle.messages.values()) {
            long age = Duration.between(message.wall, time.wall()).toNanos();
            message.looks = Math.min(message.looks, time.ticks() - age);
        }
        durable = oracle.now();
        up = life.start(config, boxes.in(life));
        if (up) {
            operator.begin();
        }
        if (!up && !life.dead()) {
            life.die(() -> disk = disk.kill());
        }
    }

    /** The process has ended, by itself or not: it begins again after a while. */
    private void again() {
        if (!life.dead()) { // it has stopped, perhaps because it could write no more
            boolean clean = !hurt;
            life.die(() -> disk = disk.kill());
            if (!clean) {
                oracle.crashes.add(new Oracle.Crash(oracle.now(), durable));
            }
            oracle.trace(() -> "stopped " + (clean ? "clean" : "hurt"));
            tally.stops++;
        }
        life.bury();
        assertEquals(List.of(), life.failures(), "no task dies");
        up = false;
        hurt = false;
        time.after(Duration.ofSeconds(random.nextInt(120)), this::begin);
    }

    /** Lets time pass. */
    private void pass(Duration by) {
        long end = time.ticks() + by.toNanos();
        while (true) {
            settle();
            long left = end - time.ticks();
            if (left <= 0) {
                return;
            }
            long next = Math.min(left, time.untilNext().orElse(left));
            time.advance(Duration.ofNanos(Math.max(0, next)));
        }
    }

    /** From now on forces do nothing, which the world must notice. */
    World withLyingDisk() {
        disk.lie();
        return this;
    }

    /** Runs all that can run now, the journal's work included. */
    private void settle() {
        while (true) {
            while (!(up && life.dead()) && loop.step()) {
                // The next slice.
            }
            if (over()) {
                again();
                continue;
            }
            if (up && trouble && put < SLOWEST_GROUP && random.nextInt(3) == 0) {
                put++;
                time.advance(Duration.ofMillis(random.nextInt(6)));
                if (loop.idle()) {
                    continue;
                }
            }
            if (up && !life.dead()) {
                write();
            }
            if (loop.idle() && !over()) {
                if (up && !ending) {
                    truth.keepPromises();
                }
                if (up && !ending && random.nextInt(trouble ? 20 : 200) == 0) {
                    truth.look();
                }
                return;
            }
        }
    }

    private boolean over() {
        return up && !ending && (life.dead() || life.stopped());
    }

    private void write() {
        put = 0;
        long before = oracle.now();
        int faults = tally.faults;
        life.work(random.nextInt(3));
        if (!life.dead() && tally.faults == faults && life.healthy()) {
            durable = before;
        }
    }
}
