package org.mailgauge.host;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder that only we may enter, beside a socket file in the making; of all processes of this
 * user one at a time is in it. It goes when it is left. Used by one thread.
 */
final class SocketRoom implements AutoCloseable {
    /*
     * Problem: whoever finds a socket file that nobody listens on replaces it. Two that start at the
     * same time may both find it so, and the second would replace the socket of the first.
     * So the finding and the replacing are done under a lock on a file in the folder. Whoever leaves
     * removes that file and then writes one octet into it, by which those who had it open and get the
     * lock now see that it is no longer the one to lock. A process that is killed in the room leaves
     * the folder behind; the next one enters it and cleans up.
     */
    private static final ReentrantLock TURN = new ReentrantLock(); // file locks are per process
    private static final Set<PosixFilePermission> OURS =
            PosixFilePermissions.fromString("rwx------");
    private static final int FOLDERS = 10;
    private static final int LOOKS = 500;
    private static final long BETWEEN_LOOKS_MILLIS = 10;

    private final Path folder;
    private final FileChannel locked;

    private SocketRoom(Path folder, FileChannel locked) {
        this.folder = folder;
        this.locked = locked;
    }

    /** Where the socket file is made; nothing is there. */
    Path place() {
        return folder.resolve("s");
    }

    private static Path lockFile(Path folder) {
        return folder.resolve("l");
    }

    /**
     * Waits until nobody else is in it, and enters.
     *
     * @param parent the folder of the socket file
     */
    static SocketRoom enter(Path parent) throws IOException {
        TURN.lock();
        boolean entered = false;
        try {
            var room = entered(parent);
            Files.deleteIfExists(room.place());
            entered = true;
            return room;
        } finally {
            if (!entered) {
                TURN.unlock();
            }
        }
    }

    /** The name is as short as possible, as a socket's path has a limit. */
    private static SocketRoom entered(Path parent) throws IOException {
        int looks = 0;
        for (int i = 0; i < FOLDERS; i++) {
            var folder = parent.resolve("." + i);
            while (isUsable(folder)) {
                if (looks++ >= LOOKS) {
                    throw new IOException("another process is making a socket in " + parent);
                }
                try {
                    var channel = locked(folder);
                    if (channel != null) {
                        return new SocketRoom(folder, channel);
                    }
                } catch (NoSuchFileException _) {
                    continue; // somebody has just left
                }
                pause();
            }
        }
        throw new IOException("all of .0 to .9 exist in " + parent + " and are others'");
    }

    /** Makes the folder, or says whether the one that is there is such a room of ours. */
    private static boolean isUsable(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS));
            return true;
        } catch (FileAlreadyExistsException _) {
            return isOurs(folder);
        }
    }

    private static boolean isOurs(Path folder) {
        try {
            var found =
                    Files.readAttributes(
                            folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isDirectory()
                    && found.permissions().equals(OURS)
                    && found.owner().equals(me(folder));
        } catch (NoSuchFileException _) {
            return true; // gone again
        } catch (IOException _) {
            return false;
        }
    }

    private static UserPrincipal me(Path path) throws IOException {
        return path.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name", ""));
    }

    /** Null when another process has it. */
    private static @Nullable FileChannel locked(Path folder) throws IOException {
        var channel =
                FileChannel.open(
                        lockFile(folder),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null && channel.size() == 0;
            return locked ? channel : null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        try (locked) {
            Files.deleteIfExists(place());
            Files.deleteIfExists(lockFile(folder));
            locked.write(ByteBuffer.wrap(new byte[1]));
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // The next one is in it already, or it will clean up.
        } finally {
            TURN.unlock();
        }
    }
}
