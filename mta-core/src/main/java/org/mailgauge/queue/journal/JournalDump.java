package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Disk;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;
import org.mailgauge.queue.journal.SegmentLoader.Found;
import org.mailgauge.queue.journal.SegmentLoader.Loaded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the records of a journal that nobody has open, in their order, and changes nothing. Keeps
 * one group in memory. Used by one thread, once, on a platform thread.
 */
public final class JournalDump {

    /** Told what the log holds. */
    public interface Visitor {
        /** A segment begins. */
        void segment(Opened segment);

        /** A right record. */
        void record(Entry entry) throws IOException;

        /** What is not right. */
        void damaged(Damage damage);

        /** There is no more; contents can be read until this returns. */
        void end() throws IOException;
    }

    /**
     * A segment of the log.
     *
     * @param file below the data directory
     * @param end where its groups end
     * @param footed whether a right footer stands for it
     */
    public record Opened(
            String file, long epoch, long previousEpoch, long tail, long end, boolean footed) {}

    /** A record; parts as in {@code docs/queue-format.md}. */
    public static final class Entry {
        private final Disk disk;
        private final Folders folders;
        private final Found found;
        private final RecordHeader header;
        private final byte[] first;
        private final byte[] second;

        private Entry(
                Disk disk,
                Folders folders,
                Found found,
                RecordHeader header,
                byte[] first,
                byte[] second) {
            this.disk = disk;
            this.folders = folders;
            this.found = found;
            this.header = header;
            this.first = first;
            this.second = second;
        }

        public String file() {
            return folders.segments() + "/" + found.name();
        }

        public long offset() {
            return header.offset();
        }

        /** The name of its type. */
        public String type() {
            return Format.name(header.type());
        }

        /** Whose it is; empty for the journal's own records. */
        public Optional<QueueId> id() {
            return header.id().equals(Item.NOBODY) ? Optional.empty() : Optional.of(header.id());
        }

        /** The number of the accept; 0 for records without content. */
        public long order() {
            return header.order();
        }

        /** Octets of the content. */
        public long octets() {
            return header.octets();
        }

        /** Whether it holds an envelope and content. */
        public boolean carriesMessage() {
            return header.carriesMessage();
        }

        /** The envelope of an accept or survivor, the state of a change. */
        public byte[] first() {
            return first.clone();
        }

        /** The state of a survivor. */
        public byte[] second() {
            return second.clone();
        }

        /** The two numbers of an abandon (epoch, offset) or checkpoint (tail, id floor). */
        public Optional<long[]> numbers() {
            boolean has = header.type() == Format.ABANDON || header.type() == Format.CHECKPOINT;
            var values = ByteBuffer.wrap(first);
            return has && first.length == 16
                    ? Optional.of(new long[] {values.getLong(0), values.getLong(8)})
                    : Optional.empty();
        }

        /** The body file, below the data directory; empty when the content is in the log. */
        public Optional<String> bodyFile() throws IOException {
            return header.bodyFile()
                    ? name().map(name -> folders.bodies() + "/" + name)
                    : Optional.empty();
        }

        private Optional<BodyName> name() throws IOException {
            var region = ByteBuffer.allocate((int) Region.octets(Format.REFERENCE));
            new PatchyFile(found.file()).read(header.regionOffset(), region);
            region.clear();
            return Bodies.name(header, region, 0);
        }

        /**
         * Opens the content.
         *
         * @param most octets that are wanted
         * @return a stream that keeps one chunk, and throws {@link DamagedException} where a chunk
         *     is wrong; all octets before it have been given
         * @throws DamagedException when there is no content to read
         */
        public InputStream content(long most) throws IOException {
            return new ContentStream(source(), header.octets(), most);
        }

        private ContentStream.Source source() throws IOException {
            var id = header.id();
            if (!header.bodyFile()) {
                return new ContentStream.Source(
                        new PatchyFile(found.file()),
                        header.regionOffset(),
                        id.high(),
                        id.low(),
                        true);
            }
            var name = name().orElseThrow(() -> new DamagedException("wrong reference", true));
            var path = folders.bodies() + "/" + name;
            if (!disk.exists(path)) {
                throw new DamagedException("body file is missing", false);
            }
            return new ContentStream.Source(
                    Folders.patchy(disk.open(path), disk, path),
                    Format.BODY_HEADER,
                    name.random(),
                    name.counter(),
                    false);
        }
    }

    private final Disk disk;
    private final Folders folders;
    private final Visitor visitor;
    private final LogFolder log;

    private JournalDump(Disk disk, String folder, Visitor visitor) {
        this.disk = disk;
        this.folders = new Folders(folder);
        this.visitor = visitor;
        this.log = new LogFolder(disk, folders, new Findings(visitor::damaged));
    }

    /**
     * Reads the journal in a folder.
     *
     * @param folder below the data directory
     * @throws NewerFormatException when a newer program wrote it
     */
    public static void of(Disk disk, String folder, Visitor visitor) throws IOException {
        var dump = new JournalDump(disk, folder, visitor);
        try (var _ = dump.log) {
            dump.run();
        }
    }

    private void run() throws IOException {
        log.open();
        for (var loaded : log.load(false)) {
            segment(loaded);
        }
        visitor.end();
    }

    private void segment(Loaded loaded) throws IOException {
        var found = loaded.found();
        var header = found.known();
        visitor.segment(
                new Opened(
                        folders.segments() + "/" + found.name(),
                        header.epoch(),
                        header.previousEpoch(),
                        header.tail(),
                        loaded.end(),
                        loaded.footed()));
        var records =
                new SegmentScan.Visitor() {
                    @Override
                    public void record(RecordHeader record, byte[] first, byte[] second)
                            throws IOException {
                        visitor.record(new Entry(disk, folders, found, record, first, second));
                    }

                    @Override
                    public void damaged(
                            long offset, long length, String what, Optional<QueueId> id) {
                        log.loader().damage(found, offset, length, what, id);
                    }
                };
        new SegmentScan(new PatchyFile(found.file()).window(), header, true, records)
                .run(loaded.end());
    }
}
