package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.queue.QueueRecords.Read;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

class QueueRecordsTest {
    private static final Instant ARRIVED = Instant.ofEpochMilli(1_772_000_000_123L);

    private static Envelope envelope(String... to) {
        return new Envelope(
                new ReversePath.Sender(Rig.mailbox("alice@sender.test")),
                Arrays.stream(to).map(one -> new ForwardPath(Rig.mailbox(one))).toList(),
                ARRIVED,
                "smtp-in",
                "client.test [192.0.2.1]",
                true,
                "<1@sender.test>");
    }

    private static StateChange change() {
        return new StateChange(
                true,
                1_772_000_000_000L,
                List.of(
                        entry(0, RecipientState.DEFERRED, 99, Rig.LATER),
                        entry(1, RecipientState.RELAYED, 0, Rig.OK),
                        entry(2, RecipientState.HELD, 0, null),
                        entry(7, RecipientState.DEFERRED, -5, SmtpReply.plain(421, "bye"))));
    }

    private static StateChange.Entry entry(
            int ordinal,
            RecipientState state,
            long until,
            @org.jspecify.annotations.Nullable SmtpReply reply) {
        return new StateChange.Entry(ordinal, 1, state, WaitReason.PUT_OFF, 3, until, reply);
    }

    @Test
    void envelopeComesBack() {
        var written = envelope("bob@one.test", "\"c d\"@two.test", "eve@one.test", "x@sender.test");
        assertEquals(new Read.Good<>(written), QueueRecords.envelope(QueueRecords.write(written)));
    }

    @Test
    void envelopeOfAReportComesBack() {
        var written =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(new ForwardPath(Rig.mailbox("bob@one.test"))),
                        Instant.EPOCH.minusMillis(1),
                        "",
                        "",
                        false,
                        null);
        assertEquals(new Read.Good<>(written), QueueRecords.envelope(QueueRecords.write(written)));
    }

    @Test
    void whatAReportTellsComesBack() {
        var reported =
                new Reported(
                        new QueueId(-5, 7),
                        Duration.ofHours(4),
                        List.of(
                                new Reported.End(0, 3, RecipientState.BOUNCED),
                                new Reported.End(9, 1, RecipientState.EXPIRED)));
        var written =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(new ForwardPath(Rig.mailbox("bob@one.test"))),
                        ARRIVED,
                        "",
                        "",
                        false,
                        "<1@mx.test>",
                        reported);
        assertEquals(new Read.Good<>(written), QueueRecords.envelope(QueueRecords.write(written)));
    }

    @Test
    @DisplayName("records of version 1 are read: they had no reports and no delay")
    void versionOneIsRead() {
        var envelope = QueueRecords.write(envelope("bob@one.test"));
        envelope[0] = 1;
        assertEquals(new Read.Good<>(envelope("bob@one.test")), QueueRecords.envelope(envelope));
        envelope[1] |= 8;
        assertInstanceOf(Read.Damaged.class, QueueRecords.envelope(envelope));
        // Kind, time 0, no replies; one entry: ordinal 2, one, held by the operator, 3 attempts.
        var change = new byte[] {1, 0, 0, 0, 1, 2, 1, 3, 10, 3, 0};
        var entry =
                new StateChange.Entry(
                        2, 1, RecipientState.HELD, WaitReason.HELD_BY_OPERATOR, 3, 0, null);
        assertEquals(
                new Read.Good<>(new StateChange(false, 0, List.of(entry))),
                QueueRecords.change(change));
    }

    @Test
    void changeComesBack() {
        assertEquals(new Read.Good<>(change()), QueueRecords.change(QueueRecords.write(change())));
    }

    @Test
    void neighboursWithOneFateShareAnEntry() {
        var many = new ArrayList<StateChange.Entry>();
        for (int i = 0; i < 1000; i++) {
            many.add(entry(i, RecipientState.DEFERRED, 99, Rig.LATER));
        }
        var octets = QueueRecords.write(new StateChange(true, 1, many));
        assertTrue(octets.length < 60, () -> octets.length + " octets");
        var read = assertInstanceOf(Read.Good.class, QueueRecords.change(octets));
        var entries = ((StateChange) read.value()).entries();
        assertEquals(1000, entries.getFirst().count());
    }

    @Test
    void envelopeIsCompact() {
        var octets = QueueRecords.write(envelope("bob@one.test"));
        assertTrue(octets.length < 100, () -> octets.length + " octets");
    }

    @Test
    void newerVersionIsRefused() {
        var octets = QueueRecords.write(envelope("bob@one.test"));
        octets[0] = QueueRecords.VERSION + 1;
        assertEquals(
                new Read.Newer<Envelope>(QueueRecords.VERSION + 1), QueueRecords.envelope(octets));
    }

    @Test
    void nothingIsDamage() {
        assertInstanceOf(Read.Damaged.class, QueueRecords.envelope(new byte[0]));
        assertInstanceOf(Read.Damaged.class, QueueRecords.change(new byte[0]));
    }

    @Test
    void mutatedEnvelopesGiveValues() {
        mutate(
                QueueRecords.write(envelope("bob@one.test", "c@two.test", "d@one.test")),
                octets ->
                        QueueRecords.envelope(octets) instanceof Read.Good<Envelope>(var value)
                                ? QueueRecords.write(value)
                                : null,
                11);
    }

    @Test
    void mutatedChangesGiveValues() {
        mutate(
                QueueRecords.write(change()),
                octets ->
                        QueueRecords.change(octets) instanceof Read.Good<StateChange>(var value)
                                ? QueueRecords.write(value)
                                : null,
                12);
    }

    /** Whatever is read is a value, and one that is written and read again is the same. */
    private static void mutate(
            byte[] original,
            Function<byte[], byte @org.jspecify.annotations.Nullable []> readAndWrite,
            long seed) {
        var random = new SplittableRandom(seed);
        int readable = 0;
        for (int i = 0; i < 10_000; i++) {
            var written = readAndWrite.apply(mutant(original, random));
            if (written != null) {
                readable++;
                var again = readAndWrite.apply(written);
                assertTrue(again != null && Arrays.equals(written, again));
            }
        }
        assertTrue(readable > 100 && readable < 9_900, "readable mutants: " + readable);
    }

    private static byte[] mutant(byte[] original, SplittableRandom random) {
        var octets = original.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(4)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt(256);
                case 2 -> octets = Arrays.copyOf(octets, at + 1);
                default -> octets = Arrays.copyOf(octets, octets.length + 1 + random.nextInt(4));
            }
        }
        return octets;
    }
}
