package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.PatchyFile;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.journal.JournalListener.Damage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a damaged journal that nobody has open whole again. Holds envelopes and states of all live
 * messages in memory, as a start does. Used by one thread, once, on a platform thread.
 */
public final class JournalRepair {
    /*
     * Problem: the repair itself may be cut off anywhere, and nothing that can be read may get lost.
     * Order: all damage is copied to quarantine, and so are records that are right but tell the
     * journal's owner nothing; then every message that can be read is written
     * again, with its states in the same group, to new segments behind the old ones; when they are
     * durable a checkpoint makes the old ones of no account; then the start's own clean-up removes
     * them. Before the checkpoint the log is the old one with the same messages a second time, which
     * a start understands; behind it, it is the new one. So the repair can be repeated, or not.
     */

    /**
     * What was done.
     *
     * @param before the journal as it was
     * @param kept messages that were written again; 0 when nothing was to be done
     * @param lost messages that were hit and could not be kept; some may have ended before
     */
    public record Outcome(JournalReport before, long kept, List<QueueId> lost) {
        public Outcome {
            lost = List.copyOf(lost);
        }
    }

    private final Disk disk;
    private final Folders folders;
    private final Time time;
    private final Entropy entropy;
    private final JournalSettings settings;
    private final RecordFormats formats;
    private final JournalStats stats = new JournalStats();
    private final Listener listener;
    private final Quarantine quarantine;

    private JournalRepair(
            Disk disk,
            Folders folders,
            Time time,
            Entropy entropy,
            JournalSettings settings,
            RecordFormats formats,
            Consumer<Damage> damaged) {
        this.disk = disk;
        this.folders = folders;
        this.time = time;
        this.entropy = entropy;
        this.settings = settings;
        this.formats = formats;
        this.listener = new Listener(damaged);
        this.quarantine = new Quarantine(disk, folders.quarantine(), stats, listener);
    }

    /** Passes damage on, and keeps the first failure to keep a copy. */
    private static final class Listener implements JournalListener {
        private final Consumer<Damage> damaged;
        private final List<IOException> failures = new ArrayList<>();
        private final Set<Damage> told = new HashSet<>();
        private final Set<QueueId> hit = new LinkedHashSet<>();

        Listener(Consumer<Damage> damaged) {
            this.damaged = damaged;
        }

        @Override
        public void damaged(Damage damage) {
            damage.id().ifPresent(hit::add);
            if (told.add(damage)) {
                damaged.accept(damage);
            }
        }

        @Override
        public void failed(String what, Throwable why) {
            failures.add(new IOException(what + ": " + why.getMessage(), why));
        }

        /** Without a copy of all that is damaged nothing is changed. */
        void check() throws IOException {
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }

    /**
     * Repairs the journal in a folder, if anything is wrong.
     *
     * @param folder below the data directory
     * @param damaged told of everything that is wrong, as it is found
     * @param dry whether to say only what is wrong
     * @throws NewerFormatException when a newer program wrote it; nothing has been changed then
     * @throws IOException when a copy of what is damaged cannot be kept, and the log is as it was;
     *     or when the disk fails later: the repair can be repeated
     */
    public static Outcome of(
            Disk disk,
            String folder,
            Time time,
            Entropy entropy,
            JournalSettings settings,
            RecordFormats formats,
            Consumer<Damage> damaged,
            boolean dry)
            throws IOException {
        var before = JournalCheck.of(disk, folder, formats, dry ? damaged : _ -> {});
        if (dry || before.damage() == 0) {
            return new Outcome(before, 0, List.of());
        }
        var repair =
                new JournalRepair(
                        disk, new Folders(folder), time, entropy, settings, formats, damaged);
        long kept = repair.run();
        return new Outcome(before, kept, List.copyOf(repair.listener.hit));
    }

