package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.log.DamagedContentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A bit, a page or the end of a file of log, contents, dump or index is damaged, and in every other
 * case the index is gone: it is told, what is served is what was stored, and no UID means another
 * message; while the index is there, or when it is what is damaged, only contents can be lost.
 * {@code -Dmailgauge.damage.cases=200} for more cases.
 */
class DamageTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final MailboxName OTHER = new MailboxName("Other");

    /** Messages, of which some make a checkpoint due, and how soon that is seen. */
    private static final int MOST = 2_000;

    private static final Duration SOON = Duration.ofMillis(1_500);

    @TempDir Path folder;

    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(2);
    private final Set<String> sent = new HashSet<>();

    @AfterEach
    void end() {
        tasks.close();
        time.close();
    }

    private SqliteMailStore open(String name, Told told) throws IOException {
        var settings = Stores.small(40_000, 3000);
        return Stores.open(folder.resolve(name), time, tasks, settings, told);
    }

    private static MailboxStore box(SqliteMailStore store, MailboxName name) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(name).orElseThrow();
    }

    private void work(SqliteMailStore store, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            var name = i % 3 == 0 ? OTHER : MailboxName.INBOX;
            var text = "m" + i + "y".repeat(i % 7 == 0 ? 4000 : 300);
            sent.add(text);
            box(store, name).append(List.of(RebuildTest.message(text)));
            if (i % 10 == 9) {
                box(store, MailboxName.INBOX).move(UidSet.of(i / 4), OTHER);
            }
        }
    }

    /** What is served, by mailbox, UIDVALIDITY and UID; empty for what is known as damaged. */
    private static Map<String, String> served(SqliteMailStore store) throws IOException {
        var all = new TreeMap<String, String>();
        for (var account : store.accounts()) {
            var anne = store.account(account.name()).orElseThrow();
            for (var info : anne.mailboxes()) {
                var box = anne.mailbox(info.name()).orElseThrow();
                try (var view =
                        box.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                    for (var uids = view.uids().iterator(); uids.hasNext(); ) {
                        long uid = uids.nextLong();
                        all.put(
                                info.id().text() + " " + info.uidValidity() + " " + uid,
                                text(box, uid));
                    }
                }
            }
        }
        return all;
    }

    private static String text(MailboxStore box, long uid) throws IOException {
        try {
            return RebuildTest.text(box, uid);
        } catch (DamagedContentException | NoSuchFileException e) {
            // The latter where a whole segment had to be set aside.
            return "";
        }
    }

    /** The files that can be damaged, of a copy with or without its index. */
    private List<Path> copy(String from, String to, boolean index) throws IOException {
        var victims = new ArrayList<Path>();
        try (var files = Files.walk(folder.resolve(from))) {
            for (var file : files.sorted().toList()) {
                var target = folder.resolve(to).resolve(folder.resolve(from).relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if ((index || !isOfIndex(file)) && !file.toString().endsWith("-shm")) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    if (target.toString().matches(".*/(log|content)/[0-9a-f]{16}|.*/index-mark")) {
                        victims.add(target);
                    } else if (isOfIndex(target)) {
                        victims.addAll(Collections.nCopies(6, target));
                    }
                }
            }
        }
        return victims;
    }

    private static boolean isOfIndex(Path file) {
        return String.valueOf(file.getFileName()).startsWith("index.sqlite");
    }

    private static void damage(Path victim, SplittableRandom random, int kind) throws IOException {
        var octets = Files.readAllBytes(victim);
        var damaged = octets.clone();
        int at = random.nextInt(octets.length);
        switch (kind) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 1 ->
                    Arrays.fill(damaged, at & -4096, Math.min(at + 4096, octets.length), (byte) 0);
            default -> damaged = Arrays.copyOf(octets, at);
        }
        Files.write(victim, damaged);
    }

    @Test
    void whatIsServedIsWhatWasStored() throws Exception {
        Map<String, String> before;
        try (var store = open("whole", new Told())) {
            store.create(ANNE);
            store.account(ANNE).orElseThrow().create(OTHER, Set.of());
            work(store, 0, 150);
            store.keepHouse();
            work(store, 150, 220);
            before = served(store);
        }
        assertTrue(sent.containsAll(before.values()));
        var killed = kill();
        int losses = 0;
        for (int i = 0; i < Integer.getInteger("mailgauge.damage.cases", 12); i++) {
            losses += i % 4 == 3 ? damaged(i, "killed", killed) : damaged(i, "whole", before);
        }
        assertTrue(losses > 0, "nothing was ever lost: the damage did not hit");
    }

    /** Leaves a store as a process does that is killed, its index in part in SQLite's own log. */
    private Map<String, String> kill() throws IOException {
        copy("whole", "alive", true);
        try (var store = open("alive", new Told())) {
            var disk = HostDisk.at(folder.resolve("alive"));
            int done = 220;
            do {
                work(store, done, done + 110);
                done += 110;
            } while (done < MOST && !Await.within(SOON, () -> checkpointed(disk) > 0));
            Await.until("a checkpoint", () -> checkpointed(disk) > 0);
            var before = served(store);
            Await.until("a copy of one moment", () -> copiedAtRest(disk));
            return before;
        }
    }

    /**
     * Copies what a kill leaves; false where a checkpoint went on meanwhile, and the copy is of no
     * one moment.
     */
    private boolean copiedAtRest(HostDisk disk) {
        try {
            var mark = IndexMark.read(disk, "store/0");
            copy("alive", "killed", true);
            return mark.isPresent() && mark.equals(IndexMark.read(disk, "store/0"));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int checkpointed(HostDisk disk) {
        try {
            return IndexMark.read(disk, "store/0").map(IndexMark::frames).orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether each mailbox has all that it had, or none of it under its old UIDVALIDITY. */
    private static boolean isWholeOrRenewed(Set<String> before, Set<String> after) {
        var old = new HashSet<String>();
        after.forEach(key -> old.add(key.substring(0, key.lastIndexOf(' '))));
        return before.stream()
                .filter(key -> old.contains(key.substring(0, key.lastIndexOf(' '))))
                .allMatch(after::contains);
    }

    private int damaged(int seed, String base, Map<String, String> before) throws IOException {
        var random = new SplittableRandom(seed);
        boolean index = seed % 2 == 1;
        var victims = copy(base, "case" + seed, index);
        var victim = victims.get(random.nextInt(victims.size()));
        damage(victim, random, seed % 3);
        var told = new Told();
        Map<String, String> after;
        try (var store = open("case" + seed, told)) {
            after = served(store);
            store.keepHouse();
        }
        var about = "seed " + seed + ", " + victim.getFileName() + ": " + told.all();
        for (var message : after.entrySet()) {
            var text = message.getValue();
            assertTrue(text.isEmpty() || sent.contains(text), about);
            var known = before.get(message.getKey());
            assertTrue(text.isEmpty() || known == null || known.equals(text), about);
        }
        int lost = 0;
        for (var text : new HashSet<>(before.values())) {
            lost += after.containsValue(text) ? 0 : 1;
        }
        if (seed % 3 == 0) {
            assertTrue(lost <= 1, lost + " lost, " + about);
        }
        if (index) {
            assertEquals(before.keySet(), after.keySet(), about);
        }
        if (isOfIndex(victim)) {
            assertEquals(before, after, about);
            // What is at the end of SQLite's own log is taken from ours again, and not told.
            boolean end = victim.toString().endsWith("-wal");
            assertTrue(end || told.all().toString().contains("rebuilt"), about);
        }
        assertTrue(isWholeOrRenewed(before.keySet(), after.keySet()), about);
        boolean said = after.containsValue("") || told.all().toString().contains("damaged");
        assertTrue(lost == 0 || said, about);
        again(seed, after, about);
        return lost;
    }

    /** What is served stays, also when the index is made anew. */
    private void again(int seed, Map<String, String> after, String about) throws IOException {
        try (var store = open("case" + seed, new Told())) {
            assertEquals(after, served(store), about);
        }
        Files.delete(folder.resolve("case" + seed).resolve("store/0/index.sqlite"));
        try (var store = open("case" + seed, new Told())) {
            assertEquals(after, served(store), about);
        }
    }
}
