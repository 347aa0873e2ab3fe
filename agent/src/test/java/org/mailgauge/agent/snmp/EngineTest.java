package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.UsmTimeEntry;
import org.snmp4j.smi.OctetString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;

/** Engine id and number of starts, over restarts and damage. */
class EngineTest {
    private final TestAgent.Chance chance = new TestAgent.Chance(5);

    @TempDir Path state;

    private Path file() {
        return state.resolve(Engine.FILE);
    }

    @Test
    void bootsRiseOverAHundredRestartsAndNeverRepeatForAnId() throws IOException {
        var last = new HashMap<OctetString, Integer>();
        var ids = new HashSet<OctetString>();
        var before = Engine.start(state, chance);
        for (int restart = 1; restart <= 100; restart++) {
            boolean damaged = restart % 10 == 0;
            if (restart % 20 == 0) {
                Files.delete(file());
            } else if (damaged) {
                var octets = Files.readAllBytes(file());
                octets[restart % octets.length] ^= 1;
                Files.write(file(), octets);
            }
            var engine = Engine.start(state, chance);
            if (damaged) {
                assertNotEquals(before.id(), engine.id(), "a lost or damaged file: a new engine");
                assertTrue(ids.add(engine.id()), "an id came back");
            } else {
                assertEquals(before.id(), engine.id());
                assertEquals(before.boots() + 1, engine.boots());
            }
            int earlier = last.getOrDefault(engine.id(), 0);
            assertTrue(engine.boots() > earlier, () -> engine + " after " + earlier);
            last.put(engine.id(), engine.boots());
            before = engine;
        }
    }

    @Test
    void aDamagedOctetAnywhereIsNoticed() throws IOException {
        var engine = Engine.start(state, chance);
        var whole = Files.readAllBytes(file());
        for (int at = 0; at < whole.length; at += 9) {
            var damaged = whole.clone();
            damaged[at] ^= 0x04;
            Files.write(file(), damaged);
            int place = at;
            assertNotEquals(engine.id(), Engine.start(state, chance).id(), () -> "octet " + place);
        }
        Files.write(file(), new byte[0]);
        assertNotEquals(engine.id(), Engine.start(state, chance).id(), "an empty file");
    }

    @Test
    void aNewerFormatIsRefusedAndNotChanged() throws IOException {
        var engine = Engine.start(state, chance);
        var body = "mailgauge snmp engine 2\nname x\nid 80\n";
        var crc = new java.util.zip.CRC32C();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var newer = body + "crc %08x\n".formatted(crc.getValue());
        Files.writeString(file(), newer);
        var refused = assertThrows(IOException.class, () -> Engine.start(state, chance));
        assertTrue(String.valueOf(refused.getMessage()).contains("format version 2"));
        assertEquals(newer, Files.readString(file()));
        Files.writeString(file(), newer.replace("name x", "name y"));
        assertNotEquals(engine.id(), Engine.start(state, chance).id(), "that is damage");
    }

    @Test
    void theIdHas13OctetsAndTheFileIsItsOwnersOnly() throws IOException {
        var engine = Engine.start(state, chance);
        assertEquals(13, engine.id().length());
        assertTrue(engine.id().toHexString().startsWith("80:00:1f:88:05:"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        try (var files = Files.list(state)) {
            assertEquals(1, files.count(), "nothing temporary is left");
        }
    }

    @Test
    void bootsStayAtTheirEndAndThenEveryMessageIsOutsideTheWindow() throws IOException {
        var engine = Engine.start(state, chance);
        // As a file with the last number but one, which no test can reach by starting.
        StateFile.write(file(), new Engine(engine.id(), Integer.MAX_VALUE - 1).text());
        assertEquals(Integer.MAX_VALUE, Engine.start(state, chance).boots());
        var latched = Engine.start(state, chance);
        assertEquals(Integer.MAX_VALUE, latched.boots());
        assertEquals(engine.id(), latched.id());
        var clock = new EngineClock(latched, new TestTime(0), 0);
        assertEquals(
                SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW,
                clock.checkTime(new UsmTimeEntry(latched.id(), Integer.MAX_VALUE, 0)));
    }

    @Test
    void theTimeWindowIs150SecondsToEitherSide() throws IOException {
        var engine = Engine.start(state, chance);
        var clock = new EngineClock(engine, new TestTime(1_000_000_000_000L), 0);
        assertEquals(1000, clock.getEngineTime());
        for (int seconds : new int[] {850, 1000, 1150}) {
            assertEquals(
                    SnmpConstants.SNMPv3_USM_OK,
                    clock.checkTime(new UsmTimeEntry(engine.id(), 1, seconds)));
        }
        for (int seconds : new int[] {0, 849, 1151, Integer.MAX_VALUE}) {
            assertEquals(
                    SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW,
                    clock.checkTime(new UsmTimeEntry(engine.id(), 1, seconds)));
        }
        assertEquals(
                SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW,
                clock.checkTime(new UsmTimeEntry(engine.id(), 2, 1000)));
    }

    @Test
    void whatAKillLeftHalfWrittenIsNotRead() throws IOException {
        var engine = Engine.start(state, chance);
        var whole = new Engine(engine.id(), 7).text();
        // Killed while the next number was on its way: the old file is there, and a piece of the
        // new.
        for (int length : new int[] {0, 10, whole.length() - 1, whole.length()}) {
            Files.writeString(state.resolve(Engine.FILE + ".new"), whole.substring(0, length));
            var next = Engine.start(state, chance);
            assertEquals(engine.id(), next.id());
            assertEquals(engine.boots() + 1, next.boots());
            engine = next;
        }
    }

    @Test
    void anAgentThatCannotKeepItsBootsDoesNotStart() {
        var missing = state.resolve("there-is-no-such-folder");
        assertThrows(IOException.class, () -> TestAgent.start(missing, Snapshots.full()).close());
        assertFalse(Files.exists(missing));
    }

    @Test
    void bootsAreOnDiskWhenTheAgentAnswers() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full())) {
            var text = Files.readString(file(), StandardCharsets.UTF_8);
            assertTrue(text.contains("boots " + agent.agent.engine().boots() + "\n"));
        }
    }
}
