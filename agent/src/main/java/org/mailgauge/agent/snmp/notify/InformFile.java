package org.mailgauge.agent.snmp.notify;

import org.mailgauge.port.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The log of informs that wait ({@code docs/notifications.md}). For platform threads, one call at a
 * time.
 */
final class InformFile {
    static final String FILE = "snmp-informs";
    static final String DAMAGED = "snmp-informs.damaged";
    private static final String NEXT = "snmp-informs.new";
    private static final byte[] HEADER =
            "mailgauge snmp informs 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String NAME = "mailgauge snmp informs ";
    private static final int MOST = 256 << 20;
    private static final int LONGEST = 1 << 20;
    private static final int PREFIX = 8;
    private static final Logger LOG = LoggerFactory.getLogger(InformFile.class);

    private static final byte ADDED = 'N';
    private static final byte ENDED = 'A';
    private static final byte THROUGH = 'T';
    private static final byte NUMBER = 'C';

    private final Disk.DiskFile file;
    private long end;

    private InformFile(Disk.DiskFile file, long end) {
        this.file = file;
        this.end = end;
    }

    /** What is put behind what is there. */
    sealed interface Change {
        /** An inform waits for receivers. */
        record Added(Waiting inform, List<String> receivers) implements Change {}

        /** One no longer does: it was acknowledged, or dropped. */
        record Ended(long number, String receiver) implements Change {}

        /** No event up to this one has to be told again. */
        record Through(long sequence) implements Change {}
    }

    /**
     * What was written last; empty when there is no file. Damage ends it: what lies before it
     * stays.
     *
     * @throws IOException when it cannot be read, or is of a newer version
     */
    static Optional<Waiting.State> load(Disk disk) throws IOException {
        if (!disk.exists(FILE)) {
            return Optional.empty();
        }
        var octets = read(disk);
        if (!startsWith(octets, HEADER)) {
            var first =
                    new String(octets, 0, Math.min(40, octets.length), StandardCharsets.US_ASCII);
            if (first.matches("(?s)" + NAME + "[0-9]{1,6}\n.*")) {
                throw new IOException(
                        FILE + " in data-dir is of a version newer than this program");
            }
            LOG.error("{} in data-dir is damaged and was set aside as {}", FILE, DAMAGED);
            disk.rename(FILE, DAMAGED);
            disk.forceFolder("");
            return Optional.empty();
        }
        return Optional.of(new Replay().of(octets));
    }

