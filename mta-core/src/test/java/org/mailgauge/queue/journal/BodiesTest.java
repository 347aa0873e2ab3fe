package org.mailgauge.queue.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Disk;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Body files of several senders at a time. */
class BodiesTest {

    /** A disk whose first force of a folder waits, and whose n-th fails. */
    private static final class SlowFolder implements Disk {
        private final SimDisk disk = new SimDisk();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final AtomicInteger forces = new AtomicInteger();
        private final int failing;

        SlowFolder(int failing) {
            this.failing = failing;
        }

        @Override
        public void forceFolder(String folder) throws IOException {
            int number = forces.incrementAndGet();
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (number == failing) {
                throw new IOException("no");
            }
            disk.forceFolder(folder);
        }

        @Override
        public boolean exists(String path) {
            return disk.exists(path);
        }

        @Override
        public DiskFile create(String path) throws IOException {
            return disk.create(path);
        }

        @Override
        public DiskFile open(String path) throws IOException {
            return disk.open(path);
        }

        @Override
        public List<String> list(String folder) throws IOException {
            return disk.list(folder);
        }

        @Override
        public void makeFolder(String folder) throws IOException {
            disk.makeFolder(folder);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(String path) throws IOException {
            disk.delete(path);
        }

        @Override
        public OptionalLong freeOctets() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong freeInodes() {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Closeable> lock(String path) {
            return Optional.empty();
        }
    }

    /** Finishes a file while the folder is being forced, and four more meanwhile. */
    private static List<FutureTask<byte[]>> finish(SlowFolder disk) throws Exception {
        disk.makeFolder("bodies");
        var space =
                new Space(
                        disk,
                        new JournalWorkload.Clock(),
                        SegmentJournalTest.SMALL.reserveOctets(),
                        SegmentJournalTest.SMALL.reserveInodes());
        var bodies = new Bodies(disk, "bodies", 7, space);
        var all = new ArrayList<FutureTask<byte[]>>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 5; i++) {
            var writer = bodies.create();
            writer.write(new byte[] {1, 2, 3}, 0, 3);
            all.add(new FutureTask<>(() -> writer.finish(new byte[0], 0)));
            threads.add(Thread.ofPlatform().daemon().start(all.getLast()));
            if (i == 0) {
                disk.begun.await();
            }
        }
        Await.until(
                "all wait",
                () -> threads.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
        disk.go.countDown();
        for (var thread : threads) {
            thread.join();
        }
        return all;
    }

    @Test
    void thoseWhoWaitForAForceShareTheNext() throws Exception {
        var disk = new SlowFolder(0);
        for (var each : finish(disk)) {
            assertEquals(Format.REFERENCE, each.get().length);
        }
        assertEquals(2, disk.forces.get());
        assertEquals(5, disk.disk.crash(1).list("bodies").size());
    }

    @Test
    void thoseWhoShareAForceThatFailsFail() throws Exception {
        var disk = new SlowFolder(2);
        var all = finish(disk);
        assertEquals(Format.REFERENCE, all.removeFirst().get().length);
        for (var each : all) {
            assertThrows(ExecutionException.class, each::get);
        }
        assertEquals(2, disk.forces.get());
    }
}
