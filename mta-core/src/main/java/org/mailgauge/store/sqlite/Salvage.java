package org.mailgauge.store.sqlite;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.queue.Content;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.Place;
import org.mailgauge.store.log.StoreLog;
import org.mailgauge.store.sqlite.Change.ContentMoved;
import org.mailgauge.store.sqlite.Change.ContentPut;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.Message;
import org.mailgauge.store.sqlite.Change.MessagePut;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Puts messages back whose records are lost, from the contents that are left. Used once, by the
 * thread that opens a shard, before anyone else works on it.
 */
final class Salvage {
    /*
     * Problem: when changes are lost, contents are left in the log to which nothing refers. Some of
     * them were messages, some had been expunged for good; nothing tells them apart.
     * Rule: nothing that can be read is lost. Each goes into the mailbox where it arrived, with the
     * flags it had then, as a message; or as a retained message, where its UID is known to have
     * vanished. What was purged a short while before may come back.
     * It is all recorded as changes, so the next start that reads the log finds nothing to do.
     */

    private static final int BATCH = 500;

    private final StoreLog log;
    private final Committer committer;
    private final Receiver receiver;
    private final LongPredicate harmed;
    private final SalvagedBoxes boxes;
    private final Set<Long> filled = new HashSet<>();

    /**
     * @param harmed whether a mailbox may have lost something
     */
    Salvage(StoreLog log, Committer committer, Receiver receiver, LongPredicate harmed) {
        this.log = log;
        this.committer = committer;
        this.receiver = receiver;
        this.harmed = harmed;
        this.boxes = new SalvagedBoxes(harmed);
    }

    /** Mailboxes that were made or got something. */
    Set<Long> mailboxes() {
        filled.addAll(boxes.made());
        return filled;
    }

    /** Does it. @return how many messages were put back */
    long run() throws IOException {
        var orphans = perform(Salvage::begin);
        survey(found -> boxes.see(found, orphans));
        perform(tx -> boxes.make(tx));
        long[] count = {0};
        var batch = new ArrayList<Arrived>();
        survey(
                found -> {
                    batch.add(found);
                    if (batch.size() == BATCH) {
                        count[0] += perform(tx -> put(tx, batch));
                        batch.clear();
                    }
                });
        count[0] += perform(tx -> put(tx, batch));
        perform(Salvage::end);
        return count[0];
    }

    /** A content that is left. */
    private record Left(Contents contents, Arrived arrived) implements Content {
        @Override
        public long octets() {
            return arrived.octets();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            return contents.read(
                    arrived.content(),
                    arrived.place(),
                    arrived.octets(),
                    position,
                    into,
                    offset,
                    length);
        }
    }

    private interface Seer {
        void see(Arrived arrived) throws IOException;
    }

    private void survey(Seer seer) throws IOException {
        log.survey(
                0,
                Long.MAX_VALUE,
                (frame, place, record) -> {
                    var arrived = Arrived.of(frame, place, record);
                    if (arrived.isPresent() && isThere(arrived.get())) {
                        seer.see(arrived.get());
                    }
                });
    }

