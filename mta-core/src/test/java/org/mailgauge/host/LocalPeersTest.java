package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jdk.net.UnixDomainPrincipal;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.port.LocalAccess;
import org.mailgauge.port.LocalPeer;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

class LocalPeersTest {
    private static final UserPrincipalLookupService NAMES =
            FileSystems.getDefault().getUserPrincipalLookupService();
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Set<String> set(String words) {
        return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
    }

    @ParameterizedTest(name = "users [{0}], groups [{1}]: user {2}, group {3}: {4}")
    @CsvSource({
        "60001,       '',     60001, 60009, true",
        "60001 60002, '',     60002, 60009, true",
        "60001,       '',     60003, 60001, false",
        "'',          60005,  60003, 60005, true",
        "'',          60005,  60005, 60003, false",
        "60001,       60005,  60003, 60005, true",
        "60001,       60005,  60003, 60004, false",
        "60001,       '',     0,     60009, true",
        "'',          60005,  60000, 60009, true",
        "60001,       '',     60000, 60009, true",
        "60001,       0,      60003, 0,     true",
        "root,        '',     0,     0,     true",
        "60001,       root,   60003, 0,     true",
        "60001,       '',     60003, 0,     false"
    })
    @DisplayName("named users, named groups, root, and our own user (60000) are let in")
    void rule(String users, String groups, String user, String group, boolean admitted)
            throws IOException {
        var peers =
                new LocalPeers(
                        new LocalAccess(0660, set(users), set(groups)),
                        NAMES.lookupPrincipalByName("60000"));
        var process =
                new UnixDomainPrincipal(
                        NAMES.lookupPrincipalByName(user), NAMES.lookupPrincipalByGroupName(group));
        assertEquals(admitted, peers.judge(process).admitted());
    }

    @Test
    void whoIsNotThereIsAnError() throws IOException {
        var own = NAMES.lookupPrincipalByName("60000");
        for (var access :
                new LocalAccess[] {
                    new LocalAccess(0660, Set.of("no-such-user"), Set.of()),
                    new LocalAccess(0660, Set.of(), Set.of("no-such-group"))
                }) {
            var thrown = assertThrows(IOException.class, () -> new LocalPeers(access, own));
            var name = access.users().isEmpty() ? "group no-such-group" : "user no-such-user";
            assertEquals("there is no " + name, thrown.getMessage());
        }
    }

    @Test
    @DisplayName("the system tells who has connected, and only where that is asked")
    void theSystemTells(@TempDir Path folder) throws IOException {
        var path = folder.resolve("socket").toString();
        var own = Files.getOwner(folder).getName();
        for (var users : new String[] {"", "60001"}) {
            try (var net = new HostNet();
                    var listener =
                            net.listenLocal(path, new LocalAccess(0600, set(users), Set.of()), 1);
                    var client = net.connectLocal(path, LONG);
                    var server = listener.accept()) {
                assertEquals(
                        users.isEmpty() ? Optional.empty() : Optional.of(true),
                        server.peer().map(LocalPeer::admitted));
                assertEquals(own, server.peer().map(LocalPeer::user).orElse(own));
                assertEquals(Optional.empty(), client.peer());
            }
        }
    }
}
