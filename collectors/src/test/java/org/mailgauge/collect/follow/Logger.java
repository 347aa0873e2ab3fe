package org.mailgauge.collect.follow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * A program that writes a log, and what rotates, copies, compresses and deletes it, as chance says;
 * it knows each line that was completed, in the order in which files and lines follow each other.
 * Lines are numbered: {@code <NUMBER some text>}.
 *
 * <p>Left out is what nothing in the files could tell: that a dated predecessor between others was
 * deleted, or that a file was emptied of which nothing had been seen.
 */
final class Logger {
    static final String LOG = "/log/mail.log";
    private static final int PREDECESSORS = 6;
    private static final int LATE = 3; // calls of the follower, a second apart

    private final SimFiles files;
    private final SplittableRandom random;
    private final boolean dated;

    /** Complete lines, of each content in its order. */
    private final List<List<Integer>> written = new ArrayList<>();

    private int day = 20261000;
    private int serial;
    private Content now;

    /** What was renamed, which the writer still has; {@link #now} when there is none. */
    private Content late;

    private int lateLeft;
    private long lates;
    private String pending = "";
    private boolean copying;

    /** What is written until the log is rotated or emptied. */
    private static final class Content {
        private final SimFiles.Inode inode;
        private final List<Integer> lines = new ArrayList<>();

        private Content(SimFiles.Inode inode) {
            this.inode = inode;
        }
    }

    Logger(SimFiles files, SplittableRandom random) {
        this.files = files;
        this.random = random;
        dated = random.nextInt(4) == 0;
        files.create(LOG);
        now = begin();
        late = now;
        line();
    }

    private Content begin() {
        var content = new Content(files.at(LOG));
        written.add(content.lines);
        return content;
    }

    /** The numbers of all complete lines, in order. */
    List<Integer> written() {
        return written.stream().flatMap(List::stream).toList();
    }

    /** Something happens; {@code counted} are the lines that were counted for good. */
    void step(Set<Integer> counted) {
        files.later(random.nextInt(2000));
        switch (random.nextInt(22)) {
            case 0, 1 -> rotate();
            case 2 -> {
                rotate();
                some(random.nextInt(3));
                rotate();
            }
            case 3 -> {
                beginCopy();
                endCopy();
            }
            case 4 -> beginCopy();
            case 5 -> truncate(counted);
            case 6, 7 -> compress();
            case 8 -> delete();
            case 9, 10 -> part();
            case 11, 12 -> lateLine();
            default -> some(1 + random.nextInt(5));
        }
    }

    private void some(int lines) {
        for (int i = 0; i < lines; i++) {
            line();
        }
    }

    void line() {
        if (pending.isEmpty()) {
            pending = text();
        }
        complete(now);
    }

    private String text() {
        return "<" + serial++ + " " + "x".repeat(random.nextInt(60)) + ">\n";
    }

    private void complete(Content content) {
        content.inode.append(pending);
        content.lines.add(serial - 1);
        pending = "";
    }

    /** A line is written in parts. */
    private void part() {
        if (pending.isEmpty()) {
            pending = text();
        }
        int n = random.nextInt(pending.length());
        now.inode.append(pending.substring(0, n));
        pending = pending.substring(n);
    }

    /** What is incomplete stays so; it is a line if only its end is missing. */
    private void abandon() {
        if (pending.equals("\n")) {
            now.lines.add(serial - 1);
        }
        pending = "";
    }

    private void lateLine() {
        var all = late.inode.all();
        if (late != now && pending.isEmpty() && all.length > 0 && all[all.length - 1] == '\n') {
            pending = text();
            complete(late);
            lates++;
        }
    }

    /** How many lines were written to a file after it was renamed. */
    long lates() {
        return lates;
    }

    /** The follower looked: a second is over. */
    void looked() {
        lateLeft--;
        if (lateLeft <= 0) {
            late = now;
        }
    }

    private String first() {
        if (dated) {
            day++;
            return newest();
        }
        for (int n = PREDECESSORS; n > 0; n--) {
            for (var end : List.of("", ".gz")) {
                var from = LOG + "." + n + end;
                if (files.exists(from) && n == PREDECESSORS) {
                    files.delete(from);
                } else if (files.exists(from)) {
                    files.rename(from, LOG + "." + (n + 1) + end);
                }
            }
        }
        return newest();
    }

    private String newest() {
        return dated ? LOG + "-" + day : LOG + ".1";
    }

    private void rotate() {
        endCopy();
        abandon();
        files.rename(LOG, first());
        files.create(LOG);
        late = now;
        lateLeft = LATE;
        now = begin();
    }

    private void beginCopy() {
        if (!copying && now.inode.size() > 0) {
            var to = first();
            files.copy(LOG, to);
            copying = true;
            late = now;
        }
    }

    /** What was written since then gets into the copy too: nothing is lost by this. */
    private void endCopy() {
        if (copying) {
            copying = false;
            var all = now.inode.all();
            var copy = files.at(newest());
            copy.append(Arrays.copyOfRange(all, copy.size(), all.length));
            empty();
        }
    }

    private void empty() {
        abandon();
        files.truncate(LOG, 0);
        now = begin();
        late = now;
    }

    private void truncate(Set<Integer> counted) {
        endCopy();
        if (now.lines.stream().anyMatch(counted::contains)) {
            empty();
        }
    }

    private List<String> predecessors() {
        return files.paths().stream()
                .filter(path -> path.length() > LOG.length())
                .filter(path -> !copying || !path.equals(newest()))
                .toList();
    }

    private void compress() {
        var some =
                predecessors().stream()
                        .filter(path -> !path.endsWith(".gz"))
                        .filter(path -> late == now || files.at(path) != late.inode)
                        .toList();
        if (!some.isEmpty()) {
            files.gzip(some.get(random.nextInt(some.size())));
        }
    }

    private void delete() {
        var some = predecessors();
        if (!some.isEmpty()) {
            files.delete(some.get(dated ? 0 : random.nextInt(some.size())));
        }
    }

    /** The numbers of the lines that are in files now. */
    Set<Integer> there() {
        endCopy();
        var there = new HashSet<Integer>();
        for (var path : files.paths()) {
            var all = files.at(path).all();
            var plain = path.endsWith(".gz") ? unpacked(all) : all;
            for (var line : new String(plain, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                there.add(number(line));
            }
        }
        there.remove(-1);
        return there;
    }

    private static byte[] unpacked(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of a line, or -1 when it is a fragment. */
    static int number(String line) {
        boolean whole = line.startsWith("<") && line.endsWith(">") && line.indexOf('<', 1) < 0;
        return whole ? Integer.parseInt(line.substring(1, line.indexOf(' '))) : -1;
    }
}