    /** Whether a content with a file of its own has it. */
    private boolean isThere(Arrived arrived) {
        if (!arrived.hasOwnFile() || arrived.octets() == 0) {
            return true;
        }
        try {
            var one = new byte[1];
            log.contents()
                    .read(arrived.content(), Contents.OWN_FILE, arrived.octets(), 0, one, 0, 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private <T> T perform(Work<T> work) throws IOException {
        var answer = new Answer<Outcome<T>>();
        committer.run(new Committer.Job<>(work, answer));
        return switch (answer.await()) {
            case Outcome.Done<T>(var value) -> value;
            case Outcome.Refused<T>(var why) ->
                    throw new IOException("messages cannot be put back: " + why);
        };
    }

    /** Notes what messages refer to. @return the contents in mailboxes that nobody knows */
    private static Outcome<Map<Long, Long>> begin(Transaction tx) throws SQLException {
        tx.sql.pragma(
                "CREATE TEMP TABLE referred AS SELECT content, min(mailbox) AS mailbox FROM"
                        + " (SELECT content, mailbox FROM message UNION ALL"
                        + " SELECT content, mailbox FROM retained) GROUP BY content");
        tx.sql.pragma("CREATE UNIQUE INDEX temp.referred_content ON referred (content)");
        var orphans = new HashMap<Long, Long>();
        tx.sql.each(
                "SELECT content, mailbox FROM referred"
                        + " WHERE mailbox NOT IN (SELECT number FROM mailbox)",
                row -> orphans.put(row.getLong(1), row.getLong(2)));
        return new Outcome.Done<>(orphans);
    }

    private static Outcome<Boolean> end(Transaction tx) throws SQLException {
        tx.sql.pragma("DROP TABLE temp.referred");
        tx.recount();
        return new Outcome.Done<>(true);
    }

    private Outcome<Long> put(Transaction tx, List<Arrived> batch)
            throws SQLException, IOException {
        long count = 0;
        for (var arrived : batch) {
            long number = arrived.content();
            boolean referred =
                    tx.sql.number("SELECT count(*) FROM referred WHERE content=?", number) > 0;
            var box = referred ? null : boxes.row(tx, arrived).orElse(null);
            boolean lost = box != null && harmed.test(box.number());
            if (!referred && !lost) {
                continue;
            }
            var found = receiver.found(new Left(log.contents(), arrived));
            content(tx, arrived, found);
            if (box != null && lost) {
                message(tx, box, arrived, found);
                tx.sql.run("INSERT INTO referred VALUES (?,?)", number, box.number());
                filled.add(box.number());
                count++;
            }
        }
        return new Outcome.Done<>(count);
    }

    /** Says where a content is, when that is not known or no longer true. */
    private void content(Transaction tx, Arrived arrived, Incoming.Found found)
            throws SQLException, IOException {
        long number = arrived.content();
        var known =
                tx.sql.one("SELECT place FROM content WHERE number=?", r -> r.getLong(1), number);
        if (known.isEmpty()) {
            tx.record(
                    new ContentPut(
                            number,
                            arrived.octets(),
                            arrived.place(),
                            arrived.span(),
                            found.summary()));
        } else if (known.get() != Contents.OWN_FILE && !log.has(Place.epoch(known.get()))) {
            tx.record(new ContentMoved(number, arrived.place(), arrived.span()));
        }
    }

    private static void message(
            Transaction tx, Rows.Mailbox box, Arrived arrived, Incoming.Found found)
            throws SQLException {
        boolean gone = box.removed() >= 0 || hasVanished(tx, box, arrived.uid());
        var keywords = new Keywords(box);
        long bits = keywords.bits(arrived.flags());
        if (keywords.refusal(tx.limits).isPresent()) {
            bits = 0;
        } else {
            MessageWorks.keep(tx, keywords, box);
        }
        long uid = isTaken(tx, box, arrived.uid()) ? box.next() : arrived.uid();
        long modSequence = box.modSequence() + 1;
        tx.record(
                new MessagePut(
                        box.number(),
                        new Message(
                                uid,
                                modSequence,
                                arrived.flags().system(),
                                bits,
                                arrived.octets(),
                                arrived.date(),
                                tx.now,
                                arrived.content(),
                                tx.serial(),
                                MessageWorks.thread(tx, box.account(), found.threadKeys()),
                                found.traits().bits())));
        if (gone) {
            tx.record(new Expunged(box.number(), modSequence, UidSet.of(uid), tx.now));
        }
    }

    private static boolean hasVanished(Transaction tx, Rows.Mailbox box, long uid)
            throws SQLException {
        return tx.sql.number(
                        "SELECT count(*) FROM vanished WHERE mailbox=? AND first<=? AND last>=?",
                        box.number(),
                        uid,
                        uid)
                > 0;
    }

    private static boolean isTaken(Transaction tx, Rows.Mailbox box, long uid) throws SQLException {
        return Rows.message(tx.sql, "message", box.number(), uid).isPresent()
                || Rows.message(tx.sql, "retained", box.number(), uid).isPresent();
    }
}
