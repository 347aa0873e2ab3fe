package org.mailgauge.agent.admin;

import org.mailgauge.port.Entropy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;

/** The token of the API: in a file of mode 0600, so that who may read it may ask. */
public final class AdminToken {
    public static final String FILE = "admin-token";
    private static final int OCTETS = 24;

    private final byte[] token;

    private AdminToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Makes a new token for this run. */
    public static AdminToken create(Path folder, Entropy entropy) throws IOException {
        var octets = new byte[OCTETS];
        entropy.fill(octets);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        var file = folder.resolve(FILE);
        var fresh = folder.resolve(FILE + ".new");
        Files.deleteIfExists(fresh);
        var owner = PosixFilePermissions.fromString("rw-------");
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel =
                Files.newByteChannel(fresh, options, PosixFilePermissions.asFileAttribute(owner))) {
            channel.write(java.nio.ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return new AdminToken(text);
    }

    /** Whether an Authorization header carries it: Bearer, or Basic with it as the password. */
    boolean allows(String authorization) {
        return allowsBearer(authorization)
                || (authorization.startsWith("Basic ") && equal(password(authorization)));
    }

    /** The same for Bearer alone, which a browser does not send by itself. */
    boolean allowsBearer(String authorization) {
        return authorization.startsWith("Bearer ")
                && equal(authorization.substring("Bearer ".length()).strip());
    }

    private static String password(String authorization) {
        try {
            var pair =
                    new String(
                            Base64.getDecoder().decode(authorization.substring(6).strip()),
                            StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private boolean equal(String other) {
        return MessageDigest.isEqual(token, other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
