package org.mailgauge.testing;

import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.log.LogSettings;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreCheck;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fills a mail store, and tells what is in stores that a power cut left behind, for the campaign
 * that makes such disks.
 *
 * <p>{@code load DIR SEED COUNT} lets each account's thread store and remove messages, and prints
 * {@code stored NANOS ACCOUNT VALIDITY UID SHA-256}, {@code asked NANOS ACCOUNT VALIDITY UID}
 * before and {@code removed ...} after a removal; nanoseconds of the wall clock. What is removed is
 * forgotten, dumps are written and space taken back all the while, and {@code kept FIGURE NUMBER}
 * says how often.
 *
 * <p>{@code look} reads data directories from standard input, one a line, and answers each with
 * {@code message ACCOUNT VALIDITY UID SHA-256} for all that is there, {@code fresh ACCOUNT VALIDITY
 * UID} for a message that is stored then, {@code told ...} for what the store and a check told, and
 * {@code end}.
 */
public final class StoreProbe {
    private static final int ACCOUNTS = 4;
    private static final Instant DATE = Instant.EPOCH;
    private static final StoreSettings SETTINGS =
            new StoreSettings(
                    2,
                    new LogSettings(1 << 20, true),
                    16 << 10,
                    256 << 10,
                    1,
                    Duration.ofDays(14),
                    1 << 20,
                    10,
                    512 << 10,
                    1_000,
                    10_000,
                    StoreSettings.DEFAULT.limits());

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final HostTime time;
    private final HostTasks tasks;

