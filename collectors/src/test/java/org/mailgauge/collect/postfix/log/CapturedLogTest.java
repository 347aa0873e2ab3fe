package org.mailgauge.collect.postfix.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the real program wrote, against what is expected beside it, line by line. With {@code
 * -Dcollectors.fixtures=write} the expected results are written instead; look at each difference.
 */
class CapturedLogTest {
    private final LogLineParser parser = new LogLineParser();

    static List<Path> logs() {
        return Fixtures.logs();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    @DisplayName("each line of the real program gives the event that is expected of it")
    void everyLine(Path log) throws IOException {
        var events = new ArrayList<String>();
        for (var line : Fixtures.lines(log)) {
            events.add(EventText.of(parse(line)));
        }
        var expected = Path.of(log.toString().replaceAll("\\.log$", ".events"));
        if ("write".equals(System.getProperty("collectors.fixtures"))) {
            Files.write(expected, events);
        }
        assertEquals(String.join("\n", Files.readAllLines(expected)), String.join("\n", events));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    @DisplayName("no line of the real program is unknown, or another's")
    void noneIsUnknown(Path log) {
        for (var line : Fixtures.lines(log)) {
            var event = parse(line).event();
            assertTrue(!(event instanceof PostfixEvent.Unknown), line);
            assertTrue(!(event instanceof PostfixEvent.NotPostfix), line);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    @DisplayName("an entry of journald gives the same event as the line")
    void journald(Path log) {
        for (var line : Fixtures.lines(log)) {
            var parsed = parse(line);
            var name = parsed.syslogName() + "/" + parsed.service();
            int at = line.indexOf(": ") + 2;
            var message = line.substring(at).getBytes(StandardCharsets.UTF_8);
            var entry = parser.parse(name, parsed.pid(), message, 0, message.length);
            assertEquals(EventText.of(parsed), EventText.of(entry));
            assertEquals(parsed.pid(), entry.pid());
            assertNotNull(parsed.pid());
        }
    }

    @Test
    @DisplayName("lines of the prefix with a fraction and an offset give the same events")
    void newerPrefix() {
        for (var line : Fixtures.lines(Fixtures.logs().getFirst())) {
            var newer = "2026-12-01T02:17:53.123456+01:00" + line.substring(15);
            var parsed = parse(newer);
            assertInstanceOf(LogTime.Exact.class, parsed.time());
            assertEquals(EventText.of(parse(line)), EventText.of(parsed));
        }
    }

    /**
     * Printed, not asserted: it depends on the machine. {@code -Dcollectors.rounds} says for how
     * many thirds of a second.
     */
    @Test
    void linesPerSecond() {
        var lines = Fixtures.all();
        var threads = ManagementFactory.getThreadMXBean();
        long known = 0;
        for (int round = 0; round < Integer.getInteger("collectors.rounds", 2); round++) {
            long began = threads.getCurrentThreadCpuTime();
            long spent = 0;
            long count = 0;
            while (spent < 300_000_000L) {
                for (var line : lines) {
                    known += parser.parse(line, 0, line.length).pid() == null ? 0 : 1;
                }
                count += lines.size();
                spent = threads.getCurrentThreadCpuTime() - began;
            }
            System.out.printf(
                    "%,d lines for a second of a processor, %d ns a line%n",
                    count * 1_000_000_000L / spent, spent / count);
        }
        assertTrue(known > 0);
    }

    private LogLine parse(String line) {
        var octets = line.getBytes(StandardCharsets.UTF_8);
        return parser.parse(octets, 0, octets.length);
    }
}
