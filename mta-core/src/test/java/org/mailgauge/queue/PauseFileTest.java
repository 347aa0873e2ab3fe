package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimTasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Pauses over restarts: kills, power loss, damage and other versions. */
class PauseFileTest {
    private static final Pause ONE =
            new Pause(
                    Pause.Kind.DESTINATION,
                    "one.test",
                    "new disks, \u00e4 day",
                    "root",
                    Instant.ofEpochMilli(1_700_000_000_123L));
    private static final Pause TWO =
            new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "op", Instant.ofEpochMilli(5));

    private final SimTasks tasks = new SimTasks();
    private SimDisk disk = new SimDisk();

    @AfterEach
    void close() {
        tasks.close();
    }

    private PauseFile.Read read() throws IOException {
        return new PauseFile(disk, tasks).read();
    }

    private void write(Pause... pauses) throws IOException {
        new PauseFile(disk, tasks).write(List.of(pauses));
    }

    @Test
    void lastOverAPowerLoss() throws IOException {
        assertEquals(new PauseFile.Read(List.of(), true), read());
        write(TWO, ONE);
        disk = disk.crash(3);
        assertEquals(new PauseFile.Read(List.of(TWO, ONE), true), read());
        write();
        disk = disk.crash(4);
        assertEquals(new PauseFile.Read(List.of(), true), read());
    }

    @Test
    void aRestartedQueueBeginsNothingThatWasPaused() throws IOException {
        try (var rig = new Rig()) {
            rig.store = new PauseFile(disk, tasks);
            rig.restart();
            rig.queue.pause(TWO);
            rig.queue.pause(ONE);
            assertTrue(rig.queue.resume(Pause.Kind.CHANNEL, "smtp-out").durable());
            var id = rig.send("a@x.test", "u@one.test");
            disk = disk.crash(5);
            rig.store = new PauseFile(disk, tasks);
            rig.restart();
            assertEquals(List.of(ONE), rig.queue.paused().pauses());
            assertEquals(WaitReason.PAUSED, rig.only(id).reason());
            assertEquals(0, rig.slots().size());
            rig.queue.resume(Pause.Kind.DESTINATION, "one.test");
            assertEquals(1, rig.relayAll());
        }
    }

    @Test
    void damageIsSaidAndWhatCanBeReadIsKept() throws IOException {
        write(TWO, ONE);
        var text = new String(disk.content("pauses"), StandardCharsets.UTF_8);
        disk.put("pauses", text.replace("smtp-out", "smtp-uot").getBytes(StandardCharsets.UTF_8));
        try (var rig = new Rig()) {
            rig.store = new PauseFile(disk, tasks);
            rig.restart();
            assertEquals(List.of(ONE), rig.queue.paused().pauses());
            assertTrue(rig.queue.paused().incomplete());
            assertEquals(1, rig.probe("queue_pauses_incomplete"));
            assertTrue(disk.exists("pauses.damaged"));
            rig.queue.pause(TWO);
            assertFalse(rig.queue.paused().incomplete());
            assertEquals(new PauseFile.Read(List.of(TWO, ONE), true), read());
        }
    }

    @Test
    void aCutFileIsDamaged() throws IOException {
        write(TWO, ONE);
        var octets = disk.content("pauses");
        for (int length = 0; length < octets.length - 1; length++) {
            disk.put("pauses", java.util.Arrays.copyOf(octets, length));
            assertFalse(read().whole(), "cut at " + length);
        }
    }

    @Test
    void aNewerVersionIsRefusedAndNotTouched() throws IOException {
        disk.put("pauses", "mailgauge-pauses 2 0\n".getBytes(StandardCharsets.UTF_8));
        var refused = assertThrows(IOException.class, this::read);
        assertTrue(String.valueOf(refused.getMessage()).contains("version 2"));
        assertTrue(disk.exists("pauses"));
    }

    @Test
    void whatCannotBeWrittenIsInForceAndSaid() throws IOException {
        try (var rig = new Rig()) {
            rig.store = new PauseFile(disk, tasks);
            rig.restart();
            disk.watch(
                    (_, path) -> path.startsWith("pauses") ? SimDisk.Fate.EIO : SimDisk.Fate.WELL);
            assertFalse(rig.queue.pause(ONE).durable());
            assertEquals(List.of(ONE), rig.queue.paused().pauses());
            assertEquals(1, rig.probe("queue_pauses_unsaved"));
            disk.watch(null);
            assertTrue(rig.queue.resume(Pause.Kind.DESTINATION, "one.test").durable());
            assertEquals(0, rig.probe("queue_pauses_unsaved"));
        }
    }
}
