package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.mailgauge.collect.machine.Programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

class PostqueueReaderTest {
    private static final String LINE =
            """
            {"queue_name":"deferred","queue_id":"4jY8k93c09zKyQY","arrival_time":1795447169,"message_size":824,\
            "forced_expire":false,"sender":"a@x.example","recipients":[{"address":"v@soft.example","delay_reason":\
            "host mx.soft.example[192.0.2.1] said: 450 4.3.0 Error: busy (in reply to RCPT TO command)"}]}
            """;

    /** Tells the pieces one after the other, and takes a second for each. */
    static PostqueueReader reader(MemoryHost host, String[] pieces) {
        return new PostqueueReader(
                "/etc/postfix",
                new Telling(host, pieces, ""),
                new SetTime(host::now),
                QueueScannerTest::classOf,
                ScanLimits.USUAL);
    }

    private record Telling(MemoryHost host, String[] pieces, String complaint) implements Programs {
        @Override
        public Ran run(List<String> command, Duration atMost, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Running start(List<String> command) {
            assertEquals(List.of("postqueue", "-c", "/etc/postfix", "-j"), command);
            return new Running() {
                private int next;

                @Override
                public int read(byte[] into, int offset, int length, Duration atMost) {
                    host.pass(Duration.ofSeconds(1));
                    if (next == pieces.length) {
                        return -1;
                    }
                    var octets = pieces[next++].getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(octets, 0, into, offset, octets.length);
                    return octets.length;
                }

                @Override
                public String complaint() {
                    return complaint;
                }

                @Override
                public void close() {}
            };
        }
    }

    private static MemoryHost host() {
        return new MemoryHost(Duration.ofMillis(1));
    }

    @Test
    void pauseIsLongEnoughForAllThatItTook() throws Exception {
        var reader = reader(host(), new String[] {LINE});
        assertEquals(Duration.ofMinutes(5), reader.pause());
        reader.read();
        assertEquals(Duration.ofMinutes(5), reader.pause());
        var slow = new String[100];
        Arrays.fill(slow, LINE);
        var other = reader(host(), slow);
        assertEquals(100, QueueScannerTest.level(other.read(), PostfixQueue.DEFERRED).messages());
        assertEquals(Duration.ofSeconds(20 * 101), other.pause());
    }

    @Test
    void recipientsInMaildropAreNotKnown() throws Exception {
        var line =
                "{\"queue_name\":\"maildrop\",\"queue_id\":\"7CDB2246A\",\"arrival_time\":5,"
                        + "\"message_size\":8,\"sender\":\"\",\"recipients\":[]}\n";
        var levels = reader(host(), new String[] {line}).read();
        var level = QueueScannerTest.level(levels, PostfixQueue.MAILDROP);
        assertEquals(1, level.messages());
        assertEquals(8L, level.octets());
        assertNull(level.recipients());
        assertEquals(0L, QueueScannerTest.level(levels, PostfixQueue.ACTIVE).recipients());
    }

    @Test
    void whatIsNotAllOfItIsNothing() {
        var cut = LINE.substring(0, 60);
        for (var pieces :
                List.of(
                        new String[] {LINE, cut},
                        new String[] {"postqueue: fatal\n"},
                        new String[] {LINE, ""})) {
            assertThrows(IOException.class, () -> reader(host(), pieces).read());
        }
        var complaining =
                new PostqueueReader(
                        "/etc/postfix",
                        new Telling(
                                host(),
                                new String[0],
                                "postqueue: fatal: Queue report unavailable"),
                        new SetTime(host()::now),
                        QueueScannerTest::classOf,
                        ScanLimits.USUAL);
        var why = assertThrows(IOException.class, complaining::read);
        assertTrue(requireNonNull(why.getMessage()).contains("unavailable"));
    }

    @Test
    void whatNeverEndsIsEnded() {
        var endless = new String[700];
        Arrays.fill(endless, LINE);
        assertThrows(IOException.class, () -> reader(host(), endless).read());
    }
}
