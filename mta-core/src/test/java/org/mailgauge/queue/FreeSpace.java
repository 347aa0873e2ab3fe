package org.mailgauge.queue;

import org.mailgauge.port.Disk;
import org.mailgauge.sim.SimTime;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk of which nothing but the free space is asked. */
final class FreeSpace implements Disk {
    volatile OptionalLong octets = OptionalLong.empty();
    volatile OptionalLong inodes = OptionalLong.empty();
    volatile boolean broken;
    private final AtomicInteger asked = new AtomicInteger();

    int asked() {
        return asked.get();
    }

    /** Moves time on until it was asked twice more: then one sample is new as a whole. */
    boolean askedSince(int before, SimTime time) {
        if (asked.get() >= before + 2) {
            return true;
        }
        time.advance(Duration.ofMillis(250));
        return false;
    }

    @Override
    public OptionalLong freeOctets() throws IOException {
        asked.incrementAndGet();
        if (broken) {
            throw new IOException("broken");
        }
        return octets;
    }

    @Override
    public OptionalLong freeInodes() {
        return inodes;
    }

    @Override
    public boolean exists(String path) {
        throw unused();
    }

    @Override
    public DiskFile create(String path) {
        throw unused();
    }

    @Override
    public DiskFile open(String path) {
        throw unused();
    }

    @Override
    public List<String> list(String folder) {
        throw unused();
    }

    @Override
    public void makeFolder(String folder) {
        throw unused();
    }

    @Override
    public void rename(String from, String to) {
        throw unused();
    }

    @Override
    public void delete(String path) {
        throw unused();
    }

    @Override
    public void forceFolder(String folder) {
        throw unused();
    }

    @Override
    public Optional<Closeable> lock(String path) {
        throw unused();
    }

    private static IllegalStateException unused() {
        return new IllegalStateException("only free space is asked here");
    }
}