    private long run() throws IOException {
        folders.make(disk);
        JournalCheck.into(quarantine, disk, folders, formats);
        listener.check();
        var state = recover();
        long kept;
        try {
            kept = rewrite(state);
        } finally {
            close(state);
        }
        listener.check();
        close(recover());
        return kept;
    }

    private Recovery.State recover() throws IOException {
        var recovery =
                new Recovery(disk, folders, settings, bodies(), quarantine, listener, formats);
        boolean done = false;
        try {
            var state = recovery.run();
            done = true;
            return state;
        } finally {
            if (!done) {
                recovery.abort();
            }
        }
    }

    private Bodies bodies() {
        return new Bodies(
                disk,
                folders.bodies(),
                entropy.bits(),
                new Space(disk, time, settings.reserveOctets(), settings.reserveInodes()));
    }

    private static void close(Recovery.State state) throws IOException {
        state.pool().close();
        for (var segment : state.book().all()) {
            segment.file.close();
        }
    }

    /** Writes what can be read to a new log. @return how many messages */
    private long rewrite(Recovery.State state) throws IOException {
        var fresh =
                new FreshLog(state.pool(), settings, entropy, state.start(), state.book().tail());
        var reader = new RecordReader(state.book(), bodies(), quarantine, folders.segments());
        long kept = 0;
        List<Segment> segments;
        try {
            for (var message : state.live()) {
                var items = items(message, state.book(), reader);
                if (items.isPresent()) {
                    fresh.append(items.get());
                    listener.hit.remove(message.id());
                    kept++;
                }
            }
            listener.check();
            segments = fresh.finish();
            for (var segment : segments) {
                boolean last = segment == segments.getLast();
                Footer.of(segment, last).write(disk, folders.footers(), segment.header.salt());
            }
        } finally {
            fresh.close();
        }
        return kept;
    }

    /** The records of a message; empty when its envelope or content cannot be read. */
    private Optional<List<Item>> items(Replay.Live message, SegmentBook book, RecordReader reader)
            throws IOException {
        var segment = book.at(message.place()).orElseThrow();
        var header = message.header();
        var flaw = formats.envelopeFlaw(message.envelope());
        if (flaw.isPresent()) {
            reader.damaged(
                    new DamagedException(JournalCheck.flaw("envelope", flaw.get()), true),
                    segment,
                    header.offset(),
                    header.id());
            return Optional.empty();
        }
        try {
            var region = reader.region(new PatchyFile(segment.file), header);
            if (header.bodyFile() && !whole(region, header)) {
                return Optional.empty();
            }
            return Optional.of(items(message, region));
        } catch (DamagedException damaged) {
            reader.damaged(damaged, segment, header.offset(), header.id());
            return Optional.empty();
        }
    }

    private boolean whole(Region reference, RecordHeader header) throws IOException {
        var found = java.nio.ByteBuffer.wrap(reference.data());
        var name = BodyName.referredTo(found, 0);
        return new BodyCheck(disk, folders.bodies(), name)
                .run(header.octets(), found.getInt(16))
                .isEmpty();
    }

    /**
     * The message with the states that its owner can read. The others are in quarantine; the owner
     * passes over them too. A survivor without its state is an accept.
     */
    private List<Item> items(Replay.Live message, Region region) {
        var header = message.header();
        var states = message.states();
        boolean survivor = header.type() == Format.SURVIVOR && readable(states.getFirst());
        var items = new ArrayList<Item>();
        items.add(
                new Item.Copied(
                        header,
                        survivor ? Format.SURVIVOR : Format.ACCEPT,
                        message.envelope(),
                        survivor ? states.getFirst() : Item.EMPTY,
                        region));
        states.stream()
                .skip(survivor ? 1 : 0)
                .filter(this::readable)
                .forEach(state -> items.add(new Item.Change(header.id(), state)));
        return items;
    }

    private boolean readable(byte[] state) {
        return formats.stateFlaw(state).isEmpty();
    }
}