    private StoreProbe(HostTime time, HostTasks tasks) {
        this.time = time;
        this.tasks = tasks;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (var time = new HostTime();
                var tasks = new HostTasks(2)) {
            var probe = new StoreProbe(time, tasks);
            if (args[0].equals("load")) {
                probe.load(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
            } else {
                probe.look();
            }
        }
    }

    private SqliteMailStore open(Path data) throws IOException {
        return new SqliteMailStore(
                HostDisk.at(data),
                data,
                "store",
                time,
                tasks,
                new HostEntropy(),
                SETTINGS,
                new Told(out));
    }

    /** Part of it goes to a store that is closed and opened again, so that its index is on disk. */
    private void load(Path data, long seed, int count) throws IOException, InterruptedException {
        Files.createDirectories(data);
        fillAll(data, seed, count / 4);
        fillAll(data, seed + ACCOUNTS, count - count / 4);
    }

    private void fillAll(Path data, long seed, int count) throws IOException, InterruptedException {
        try (var store = open(data)) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < ACCOUNTS; i++) {
                var name = account(i);
                if (store.account(name).isEmpty()) {
                    var _ = store.create(name).done().orElseThrow();
                }
                var inbox = inbox(store, name);
                var random = new SplittableRandom(seed + i);
                threads.add(Thread.ofPlatform().start(() -> fill(name, inbox, random, count)));
            }
            var done = new AtomicBoolean();
            var keeper = Thread.ofPlatform().start(() -> keepHouse(store, done));
            for (var thread : threads) {
                thread.join();
            }
            done.set(true);
            keeper.join();
        }
    }

    /** Forgets what was removed, dumps and takes back space all the time. */
    private void keepHouse(SqliteMailStore store, AtomicBoolean done) {
        try {
            while (!done.get()) {
                store.purge(Instant.now().plusSeconds(10));
                store.keepHouse();
            }
            store.read(
                    (name, value) -> {
                        if (name.matches("store_(reclaimed_segments|dumps)_total")) {
                            out.println("kept " + name + " " + (long) value);
                        }
                    });
        } catch (IOException e) {
            out.println("told keeping house failed: " + e);
        }
    }

    private void fill(AccountName name, MailboxStore inbox, SplittableRandom random, int count) {
        var there = new ArrayList<String>();
        try {
            for (int i = 0; i < count; i++) {
                there.add(store(name, inbox, content(random)));
                if (random.nextInt(3) == 0) {
                    var gone = there.remove(random.nextInt(there.size()));
                    say("asked", name, gone);
                    long uid = Long.parseLong(gone.split(" ", -1)[1]);
                    var removed = inbox.remove(UidSet.of(uid)).done().orElseThrow();
                    if (removed.uids().size() != 1) {
                        throw new IllegalStateException(gone + " was not there");
                    }
                    say("removed", name, gone);
                }
            }
        } catch (IOException e) {
            out.println("told " + name + " failed: " + e);
        }
    }

    private String store(AccountName name, MailboxStore inbox, byte[] content) throws IOException {
        var stored = inbox.append(List.of(message(content))).done().orElseThrow();
        var place = stored.uidValidity() + " " + stored.uids().first();
        say("stored", name, place + " " + digest(content));
        return place;
    }

    private void say(String what, AccountName name, String rest) {
        var now = time.wall();
        out.println(
                what
                        + " "
                        + (now.getEpochSecond() * 1_000_000_000 + now.getNano())
                        + " "
                        + name
                        + " "
                        + rest);
    }

    private void look() throws IOException {
        try (var in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var path = in.readLine(); path != null; path = in.readLine()) {
                if (Files.isDirectory(Path.of(path).resolve("store"))) {
                    try (var store = open(Path.of(path))) {
                        tell(store);
                    } catch (IOException | RuntimeException e) {
                        out.println("told cannot be opened: " + e);
                    }
                    verify(Path.of(path));
                }
                out.println("end");
            }
        }
    }

    /** What {@code store verify} says of it then. */
    private void verify(Path data) {
        try {
            StoreCheck.verify(HostDisk.at(data), data, "store", new HostEntropy())
                    .faults()
                    .forEach(fault -> out.println("told " + fault));
        } catch (IOException e) {
            out.println("told cannot be checked: " + e);
        }
    }

    private void tell(SqliteMailStore store) throws IOException {
        for (int i = 0; i < ACCOUNTS; i++) {
            var name = account(i);
            if (store.account(name).isPresent()) {
                tell(name, inbox(store, name));
            }
        }
    }

    private void tell(AccountName name, MailboxStore inbox) throws IOException {
        try (var view = inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
            long validity = view.opened().mailbox().uidValidity();
            for (long uid : view.uids().stream().toArray()) {
                var digest = inbox.content(uid).map(StoreProbe::digest).orElse("none");
                out.println("message " + name + " " + validity + " " + uid + " " + digest);
            }
        }
        var fresh = inbox.append(List.of(message(new byte[] {'x', '\r', '\n'})));
        fresh.done()
                .ifPresent(
                        s ->
                                out.println(
                                        "fresh "
                                                + name
                                                + " "
                                                + s.uidValidity()
                                                + " "
                                                + s.uids().first()));
    }

    private static AccountName account(int i) {
        return new AccountName("u" + i + "@store.test");
    }

    private static MailboxStore inbox(SqliteMailStore store, AccountName name) throws IOException {
        return store.account(name).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static NewMessage message(byte[] content) {
        return new NewMessage(new Octets(content), Flags.NONE, DATE);
    }

    private static byte[] content(SplittableRandom random) {
        var content = new byte[random.nextInt(600, random.nextInt(8) == 0 ? 60_000 : 6000)];
        random.nextBytes(content);
        content[content.length - 2] = '\r';
        content[content.length - 1] = '\n';
        return content;
    }

    private static String digest(Content content) {
        var octets = new byte[(int) content.octets()];
        try {
            int done = 0;
            while (done < octets.length) {
                int n = content.read(done, octets, done, octets.length - done);
                if (n < 0) {
                    return "short";
                }
                done += n;
            }
            return digest(octets);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Octets(byte[] all) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= all.length) {
                return -1;
            }
            int n = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, n);
            return n;
        }
    }

    private record Told(PrintStream out) implements StoreEvents {
        @Override
        public void damaged(Damage damage) {
            out.println("told damaged " + damage);
        }

        @Override
        public void failed(String what, Exception why) {
            out.println("told failed " + what + ": " + why);
        }

        @Override
        public void rebuilt(int shard, String why, long records) {
            out.println("rebuilt " + shard + ": " + why);
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            out.println("told renewed " + shard + ": " + mailboxes);
        }
    }
}
