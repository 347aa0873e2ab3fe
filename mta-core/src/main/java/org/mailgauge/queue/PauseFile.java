package org.mailgauge.queue;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The pauses in a small file of the data directory, replaced as a whole and forced, so that they
 * last over a restart. Safe for use by any thread; calls park.
 */
public final class PauseFile {
    /*
     * A header line with version and number of lines; then one line per pause: CRC32C of the rest
     * (8 hex digits), kind, name, milliseconds since 1970, by whom, reason; with tabs between them.
     */
    private static final Logger LOG = LoggerFactory.getLogger(PauseFile.class);
    private static final String NAME = "pauses";
    private static final String WHAT = "mailgauge-pauses ";
    private static final String VERSION = "1";
    private static final int LIMIT = 16 << 20;

    private final Disk disk;
    private final Tasks tasks;

    public PauseFile(Disk disk, Tasks tasks) {
        this.disk = disk;
        this.tasks = tasks;
    }

    /**
     * What was read.
     *
     * @param whole false when the file was damaged: there may have been other pauses
     */
    record Read(List<Pause> pauses, boolean whole) {}

    /**
     * Reads the file; a damaged one is set aside.
     *
     * @throws IOException when it cannot be read, or a newer program wrote it
     */
    Read read() throws IOException {
        return tasks.io(this::load);
    }

    void write(List<Pause> pauses) throws IOException {
        tasks.io(
                () -> {
                    replace(text(pauses));
                    return true;
                });
    }

    private Read load() throws IOException {
        if (!disk.exists(NAME)) {
            return new Read(List.of(), true);
        }
        var read = parse(content());
        if (!read.whole()) {
            LOG.error(
                    "the file {} in data-dir is damaged and now called {}.damaged; {} pauses could"
                            + " be read, there may have been others: look at them with: mailgauge"
                            + " queue pauses",
                    NAME,
                    NAME,
                    read.pauses().size());
            disk.rename(NAME, NAME + ".damaged");
            disk.forceFolder("");
        }
        return read;
    }

    private static Read parse(String text) throws IOException {
        var lines = text.lines().toList();
        var head = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
        boolean ours = head.length == 3 && lines.getFirst().startsWith(WHAT);
        if (ours && !head[1].equals(VERSION) && head[1].matches("[0-9]{1,9}")) {
            throw new IOException(
                    "the file "
                            + NAME
                            + " in data-dir is of version "
                            + head[1]
                            + ": a newer Mailgauge wrote it; start that one, or move the file away");
        }
        var pauses = new ArrayList<Pause>();
        for (var line : lines) {
            pause(line).ifPresent(pauses::add);
        }
        boolean whole =
                ours
                        && head[2].equals(String.valueOf(pauses.size()))
                        && lines.size() == pauses.size() + 1;
        return new Read(pauses, whole);
    }

    private static Optional<Pause> pause(String line) {
        var parts = line.split("\t", -1);
        if (parts.length != 6 || !parts[0].equals(crc(line.substring(parts[0].length() + 1)))) {
            return Optional.empty();
        }
        return Optional.of(
                new Pause(
                        parts[1].equals(Pause.Kind.CHANNEL.label())
                                ? Pause.Kind.CHANNEL
                                : Pause.Kind.DESTINATION,
                        parts[2],
                        parts[5],
                        parts[4],
                        Instant.ofEpochMilli(Long.parseLong(parts[3]))));
    }

    private static String text(List<Pause> pauses) {
        var text = new StringBuilder(WHAT + VERSION + " " + pauses.size() + "\n");
        for (var pause : pauses) {
            var line =
                    String.join(
                            "\t",
                            pause.kind().label(),
                            plain(pause.name()),
                            String.valueOf(pause.since().toEpochMilli()),
                            plain(pause.by()),
                            plain(pause.reason()));
            text.append(crc(line)).append('\t').append(line).append('\n');
        }
        return text.toString();
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", " ");
    }

    private void replace(String text) throws IOException {
        var fresh = NAME + ".new";
        if (disk.exists(fresh)) {
            disk.delete(fresh);
        }
        try (var file = disk.create(fresh)) {
            file.write(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.rename(fresh, NAME);
        disk.forceFolder("");
    }

    private String content() throws IOException {
        try (var file = disk.open(NAME)) {
            var buffer = ByteBuffer.allocate((int) Math.min(LIMIT, file.size()));
            file.read(0, buffer);
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }

    private static String crc(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
