package org.mailgauge.store.sqlite;

import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.store.AccountInfo;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.ContentDraft;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Outcome.Done;
import org.mailgauge.store.Outcome.Refused;
import org.mailgauge.store.Quota;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Shared;
import org.mailgauge.store.StoreLimits;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The mail store on disk: shards by account. Safe for use by any thread; opened and closed on a
 * platform thread.
 */
public final class SqliteMailStore implements MailStore, Probe {
    private final StoreSettings settings;
    private final StoreStats stats = new StoreStats();
    private final Snapshots snapshots;
    private final FileHold hold;
    private final List<Shard> shards = new ArrayList<>();
    private final Drafts drafts;
    private final Purger purger;
    private final Pruner pruner;
    private final Housekeeping housekeeping;
    private final Tasks.Task housekeeper;

    /**
     * Opens it.
     *
     * @param root the data directory, which this process has locked; {@code disk} is its own
     * @param folder in it
     * @throws org.mailgauge.disk.NewerFormatException when a newer program wrote it; nothing has
     *     been changed
     */
    public SqliteMailStore(
            Disk disk,
            Path root,
            String folder,
            Time time,
            Tasks tasks,
            Entropy entropy,
            StoreSettings settings,
            StoreEvents events)
            throws IOException {
        this.settings = settings;
        this.snapshots = new Snapshots(settings.cachedMessages(), stats);
        this.hold = new FileHold(time, () -> shards.stream().allMatch(Shard::awaitIndex));
        int count = StoreFormat.shards(disk, folder, settings.shards());
        this.drafts = new Drafts(disk, folder + "/drafts", settings.fileOctets(), tasks);
        var world =
                new Shard.Surroundings(
                        disk, root, time, tasks, entropy, settings, events, stats, snapshots, hold);
        try {
            for (int i = 0; i < count; i++) {
                shards.add(new Shard(world, folder + "/" + i, i));
            }
        } catch (IOException | RuntimeException e) {
            for (var shard : shards) {
                shard.close();
            }
            throw e;
        }
        this.purger = new Purger(shards);
        this.pruner = new Pruner(shards, settings.history());
        this.housekeeping = new Housekeeping(shards, purger, pruner, hold, time, settings, events);
        this.housekeeper = tasks.startPlatform("store-housekeeping", housekeeping::loop);
    }

    @Override
    public StoreLimits limits() {
        return settings.limits();
    }

    private Shard shard(AccountName name) {
        return shards.get(shard(name, shards.size()));
    }

    /** In which of so many shards an account is. */
    static int shard(AccountName name, int shards) {
        return Math.floorMod(name.text().hashCode(), shards);
    }

    @Override
    public Outcome<AccountInfo> create(AccountName name) throws IOException {
        return shard(name).change(tx -> create(tx, name));
    }

    private static Outcome<AccountInfo> create(Transaction tx, AccountName name)
            throws java.sql.SQLException {
        if (Rows.account(tx.sql, name).isPresent()) {
            return new Refused<>(new Refusal.AlreadyExists(name.text()));
        }
        long number = tx.counters.account + 1;
        tx.record(
                new Change.AccountPut(
                        number,
                        tx.id('A'),
                        name.text(),
                        tx.now,
                        Change.NEVER,
                        Quota.UNLIMITED,
                        Quota.UNLIMITED));
        MailboxWorks.make(tx, number, MailboxName.INBOX, 0);
        return new Done<>(Rows.account(tx.sql, number).orElseThrow().info());
    }

    @Override
    public Outcome<AccountInfo> remove(AccountName name) throws IOException {
        return shard(name)
                .change(
                        tx -> {
                            var found = Rows.account(tx.sql, name);
                            if (found.isEmpty()) {
                                return new Refused<>(new Refusal.NoSuchAccount());
                            }
                            var account = found.get();
                            for (var box : Rows.mailboxes(tx.sql, account.number())) {
                                tx.touch(box);
                            }
                            tx.renamed.add(account.number());
                            tx.record(account.put(tx.now, account.use().limit()));
                            return new Done<>(
                                    Rows.account(tx.sql, account.number()).orElseThrow().info());
                        });
    }

