package org.mailgauge.collect.host;

import org.mailgauge.collect.machine.Programs;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The programs of this machine. They run in the root folder; what they started themselves is ended
 * with them as far as it is still known to be theirs. Safe for use by any platform thread.
 */
public final class RealPrograms implements Programs {
    private static final String USUAL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
    private static final File NOTHING = new File("/dev/null");

    private final Duration grace;

    public RealPrograms() {
        this(Duration.ofSeconds(2));
    }

    /**
     * @param grace between being asked to end and being killed
     */
    RealPrograms(Duration grace) {
        this.grace = grace;
    }

    @Override
    public Ran run(List<String> command, Duration atMost, int most)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        try (var running = begin(command)) {
            var out = new ByteArrayOutputStream();
            var complaint = new ByteArrayOutputStream();
            var into = new byte[8192];
            while (true) {
                long left = until - System.nanoTime();
                int n = running.readAny(into, out, complaint, Duration.ofNanos(left));
                if (out.size() > most || complaint.size() > most) {
                    return ran(End.TOLD_TOO_MUCH, running.end(), out, complaint, most);
                }
                if (n < 0) {
                    return ran(End.BY_ITSELF, running.end(), out, complaint, most);
                }
                if (n == 0 && left <= 0) {
                    return ran(End.TIME_IS_OVER, running.end(), out, complaint, most);
                }
            }
        }
    }

    private static Ran ran(
            End end,
            int status,
            ByteArrayOutputStream out,
            ByteArrayOutputStream complaint,
            int most) {
        return new Ran(end, status, cut(out, most), text(cut(complaint, most)));
    }

    private static byte[] cut(ByteArrayOutputStream told, int most) {
        var all = told.toByteArray();
        return all.length <= most ? all : java.util.Arrays.copyOf(all, most);
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Override
    public Running start(List<String> command) throws IOException {
        return begin(command);
    }

    private RealRunning begin(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        var path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", path == null ? USUAL_PATH : path, "LC_ALL", "C"));
        builder.directory(new File("/"));
        builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
        return new RealRunning(builder.start(), grace);
    }
}
