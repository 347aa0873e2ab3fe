package org.mailgauge.host;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.LocalPeer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells who is at the other end of a local socket (SO_PEERCRED), and whether he is let in. */
final class LocalPeers {
    private static final String ROOT = "0";

    private final boolean all;
    private final Set<UserPrincipal> users = new HashSet<>();
    private final Set<GroupPrincipal> groups = new HashSet<>();

    /**
     * Looks the names up, so not for virtual threads.
     *
     * @param own the user that we are
     * @throws IOException when there is no user or group of a name
     */
    LocalPeers(LocalAccess access, UserPrincipal own) throws IOException {
        all = access.byModeAlone();
        if (all) {
            return;
        }
        var names = FileSystems.getDefault().getUserPrincipalLookupService();
        users.add(own);
        users.add(names.lookupPrincipalByName(ROOT));
        for (var name : access.users()) {
            try {
                users.add(names.lookupPrincipalByName(name));
            } catch (UserPrincipalNotFoundException missing) {
                throw new IOException("there is no user " + name, missing);
            }
        }
        for (var name : access.groups()) {
            try {
                groups.add(names.lookupPrincipalByGroupName(name));
            } catch (UserPrincipalNotFoundException missing) {
                throw new IOException("there is no group " + name, missing);
            }
        }
    }

    /**
     * Who has connected; empty where the mode of the socket's file is all that counts. Looks the
     * names up.
     */
    Optional<LocalPeer> of(SocketChannel channel) {
        if (all) {
            return Optional.empty();
        }
        try {
            return Optional.of(judge(channel.getOption(ExtendedSocketOptions.SO_PEERCRED)));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.of(new LocalPeer("unknown", "unknown", false));
        }
    }

    LocalPeer judge(UnixDomainPrincipal peer) {
        return new LocalPeer(
                peer.user().getName(),
                peer.group().getName(),
                users.contains(peer.user()) || groups.contains(peer.group()));
    }
}