    @Override
    public Outcome<AccountInfo> restore(ObjectId id) throws IOException {
        for (var shard : shards) {
            if (shard.read(sql -> Rows.accountById(sql, id).isPresent())) {
                return shard.change(tx -> restore(tx, id));
            }
        }
        return new Refused<>(new Refusal.NoSuchAccount());
    }

    private static Outcome<AccountInfo> restore(Transaction tx, ObjectId id)
            throws java.sql.SQLException {
        var found = Rows.accountById(tx.sql, id);
        if (found.isEmpty()
                || found.get().removed() < 0
                || found.get().removed() == Purger.PURGED) {
            return new Refused<>(new Refusal.NoSuchAccount());
        }
        var account = found.get();
        if (Rows.account(tx.sql, new AccountName(account.name())).isPresent()) {
            return new Refused<>(new Refusal.AlreadyExists(account.name()));
        }
        tx.record(account.put(Change.NEVER, account.use().limit()));
        tx.renamed.add(account.number());
        return new Done<>(Rows.account(tx.sql, account.number()).orElseThrow().info());
    }

    @Override
    public List<AccountInfo> accounts() throws IOException {
        var all = new ArrayList<AccountInfo>();
        for (var shard : shards) {
            for (var account : shard.read(Rows::accounts)) {
                if (account.removed() != Purger.PURGED) {
                    all.add(account.info());
                }
            }
        }
        all.sort(Comparator.comparing(AccountInfo::name));
        return all;
    }

    @Override
    public List<Shared> shared(AccountName user) throws IOException {
        var all = new ArrayList<Shared>();
        for (var shard : shards) {
            all.addAll(shard.read(sql -> MailboxWorks.shared(sql, user)));
        }
        all.removeIf(one -> one.owner().equals(user));
        all.sort(Comparator.comparing(Shared::owner).thenComparing(one -> one.mailbox().name()));
        return all;
    }

    @Override
    public AccountStore.Watch watchShared(AccountName user, Runnable changed) {
        var ends =
                shards.stream().map(shard -> shard.watchers.rights(user.text(), changed)).toList();
        return () -> ends.forEach(Runnable::run);
    }

    @Override
    public Optional<AccountStore> sharing(AccountName owner, AccountName user) throws IOException {
        boolean shares =
                !owner.equals(user)
                        && shard(owner).read(sql -> MailboxWorks.shares(sql, owner, user));
        return shares ? account(owner) : Optional.empty();
    }

    @Override
    public Optional<AccountStore> account(AccountName name) throws IOException {
        var shard = shard(name);
        return shard.read(sql -> Rows.account(sql, name))
                .map(account -> new SqliteAccount(shard, name, account.number()));
    }

    @Override
    public Optional<MailboxStore> mailbox(AccountName account, MailboxName name)
            throws IOException {
        var shard = shard(account);
        return shard.ask(sql -> Rows.mailbox(sql, account, name))
                .map(row -> SqliteMailbox.of(shard, account, row));
    }

    @Override
    public Outcome<ContentDraft> draft() throws IOException {
        var first = shards.getFirst();
        if (first.isClosed()) {
            return new Refused<>(new Refusal.Busy("the store is closed"));
        }
        return first.isScarce()
                ? new Refused<>(new Refusal.Full("less than the reserve is free"))
                : new Done<>(drafts.begin());
    }

    @Override
    public void purge(Instant removedBefore) throws IOException {
        purger.purge(removedBefore.getEpochSecond());
    }

    /** What a backup holds while it copies the files. */
    public FileHold hold() {
        return hold;
    }

    /** Prunes all accounts now, as housekeeping does in the course of a day. */
    void prune() throws IOException {
        prune(() -> {});
    }