    private static byte[] read(Disk disk) throws IOException {
        try (var file = disk.open(FILE)) {
            var buffer = ByteBuffer.allocate((int) Math.min(MOST, file.size()));
            file.read(0, buffer);
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    private static boolean startsWith(byte[] octets, byte[] with) {
        return octets.length >= with.length
                && Arrays.equals(octets, 0, with.length, with, 0, with.length);
    }

    /** Deletes the file, when there is one. */
    static void forget(Disk disk) throws IOException {
        if (disk.exists(FILE)) {
            disk.delete(FILE);
            disk.forceFolder("");
        }
    }

    /** A new file in the place of what is there; it is on disk when this returns. */
    static InformFile write(Disk disk, Waiting.State state) throws IOException {
        if (disk.exists(NEXT)) {
            disk.delete(NEXT);
        }
        var octets = new ByteArrayOutputStream();
        octets.writeBytes(HEADER);
        octets.writeBytes(record(NUMBER, out -> out.writeLong(state.next())));
        octets.writeBytes(octets(new Change.Through(state.through())));
        informs(state).forEach(added -> octets.writeBytes(octets(added)));
        var file = disk.create(NEXT);
        try {
            file.write(0, ByteBuffer.wrap(octets.toByteArray()));
            file.force();
            disk.rename(NEXT, FILE);
            disk.forceFolder("");
            return new InformFile(file, octets.size());
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** Each inform once, by number, with those that it waits for. */
    private static List<Change.Added> informs(Waiting.State state) {
        var all = new TreeMap<Long, Change.Added>();
        for (var box : state.boxes()) {
            for (var one : box.waiting()) {
                all.merge(
                        one.number(),
                        new Change.Added(one, List.of(box.receiver())),
                        (a, b) -> {
                            var both = new ArrayList<>(a.receivers());
                            both.addAll(b.receivers());
                            return new Change.Added(one, both);
                        });
            }
        }
        return List.copyOf(all.values());
    }

    long size() {
        return end;
    }

    /** Adds changes; they are on disk when this returns. After a failure, write a new file. */
    void append(List<Change> changes) throws IOException {
        var octets = new ByteArrayOutputStream();
        changes.forEach(change -> octets.writeBytes(octets(change)));
        file.write(end, ByteBuffer.wrap(octets.toByteArray()));
        file.force();
        end += octets.size();
    }

    void close() throws IOException {
        file.close();
    }

    private interface Body {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] octets(Change change) {
        return switch (change) {
            case Change.Added(var inform, var receivers) ->
                    record(
                            ADDED,
                            out -> {
                                out.writeLong(inform.number());
                                out.writeLong(inform.notification().sequence());
                                out.writeShort(receivers.size());
                                for (var receiver : receivers) {
                                    out.writeUTF(receiver);
                                }
                                out.write(inform.notification().octets());
                            });
            case Change.Ended(long number, var receiver) ->
                    record(
                            ENDED,
                            out -> {
                                out.writeLong(number);
                                out.writeUTF(receiver);
                            });
            case Change.Through(long sequence) -> record(THROUGH, out -> out.writeLong(sequence));
        };
    }

    private static byte[] record(byte type, Body body) {
        try {
            var content = new ByteArrayOutputStream();
            var out = new DataOutputStream(content);
            out.writeByte(type);
            body.to(out);
            var octets = content.toByteArray();
            return ByteBuffer.allocate(PREFIX + octets.length)
                    .putInt(octets.length)
                    .putInt(crc(octets))
                    .put(octets)
                    .array();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory", impossible);
        }
    }

    private static int crc(byte[] octets) {
        var crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    /** The state that a log comes to. */
    private static final class Replay {
        private final Map<String, TreeMap<Long, Waiting>> boxes = new LinkedHashMap<>();
        private long next = 1;
        private long through;

        Waiting.State of(byte[] octets) {
            var in = ByteBuffer.wrap(octets).position(HEADER.length);
            while (in.hasRemaining() && one(in)) {
                // each moves it on
            }
            if (in.hasRemaining()) {
                LOG.warn(
                        "{} in data-dir ends with {} octets that were not written whole",
                        FILE,
                        in.remaining());
            }
            var all = new ArrayList<Waiting.Box>();
            boxes.forEach(
                    (key, waiting) -> all.add(new Waiting.Box(key, List.copyOf(waiting.values()))));
            return new Waiting.State(next, through, all);
        }

        private boolean one(ByteBuffer in) {
            int at = in.position();
            if (in.remaining() < PREFIX) {
                return false;
            }
            int length = in.getInt();
            int crc = in.getInt();
            if (length < 1 || length > LONGEST || length > in.remaining()) {
                in.position(at);
                return false;
            }
            var octets = new byte[length];
            in.get(octets);
            try {
                if (crc(octets) == crc && applies(octets)) {
                    return true;
                }
            } catch (IOException broken) {
                LOG.warn("{} in data-dir: {}", FILE, broken.getMessage());
            }
            in.position(at);
            return false;
        }

        private boolean applies(byte[] octets) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(octets));
            switch (in.readByte()) {
                case NUMBER -> next = in.readLong();
                case THROUGH -> through = Math.max(through, in.readLong());
                case ENDED -> {
                    long number = in.readLong();
                    box(in.readUTF()).remove(number);
                }
                case ADDED -> added(in);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void added(DataInputStream in) throws IOException {
            long number = in.readLong();
            long sequence = in.readLong();
            var receivers = new ArrayList<String>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                receivers.add(in.readUTF());
            }
            var inform = new Waiting(number, Notification.of(sequence, in.readAllBytes()));
            receivers.forEach(receiver -> box(receiver).put(number, inform));
            next = Math.max(next, number + 1);
            through = Math.max(through, sequence);
        }

        private NavigableMap<Long, Waiting> box(String receiver) {
            return boxes.computeIfAbsent(receiver, _ -> new TreeMap<>());
        }
    }
}
