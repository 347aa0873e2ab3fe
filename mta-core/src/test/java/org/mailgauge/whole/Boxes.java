package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.auth.MemoryAccounts;
import org.mailgauge.config.MailboxConfig;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.deliver.StoreMailboxes;
import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.Quota;
import org.mailgauge.store.StoreLimits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The accounts of a world and their mailboxes, which outlast the MTA's lives as a mail store on a
 * disk does: what it has answered as stored is there for good; what was under way when the process
 * ended is there or is not. Each recipient is a sub-address of an account, so that its copies can
 * be told apart. Now and then accounts are full, or gone, or the store fails.
 */
final class Boxes {
    static final String DOMAIN = "box.test";

    /** The account of senders that are local; reports go there. */
    private static final String SENDERS = "m@" + DOMAIN;

    private static final int ACCOUNTS = 3;
    private static final int SLOWEST = 400_000_000;

    /** What became of a local recipient beside being stored, as replies say it. */
    private static final String FULL_NOW = "452 4.2.2";

    private static final String FULL_FOR_GOOD = "552 5.2.2";
    private static final String NOBODY = "550 5.1.1";
    private static final String DISK_FULL = "452 4.3.1";
    private static final String FAILED = "451 4.3.0";

    private final World world;
    private final Oracle oracle;
    private final SplittableRandom random;
    private final MemoryData data = new MemoryData();
    private final MemoryMailStore store;
    private final MemoryAccounts accounts = new MemoryAccounts();
    private final MailboxConfig config;
    private final Set<String> full = new HashSet<>();

    /** Taken in an attempt that ended with its life, before the queue was told of anyone. */
    private final Set<Oracle.Recipient> cutOff = new HashSet<>();

    private final boolean slow;
    private @Nullable Gate gate;

    Boxes(World world, SplittableRandom random) {
        this.world = world;
        this.oracle = world.oracle;
        this.random = random;
        store = open();
        for (int i = 1; i <= ACCOUNTS; i++) {
            accounts.with(account(i), "");
        }
        accounts.with(SENDERS, "");
        config = new MailboxConfig("+", false, null, random.nextInt(3) == 0, 0);
        slow = random.nextInt(3) == 0;
    }

    private MemoryMailStore open() {
        return new MemoryMailStore(data, world.time, StoreLimits.DEFAULT);
    }

    private static String account(int number) {
        return "a" + number + "@" + DOMAIN;
    }

    /** A recipient of a message, as nobody else is. */
    String path(int message, int place) {
        return "a" + (1 + random.nextInt(ACCOUNTS)) + "+u" + message + "-" + place + "@" + DOMAIN;
    }

    static boolean isLocal(String hop) {
        return hop.equals(DOMAIN);
    }

