package org.mailgauge.testing;

import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.queue.journal.JournalListener;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Recovers queues that a power cut left behind and tells what is in them, for the campaign that
 * makes such disks. Reads data directories from standard input, one a line; answers each with lines
 * {@code message <campaign id> <SHA-256>} and {@code damage ...}, then {@code end}.
 */
public final class QueueProbe {
    private static final byte[] FIELD = "x-campaign-id:".getBytes(StandardCharsets.US_ASCII);
    private static final JournalSettings SETTINGS =
            new JournalSettings(
                    1 << 20,
                    0,
                    false,
                    16 << 10,
                    8 << 20,
                    Duration.ofMillis(20),
                    64 << 20,
                    Duration.ofSeconds(10),
                    64 << 20,
                    0,
                    0);

    private final PrintStream out;
    private final Time time;
    private final Tasks tasks;

    private QueueProbe(PrintStream out, Time time, Tasks tasks) {
        this.out = out;
        this.time = time;
        this.tasks = tasks;
    }

    /** Reads paths until the end of standard input. */
    public static void main(String[] args) throws IOException {
        try (var time = new HostTime();
                var tasks = new HostTasks(2);
                var in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var probe =
                    new QueueProbe(
                            new PrintStream(System.out, true, StandardCharsets.UTF_8), time, tasks);
            for (var path = in.readLine(); path != null; path = in.readLine()) {
                probe.look(Path.of(path));
            }
        }
    }

    private void look(Path data) throws IOException {
        if (Files.isDirectory(data.resolve("queue"))) {
            var disk = HostDisk.at(data);
            try (var journal =
                    SegmentJournal.open(
                            disk,
                            "queue",
                            tasks,
                            time,
                            new HostEntropy(),
                            SETTINGS,
                            new Damages(out))) {
                var found = journal.takeRecovered();
                journal.owner(new NoOwner());
                journal.start();
                for (var message : found) {
                    tell(journal, message);
                }
            }
        }
        out.println("end");
    }

    private void tell(Journal journal, Journal.Recovered message) {
        try {
            var octets = octets(journal.content(message.id(), message.place()));
            int from = start(octets);
            out.println("message " + id(octets, from) + " " + digest(octets, from));
        } catch (IOException damaged) {
            out.println("damage unreadable content of " + message.id() + ": " + damaged);
        }
    }

    private static byte[] octets(Content content) throws IOException {
        var octets = new byte[(int) content.octets()];
        int done = 0;
        while (done < octets.length) {
            int n = content.read(done, octets, done, octets.length - done);
            if (n < 0) {
                throw new IOException("ends after " + done + " of " + octets.length);
            }
            done += n;
        }
        return octets;
    }

    /** Where the campaign's own part begins: the line of its field. */
    private static int start(byte[] octets) {
        for (int i = 0; i + FIELD.length <= octets.length; i++) {
            boolean lineStart = i == 0 || octets[i - 1] == '\n';
            if (lineStart && matches(octets, i)) {
                return i;
            }
        }
        return 0;
    }

    private static boolean matches(byte[] octets, int at) {
        for (int j = 0; j < FIELD.length; j++) {
            if (Character.toLowerCase(octets[at + j]) != FIELD[j]) {
                return false;
            }
        }
        return true;
    }

    private static String id(byte[] octets, int from) {
        int end = from;
        while (end < octets.length && octets[end] != '\r') {
            end++;
        }
        int at = from + FIELD.length;
        return at > end ? "?" : new String(octets, at, end - at, StandardCharsets.US_ASCII).strip();
    }

    private static String digest(byte[] octets, int from) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(octets, from, octets.length - from);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Damages(PrintStream out) implements JournalListener {
        @Override
        public void damaged(Damage damage) {
            out.println("damage " + damage);
        }

        @Override
        public void failed(String what, Throwable why) {
            out.println("damage failed " + what + ": " + why);
        }
    }

    private static final class NoOwner implements Journal.Owner {
        @Override
        public Optional<byte[]> state(QueueId id) {
            return Optional.empty();
        }

        @Override
        public Optional<QueueId> at(long place) {
            return Optional.empty();
        }

        @Override
        public void moved(QueueId id, long place) {}
    }
}
