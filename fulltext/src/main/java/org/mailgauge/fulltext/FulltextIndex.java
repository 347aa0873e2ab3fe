package org.mailgauge.fulltext;

import org.mailgauge.disk.Space;
import org.mailgauge.mailaccess.SearchIndex;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.search.TextKey;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ObjDoubleConsumer;

/**
 * The texts of messages by Lucene. An account's index is made when a content of its mail is
 * searched for the first time, beside the work, and kept up to date from then on; what is not in it
 * yet is looked at by the search itself. Safe for use by any thread; closed on a platform thread.
 */
public final class FulltextIndex implements SearchIndex, Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FulltextIndex.class);

    /** So few messages are looked at themselves. */
    private static final int FEW = 32;

    private static final Duration ENOUGH = Duration.ofSeconds(60);

    private final Indexes indexes;
    private final Worker worker;
    private final Tasks tasks;
    private final Tasks.Task thread;
    private final Totals totals = new Totals();

    /** What it works with. */
    public record Parts(MailStore store, Disk disk, Path root, Time time, Tasks tasks) {}

    private FulltextIndex(Parts parts, Indexes indexes, Space space) {
        this.indexes = indexes;
        tasks = parts.tasks();
        worker = new Worker(parts.store(), indexes, parts.time(), space, totals);
        thread = tasks.startPlatform("search-index", worker::loop);
    }

    /**
     * Begins; reads nothing yet.
     *
     * @param parts of which {@code root} is the data directory, which this process has locked, and
     *     {@code disk} its own
     * @param folder in it
     * @param space below which nothing more is indexed
     */
    public static FulltextIndex start(Parts parts, String folder, Space space) {
        return new FulltextIndex(parts, new Indexes(parts.disk(), parts.root(), folder), space);
    }

    @Override
    public UidSet candidates(MailboxStore mailbox, MailboxView view, TextKey key, UidSet uids)
            throws IOException {
        if (uids.size() <= FEW || !tells(key)) {
            return uids;
        }
        var owner = mailbox.owner();
        return switch (ask(owner, mailbox.id(), key)) {
            case AccountIndex.Answer.Some(var mark, var messages) when mark.isOf(view) ->
                    left(owner, view, uids, mark, messages);
            case AccountIndex.Answer.Busy _ -> uids;
            case AccountIndex.Answer.None _ when !isOfContent(key) -> uids;
            default -> {
                worker.want(owner, uids.size());
                yield uids;
            }
        };
    }

    private AccountIndex.Answer ask(AccountName owner, ObjectId mailbox, TextKey key) {
        if (worker.doubts(owner)) {
            return new AccountIndex.Answer.Busy();
        }
        try {
            return tasks.io(() -> indexes.of(owner).ask(mailbox, key));
        } catch (IOException | RuntimeException e) {
            totals.failures.increment();
            LOG.warn("the index of {} cannot be asked; all messages are looked at", owner, e);
            worker.doubt(owner);
            return new AccountIndex.Answer.Busy();
        }
    }

    private UidSet left(
            AccountName owner, MailboxView view, UidSet uids, Mark mark, LongSet messages)
            throws IOException {
        var left = new UidSet.Builder();
        long[] lacking = {0};
        view.visit(
                uids,
                info -> {
                    if (info.uid() >= mark.next()) {
                        lacking[0]++;
                        left.add(info.uid());
                    } else if (messages.contains(Codes.number(info.emailId()))) {
                        left.add(info.uid());
                    }
                    return true;
                });
        if (lacking[0] > Worker.MANY) {
            worker.want(owner, lacking[0]);
        }
        var all = left.build();
        totals.searches.increment();
        totals.asked.add(uids.size());
        totals.left.add(all.size());
        return all;
    }

    Worker worker() {
        return worker;
    }

    /** Whether it says anything that is not in every text. */
    private static boolean tells(TextKey key) {
        return switch (key) {
            case TextKey.Any _ -> false;
            case TextKey.Header _ -> true;
            case TextKey.Enveloped(var field, var text) -> Kind.of(field) != null && tells(text);
            case TextKey.Body(var text) -> tells(text);
            case TextKey.Text(var text) -> tells(text);
            case TextKey.And(var keys) -> keys.stream().anyMatch(FulltextIndex::tells);
            case TextKey.Or(var one, var other) -> tells(one) && tells(other);
        };
    }

    private static boolean tells(String text) {
        return !Grams.of(text).isNothing();
    }

    /** Whether contents would have to be read. */
    private static boolean isOfContent(TextKey key) {
        return switch (key) {
            case TextKey.Any _, TextKey.Enveloped _ -> false;
            case TextKey.Header _, TextKey.Body _, TextKey.Text _ -> true;
            case TextKey.And(var keys) -> keys.stream().anyMatch(FulltextIndex::isOfContent);
            case TextKey.Or(var one, var other) -> isOfContent(one) || isOfContent(other);
        };
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        totals.read(into);
        into.accept("search_index_waiting_messages", (double) worker.waits());
        into.accept("search_index_accounts", worker.accounts());
        into.accept("search_index_open", indexes.open());
        into.accept("search_index_bytes", (double) worker.octets());
    }

    /** Ends the work that is under way; what is indexed is kept. */
    @Override
    public void close() {
        worker.end();
        try {
            if (!thread.join(ENOUGH)) {
                LOG.warn("the index does not end; it is left as it was last kept");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        indexes.close();
    }
}
