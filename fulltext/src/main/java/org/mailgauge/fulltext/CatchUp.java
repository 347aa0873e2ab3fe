package org.mailgauge.fulltext;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Summaries;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A turn of bringing an index up to date. Used by one platform thread. */
final class CatchUp implements Closeable {
    /** Messages that are read at a time. */
    private static final int BATCH = 64;

    /** Memory for what is not written yet: of the heap, and at most. */
    private static final int SHARE = 32;

    private static final double MOST_MIB = 16;

    /** Messages of which it need not be known that they are gone. */
    private static final int SPARE = 1_000;

    private final AccountStore account;
    private final Pace pace;
    private final KnownMessages known;
    private final IndexWriter writer;
    private final Map<ObjectId, Mark> marks;
    private final MessageReader reader = new MessageReader();
    private final MessageTerms terms = new MessageTerms();
    private final NumericDocValuesField number = new NumericDocValuesField(Format.NUMBER, 0);
    private final Document document = new Document();
    private boolean changed;

    /** How it goes. */
    interface Pace {

        /** Whether to go on. */
        boolean goesOn();

        /** So many messages of now were gone through; lets others work. */
        void rest(int messages, int added);
    }

    private CatchUp(
            AccountStore account,
            Pace pace,
            KnownMessages known,
            IndexWriter writer,
            Map<ObjectId, Mark> marks) {
        this.account = account;
        this.pace = pace;
        this.known = known;
        this.writer = writer;
        this.marks = marks;
        document.add(new Field(Format.TERMS, terms, Format.TYPE));
        document.add(number);
    }

    /** Begins a turn. */
    static CatchUp open(Directory directory, AccountStore account, Pace pace)
            throws BrokenIndexException {
        return broken(
                () -> {
                    var marks = marks(directory);
                    var known = KnownMessages.of(directory);
                    IndexWriter writer = null;
                    try {
                        writer = new IndexWriter(directory, config());
                    } finally {
                        if (writer == null) {
                            known.close();
                        }
                    }
                    return new CatchUp(account, pace, known, writer, marks);
                });
    }

