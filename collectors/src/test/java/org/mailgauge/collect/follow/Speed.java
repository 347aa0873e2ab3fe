package org.mailgauge.collect.follow;

import org.mailgauge.collect.host.RealFiles;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Prints how many lines a second of processor time are followed in a real file; run by hand, with
 * the count of lines as its argument.
 */
final class Speed {
    private Speed() {}

    public static void main(String[] args) throws IOException {
        int lines = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
        var log = Files.createTempFile("mail", ".log");
        try {
            write(log, lines);
            for (int run = 0; run < 3; run++) {
                follow(log, lines);
            }
        } finally {
            Files.delete(log);
        }
    }

    private static void write(Path log, int lines) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 20)) {
            for (int i = 0; i < lines; i++) {
                var line =
                        "Nov 24 01:02:03 mx1 postfix/smtp["
                                + i
                                + "]: 4jY8k93c09zKyQY: to=<user"
                                + i
                                + "@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=0.12,"
                                + " delays=0.01/0/0.05/0.06, dsn=2.0.0, status=sent (250 2.0.0 ok)\n";
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static void follow(Path log, int lines) {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        var told = new long[1];
        var sink =
                new LogSource.Sink() {
                    @Override
                    public void line(Line line) {
                        told[0] += line.length();
                    }

                    @Override
                    public void gap(LogSource.Gap gap) {
                        throw new IllegalStateException(gap.toString());
                    }

                    @Override
                    public void suppressed(String of, long dropped) {
                        throw new IllegalStateException(of);
                    }
                };
        var begin = LogSource.Begin.AT_THE_BEGINNING;
        try (var follower =
                new FileFollower(new RealFiles(), new HandTime(), log.toString(), begin, null)) {
            while (follower.poll(8 << 20, sink)) {
                // about a second's worth at 50,000 lines/s
            }
            if (follower.health().lines() != lines) {
                throw new IllegalStateException(follower.health().toString());
            }
        }
        long took = threads.getCurrentThreadCpuTime() - before;
        System.out.printf(
                "%,d lines, %,d octets, %,d ms: %,d lines/s%n",
                lines,
                told[0],
                Duration.ofNanos(took).toMillis(),
                lines * TimeUnit.SECONDS.toNanos(1) / took);
    }
}
