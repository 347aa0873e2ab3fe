package org.mailgauge.host;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One open file. Safe for use by any platform thread.
 *
 * <p>The JDK closes a channel when a thread that uses it is interrupted, for all its users. Here an
 * interrupt is put aside during file work; one that comes in the middle of it closes the channel,
 * which is then opened again by its path, and the work is repeated: all of it has positions, so it
 * may be done twice. A file must therefore not be renamed while it is open.
 */
final class HostFile implements DiskFile {

    /** File work that an interrupt must not end. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final Path path;
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile FileChannel channel;
    private volatile boolean closed;

    private HostFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static HostFile open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... mode)
            throws IOException {
        var channel =
                withoutInterrupt(() -> HostDisk.full(() -> FileChannel.open(path, options, mode)));
        return new HostFile(path, channel);
    }

    /** Does work with the thread's interrupt put aside, and sets it again afterwards. */
    static <T> T withoutInterrupt(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException _) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Work on the channel, repeated on a new one when somebody's interrupt closed it. */
    private interface ChannelWork {
        long run(FileChannel channel) throws IOException;
    }

    private long steady(ChannelWork work) throws IOException {
        HostDisk.requirePlatformThread();
        return withoutInterrupt(
                () -> {
                    while (true) {
                        var now = channel;
                        try {
                            return HostDisk.full(() -> work.run(now));
                        } catch (ClosedByInterruptException e) {
                            reopen(now);
                            throw e;
                        } catch (ClosedChannelException e) {
                            if (closed) {
                                throw e;
                            }
                            reopen(now);
                        }
                    }
                });
    }

    private void reopen(FileChannel dead) throws IOException {
        reopening.lock();
        try {
            if (!closed && channel.equals(dead)) {
                boolean interrupted = Thread.interrupted();
                try {
                    channel = FileChannel.open(path, READ, WRITE);
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        } finally {
            reopening.unlock();
        }
    }

    @Override
    public long size() throws IOException {
        return steady(FileChannel::size);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int start = into.position();
        return (int)
                steady(
                        from -> {
                            into.position(start);
                            while (into.hasRemaining()) {
                                long at = position - start + into.position();
                                if (from.read(into, at) < 0) {
                                    break;
                                }
                            }
                            return (long) into.position() - start;
                        });
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
        int start = from.position();
        long _ =
                steady(
                        into -> {
                            from.position(start);
                            while (from.hasRemaining()) {
                                into.write(from, position - start + from.position());
                            }
                            return (long) from.position() - start;
                        });
    }

    @Override
    public void force() throws IOException {
        long _ =
                steady(
                        of -> {
                            of.force(false);
                            return 0;
                        });
    }

    @Override
    public void truncate(long size) throws IOException {
        long _ = steady(of -> of.truncate(size).size());
    }

    @Override
    public void close() throws IOException {
        reopening.lock();
        try {
            closed = true;
            channel.close();
        } finally {
            reopening.unlock();
        }
    }
}
