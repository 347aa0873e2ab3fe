package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.snmp.Notifications;
import org.mailgauge.agent.snmp.ServedObjects;
import org.mailgauge.agent.snmp.SnmpConfig;
import org.mailgauge.agent.snmp.notify.Notifier;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Selection;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjDoubleConsumer;

/**
 * A world whose MAILGAUGE-MIB is read over SNMP, with the alarms of some rules. Values are compared
 * as text with what a test knows from the clients, the next hop, the disk and the clock. Used by
 * one thread.
 */
final class Watched implements AutoCloseable, SnapshotSource {
    private static final SmtpReply GONE = SmtpReply.of(550, 5, 7, "removed by the operator");
    private static final long HUNDREDTH = 10_000_000;

    /** By the clock on the wall, for threads that do not wait by the simulated one. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    final SimTime time = new SimTime();
    final Alarms alarms;
    final Instant loaded = time.wall();
    final ServedObjects served;

    /** When the agent started, on the ticker. */
    final long agentStarted;

    private final World.Kind kind;
    private final @Nullable Notifications told;
    private final SimTasks tasks = new SimTasks();
    private final Set<String> compared = new TreeSet<>();
    private World world;
    private int restarts;
    private SortedMap<String, String> image = new TreeMap<>();

    Watched(World.Kind kind, Path folder, Rule... rules) {
        this(kind, folder, ServedObjects.config(), rules);
    }

    /**
     * @param folder for the agent's own files
     * @param config whose receivers are told of alarms
     */
    Watched(World.Kind kind, Path folder, SnmpConfig config, Rule... rules) {
        this.kind = kind;
        world = new World(kind, new SimDisk(), time, this::informs);
        var disk = new SimDisk();
        boolean tells = !config.notifications().receivers().isEmpty();
        try {
            told =
                    tells
                            ? Notifications.open(
                                    config, this, new Notifier.Parts(time, disk, tasks))
                            : null;
            alarms =
                    Alarms.open(
                            new Alarms.Parts(time, disk, tasks),
                            List.of(rules),
                            this,
                            List.of(),
                            told == null ? List.of() : List.of(told));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        agentStarted = time.ticks();
        served = ServedObjects.start(this, alarms, loaded, time, config, folder);
        if (told != null) {
            served.tell(told, alarms);
        }
    }

    /** As the program does it: the MTA is there before whoever informs. */
    private void informs(ObjDoubleConsumer<String> into) {
        if (told != null) {
            told.read(into);
        }
    }

    World world() {
        return world;
    }

    /** The MTA stops, and starts again with a disk that is made of what it left. */
    void restart(java.util.function.UnaryOperator<SimDisk> found) {
        world.close();
        restarts++;
        world = new World(kind, found.apply(world.disk.copy()), time, this::informs);
    }

    @Override
    public MtaSnapshot current() {
        return numbered(world.mta().snapshots().current());
    }

    @Override
    public MtaSnapshot fresh() {
        return numbered(world.mta().snapshots().fresh());
    }

    /** An agent never outlives its MTA, so to it equal numbers are equal snapshots. */
    private MtaSnapshot numbered(MtaSnapshot one) {
        return new MtaSnapshot(
                one.sequence() + restarts * 1_000_000L,
                one.takenAt(),
                one.takenTicks(),
                one.applications(),
                one.health(),
                one.distributions(),
                one.listeners());
    }

    /** Reads everything anew once the world is quiet. */
    Watched look() {
        world.awaitQuiet();
        fresh();
        image = served.read();
        return this;
    }

    /** Whoever informs has sent what it sends now, and waits for an answer or for the time. */
    void awaitSent() {
        Await.until(() -> "informs are sent: " + tasks, () -> tasks.isQuiet(time::activity));
    }

    /** Time passes, and everything is read anew. */
    Watched after(Duration passed) {
        world.awaitQuiet();
        world.advance(passed);
        return look();
    }

    String read(String name) {
        compared.add(name.split("\\[", 2)[0]);
        return image.getOrDefault(name, "absent");
    }

    /** Compares; as time stands still, what is under way comes to its end meanwhile. */
    Watched is(String name, Object value) {
        var expected = String.valueOf(value);
        if (!expected.equals(read(name))) {
            Await.within(PATIENCE, () -> expected.equals(look().read(name)));
        }
        assertEquals(expected, read(name), () -> name + " of " + near(name));
        return this;
    }

    /** The same for several instances, each in a line {@code NAME = VALUE}. */
    Watched are(String lines) {
        lines.lines().map(line -> line.split(" = ", 2)).forEach(each -> is(each[0], each[1]));
        return this;
    }

    Watched absent(String name) {
        return is(name, "absent");
    }

    /** A number from the one to the other. */
    Watched between(String name, long least, long most) {
        var text = read(name);
        assertTrue(text.matches("-?[0-9]+"), () -> name + " is " + text + " of " + near(name));
        long value = Long.parseLong(text);
        assertTrue(
                value >= least && value <= most,
                () -> name + " is " + value + ", not " + least + " to " + most);
        return this;
    }

    long number(String name) {
        var text = read(name);
        assertTrue(text.matches("-?[0-9]+"), () -> name + " is " + text + " of " + near(name));
        return Long.parseLong(text);
    }

    /** The time stamp of a moment on the ticker. */
    String stamp(long ticks) {
        long hundredths = (ticks - agentStarted) / HUNDREDTH;
        return "%d:%02d:%02d.%02d"
                .formatted(
                        hundredths / 360_000,
                        hundredths / 6000 % 60,
                        hundredths / 100 % 60,
                        hundredths % 100);
    }

    /** A date as DateAndTime shows it in UTC. */
    static String date(Instant at) {
        var time = at.atOffset(ZoneOffset.UTC);
        return "%02x:%02x:%02x:%02x:%02x:%02x:%02x:%02x:2b:00:00"
                .formatted(
                        time.getYear() >> 8,
                        time.getYear() & 255,
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond(),
                        time.getNano() / 100_000_000);
    }

    /** What the operator does; without effect on what is in delivery. */
    void operate(Operation operation, Selection selection) {
        world.mta().queueControl().operate(operation, selection, GONE, false);
    }

    /** The operator deletes it. */
    void delete(Selection selection) {
        operate(Operation.DELETE, selection);
    }

    /** Other instances of the object and its row, for a message. */
    private String near(String name) {
        var table = name.split("\\[", 2)[0].replaceAll("(?<=[a-z])[A-Z].*", "");
        return image.subMap(table, table + "~").toString();
    }

    /** The objects of which a value was compared. */
    Set<String> compared() {
        return compared;
    }

    @Override
    public void close() {
        served.close();
        if (told != null) {
            told.close();
        }
        world.close();
        tasks.close();
    }
}