    /** The same; {@code between} is run before what was found is acted on. */
    void prune(Runnable between) throws IOException {
        pruner.prune(between);
    }

    /** Counts accounts now, as housekeeping does once a minute. */
    void countAccounts() throws IOException {
        for (var shard : shards) {
            shard.countAccounts();
        }
    }

    /** One step of purging accounts. */
    void purgeStep(Instant removedBefore) throws IOException {
        for (var shard : shards) {
            shard.change(tx -> Purger.account(tx, removedBefore.getEpochSecond()));
        }
    }

    /**
     * Forgets garbage, dumps and reclaims in all shards now, as housekeeping does when it is due.
     */
    public void keepHouse() throws IOException {
        if (!hold.enter()) {
            return;
        }
        try {
            for (var shard : shards) {
                shard.collect();
                shard.dump();
            }
        } finally {
            hold.leave();
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("store_groups_total", (double) stats.flushes.groups());
        into.accept("store_changes_total", (double) stats.flushes.members());
        into.accept("store_group_octets_total", (double) stats.flushes.octets());
        into.accept("store_failures_total", (double) stats.failures.sum());
        into.accept("store_lost_records_total", (double) stats.damage.sum());
        into.accept("store_index_rebuilds_total", (double) stats.rebuilds.sum());
        into.accept("store_renewed_mailboxes_total", (double) stats.renewed.sum());
        into.accept("store_salvaged_messages_total", (double) stats.salvaged.sum());
        if (shards.stream().allMatch(shard -> shard.segments() >= 0)) {
            into.accept("store_segments", shards.stream().mapToInt(Shard::segments).sum());
        }
        shards.stream()
                .mapToDouble(Shard::liveShare)
                .filter(share -> share >= 0)
                .min()
                .ifPresent(share -> into.accept("store_live_ratio", share));
        if (shards.stream().allMatch(shard -> shard.livingContents() >= 0)) {
            into.accept(
                    "store_contents",
                    (double) shards.stream().mapToLong(Shard::livingContents).sum());
        }
        into.accept("store_over_quota_deliveries_total", (double) stats.overQuota.sum());
        if (shards.stream().allMatch(shard -> shard.census.accounts() >= 0)) {
            into.accept(
                    "store_accounts",
                    (double) shards.stream().mapToLong(s -> s.census.accounts()).sum());
            into.accept(
                    "store_accounts_near_quota",
                    (double) shards.stream().mapToLong(s -> s.census.nearQuota()).sum());
        }
        into.accept("store_backups_total", (double) hold.completed());
        into.accept("store_backup_running", hold.held() ? 1 : 0);
        into.accept("store_dumps_total", (double) stats.dumps.sum());
        into.accept("store_moved_contents_total", (double) stats.moved.sum());
        into.accept("store_reclaimed_segments_total", (double) stats.reclaimed.sum());
        into.accept("store_view_cache_messages", (double) snapshots.held());
        into.accept("store_view_cache_bytes", (double) snapshots.octets());
        into.accept("store_view_cache_hits_total", (double) stats.cacheHits.sum());
        into.accept("store_view_cache_misses_total", (double) stats.cacheMisses.sum());
        into.accept("store_views", shards.stream().mapToInt(s -> s.watchers.views()).sum());
        into.accept("store_waiting_changes", shards.stream().mapToInt(Shard::waiting).sum());
        into.accept(
                "store_failed", shards.stream().anyMatch(shard -> shard.broken() != null) ? 1 : 0);
    }

    @Override
    public void distributions(Consumer<Distribution> into) {
        into.accept(stats.flushes.durations());
        into.accept(stats.flushes.sizes());
    }

    @Override
    public void close() throws IOException {
        housekeeping.end();
        try {
            housekeeper.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var shard : shards) {
            if (!shard.isClosed()) {
                shard.close();
            }
        }
    }
}
