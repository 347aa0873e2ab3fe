package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.MtaSnapshot;
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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Twenty-four simulated hours of the whole MTA: clients that keep an association for some messages,
 * next hops of which one session in a hundred goes wrong, a rate that follows the hours.
 */
final class Day {
    private static final int HOPS = 8;
    private static final int BATCH = 10;
    private static final int HOURS = 24;

    private final SplittableRandom random;
    private final SimTime time = new SimTime();
    private final SimLoop loop;
    private final SimNet net;
    private final SimProcess outside;
    private final SimDisk disk = new SimDisk();
    private final Life life;
    private final int planned;
    private final List<Heap> heaps = new ArrayList<>();

    /** What the simulated disk held when each of them was taken. */
    private final List<Long> disks = new ArrayList<>();

    private final byte[] content;
    private int acknowledged;
    private int failed;
    private long taken;
    private long deepest;
    private long mostDisk;

    Day(long seed, int messages) {
        random = new SplittableRandom(seed);
        loop = new SimLoop(random.nextLong());
        net = new SimNet(time, random.nextLong());
        net.faults(Faults.NONE.withWindow(16_384));
        outside = new SimProcess(loop, time);
        planned = messages;
        content =
                ("Subject: day\r\nMessage-ID: <day@client.test>\r\n\r\n" + "x".repeat(70) + "\r\n")
                        .concat("y".repeat(70).concat("\r\n").repeat(12))
                        .concat(".\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        var resolver = new SimResolver();
        var routes = new ArrayList<Route>();
        for (int i = 1; i <= HOPS; i++) {
            resolver.host("h" + i + ".test", "192.0.2." + i);
            routes.add(
                    new Route("h" + i + ".test", new NextHop.SmtpHost("h" + i + ".test", 25), ""));
        }
        var around = new Life.Around(loop, time, net, resolver, new SimEntropy(random.nextLong()));
        life = new Life(around, disk);
        assertTrue(life.start(config(routes)), "started");
    }

    private static MtaConfig config(List<Route> routes) {
        var queue =
                new QueueConfig(
                        4 << 20,
                        2,
                        true,
                        64 << 10,
                        0,
                        0,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofDays(5),
                        Duration.ofDays(1),
                        null);
        return Setup.config(
                Set.of(),
                queue,
                new DeliveryConfig(
                        5, 20, 5, Duration.ofSeconds(1), 10, DeliveryConfig.DEFAULT.timeouts()),
                MtaConfig.ReportConfig.DEFAULT,
                List.copyOf(routes));
    }

    // --- figures

    int messages() {
        return acknowledged;
    }

    long relayed() {
        return mta().transmittedRecipients();
    }

    long deferred() {
        return mta().groups().stream()
                .filter(row -> row.group().kind() == org.mailgauge.observe.MtaGroup.Kind.OUTBOUND)
                .mapToLong(row -> row.deferredRecipients() == null ? 0 : row.deferredRecipients())
                .sum();
    }

    /** Messages whose client was turned away or cut off and sent them again. */
    int again() {
        return failed;
    }

    long stored() {
        return requireNonNull(mta().stored()).ownRecipients();
    }

    long deepest() {
        return deepest;
    }

    /** After each hour the octets of live objects, without the simulated disk's. */
    List<Long> heaps() {
        return IntStream.range(0, heaps.size())
                .mapToObj(i -> heaps.get(i).total() - disks.get(i))
                .toList();
    }

    /** Which classes have grown most between two of those hours. */
    String growth(int from, int to) {
        return heaps.get(to).growth(heaps.get(from));
    }

    long disk() {
        return mostDisk;
    }

    private MtaSnapshot.Mta mta() {
        var mta = life.seen().mta();
        assertNotNull(mta);
        return mta;
    }

    // --- the day

    void run() {
        for (int i = 1; i <= HOPS; i++) {
            hop(new Endpoint(IpAddress.parse("192.0.2." + i).orElseThrow(), 25));
        }
        for (int hour = 0; hour < HOURS; hour++) {
            int messages = share(hour);
            for (int sent = 0; sent < messages; sent += BATCH) {
                int batch = Math.min(BATCH, messages - sent);
                var at = Duration.ofMillis(random.nextInt(3_600_000));
                time.after(at, () -> client(batch));
            }
            pass(Duration.ofHours(1));
            deepest = Math.max(deepest, stored());
            check();
            weigh();
        }
        pass(Duration.ofHours(3));
        check();
        weigh();
        assertEquals(List.of(), life.failures(), "no task dies");
        assertEquals(List.of(), outside.failures(), "nobody outside dies");
    }

    /** Messages of an hour: two hundred at noon for each hundred on average, none too few. */
    private int share(int hour) {
        double before = curve(hour);
        double after = curve(hour + 1);
        return (int) (Math.round(planned * after) - Math.round(planned * before));
    }

    /** The part of a day's mail that has come by then. */
    private static double curve(int hour) {
        double part = hour / (double) HOURS;
        return part - 0.8 * Math.sin(2 * Math.PI * part) / (2 * Math.PI);
    }

    private void check() {
        var mta = mta();
        assertEquals(0, mta.imbalance(), "books");
        assertEquals(acknowledged, mta.receivedMessages(), "received");
        assertEquals(taken, mta.transmittedRecipients(), "relayed");
        assertEquals(acknowledged - taken, requireNonNull(mta.stored()).recipients(), "stored");
    }

    private void weigh() {
        net.forgetEnded();
        heaps.add(Heap.take());
        disks.add(disk.held());
    }

    private void client(int batch) {
        var _ = outside.start("client", () -> send(batch));
    }

    private void send(int batch) {
        int left = batch;
        try (var connection =
                net.connectFrom(Setup.LOOPBACK, Setup.SERVER, Duration.ofMinutes(1))) {
            var lines = new Lines(connection);
            lines.say(null);
            lines.say("EHLO client.test");
            for (; left > 0; left--) {
                if (random.nextInt(100) == 0) {
                    throw new IOException("the client goes away");
                }
                int hop = 1 + random.nextInt(HOPS);
                lines.say("MAIL FROM:<s@client.test>");
                lines.say("RCPT TO:<u" + random.nextInt(100_000) + "@h" + hop + ".test>");
                lines.say("DATA");
                lines.send(content);
                assertEquals(250, lines.say(null));
                acknowledged++;
            }
            lines.say("QUIT");
        } catch (IOException _) {
            failed++;
            int rest = left;
            time.after(Duration.ofSeconds(30), () -> client(rest));
        }
    }

    private void hop(Endpoint endpoint) {
        var _ =
                outside.start(
                        "hop",
                        () -> {
                            try {
                                var listener = net.listen(endpoint, 50);
                                while (true) {
                                    var connection = listener.accept();
                                    var _ = outside.start("session", () -> take(connection));
                                }
                            } catch (IOException failure) {
                                throw new IllegalStateException(failure);
                            }
                        });
    }

    private void take(org.mailgauge.port.Net.Connection connection) {
        int fault = random.nextInt(100) == 0 ? random.nextInt(5) : -1;
        try (connection) {
            var lines = new Lines(connection);
            lines.send(fault == 0 ? "421 4.3.2 not now\r\n" : "220 hop ESMTP\r\n");
            while (fault != 0) {
                var line = lines.next();
                if (fault == 1 && line.startsWith("RCPT")) {
                    lines.stare();
                    return;
                }
                if (fault == 2 && line.startsWith("DATA")) {
                    return;
                }
                if (line.startsWith("QUIT")) {
                    lines.send("221 2.0.0 bye\r\n");
                    return;
                }
                lines.send(reply(line, fault));
                if (line.startsWith("DATA")) {
                    lines.content();
                    lines.send(fault == 4 ? "452 4.2.2 full\r\n" : "250 2.0.0 taken\r\n");
                    taken += fault == 4 ? 0 : 1;
                }
            }
        } catch (IOException _) {
            // The MTA has gone.
        }
    }

    private static String reply(String line, int fault) {
        return switch (line.substring(0, 4)) {
            case "EHLO" -> "250-hop\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n";
            case "RCPT" -> fault == 3 ? "451 4.7.1 later\r\n" : "250 2.1.5 ok\r\n";
            case "DATA" -> fault == 3 ? "503 5.5.1 no\r\n" : "354 go\r\n";
            default -> "250 2.0.0 ok\r\n";
        };
    }

    private void pass(Duration by) {
        long end = time.ticks() + by.toNanos();
        while (true) {
            settle();
            long left = end - time.ticks();
            if (left <= 0) {
                return;
            }
            time.advance(Duration.ofNanos(Math.min(left, time.untilNext().orElse(left))));
        }
    }

    private void settle() {
        do {
            loop.run();
            life.work(2);
            mostDisk = Math.max(mostDisk, disk.used());
        } while (!loop.idle());
    }
}
