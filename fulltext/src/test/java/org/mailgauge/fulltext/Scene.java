package org.mailgauge.fulltext;

import org.mailgauge.disk.Space;
import org.mailgauge.host.HostDisk;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.mailaccess.GeneratedMail;
import org.mailgauge.mailaccess.SearchIndex;
import org.mailgauge.mailaccess.Searcher;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.search.TextKey;
import org.mailgauge.sim.SimTime;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MemoryData;
import org.mailgauge.store.MemoryMailStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.StoreLimits;
import org.mailgauge.store.Stored;
import org.mailgauge.testing.MemoryContent;
import org.mailgauge.testing.MemoryLogins;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** An account with generated mail, and its index, whose worker works when a test says so. */
final class Scene implements AutoCloseable {
    static final AccountName ANNA = AccountName.of(MemoryLogins.ANNA);
    static final String FOLDER = "index";
    private static final Instant DATE = Instant.parse("2026-02-01T12:30:00Z");

    /** All work is done in place; what should go on beside it does not begin. */
    private static final class Still implements Tasks {
        @Override
        public Task start(String name, Runnable body) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Task startPlatform(String name, Runnable body) {
            return new Task() {
                @Override
                public void interrupt() {}

                @Override
                public boolean join(Duration atMost) {
                    return true;
                }
            };
        }

        @Override
        public <T> T io(Work<T> work) throws IOException {
            return work.run();
        }
    }

    final SimTime time = new SimTime();
    final Disk disk;
    private final Path root;
    final MailStore store;
    private final Searcher searcher = new Searcher(time);

    volatile FulltextIndex index;

    Scene(Path root, MailStore store) throws IOException {
        this.root = root;
        this.store = store;
        disk = HostDisk.at(root);
        store.create(ANNA);
        index = open();
    }

    Scene(Path root) throws IOException {
        this(root, new MemoryMailStore(new MemoryData(), new SimTime(), StoreLimits.DEFAULT));
    }

    private FulltextIndex open() {
        return open(new Still());
    }

    FulltextIndex open(Tasks tasks) {
        return FulltextIndex.start(
                new FulltextIndex.Parts(store, disk, root, time, tasks),
                FOLDER,
                new Space(disk, time, 0, 0));
    }

    /** As after an end of the process. */
    void restart() {
        index.close();
        index = open();
    }

    AccountStore account() throws IOException {
        return store.account(ANNA).orElseThrow();
    }

    MailboxStore box(String name) throws IOException {
        return account().mailbox(MailboxName.of(name).orElseThrow()).orElseThrow();
    }

    MailboxStore inbox() throws IOException {
        return account().mailbox(MailboxName.INBOX).orElseThrow();
    }

    MailboxStore make(String name) throws IOException {
        account().create(MailboxName.of(name).orElseThrow(), Set.of());
        return box(name);
    }

    /** Adds generated mail. @return its UIDs */
    UidSet fill(MailboxStore box, int messages, Random random) throws IOException {
        var all = new ArrayList<NewMessage>();
        for (int i = 0; i < messages; i++) {
            var mail = new GeneratedMail(random);
            var flags = random.nextInt(3) == 0 ? Flags.of(SystemFlag.SEEN) : Flags.NONE;
            all.add(new NewMessage(new MemoryContent(mail.octets()), flags, DATE));
        }
        return append(box, all);
    }

    UidSet append(MailboxStore box, String... contents) throws IOException {
        var all = new ArrayList<NewMessage>();
        for (var content : contents) {
            var octets = content.getBytes(StandardCharsets.UTF_8);
            all.add(new NewMessage(new MemoryContent(octets), Flags.NONE, DATE));
        }
        return append(box, all);
    }

    private static UidSet append(MailboxStore box, List<NewMessage> all) throws IOException {
        if (box.append(all) instanceof Outcome.Done<Stored>(var stored)) {
            return stored.uids();
        }
        throw new AssertionError("refused");
    }

    /** Lets the index take in what there is. */
    void catchUp() {
        index.worker().turn(ANNA);
    }

    UidSet found(MailboxStore box, SearchKey key) throws IOException {
        return searcher.find(box, key, index);
    }

    /** As {@link #found}, for any thread. */
    UidSet foundBeside(MailboxStore box, SearchKey key) throws IOException {
        return new Searcher(time).find(box, key, index);
    }

    /** Without an index. */
    UidSet truth(MailboxStore box, SearchKey key) throws IOException {
        return searcher.find(box, key, SearchIndex.NONE);
    }

    /** How many messages a search must look at. */
    long left(MailboxStore box, TextKey key) throws IOException {
        try (var view = Searcher.view(box)) {
            return index.candidates(box, view, key, view.uids()).size();
        }
    }

    double figure(String name) {
        double[] found = {Double.NaN};
        index.read(
                (value, of) -> {
                    if (value.equals(name)) {
                        found[0] = of;
                    }
                });
        return found[0];
    }

    @Override
    public void close() throws IOException {
        index.close();
        store.close();
    }
}
