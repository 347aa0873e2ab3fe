package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.Net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** A Unix-domain socket that is listened on. Safe for use by any thread. */
final class LocalListener implements Net.Listener {
    /*
     * A new socket file has the mode that the umask leaves, so it is bound in a room that only we
     * may enter, gets its mode there, and is renamed to its place. The rename also replaces the file
     * that a killed process has left, without a moment in which there is none.
     */
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;

    private final ServerSocketChannel channel;
    private final LocalPoller poller;
    private final Path path;
    private final LocalPeers peers;
    private final @Nullable Object fileKey;

    private LocalListener(
            ServerSocketChannel channel, LocalPoller poller, Path path, LocalPeers peers)
            throws IOException {
        this.channel = channel;
        this.poller = poller;
        this.path = path;
        this.peers = peers;
        fileKey = fileKey(path);
    }

    static LocalListener open(String path, LocalAccess access, int backlog, LocalPoller poller)
            throws IOException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a socket file on a virtual thread");
        }
        try {
            return bound(Path.of(path), access, backlog, poller);
        } catch (NoSuchFileException missing) {
            throw refused(path, "there is no folder " + missing.getFile(), missing);
        } catch (FileSystemException failed) {
            var reason = Objects.requireNonNullElse(failed.getReason(), "permission denied");
            throw refused(path, failed.getFile() + ": " + reason, failed);
        } catch (IOException failed) {
            throw refused(path, String.valueOf(failed.getMessage()), failed);
        }
    }

    private static IOException refused(String path, String why, IOException cause) {
        return new IOException("cannot listen on unix:" + path + ": " + why, cause);
    }

    private static LocalListener bound(
            Path path, LocalAccess access, int backlog, LocalPoller poller) throws IOException {
        var parent = path.getParent();
        if (!path.isAbsolute() || parent == null) {
            throw new IOException("the path must be absolute");
        }
        requireFits(path);
        try (var room = SocketRoom.enter(parent)) {
            requireFree(path);
            requireFits(room.place());
            return bound(path, room.place(), access, backlog, poller);
        }
    }

    private static LocalListener bound(
            Path path, Path first, LocalAccess access, int backlog, LocalPoller poller)
            throws IOException {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean done = false;
        try {
            channel.bind(UnixDomainSocketAddress.of(first), backlog);
            Files.setPosixFilePermissions(first, permissions(access.mode()));
            var peers = new LocalPeers(access, Files.getOwner(first));
            Files.move(first, path, StandardCopyOption.ATOMIC_MOVE);
            var listener = new LocalListener(channel, poller, path, peers);
            done = true;
            return listener;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static void requireFits(Path path) throws IOException {
        int octets = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (octets > Net.LONGEST_LOCAL_PATH) {
            throw new IOException(
                    "the path "
                            + path
                            + " has "
                            + octets
                            + " octets, at most "
                            + Net.LONGEST_LOCAL_PATH
                            + " are possible");
        }
    }

    /** Nothing is there, or a socket that nobody listens on. */
    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & KIND) != SOCKET) {
            throw new IOException("there is a file which is no socket");
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            throw new IOException("another process listens there");
        } catch (ConnectException _) {
            // Refused: it was left behind.
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var all = PosixFilePermission.values(); // in the order of the bits, from 0400 down
        var set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }

    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public Net.Connection accept() throws IOException {
        var accepted = channel.accept();
        return new LocalConnection(accepted, poller, peers.of(accepted).orElse(null));
    }

    @Override
    public Endpoint local() {
        return LocalConnection.HERE;
    }

    /** Closes, and removes the file unless another one has taken its place. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) { // while it listens, nobody else takes the place of its file
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && Objects.equals(fileKey, fileKey(path))) {
                Files.deleteIfExists(path);
            }
        }
    }
}
