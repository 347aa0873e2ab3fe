package org.mailgauge.planted.wire;

import java.io.File;
import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Each nested class reaches the machine in its own way, past the ports. */
@SuppressWarnings("all")
public final class MachineOffenders {

    static final class AsksInstant {
        Object offend() throws Exception {
            return Instant.now();
        }
    }

    static final class AsksZonedDateTime {
        Object offend() throws Exception {
            return ZonedDateTime.now(ZoneOffset.UTC);
        }
    }

    static final class AsksSystemClock {
        Object offend() throws Exception {
            return Clock.systemUTC();
        }
    }

    static final class RefersToInstant {
        Supplier<Instant> offend() throws Exception {
            return Instant::now;
        }
    }

    static final class ReadsTicks {
        long offend() throws Exception {
            return System.nanoTime();
        }
    }

    static final class ReadsMilliseconds {
        long offend() throws Exception {
            return System.currentTimeMillis();
        }
    }

    static final class MakesDate {
        Object offend() throws Exception {
            return new Date();
        }
    }

    static final class Tosses {
        double offend() throws Exception {
            return Math.random();
        }
    }

    static final class MakesRandom {
        Object offend() throws Exception {
            return new Random();
        }
    }

    static final class MakesUuid {
        Object offend() throws Exception {
            return UUID.randomUUID();
        }
    }

    static final class UsesThreadLocalRandom {
        int offend() throws Exception {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static final class UsesSecureRandom {
        Object offend() throws Exception {
            return new SecureRandom();
        }
    }

    static final class MakesThread {
        Object offend() throws Exception {
            return new Thread(() -> {});
        }
    }

    static final class BuildsVirtualThread {
        Object offend() throws Exception {
            return Thread.ofVirtual();
        }
    }

    static final class BuildsPlatformThread {
        Object offend() throws Exception {
            return Thread.ofPlatform();
        }
    }

    static final class StartsVirtualThread {
        Object offend() throws Exception {
            return Thread.startVirtualThread(() -> {});
        }
    }

    static final class MakesExecutor {
        Object offend() throws Exception {
            return Executors.newCachedThreadPool();
        }
    }

    static final class Promises {
        Object offend() throws Exception {
            return new CompletableFuture<String>();
        }
    }

    static final class MakesTimer {
        Object offend() throws Exception {
            return new Timer();
        }
    }

    static final class LooksUpName {
        Object offend() throws Exception {
            return InetAddress.getByName("localhost");
        }
    }

    static final class FindsFile {
        boolean offend() throws Exception {
            return Files.exists(Path.of("x"));
        }
    }

    static final class ReadsFile {
        Object offend() throws Exception {
            return new FileInputStream("x");
        }
    }

    static final class NamesFile {
        Object offend() throws Exception {
            return new File("x");
        }
    }

    static final class OpensRandomly {
        Object offend() throws Exception {
            return new RandomAccessFile("x", "r");
        }
    }

    static final class MakesSocket {
        Object offend() throws Exception {
            return new Socket();
        }
    }

    static final class MakesServerSocket {
        Object offend() throws Exception {
            return new ServerSocket();
        }
    }

    static final class OpensChannel {
        Object offend() throws Exception {
            return SocketChannel.open();
        }
    }

    static final class OpensFileChannel {
        Object offend() throws Exception {
            return FileChannel.open(Path.of("x"));
        }
    }

    static final class MakesDatagramSocket {
        Object offend() throws Exception {
            return new DatagramSocket();
        }
    }

    static final class StartsProcess {
        Object offend() throws Exception {
            return new ProcessBuilder("x");
        }
    }

    static final class Sleeps {
        void offend() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static final class SleepsInUnits {
        void offend() throws InterruptedException {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    static final class Parks {
        void offend() {
            LockSupport.parkNanos(1);
        }
    }

    static final class Schedules {
        void offend(ScheduledExecutorService executor) {
            executor.shutdown();
        }
    }

    static final class Exits {
        void offend() {
            System.exit(1);
        }
    }
}
