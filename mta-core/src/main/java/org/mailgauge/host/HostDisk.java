package org.mailgauge.host;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The files below a folder of this machine. Safe for use by any platform thread. Files are created
 * with mode 0600 and folders with 0700, where the file system knows modes.
 */
public final class HostDisk implements Disk {

    /** The file whose lock a process holds that has the folder for itself. */
    public static final String LOCK = "lock";

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] FILE = mode("rw-------");
    private static final FileAttribute<?>[] FOLDER = mode("rwx------");

    private final Path root;
    private final FreeInodes inodes = new FreeInodes();

    private HostDisk(Path root) {
        this.root = root;
    }

    /** The disk whose paths are relative to that folder, which is created when needed. */
    public static HostDisk at(Path root) throws IOException {
        requirePlatformThread();
        var existing = root.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        Files.createDirectories(root, FOLDER);
        var disk = new HostDisk(root.toRealPath());
        // Down from the folder that was there: each new one's name must be durable in its parent.
        for (var made = disk.root.getParent();
                made != null && existing != null && made.startsWith(existing.toRealPath());
                made = made.getParent()) {
            disk.force(made);
        }
        return disk;
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void requirePlatformThread() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("file work on a virtual thread");
        }
    }

    private Path path(String path) {
        requirePlatformThread();
        return path.isEmpty() ? root : root.resolve(path);
    }

    /** A piece of file work whose "no space" failures become {@link DiskFullException}. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T full(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (text.contains("no space left") || text.contains("quota exceeded")) {
                throw new DiskFullException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(path(path));
    }

    @Override
    public DiskFile create(String path) throws IOException {
        return HostFile.open(path(path), Set.of(CREATE_NEW, READ, WRITE), FILE);
    }

    @Override
    public DiskFile open(String path) throws IOException {
        return HostFile.open(path(path), Set.of(READ, WRITE));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (var entries = Files.list(path(folder))) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
        }
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        var wanted = path(folder);
        full(() -> Files.createDirectories(wanted, FOLDER));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        var source = path(from);
        var target = path(to);
        full(() -> Files.move(source, target, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void delete(String path) throws IOException {
        Files.delete(path(path));
    }

    @Override
    public void forceFolder(String folder) throws IOException {
        force(path(folder));
    }

    private void force(Path wanted) throws IOException {
        HostFile.withoutInterrupt(
                () -> {
                    try (var channel = FileChannel.open(wanted, READ)) {
                        channel.force(true);
                        return true;
                    }
                });
    }

    @Override
    public OptionalLong freeOctets() throws IOException {
        return OptionalLong.of(Files.getFileStore(path("")).getUsableSpace());
    }

    @Override
    public OptionalLong freeInodes() {
        return inodes.of(path(""));
    }

    @Override
    public Optional<Closeable> lock(String path) throws IOException {
        var wanted = path(path);
        var channel = FileChannel.open(wanted, Set.<OpenOption>of(CREATE, WRITE), FILE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException _) {
            // This process holds it.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }
}
