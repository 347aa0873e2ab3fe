package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.follow.LogSource.Gap.Reason;
import org.mailgauge.collect.machine.HostFiles;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds files among the generations of a log by what they begin with. */
final class Finder {

    private Finder() {}

    /**
     * Opens the file of a place: the one of that inode if it begins so, or else the youngest one
     * that does.
     *
     * @return null when there is none
     * @throws AccessDeniedException when none was found, but one that may be it cannot be read
     */
    static @Nullable LogFile find(HostFiles files, Generations all, Mark.File at)
            throws IOException {
        for (var generation : all.all()) {
            var stat = generation.stat();
            if (stat.device() == at.device() && stat.inode() == at.inode()) {
                var file = openIf(files, generation, at.print());
                if (file != null) {
                    return file;
                }
            }
        }
        return byContent(files, all, at.print());
    }

    private static @Nullable LogFile byContent(HostFiles files, Generations all, Print print)
            throws IOException {
        AccessDeniedException denied = null;
        for (var generation : all.all().reversed()) {
            try {
                var file = openIf(files, generation, print);
                if (file != null) {
                    return file;
                }
            } catch (AccessDeniedException e) {
                denied = e;
            }
        }
        if (denied != null) {
            throw denied;
        }
        return null;
    }

    private static @Nullable LogFile openIf(HostFiles files, Generation generation, Print print)
            throws IOException {
        if (generation.kind() == Generation.Kind.OPAQUE || print.octets() == 0) {
            return null;
        }
        var file = LogFile.open(files, generation);
        if (print.matches(file.head())) {
            return file;
        }
        file.close();
        return null;
    }

    /** Which generation a file that is open is by now; null when it is none any more. */
    static @Nullable Generation same(HostFiles files, Generations all, LogFile open)
            throws IOException {
        for (var generation : all.all()) {
            if (generation.stat().isSame(open.generation().stat())) {
                return generation;
            }
        }
        try (var file = byContent(files, all, Print.of(open.head()))) {
            return file == null ? null : file.generation();
        }
    }

    /**
     * Opens the first one that a place may be in. What it passes over is told: a gap in place of
     * {@code why}, and predecessors of less than a line.
     */
    static Next first(HostFiles files, List<Generation> some, @Nullable Reason why)
            throws IOException {
        var gap = why;
        var fragments = new ArrayList<byte[]>();
        var passed = Instant.EPOCH;
        for (var generation : some) {
            if (generation.kind() == Generation.Kind.OPAQUE) {
                gap = gap == null ? Reason.UNREADABLE : gap;
                passed = later(passed, generation.stat().modified());
                continue;
            }
            var file = LogFile.open(files, generation);
            if (file.hasLine()) {
                // What is being copied is there twice.
                fragments.removeIf(fragment -> Print.isContinued(fragment, file.head()));
                return new Next(file, gap, fragments, passed);
            }
            passed = later(passed, generation.stat().modified());
            gap = gap == null && file.isDamaged() ? Reason.UNREADABLE : gap;
            fragments.add(file.head());
            file.close();
        }
        return new Next(null, gap, fragments, passed);
    }

    static Instant later(Instant one, Instant two) {
        return one.isAfter(two) ? one : two;
    }

    /** What comes next; closed unless it is kept. */
    static final class Next implements Closeable {
        final @Nullable LogFile file;
        final @Nullable Reason gap;
        final List<byte[]> fragments;

        /** When the youngest one was modified that was passed over. */
        final Instant passed;

        private boolean kept;

        private Next(
                @Nullable LogFile file,
                @Nullable Reason gap,
                List<byte[]> fragments,
                Instant passed) {
            this.passed = passed;
            this.file = file;
            this.gap = gap;
            this.fragments = fragments;
        }

        LogFile keep() {
            if (file == null) {
                throw new IllegalStateException("nothing follows");
            }
            kept = true;
            return file;
        }

        @Override
        public void close() {
            if (file != null && !kept) {
                file.close();
            }
        }
    }
}
