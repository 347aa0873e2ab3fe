package org.mailgauge.collect.postfix.queue;

import static java.util.Objects.requireNonNull;

import org.mailgauge.collect.host.RealFiles;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.observe.ReplyClass;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Measures a scan of a real tree of many deferred messages; by hand, as it makes 2 files for each.
 * Arguments: {@code make FOLDER MESSAGES}, then {@code scan FOLDER TICKS [OPENS]} with the heap to
 * be tried. Figures are processor time of the whole process.
 */
final class ScanMeasurement {
    private static final int A_TICK = 1500;
    private static final int DOMAINS = 5000;

    private ScanMeasurement() {}

    public static void main(String[] args) throws IOException {
        var root = Path.of(args[1]);
        int number = Integer.parseInt(args[2]);
        if (args[0].equals("make")) {
            make(root, number);
        } else {
            scan(root, number, args.length > 3 ? Integer.parseInt(args[3]) : 40_000);
        }
    }

    private static void make(Path root, int messages) throws IOException {
        for (var folder : List.of("maildrop", "incoming", "active", "hold", "corrupt", "saved")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (var folder : QueueSetup.usual(root.toString()).folders("deferred")) {
            Files.createDirectories(Path.of(folder));
            Files.createDirectories(Path.of(folder.replace("deferred", "defer")));
        }
        var random = new SplittableRandom(7);
        long now = Instant.now().getEpochSecond();
        for (int i = 0; i < messages; i++) {
            write(root, (now - random.nextInt(400_000)) * 1_000_000 + random.nextInt(1_000_000), i);
        }
    }

    private static void write(Path root, long stamp, int inode) throws IOException {
        var setup = QueueSetup.usual(root.toString());
        var to = "user" + inode + "@d" + Math.abs(stamp * 31 + inode) % DOMAINS + ".example";
        var file = new WrittenQueueFile(stamp, 1200, List.of(to), List.of(false));
        var path = Path.of(setup.path("deferred", stamp, inode));
        Files.write(path, file.octets());
        Files.setLastModifiedTime(
                path, FileTime.from(Instant.now().plusSeconds(300 + Math.floorMod(stamp, 4000L))));
        Files.writeString(
                Path.of(setup.path("defer", stamp, inode)),
                "<%s>: host mx.example[192.0.2.1] said: 451 4.7.1 Greylisted (in reply to RCPT TO command)\n"
                                .formatted(to)
                        + "recipient=%s\noffset=%d\ndsn_orig_rcpt=rfc822;%s\nstatus=4.7.1\naction=delayed\n"
                                .formatted(to, file.offset(0), to)
                        + "diag_type=smtp\ndiag_text=451 4.7.1 Greylisted\nmta_type=dns\n"
                        + "mta_mname=mx.example\nreason=host mx.example[192.0.2.1] said: 451 4.7.1\n\n");
    }

    private static void scan(Path root, int ticks, int opens) throws IOException {
        var files = new RealFiles();
        for (int round = 0; round < 2; round++) {
            list(root, files, "as octets");
            list(root, new NioFiles(), "by DirectoryStream");
        }
        var ahead = new long[1];
        var scanner =
                new QueueScanner(
                        QueueSetup.usual(root.toString()),
                        files,
                        new SetTime(() -> Instant.now().plusSeconds(ahead[0])),
                        _ -> ReplyClass.GREYLISTED,
                        new ScanLimits(opens, 10_000, 2_000_000, 100_000, 50));
        long all = cpu();
        long wall = System.nanoTime();
        int count = 0;
        double coverage = 0;
        while (coverage < 1) {
            long began = cpu();
            var levels = scanner.tick();
            coverage = levels.coverage();
            count++;
            if (count < 4 || count % 10 == 0) {
                tell("first tick " + count + ", coverage " + coverage, began);
            }
        }
        tell(
                "all details after " + count + " ticks, wall s " + (System.nanoTime() - wall) / 1e9,
                all);
        memory();
        steady(root, scanner, ticks);
        memory();
        // Folders settle, and nothing changes.
        for (int tick = 0; tick < 6; tick++) {
            ahead[0] += 15;
            long began = cpu();
            scanner.tick();
            tell("idle tick, looked " + scanner.looked(), began);
        }
    }

    private static void list(Path root, HostFiles files, String how) throws IOException {
        long began = cpu();
        var count = new int[1];
        for (var folder : QueueSetup.usual(root.toString()).folders("deferred")) {
            files.names(folder, (_, _, _) -> count[0]++);
        }
        tell("listed " + count[0] + " " + how, began);
    }

    /** 1,500 messages go and as many come at each tick. */
    private static void steady(Path root, QueueScanner scanner, int ticks) throws IOException {
        var ids = new ArrayDeque<String>();
        scanner.each(
                message -> {
                    if (ids.size() < ticks * A_TICK) {
                        ids.add(message.id());
                    }
                });
        var setup = QueueSetup.usual(root.toString());
        var code = new IdCode();
        long sum = 0;
        long most = 0;
        for (int tick = 0; tick < ticks; tick++) {
            for (int i = 0; i < A_TICK; i++) {
                var name = ids.poll().getBytes(StandardCharsets.US_ASCII);
                code.read(name, 0, name.length);
                Files.delete(Path.of(setup.path("deferred", code.stamp(), code.inode())));
                Files.delete(Path.of(setup.path("defer", code.stamp(), code.inode())));
                write(root, Instant.now().toEpochMilli() * 1000 + i, 2_000_000 + tick * A_TICK + i);
            }
            long began = cpu();
            long wall = System.nanoTime();
            var levels = scanner.tick();
            long took = cpu() - began;
            sum += took;
            most = Math.max(most, took);
            System.out.printf(
                    "tick %d: cpu ms %d, wall ms %d, opened %d, looked %d, coverage %f%n",
                    tick,
                    took / 1_000_000,
                    (System.nanoTime() - wall) / 1_000_000,
                    scanner.opened(),
                    scanner.looked(),
                    levels.coverage());
        }
        System.out.printf(
                "steady: mean cpu ms %d, most %d%n", sum / ticks / 1_000_000, most / 1_000_000);
    }

    private static void tell(String what, long began) {
        System.out.printf("%s: cpu ms %d%n", what, (cpu() - began) / 1_000_000);
    }

    private static void memory() throws IOException {
        System.gc();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var status = Files.readString(Path.of("/proc/self/status"));
        System.out.printf(
                "heap used MB %d of %d%n", heap.getUsed() >> 20, heap.getCommitted() >> 20);
        status.lines().filter(line -> line.matches("Vm(HWM|RSS).*")).forEach(System.out::println);
    }

    private static long cpu() {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime();
    }

    /** As the adapter for the real machine does it. */
    private static final class NioFiles implements HostFiles {
        @Override
        public Stat stat(String path) throws IOException {
            var told =
                    Files.readAttributes(Path.of(path), "unix:dev,ino,size,lastModifiedTime,mode");
            return new Stat(
                    number(told, "dev"),
                    number(told, "ino"),
                    number(told, "size"),
                    ((FileTime) requireNonNull(told.get("lastModifiedTime"))).toInstant(),
                    (number(told, "mode") & 0040000) != 0);
        }

        private static long number(Map<String, Object> told, String name) {
            return ((Number) requireNonNull(told.get(name))).longValue();
        }

        @Override
        public void list(String folder, Consumer<String> into) throws IOException {
            try (var entries = Files.newDirectoryStream(Path.of(folder))) {
                entries.forEach(entry -> into.accept(entry.getFileName().toString()));
            }
        }

        @Override
        public Opened open(String path) throws IOException {
            var before = stat(path);
            var channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
            if (!stat(path).isSame(before)) {
                channel.close();
                throw new NoSuchFileException(path);
            }
            return new Opened() {
                @Override
                public Stat stat() throws IOException {
                    return NioFiles.this.stat(path);
                }

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    int sum = 0;
                    while (into.hasRemaining()) {
                        int length = channel.read(into, position + sum);
                        if (length < 0) {
                            break;
                        }
                        sum += length;
                    }
                    return sum;
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    }
}