    /** The mailboxes as that life has them. */
    Mailboxes in(Life life) {
        try {
            if (gate != null) {
                gate.attempts.values().stream()
                        .filter(one -> one.busy || oracle.forgotten(one.last))
                        .forEach(one -> cutOff.addAll(one.done));
                gate.mailboxes.close();
            }
            var made = new Gate(life, oracle.life, new StoreMailboxes(open(), accounts, config));
            gate = made;
            return made;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Deliveries that are under way. */
    int delivering() {
        return gate == null ? 0 : gate.delivering;
    }

    /** Recipients who have been dealt with, while others of the same attempt are under way. */
    List<Oracle.Recipient> unsettled() {
        return gate == null
                ? List.of()
                : gate.attempts.values().stream()
                        .filter(one -> one.busy)
                        .flatMap(one -> one.done.stream())
                        .toList();
    }

    /** Whether it may be in the queue although it is in its mailbox: no second copy comes of it. */
    boolean mayBeBack(Oracle.Recipient recipient) {
        return cutOff.contains(recipient) || unsettled().contains(recipient);
    }

    /** Deliveries that have begun in this life. */
    int tried() {
        return gate == null ? 0 : gate.tried;
    }

    // --- trouble

    /** Something happens to an account: it gets full, has room again, goes away or comes back. */
    void change() {
        int number = 1 + random.nextInt(ACCOUNTS + 1);
        var address = number > ACCOUNTS ? SENDERS : account(number);
        switch (random.nextInt(5)) {
            case 0, 1 -> fill(address);
            case 2 -> empty(address);
            case 3 -> {
                oracle.trace(() -> address + " is removed");
                accounts.remove(address);
            }
            default -> accounts.with(address, "");
        }
    }

    private void fill(String address) {
        try {
            var account = store.account(new AccountName(address));
            if (account.isPresent()) {
                var used = account.get().quota().octets();
                var _ = account.get().limit(new Quota(used, Quota.UNLIMITED));
                full.add(address);
                oracle.trace(() -> address + " is full");
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void empty(String address) {
        try {
            var account = store.account(new AccountName(address));
            if (account.isPresent()) {
                var _ = account.get().limit(Quota.NONE);
                full.remove(address);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** There is room for all from now on, but perhaps for one, and nobody comes or goes. */
    void peace() {
        boolean one = random.nextInt(4) == 0;
        List.copyOf(full).forEach(this::empty);
        if (one) {
            fill(account(1));
        }
    }

    /** Whether that recipient waits for room. */
    boolean waitsForRoom(String path) {
        return full.contains(path.substring(0, path.indexOf('+')) + "@" + DOMAIN)
                && !config.overQuotaForGood();
    }

    // --- judging

    /** What is in the mailboxes is what was stored: each message whole, for each recipient once. */
    void judge() {
        var found = new HashMap<String, Integer>();
        try {
            for (var account : store.accounts()) {
                read(store.account(account.name()).orElseThrow(), found);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        for (var recipient : oracle.recipients.values()) {
            if (recipient.isLocal()) {
                int copies = found.getOrDefault(recipient.path, 0);
                assertEquals(recipient.copies.size(), copies, () -> "copies of " + recipient.path);
                assertTrue(
                        copies <= 1 || oracle.stepped,
                        () -> copies + " copies of " + recipient.path);
                world.tally.mailboxes += copies;
                boolean refused = recipient.byLmtp() && recipient.fate() == Oracle.Fate.REFUSED;
                assertFalse(
                        refused && copies > 0 && !recipient.doubtful,
                        () -> "refused, but stored: " + recipient.path);
            }
        }
        for (var report : oracle.reports.all()) {
            if (report.to.isLocal()) {
                int copies = found.getOrDefault(report.id, 0);
                assertEquals(report.to.copies.size(), copies, () -> "copies of " + report.id);
            }
        }
    }

    private void read(AccountStore account, Map<String, Integer> found) throws IOException {
        var inbox = account.mailbox(MailboxName.INBOX).orElseThrow();
        var opened = inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow();
        try (var view = opened) {
            for (int i = 1; i <= view.messages(); i++) {
                var letter = Letter.of(inbox.content(view.uid(i)).orElseThrow());
                found.merge(letter.name(oracle), 1, Integer::sum);
            }
        }
    }

    /** A message as it is in a mailbox: to whom it was delivered, and what it was before. */
    private record Letter(String to, String text) {
        static Letter of(Content content) throws IOException {
            var octets = MemoryMailStore.bytes(content);
            var all = new String(octets, StandardCharsets.ISO_8859_1);
            var lines = all.split("\r\n", 3);
            assertTrue(lines[0].startsWith("Return-Path: <"), lines[0]);
            assertTrue(lines[1].startsWith("Delivered-To: "), lines[1]);
            return new Letter(lines[1].substring("Delivered-To: ".length()), lines[2]);
        }

        byte[] octets() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The recipient's path, or the id of the report that it is. */
        String name(Oracle oracle) {
            if (oracle.sentBy(to) != null) {
                return oracle.reports.read(to, octets()).id;
            }
            var message = oracle.recipient(to).message;
            var content = message.header() + "\r\n" + "x".repeat(message.octets) + "\r\n";
            assertTrue(text.endsWith(content), () -> "not whole: " + to);
            return to;
        }
    }

    /** What a thread of the MTA is at: a message, for one of its recipients after the other. */
    private static final class Attempt {
        private Mailboxes.@Nullable Key of;
        private final List<Oracle.Recipient> done = new ArrayList<>();
        private boolean busy;

        /** When it was last answered; the queue is told of all after it. */
        private long last;

        void begin(Mailboxes.@Nullable Key next) {
            boolean same = of != null && next != null && of.id().equals(next.id());
            if (!same) {
                done.clear();
            }
            of = next;
            busy = true;
        }
    }

    /** The mailboxes as one life of the MTA has them: it parks for each, and may end meanwhile. */
    private final class Gate implements Mailboxes {
        private final Life life;
        private final int number;
        private final StoreMailboxes mailboxes;
        private final Map<Thread, Attempt> attempts = new LinkedHashMap<>();
        private int delivering;
        private int tried;

        Gate(Life life, int number, StoreMailboxes mailboxes) {
            this.life = life;
            this.number = number;
            this.mailboxes = mailboxes;
        }

        @Override
        public Answer find(ForwardPath to) {
            return mailboxes.find(to);
        }

        @Override
        public Result deliver(Delivery delivery) {
            delivering++;
            tried++;
            var attempt = attempts.computeIfAbsent(Thread.currentThread(), _ -> new Attempt());
            attempt.begin(delivery.key());
            try {
                var to = recipient(delivery);
                var result = store(delivery, to);
                attempt.done.add(to);
                return result;
            } finally {
                attempt.busy = false;
                attempt.last = oracle.now();
                delivering--;
            }
        }

        private Oracle.Recipient recipient(Delivery delivery) {
            var path = delivery.to().toString();
            if (oracle.sentBy(path) == null) {
                var recipient = oracle.recipient(path);
                assertEquals(recipient.byLmtp(), delivery.key() == null, "keys are of the queue");
                return recipient;
            }
            try {
                return oracle.reports.read(path, Letter.of(delivery.content()).octets()).to;
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private Result store(Delivery delivery, Oracle.Recipient to) {
            oracle.given(to, oracle.now(), number);
            pause();
            int trouble = world.trouble() ? random.nextInt(30) : -1;
            var result =
                    switch (trouble) {
                        case 0 -> new Result.Full("no space");
                        case 1, 2 -> new Result.Failed("no luck");
                        default -> mailboxes.deliver(delivery);
                    };
            if (result instanceof Result.Stored(_, boolean again)) {
                if (!again) {
                    var _ = oracle.copy(to);
                }
                assertFalse(to.copies.isEmpty(), () -> "never stored: " + to.path);
                if (trouble == 3) { // nobody can say whether the disk has it
                    to.doubtful = true;
                    result = new Result.Failed("no answer");
                }
            }
            pause();
            note(delivery, to, result);
            return result;
        }

        /** The store is at work. The process may have ended when it is done. */
        private void pause() {
            try {
                if (slow || random.nextInt(4) == 0) {
                    world.time.sleep(Duration.ofNanos(1 + random.nextInt(SLOWEST)));
                }
            } catch (InterruptedException _) {
                throw new Life.Ended("delivery");
            }
            if (life.dead()) {
                throw new Life.Ended("delivery");
            }
        }

        private void note(Delivery delivery, Oracle.Recipient to, Result result) {
            var said =
                    switch (result) {
                        case Result.Stored _ -> "";
                        case Result.OverQuota(boolean forGood) ->
                                forGood ? FULL_FOR_GOOD : FULL_NOW;
                        case Result.NoSuchRecipient() -> NOBODY;
                        case Result.Full _ -> DISK_FULL;
                        case Result.Failed _ -> FAILED;
                    };
            if (said.isEmpty()) {
                oracle.answered(to.copies.getLast());
                return;
            }
            to.told.add(said);
            oracle.trace(() -> to.path + ": " + said);
            world.tally.putOff++;
            if (said.startsWith("5") && delivery.key() != null) {
                oracle.refuse(to);
            }
        }
    }
}
