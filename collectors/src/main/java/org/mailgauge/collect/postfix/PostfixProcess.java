package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Whether Postfix runs, and since when: by the process that its pid file names, or, where that may
 * not be read, by the only process of the host that is Postfix's master.
 */
final class PostfixProcess {
    private static final String PROC = "/proc/";
    private static final String MASTER = "/master";

    /** There is always a process of that number, and it is not ours. */
    private static final long FIRST = 1;

    /** Clock ticks a second in /proc: the same on every Linux (USER_HZ). */
    private static final long HERTZ = 100;

    private static final int SMALL = 8192;

    /** What was found. */
    sealed interface Found {
        /** It runs. */
        record Running(long pid, Instant since) implements Found {}

        /** It does not run. */
        record Stopped() implements Found {}

        /** That cannot be seen: by its pid file, by its process, or as more than one runs. */
        record Unknown() implements Found {}
    }

    private final HostFiles files;
    private final String pidFile;

    PostfixProcess(HostFiles files, String queueFolder) {
        this.files = files;
        this.pidFile = queueFolder + "/pid/master.pid";
    }

    Found look() {
        try {
            var pid = Long.parseLong(text(pidFile).strip());
            return switch (isMaster(pid)) {
                case YES -> running(pid);
                case NO -> new Found.Stopped();
                case UNKNOWN -> new Found.Unknown();
            };
        } catch (NoSuchFileException none) {
            return new Found.Stopped();
        } catch (AccessDeniedException denied) {
            return search();
        } catch (IOException | NumberFormatException odd) {
            return new Found.Unknown();
        }
    }

    private Found search() {
        var pids = new ArrayList<Long>();
        try {
            files.list(
                    PROC,
                    name -> {
                        if (name.matches("[1-9][0-9]{0,9}")) {
                            pids.add(Long.valueOf(name));
                        }
                    });
        } catch (IOException none) {
            return new Found.Unknown();
        }
        var masters = new ArrayList<Long>();
        boolean all = seesOthers();
        for (var pid : pids) {
            var is = isMaster(pid);
            all &= is != Answer.UNKNOWN;
            if (is == Answer.YES) {
                masters.add(pid);
            }
        }
        return switch (masters.size()) {
            case 0 -> all ? new Found.Stopped() : new Found.Unknown();
            case 1 -> running(masters.getFirst());
            default -> new Found.Unknown();
        };
    }

    /** Whether something is so, as far as it can be seen. */
    private enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    private Answer isMaster(long pid) {
        try {
            var words = text(PROC + pid + "/cmdline").split("\0", 2);
            return words[0].endsWith(MASTER) ? Answer.YES : Answer.NO;
        } catch (NoSuchFileException gone) {
            return seesOthers() ? Answer.NO : Answer.UNKNOWN;
        } catch (IOException odd) {
            return Answer.UNKNOWN;
        }
    }

    /** Whether processes of others are in /proc at all: it may be mounted so that they are not. */
    private boolean seesOthers() {
        try {
            files.stat(PROC + FIRST);
            return true;
        } catch (IOException hidden) {
            return false;
        }
    }

    /** Whether a process of that number runs. */
    boolean lives(long pid) {
        try {
            files.stat(PROC + pid);
            return true;
        } catch (NoSuchFileException gone) {
            return !seesOthers();
        } catch (IOException odd) {
            return true;
        }
    }

    private Found running(long pid) {
        try {
            var since = since(text(PROC + pid + "/stat"), text(PROC + "stat"));
            return since.<Found>map(at -> new Found.Running(pid, at)).orElse(new Found.Unknown());
        } catch (IOException gone) {
            return new Found.Stopped();
        }
    }

    /**
     * When a process began.
     *
     * @param stat of the process; its name, in parentheses, may hold anything
     * @param machine with the moment of the machine's start (btime)
     */
    static Optional<Instant> since(String stat, String machine) {
        var after = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        var started = after.length > 19 ? number(after[19]) : null;
        Long boot = null;
        for (var line : machine.split("\n", -1)) {
            if (line.startsWith("btime ")) {
                boot = number(line.substring("btime ".length()).strip());
            }
        }
        return started == null || boot == null
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(boot * 1000 + started * 1000 / HERTZ));
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private String text(String path) throws IOException {
        var parts = new ArrayList<byte[]>();
        int length = 0;
        try (var file = files.open(path)) {
            var buffer = ByteBuffer.allocate(SMALL);
            while (length < 16 * SMALL && file.read(length, buffer.clear()) > 0) {
                var octets = new byte[buffer.flip().remaining()];
                buffer.get(octets);
                parts.add(octets);
                length += octets.length;
            }
        }
        var all = ByteBuffer.allocate(length);
        parts.forEach(all::put);
        return new String(all.array(), StandardCharsets.UTF_8);
    }
}
