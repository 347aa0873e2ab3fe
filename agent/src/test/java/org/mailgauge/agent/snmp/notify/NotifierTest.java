package org.mailgauge.agent.snmp.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The way of notifications, with time and disk in the test's hands. */
class NotifierTest {
    private static final int INFORMED = 1162;
    private static final int TRAPPED = 1163;
    private static final int OTHER = 1164;

    private final SimTime time = new SimTime();
    private final List<SimTasks> runs = new ArrayList<>();
    private SimDisk disk = new SimDisk();
    private SimTasks tasks = fresh();
    private FakeWire wire = new FakeWire();
    private List<Receiver> receivers = List.of(receiver(INFORMED, true), receiver(TRAPPED, false));
    private int most = 100;

    @SuppressWarnings("NullAway.Init") // opened by each test
    private Notifier notifier;

    private SimTasks fresh() {
        var one = new SimTasks();
        runs.add(one);
        return one;
    }

    @AfterEach
    void close() {
        notifier.close();
        runs.forEach(SimTasks::close);
        runs.forEach(run -> assertEquals(List.of(), run.failures()));
    }

    private static Receiver receiver(int port, boolean inform) {
        var at = new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), port);
        return new Receiver(at, "s3cret", "", inform, Duration.ofSeconds(2), 2);
    }

    private static Notification notification(long sequence) {
        return new Notification(
                sequence,
                false,
                List.of(
                        new VariableBinding(SnmpConstants.sysUpTime, new TimeTicks(sequence)),
                        new VariableBinding(SnmpConstants.snmpTrapOID, new OID("1.3.6.1.4.1.1")),
                        new VariableBinding(new OID("1.3.6.1.2.1.1.5.0"), new OctetString("mx1"))));
    }

    private static Notification passing() {
        return new Notification(0, true, notification(0).bindings());
    }

    private void open() throws IOException {
        var parts = new Notifier.Parts(time, disk, tasks);
        notifier = Notifier.open(parts, new Notifier.Audience(receivers, (_, _) -> true), most);
    }

    private void start() throws IOException {
        open();
        notifier.safe(0);
        notifier.start(wire);
    }

    private void post(long from, long to) {
        LongStream.rangeClosed(from, to)
                .forEach(sequence -> notifier.post(notification(sequence), false));
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** Waits until everybody sleeps, then lets time go by until all that waited has arrived. */
    private void untilGot(int port, List<Long> expected) {
        Await.until(
                () -> port + " got " + wire.of(port),
                () -> {
                    time.advanceToNext();
                    return wire.of(port).equals(expected);
                });
    }

    private void down(int port) {
        wire.down.add("127.0.0.1:" + port);
    }

    private void up(int port) {
        wire.down.remove("127.0.0.1:" + port);
    }

    private void untilOnDisk(long waiting) {
        Await.until(
                "the log of informs has " + waiting,
                () -> {
                    try {
                        return waitingOnDisk() == waiting;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private long waitingOnDisk() throws IOException {
        return InformFile.load(disk.copy()).stream()
                .flatMap(state -> state.boxes().stream())
                .mapToLong(box -> box.waiting().size())
                .sum();
    }

    @Test
    void bothGetWhatIsPostedInItsOrder() throws IOException {
        start();
        post(1, 20);
        untilGot(INFORMED, numbers(1, 20));
        untilGot(TRAPPED, numbers(1, 20));
        Await.until(() -> notifier.waiting() == 0);
        assertEquals(0, notifier.dropped());
    }

    @Test
    void aReceiverThatWasDownGetsEveryInformOnceItIsBack() throws IOException {
        start();
        down(INFORMED);
        post(1, 30);
        untilGot(TRAPPED, numbers(1, 30));
        Await.until(
                "an hour of attempts",
                () -> {
                    time.advanceToNext();
                    return time.wall().isAfter(SimTime.START.plus(Duration.ofHours(1)));
                });
        assertEquals(List.of(), wire.of(INFORMED));
        assertEquals(30, notifier.waiting());
        // Pauses grow to a minute, so an hour is some 65 rounds, and not a storm.
        assertTrue(wire.tries.get() > 50 && wire.tries.get() < 80, "tries: " + wire.tries);
        up(INFORMED);
        untilGot(INFORMED, numbers(1, 30));
        Await.until(() -> notifier.waiting() == 0);
        assertEquals(0, notifier.dropped());
    }

    @Test
    void aDeadReceiverHoldsUpNobody() throws IOException {
        receivers = List.of(receiver(INFORMED, true), receiver(OTHER, true));
        start();
        down(INFORMED);
        post(1, 10);
        untilGot(OTHER, numbers(1, 10));
        assertEquals(10, notifier.waiting());
    }

    @Test
    void aKillLosesNoneThatIsOnDisk() throws IOException {
        start();
        down(INFORMED);
        post(1, 5);
        untilOnDisk(5);
        killed();
        post(6, 7);
        untilGot(INFORMED, numbers(1, 7));
        Await.until(() -> notifier.waiting() == 0);
        untilOnDisk(0);
        killed();
        assertEquals(0, notifier.waiting());
        assertEquals(7, notifier.safe(7));
    }

    /** The machine goes on, the process does not: what it had not written is gone. */
    private void killed() throws IOException {
        disk = disk.copy();
        tasks = fresh();
        notifier.close();
        wire = new FakeWire();
        start();
    }

    @Test
    void whatAKillLostIsToldAgainToReceiversOfInformsOnly() throws IOException {
        start();
        down(INFORMED);
        post(1, 3);
        untilOnDisk(3);
        killed();
        assertEquals(3, notifier.safe(5), "4 and 5 were raised, and not on disk");
        notifier.post(notification(4), true);
        notifier.post(notification(5), true);
        untilGot(INFORMED, numbers(1, 5));
        assertEquals(List.of(), wire.of(TRAPPED));
    }

    @Test
    void theFirstReceiverOfInformsIsNotToldOfThePast() throws IOException {
        open();
        assertEquals(1000, notifier.safe(1000));
        notifier.start(wire);
        Await.until(
                "what is past is past on disk too",
                () -> {
                    try {
                        return InformFile.load(disk.copy())
                                .filter(s -> s.through() == 1000)
                                .isPresent();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        post(1001, 1001);
        untilGot(INFORMED, numbers(1001, 1001));
    }

    @Test
    void theOldestGivesWayInAFullQueueAndIsCounted() throws IOException {
        most = 10;
        start();
        down(INFORMED);
        post(1, 25);
        assertEquals(10, notifier.waiting());
        assertEquals(15, notifier.dropped());
        untilOnDisk(10);
        up(INFORMED);
        Await.until(
                () -> "got " + wire.of(INFORMED),
                () -> {
                    time.advanceToNext();
                    return wire.of(INFORMED).contains(25L);
                });
        assertEquals(numbers(16, 25), wire.of(INFORMED));
    }

    @Test
    void aBrokenDiskHoldsUpNobody() throws IOException {
        disk.watch(
                (_, path) ->
                        path.startsWith(InformFile.FILE) ? SimDisk.Fate.EIO : SimDisk.Fate.WELL);
        start();
        post(1, 5);
        untilGot(INFORMED, numbers(1, 5));
        down(INFORMED);
        post(6, 9);
        untilGot(TRAPPED, numbers(1, 9));
        assertEquals(0, waitingOnDisk());
        disk.watch(null);
        Await.until(
                "on disk once the disk works again",
                () -> {
                    time.advanceToNext();
                    try {
                        return waitingOnDisk() == 4;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void whatPassesWaitsForNobody() throws IOException {
        start();
        down(INFORMED);
        notifier.post(passing(), false);
        Await.until(() -> wire.tries.get() == 1 && notifier.waiting() == 0);
        post(1, 1);
        notifier.post(passing(), false);
        assertEquals(1, notifier.waiting());
        untilOnDisk(1);
    }

    @Test
    void aReceiverThatIsNoLongerConfiguredLetsGoOfItsInforms() throws IOException {
        start();
        down(INFORMED);
        post(1, 4);
        untilOnDisk(4);
        receivers = List.of(receiver(OTHER, true));
        killed();
        assertEquals(0, notifier.waiting());
        assertEquals(4, notifier.dropped());
        receivers = List.of(receiver(TRAPPED, false));
        untilOnDisk(0);
        killed();
        assertEquals(List.of(), disk.files());
    }

    @Test
    void aLogGrowsToABound() throws IOException {
        start();
        for (int round = 0; round < 30; round++) {
            long from = 1 + round * 500L;
            post(from, from + 499);
            Await.until(() -> notifier.waiting() < 10);
        }
        untilOnDisk(0);
        assertTrue(
                disk.content(InformFile.FILE).length < 2 << 20,
                "length " + disk.content(InformFile.FILE).length);
    }

    @Test
    void tornAndDamagedLogsGiveWhatIsWhole() throws IOException {
        start();
        down(INFORMED);
        post(1, 5);
        untilOnDisk(5);
        var whole = disk.copy().content(InformFile.FILE);
        for (int length = whole.length; length >= 0; length -= 7) {
            var torn = new SimDisk();
            torn.put(InformFile.FILE, Arrays.copyOf(whole, length));
            var state = InformFile.load(torn);
            long found = state.stream().mapToLong(one -> one.boxes().size()).sum();
            assertTrue(found <= 1);
        }
    }

    @Test
    void aNewerLogIsRefusedAndAForeignOneSetAside() throws IOException {
        var newer = new SimDisk();
        newer.put(
                InformFile.FILE, "mailgauge snmp informs 2\n...".getBytes(StandardCharsets.UTF_8));
        assertThrows(IOException.class, () -> InformFile.load(newer));
        var foreign = new SimDisk();
        foreign.put(InformFile.FILE, "what is this".getBytes(StandardCharsets.UTF_8));
        assertTrue(InformFile.load(foreign).isEmpty());
        assertEquals(List.of(InformFile.DAMAGED), foreign.files());
        open();
    }

    @Test
    void outcomesSayWhoHasIt() throws Exception {
        start();
        post(1, 1);
        untilGot(INFORMED, numbers(1, 1));
        untilGot(TRAPPED, numbers(1, 1));
        Await.until(() -> notifier.waiting() == 0);
        var good = notifier.outcomes(1, Duration.ofSeconds(1));
        assertEquals(Notifier.Fate.ACKNOWLEDGED, good.get(0).fate());
        assertEquals(Notifier.Fate.SENT, good.get(1).fate());
        down(INFORMED);
        post(2, 2);
        untilGot(TRAPPED, numbers(1, 2));
        var bad = notifier.outcomes(2, Duration.ZERO);
        assertEquals(Notifier.Fate.WAITING, bad.get(0).fate());
        assertEquals(1, bad.get(0).waiting());
    }

    // --- other receivers while it runs

    private void become(int atMost, long sequence, @Nullable Wire other, Receiver... others) {
        notifier.become(
                new Notifier.Audience(List.of(others), (_, _) -> true), atMost, sequence, other);
    }

    @Test
    void whatWaitsForAReceiverThatStaysGoesOnWaiting() throws IOException {
        down(INFORMED);
        start();
        post(1, 3);
        untilGot(TRAPPED, numbers(1, 3));
        untilOnDisk(3);
        become(100, 3, null, receiver(INFORMED, true), receiver(OTHER, true));
        post(4, 4);
        untilGot(OTHER, numbers(4, 4));
        assertEquals(4, notifier.waiting());
        assertEquals(0, notifier.dropped());
        up(INFORMED);
        untilGot(INFORMED, numbers(1, 4));
        untilOnDisk(0);
        post(5, 5);
        untilGot(INFORMED, numbers(1, 5));
        assertEquals(numbers(1, 3), wire.of(TRAPPED), "it is told no more");
    }

    @Test
    void whatWaitsForAReceiverThatGoesIsDroppedAndCounted() throws IOException {
        down(INFORMED);
        start();
        post(1, 3);
        untilOnDisk(3);
        become(100, 3, null, receiver(TRAPPED, false));
        assertEquals(3, notifier.dropped());
        assertEquals(0, notifier.waiting());
        untilOnDisk(0);
        post(4, 4);
        untilGot(TRAPPED, numbers(1, 4));
    }

    @Test
    void fewerMayWait() throws IOException {
        down(INFORMED);
        start();
        post(1, 5);
        become(2, 5, null, receiver(INFORMED, true));
        assertEquals(2, notifier.waiting());
        assertEquals(3, notifier.dropped());
        up(INFORMED);
        untilGot(INFORMED, numbers(4, 5));
    }

    /** The first receiver of informs that a run has: it is not told what was before it. */
    @Test
    void aFirstReceiverOfInformsIsToldFromNowOn() throws IOException {
        receivers = List.of(receiver(TRAPPED, false));
        start();
        post(1, 3);
        untilGot(TRAPPED, numbers(1, 3));
        become(100, 3, null, receiver(INFORMED, true));
        post(4, 4);
        untilGot(INFORMED, numbers(4, 4));
        untilOnDisk(0);
        notifier.close();
        tasks = fresh();
        receivers = List.of(receiver(INFORMED, true));
        open();
        assertEquals(4, notifier.safe(4), "nothing has to be told again");
    }

    @Test
    void anotherWireTakesOver() throws IOException {
        start();
        post(1, 1);
        untilGot(INFORMED, numbers(1, 1));
        untilGot(TRAPPED, numbers(1, 1));
        var other = new FakeWire();
        become(100, 1, other, receiver(INFORMED, true), receiver(TRAPPED, false));
        post(2, 2);
        Await.until(
                () -> "over the other: " + other.of(INFORMED) + other.of(TRAPPED),
                () ->
                        other.of(INFORMED).equals(numbers(2, 2))
                                && other.of(TRAPPED).equals(numbers(2, 2)));
        assertEquals(numbers(1, 1), wire.of(INFORMED));
        assertTrue(wire.closed);
    }
}
