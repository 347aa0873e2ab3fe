package org.mailgauge.collect.host;

import org.mailgauge.collect.machine.Programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of this machine. One thread at a time may use it. */
final class RealRunning implements Programs.Running {
    /*
     * Both streams are looked at without waiting for them: a thread that waits in read() could not be
     * got out of it while some grandchild holds the pipe open. What is waited for, in steps that grow
     * to 20 ms, is the end of the process. Its last words stay readable after that: the JDK takes them
     * out of the pipe when it reaps the process.
     */
    private static final long LONGEST_STEP_MILLIS = 20;
    private static final int COMPLAINT = 4000;

    private final Process process;
    private final Duration grace;
    private final InputStream out;
    private final InputStream errors;
    private byte[] complaint = new byte[0];

    RealRunning(Process process, Duration grace) {
        this.process = process;
        this.grace = grace;
        out = process.getInputStream();
        errors = process.getErrorStream();
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration atMost)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        var one = new byte[COMPLAINT];
        for (long step = 1; ; step = Math.min(2 * step, LONGEST_STEP_MILLIS)) {
            boolean ended = !process.isAlive();
            complain(one);
            int n = some(out, into, offset, length);
            long left = until - System.nanoTime();
            if (n > 0 || (left <= 0 && !ended)) {
                return n;
            }
            if (ended) {
                return -1;
            }
            await(step, left);
        }
    }

    /**
     * Reads what either stream has.
     *
     * @return the octets read, 0 when there was nothing within the time, or -1 at the end of both
     */
    int readAny(
            byte[] into, ByteArrayOutputStream told, ByteArrayOutputStream wrong, Duration atMost)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long step = 1; ; step = Math.min(2 * step, LONGEST_STEP_MILLIS)) {
            boolean ended = !process.isAlive();
            int n = move(out, into, told) + move(errors, into, wrong);
            long left = until - System.nanoTime();
            if (n > 0 || (left <= 0 && !ended)) {
                return n;
            }
            if (ended) {
                return -1;
            }
            await(step, left);
        }
    }

    private void await(long step, long left) throws InterruptedException {
        boolean _ = process.waitFor(Math.min(step * 1_000_000, left), TimeUnit.NANOSECONDS);
    }

    private static int move(InputStream from, byte[] into, ByteArrayOutputStream to)
            throws IOException {
        int n = some(from, into, 0, into.length);
        to.write(into, 0, n);
        return n;
    }

    /** What can be had without waiting. */
    private static int some(InputStream from, byte[] into, int offset, int length)
            throws IOException {
        int n = Math.min(length, from.available());
        return n <= 0 ? 0 : Math.max(0, from.read(into, offset, n));
    }

    private void complain(byte[] into) throws IOException {
        for (int n = some(errors, into, 0, into.length);
                n > 0;
                n = some(errors, into, 0, into.length)) {
            var all = Arrays.copyOf(complaint, complaint.length + n);
            System.arraycopy(into, 0, all, complaint.length, n);
            complaint = Arrays.copyOfRange(all, Math.max(0, all.length - COMPLAINT), all.length);
        }
    }

    @Override
    public String complaint() {
        return RealPrograms.text(complaint);
    }

    /** Ends it and gives its exit status. */
    int end() throws InterruptedException {
        close();
        return process.waitFor();
    }

    @Override
    public void close() {
        var children = process.descendants().toList();
        try {
            if (process.isAlive()) {
                process.destroy();
                children.forEach(ProcessHandle::destroy);
                boolean _ = process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            kill(children);
        }
    }

    private void kill(List<ProcessHandle> children) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        quietly(out);
        quietly(errors);
    }

    private static void quietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException _) {
            // nothing is read from it any more
        }
    }
}
