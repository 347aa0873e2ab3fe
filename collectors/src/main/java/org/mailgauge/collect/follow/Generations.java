package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A log and its predecessors as they were at one moment, the oldest first, the log itself last. */
final class Generations {
    /** Predecessors that are looked at, the youngest ones. */
    private static final int MOST = 1000;

    private static final int TRIES = 5;

    private final List<Generation> all;

    private Generations(List<Generation> all) {
        this.all = all;
    }

    /**
     * Looks at a folder.
     *
     * @throws NoSuchFileException also when it changes all the time: a listing is not of one
     *     moment, and what is being renamed may be in it under both names or none
     */
    static Generations look(HostFiles files, String folder, String log) throws IOException {
        var seen = once(files, folder, log);
        for (int tried = 0; tried < TRIES; tried++) {
            var again = once(files, folder, log);
            if (isSame(seen, again)) {
                return sorted(again);
            }
            seen = again;
        }
        throw new NoSuchFileException(folder);
    }

    private static List<Generation> once(HostFiles files, String folder, String log)
            throws IOException {
        var names = new ArrayList<String>();
        files.list(
                folder,
                name -> {
                    if (name.equals(log) || Generation.isLike(name, log)) {
                        names.add(name);
                    }
                });
        names.sort(Comparator.naturalOrder());
        var found = new ArrayList<Generation>();
        for (var name : names) {
            var path = folder.endsWith("/") ? folder + name : folder + "/" + name;
            try {
                var made = Generation.named(folder, name, log, files.stat(path));
                if (made != null && !made.stat().folder()) {
                    found.add(made);
                }
            } catch (NoSuchFileException _) {
                // gone since it was listed: the second look tells whether that is all
            }
        }
        return found;
    }

    private static boolean isSame(List<Generation> first, List<Generation> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            var one = first.get(i);
            var two = second.get(i);
            if (!one.path().equals(two.path()) || !one.stat().isSame(two.stat())) {
                return false;
            }
        }
        return true;
    }

    private static Generations sorted(List<Generation> found) {
        var numbered = new ArrayList<>(found.stream().filter(g -> g.number() >= 0).toList());
        numbered.sort(
                Comparator.comparingInt(Generation::number)
                        .reversed()
                        .thenComparing(Generation::kind, Comparator.reverseOrder()));
        var dated =
                new ArrayList<>(
                        found.stream().filter(g -> g.number() == Generation.DATED).toList());
        dated.sort(
                Comparator.comparing(Generation::date)
                        .thenComparing(Generation::kind, Comparator.reverseOrder()));
        var all = merged(inOneForm(numbered), inOneForm(dated));
        found.stream().filter(Generation::isNow).forEach(all::add);
        return new Generations(all.subList(Math.max(0, all.size() - MOST - 1), all.size()));
    }

    /**
     * While a file is being compressed it is there in both forms, of which the plain one is whole.
     */
    private static List<Generation> inOneForm(List<Generation> all) {
        for (int i = all.size() - 2; i >= 0; i--) {
            if (all.get(i).isForm(all.get(i + 1))) {
                all.remove(i);
            }
        }
        return all;
    }

    /**
     * Predecessors that are named in two ways, as when Postfix turned a log over that logrotate
     * turns over too: each way keeps its order, and times tell how they lie between one another.
     */
    private static List<Generation> merged(List<Generation> one, List<Generation> other) {
        var all = new ArrayList<Generation>();
        int j = 0;
        for (var each : one) {
            var time = each.stat().modified();
            for (; j < other.size() && other.get(j).stat().modified().isBefore(time); j++) {
                all.add(other.get(j));
            }
            all.add(each);
        }
        all.addAll(other.subList(j, other.size()));
        return all;
    }

    private static Instant newest(List<Generation> some) {
        return some.stream()
                .map(g -> g.stat().modified())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    List<Generation> all() {
        return all;
    }

    /** The log itself; null when there is none. */
    @Nullable Generation now() {
        return all.isEmpty() || !all.getLast().isNow() ? null : all.getLast();
    }

    /** When the youngest predecessor was modified last. */
    Instant newestPredecessor() {
        return newest(all.stream().filter(g -> !g.isNow()).toList());
    }

    /**
     * What has not been read when it is not known any more where reading ended: the log, and the
     * predecessors that were modified after a time.
     */
    List<Generation> since(Instant time) {
        return all.stream()
                .filter(g -> !g.isEmpty())
                .filter(g -> g.isNow() || g.stat().modified().isAfter(time))
                .toList();
    }

    /** What follows one of them and is not empty. */
    List<Generation> after(Generation one) {
        return all.subList(all.indexOf(one) + 1, all.size()).stream()
                .filter(g -> !g.isEmpty())
                .toList();
    }

    /** Whether the number of one between them is not there, so that it has been deleted. */
    boolean hasHole(Generation from, Generation to) {
        if (from.number() < 0) {
            return false;
        }
        boolean fromZero = all.stream().anyMatch(g -> g.number() == 0);
        int last = to.isNow() ? (fromZero ? -1 : 0) : to.number();
        long between =
                all.stream()
                        .filter(g -> g.number() < from.number() && g.number() > last)
                        .filter(g -> g.number() >= 0)
                        .count();
        return to.number() != Generation.DATED && between != from.number() - last - 1;
    }

    /** Octets of what follows one of them, as far as it is not compressed. */
    long octetsAfter(Generation one) {
        return after(one).stream()
                .filter(g -> g.kind() == Generation.Kind.PLAIN)
                .mapToLong(g -> g.stat().octets())
                .sum();
    }
}
