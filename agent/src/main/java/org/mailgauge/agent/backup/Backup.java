package org.mailgauge.agent.backup;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Entropy;
import org.mailgauge.store.sqlite.StoreCheck;
import org.mailgauge.store.sqlite.StoreCopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Makes a backup of a data directory whose files are held meanwhile. On a platform thread. */
public final class Backup {
    /*
     * Order: indexes, which define the moment; then what they need of log, contents and dumps; then the
     * small files; then a check of what was copied; the manifest comes to its place last. What is in the
     * folder before that is in a folder "partial", where nothing looks for a store.
     */

    /** Where the mail store is, in a data directory and in a backup. */
    public static final String STORE = "store";

    /**
     * Small files that a server keeps beside the mail and cannot make anew. Not the queue: mail
     * that waited has been delivered since, or would be twice. Not the SNMP engine: its boots must
     * not go back (RFC 3414 section 2.2.2), so a restored server is another engine.
     */
    private static final List<String> SMALL =
            List.of("indexes", "pauses", "snmp-user", "audit.jsonl", "audit.1.jsonl");

    private static final List<String> TREES = List.of("tls");
    private static final long RESERVE = 16 << 20;

    private final Source source;
    private final Watch watch;

    /**
     * What is copied.
     *
     * @param root the data directory
     * @param accounts the file of accounts, in it
     * @param host the MTA's own name
     */
    public record Source(Disk disk, Path root, String accounts, String host, String version) {}

    /** Is told how it goes. */
    public interface Watch {
        /**
         * So many octets of so many were copied; called often.
         *
         * @throws IOException when the files are no longer held, so that the copy is worth nothing
         */
        void copied(long octets, long all) throws IOException;

        /** All was copied: the files may be let go. */
        void copied() throws IOException;
    }

    /**
     * A backup that was made.
     *
     * @param copied octets that were copied; the others were linked
     * @param faults damage that the check found, which is in the store itself as a rule
     */
    public record Made(Manifest manifest, long copied, List<String> faults) {
        public Made {
            faults = List.copyOf(faults);
        }
    }

    public Backup(Source source, Watch watch) {
        this.source = source;
        this.watch = watch;
    }

    /**
     * Makes it.
     *
     * @param disk of the folder that becomes the backup
     * @param folder that is there and empty
     * @param base an earlier backup, whose files are linked where they are the same; null for none
     * @param begun when the files began to be held
     * @throws java.nio.file.DirectoryNotEmptyException when the folder is not empty
     * @throws DiskFullException when there is no room; nothing is left of the copy then, as after
     *     all that fails
     */
    public Made make(Disk disk, Path folder, @Nullable Path base, Instant begun, Entropy entropy)
            throws IOException {
        if (base != null) {
            Manifest.of(base);
        }
        var target = new Target(disk, folder);
        boolean done = false;
        try {
            var made = make(target, base, begun, entropy);
            done = true;
            return made;
        } finally {
            if (!done) {
                target.abandon();
            }
        }
    }

    private Made make(Target target, @Nullable Path base, Instant begun, Entropy entropy)
            throws IOException {
        var store = Target.partial(STORE);
        var plan =
                new StoreCopy(source.disk(), source.root(), STORE, entropy)
                        .begin(target.disk(), target.root(), store);
        long[] all = {0};
        var copier =
                new Copier(
                        source.disk(),
                        source.root(),
                        target,
                        base,
                        octets -> watch.copied(octets, Math.max(octets, all[0])));
        all[0] = expected(copier, plan);
        room(target, all[0]);
        for (var point : plan.points()) {
            copier.made(STORE + "/" + point.shard() + "/index.sqlite");
        }
        for (var part : plan.parts()) {
            copier.copy(STORE + "/" + part.path(), part.octets());
        }
        small(copier);
        watch.copied();
        var faults = check(target, copier.linked(), entropy);
        var manifest =
                new Manifest(
                        begun,
                        source.host(),
                        source.version(),
                        plan.messages(),
                        copier.files(),
                        copier.octets());
        write(target, manifest);
        target.finish(Manifest.FILE);
        return new Made(manifest, copier.copied(), faults);
    }

    private long expected(Copier copier, StoreCopy.Plan plan) throws IOException {
        long all = 0;
        for (var part : plan.parts()) {
            var path = STORE + "/" + part.path();
            if (!copier.isKnown(path, part.octets())) {
                all +=
                        part.octets() == StoreCopy.WHOLE
                                ? Files.size(source.root().resolve(path))
                                : part.octets();
            }
        }
        return all;
    }

    private static void room(Target target, long octets) throws IOException {
        var free = target.disk().freeOctets();
        if (free.isPresent() && free.getAsLong() < octets + RESERVE) {
            throw new DiskFullException(
                    octets + " octets are to be copied, and " + free.getAsLong() + " are free");
        }
    }

    private void small(Copier copier) throws IOException {
        copyIfThere(copier, source.accounts());
        for (var name : SMALL) {
            copyIfThere(copier, name);
        }
        for (var tree : TREES) {
            copier.tree(tree);
        }
    }

    private void copyIfThere(Copier copier, String path) throws IOException {
        if (source.disk().exists(path)) {
            copier.copy(path, StoreCopy.WHOLE);
        }
    }

    private static List<String> check(Target target, Set<String> linked, Entropy entropy)
            throws IOException {
        var store = Target.partial(STORE);
        return StoreCheck.verify(
                        target.disk(),
                        target.root(),
                        store,
                        entropy,
                        path -> linked.contains(path.substring(Target.PARTIAL.length() + 1)))
                .faults();
    }

    private static void write(Target target, Manifest manifest) throws IOException {
        try (var file = target.disk().create(Target.partial(Manifest.FILE))) {
            file.write(0, ByteBuffer.wrap(manifest.text()));
            file.force();
        }
    }
}
