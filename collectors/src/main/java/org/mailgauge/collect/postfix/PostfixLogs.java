package org.mailgauge.collect.postfix;

import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;

/** Where an instance logs. */
final class PostfixLogs {
    /** Not into a file. */
    static final String JOURNAL = "journal";

    /** In the order in which they are looked for, where an instance logs to syslog. */
    private static final List<String> USUAL = List.of("/var/log/mail.log", "/var/log/maillog");

    private PostfixLogs() {}

    /** A path, or {@link #JOURNAL}. */
    static String find(PostfixInstance instance, HostFiles files) {
        if (!instance.logFile().isEmpty() && !instance.logFile().startsWith("/dev/")) {
            return instance.logFile();
        }
        return USUAL.stream().filter(path -> isThere(path, files)).findFirst().orElse(JOURNAL);
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