    /** Of an index that is there; none of one that is not. */
    static Map<ObjectId, Mark> marks(Directory directory) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return new HashMap<>();
        }
        var commits = DirectoryReader.listCommits(directory);
        return new HashMap<>(Format.marks(commits.getLast().getUserData()));
    }

    /**
     * How many messages an index does not know, or should forget: so many that a turn is worth it,
     * or fewer.
     */
    static long lacks(Directory directory, AccountStore account)
            throws IOException, BrokenIndexException {
        var marks = broken(() -> marks(directory));
        long has = broken(() -> SegmentInfos.readLatestCommit(directory)).totalMaxDoc();
        long lacks = 0;
        long messages = 0;
        for (var info : account.mailboxes()) {
            var box = account.mailbox(info.id());
            if (box.isPresent()
                    && box.get().status() instanceof Outcome.Done<MailboxStatus>(var status)) {
                var mark = marks.get(info.id());
                messages += status.messages();
                lacks +=
                        mark != null && mark.isOf(status)
                                ? Math.max(0, status.uidNext() - mark.next())
                                : status.messages();
            }
        }
        return has > most(messages) ? Math.max(lacks, has - messages) : lacks;
    }

    /** Messages that an index may have beside those that are there. */
    private static long most(long messages) {
        return messages + messages / 4 + SPARE;
    }

    private static IndexWriterConfig config() {
        double share = (double) Runtime.getRuntime().maxMemory() / SHARE / (1 << 20);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(Math.clamp(share, 1, MOST_MIB))
                .setMergeScheduler(new SerialMergeScheduler())
                .setCommitOnClose(false);
    }

    /**
     * Goes through what is new, as long as the pace lets it.
     *
     * @return whether nothing is left
     */
    boolean run() throws IOException, BrokenIndexException {
        var boxes = new ArrayList<MailboxStore>();
        for (var info : account.mailboxes()) {
            account.mailbox(info.id()).ifPresent(boxes::add);
        }
        changed |= marks.keySet().retainAll(boxes.stream().map(MailboxStore::id).toList());
        boolean whole = true;
        for (var box : boxes) {
            whole = whole && pace.goesOn() && mailbox(box);
        }
        if (whole) {
            prune(boxes);
        }
        if (changed) {
            broken(
                    () -> {
                        writer.setLiveCommitData(Format.data(marks).entrySet());
                        return writer.commit();
                    });
        }
        return whole;
    }

    private boolean mailbox(MailboxStore box) throws IOException, BrokenIndexException {
        if (!(box.status() instanceof Outcome.Done<MailboxStatus>(var now))) {
            return true;
        }
        var mark = marks.get(box.id());
        if (mark != null && mark.isEnd(now)) {
            return true;
        }
        if (!(box.open(MailboxStore.Mode.READ_ONLY, () -> {})
                instanceof Outcome.Done<MailboxView>(var view))) {
            return true;
        }
        try (view) {
            return mailbox(box, view);
        }
    }

    private boolean mailbox(MailboxStore box, MailboxView view)
            throws IOException, BrokenIndexException {
        var status = view.opened();
        long validity = status.mailbox().uidValidity();
        var old = marks.get(box.id());
        var mark = old != null && old.isOf(status) ? old : Mark.none(status);
        var left = view.uids().where(uid -> uid >= mark.next()).iterator();
        changed = true;
        while (left.hasNext()) {
            var batch = new ArrayList<MessageInfo>(BATCH);
            long last = 0;
            while (left.hasNext() && batch.size() < BATCH) {
                last = left.nextLong();
                view.message(last).ifPresent(batch::add);
            }
            int added = add(box, batch);
            marks.put(box.id(), new Mark(validity, last + 1));
            pace.rest(batch.size(), added);
            if (!pace.goesOn() && left.hasNext()) {
                return false;
            }
        }
        marks.put(box.id(), new Mark(validity, Math.max(mark.next(), status.uidNext())));
        return true;
    }

    /** Adds those that are new. @return how many that are */
    private int add(MailboxStore box, List<MessageInfo> batch)
            throws IOException, BrokenIndexException {
        var fresh = new ArrayList<MessageInfo>();
        for (var info : batch) {
            if (broken(() -> known.add(Codes.number(info.emailId())))) {
                fresh.add(info);
            }
        }
        var uids = fresh.stream().map(MessageInfo::uid).toList();
        var summaries = Summaries.of(box, uids, _ -> {});
        var contents = box.contents(uids);
        for (int i = 0; i < fresh.size(); i++) {
            long message = Codes.number(fresh.get(i).emailId());
            var summary = summaries.get(uids.get(i));
            var content = contents.get(i);
            boolean read =
                    summary != null && content.isPresent() && reader.read(summary, content.get());
            if (read) {
                terms.begin(message, reader.texts());
            } else {
                terms.beginOpen(message);
            }
            number.setLongValue(message);
            broken(() -> writer.addDocument(document));
        }
        return fresh.size();
    }

    /*
     * Problem: what is expunged must not stay for ever, and a message that is still in a mailbox,
     * below its mark, must not go; messages may be moved meanwhile.
     * Invariant: a message below a mailbox's mark was there before the mark was, so it is there in
     * every look at the mailbox from now on until it leaves it. One that was in none of the mailboxes
     * when they were looked at is below no mark: where it came since, it is at or above the mark,
     * and is looked for in the index again.
     */
    private void prune(List<MailboxStore> boxes) throws IOException, BrokenIndexException {
        long messages = 0;
        for (var box : boxes) {
            if (box.status() instanceof Outcome.Done<MailboxStatus>(var status)) {
                messages += status.messages();
            }
        }
        if (known.size() <= most(messages)) {
            return;
        }
        var there = new LongSet();
        for (var box : boxes) {
            if (box.open(MailboxStore.Mode.READ_ONLY, () -> {})
                    instanceof Outcome.Done<MailboxView>(var view)) {
                try (view) {
                    view.visit(
                            view.uids(),
                            info -> {
                                there.add(Codes.number(info.emailId()));
                                return true;
                            });
                }
            }
        }
        broken(
                () -> {
                    for (long gone : known.without(there)) {
                        writer.deleteDocuments(new Term(Format.TERMS, Codes.message(gone)));
                    }
                    return true;
                });
        changed = true;
    }

    /** What is done with the index. */
    private interface Doing<T> {
        T now() throws IOException;
    }

    private static <T> T broken(Doing<T> doing) throws BrokenIndexException {
        try {
            return doing.now();
        } catch (IOException | RuntimeException e) {
            throw new BrokenIndexException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (known) {
            writer.rollback();
        }
    }
}
