package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.sqlite.Change.HistoryForgotten;
import org.mailgauge.store.sqlite.Change.MailboxPut;
import org.mailgauge.store.sqlite.Change.NameShown;
import org.mailgauge.store.sqlite.Change.Remarked;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Has a shard go on that comes from a backup. Used once, by the thread that opens it, before anyone
 * else works on it.
 */
final class Resumption {
    /*
     * Problem: after the copy was made, messages came that are lost now, and clients know them by UIDs
     * that would be given again to others; flags changed, and messages went that are back now, under
     * mod-sequences that would be given again.
     * Rule: nothing is given twice. UIDNEXT and HIGHESTMODSEQ leap over more than can have been given
     * meanwhile; every message counts as changed, and of what vanished nothing is known, so that who
     * synchronizes by mod-sequences (RFC 7162) asks for all flags and is told all UIDs that are not
     * there. UIDVALIDITY stays, and with it UIDs, POP3's UIDLs, and what clients hold of contents.
     * The mark is deleted when this is durable: after a crash before that it is done once more.
     */

    /** A file in the folder of a shard that was copied and not opened since. */
    static final String MARK = "copied";

    /** A mailbox gets fewer messages than this between a backup and what it is needed for. */
    static final long UIDS = 1 << 20;

    /** Likewise for changes. */
    static final long CHANGES = 1L << 32;

    private final Shard.Surroundings world;
    private final String folder;
    private final int number;
    private final Committer committer;

    Resumption(Shard.Surroundings world, String folder, int number, Committer committer) {
        this.world = world;
        this.folder = folder;
        this.number = number;
        this.committer = committer;
    }

    /** Does it where the mark says so. */
    void run(Sql sql) throws IOException, SQLException {
        var mark = folder + "/" + MARK;
        if (!world.disk().exists(mark)) {
            return;
        }
        var boxes = Rows.allMailboxes(sql);
        for (var box : boxes) {
            perform(tx -> resume(tx, box));
        }
        world.disk().delete(mark);
        world.disk().forceFolder(folder);
        world.events().resumed(number, boxes.size());
    }

    private void perform(Work<Boolean> work) throws IOException {
        var answer = new Answer<Outcome<Boolean>>();
        committer.run(new Committer.Job<>(work, answer));
        if (answer.await() instanceof Outcome.Refused<Boolean>(var why)) {
            throw new IOException("a restored mailbox cannot go on: " + why);
        }
    }

    private static Outcome<Boolean> resume(Transaction tx, Rows.Mailbox box) throws SQLException {
        boolean roomy = box.next() + UIDS <= UidSet.MOST / 2;
        long validity = roomy ? box.validity() : tx.counters.nextValidity(tx.now);
        long modSequence = box.modSequence() + CHANGES;
        tx.record(
                new MailboxPut(
                        box.number(),
                        box.account(),
                        box.id(),
                        box.name(),
                        validity,
                        roomy ? box.next() + UIDS : box.next(),
                        modSequence,
                        box.uses(),
                        box.removed()));
        tx.record(new NameShown(box.account(), box.name(), validity));
        tx.record(new Remarked(box.number(), modSequence));
        tx.record(new HistoryForgotten(box.number(), modSequence));
        return new Outcome.Done<>(roomy);
    }
}
