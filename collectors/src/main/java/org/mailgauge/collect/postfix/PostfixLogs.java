package org.mailgauge.collect.postfix;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.List;

/** Where an instance logs. */
final class PostfixLogs {
    /** Not into a file. */
    static final String JOURNAL = "journal";

    /** In the order in which they are looked for, where an instance logs to syslog. */
    private static final List<String> USUAL = List.of("/var/log/mail.log", "/var/log/maillog");

    private static final int ID = 32;

    private PostfixLogs() {}

    /** A path, or {@link #JOURNAL}. */
    static String find(PostfixInstance instance, HostFiles files) {
        if (!instance.logFile().isEmpty() && !instance.logFile().startsWith("/dev/")) {
            return instance.logFile();
        }
        return USUAL.stream().filter(path -> isThere(path, files)).findFirst().orElse(JOURNAL);
    }

    /** The machine's id, or an empty text where it has none. */
    static String machine(HostFiles files) {
        var octets = ByteBuffer.allocate(ID);
        try (var file = files.open("/etc/machine-id")) {
            var _ = file.read(0, octets);
        } catch (IOException none) {
            return "";
        }
        var id = new String(octets.array(), StandardCharsets.US_ASCII);
        return id.matches("[0-9a-f]{32}") ? id : "";
    }

    private static boolean isThere(String path, HostFiles files) {
        try {
            return !files.stat(path).folder();
        } catch (AccessDeniedException denied) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
