package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summarizer;
import org.mailgauge.mime.Summary;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;
import org.mailgauge.search.Query;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.Summaries;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Finds messages in a mailbox: first by what stands beside them, then what is open still by their
 * summaries, and only then by their contents. Used by one thread, for one command.
 */
final class Finder {
    /** Messages of a turn that are looked at by flags and the like, or by summaries. */
    private static final int CHEAP = 2_000;

    private static final int SUMMARIES = 200;

    /** Contents of a turn, and octets with which it ends when one text is looked for. */
    private static final int CONTENTS = 64;

    private static final long OCTETS = 1 << 20;

    /** A turn ends after that, whatever is looked at. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SearchTurns turns;
    private final SearchIndex index;
    private final SearchProgress progress;
    private final Time time;
    private final ContentWindow window = new ContentWindow();
    private long turnBegan;

    Finder(Searches searches, SearchProgress progress, Time time) {
        turns = searches.turns();
        index = searches.index();
        this.progress = progress;
        this.time = time;
    }

    /**
     * What was found.
     *
     * @param unreadable how many messages could not be read, and so were not found
     * @param relevancies what they are worth
     */
    record Found(UidSet uids, int unreadable, Relevancies relevancies) {}

    Found find(MailboxStore store, MailboxView view, Query query) throws IOException {
        return find(store, view, query, query.among(view.uids()));
    }

    /**
     * The same.
     *
     * @param among no more than the query's {@link Query#among}
     */
    Found find(MailboxStore store, MailboxView view, Query query, UidSet among) throws IOException {
        if (query.namesOnly() || among.isEmpty()) {
            return new Found(among, 0, Relevancies.NONE);
        }
        takeTurn();
        try {
            return new Run(store, view, query).run(among);
        } finally {
            turns.end();
        }
    }

    /** Sees messages with their summaries. */
    interface Sink {
        void see(MessageFacts facts, Summary summary) throws IOException;
    }

    /**
     * Shows messages and their summaries by UID, those that the view has. One that cannot be read
     * is shown as if it were empty.
     */
    void summaries(MailboxStore store, MailboxView view, UidSet uids, Sink sink)
            throws IOException {
        long all = uids.size();
        var visitor =
                new MailboxStore.SummaryVisitor() {
                    private long done;

                    @Override
                    public boolean see(long uid, Summary summary) throws IOException {
                        var info = view.message(uid);
                        if (info.isPresent()) {
                            var facts = new MessageFacts(info.get(), false);
                            facts.tell(summary);
                            sink.see(facts, summary);
                        }
                        if (++done % SUMMARIES == 0 || isTurnOver()) {
                            pass(done, all);
                        }
                        return true;
                    }

                    @Override
                    public boolean unreadable(long uid) throws IOException {
                        return see(uid, new Summarizer().end());
                    }
                };
        takeTurn();
        try {
            store.summaries(uids, visitor);
        } finally {
            turns.end();
        }
    }

    private void takeTurn() {
        turns.take();
        turnBegan = time.ticks();
    }

    private boolean isTurnOver() {
        return time.ticks() - turnBegan >= TURN_NANOS;
    }

    /** Lets others have their turn. */
    private void pass(long done, long of) throws ClientGoneException {
        turns.end();
        try {
            progress.at(done, of);
        } finally {
            takeTurn();
        }
    }

    /** One search in one mailbox. */
    private final class Run {
        private final MailboxStore store;
        private final MailboxView view;
        private final Query query;
        private final UidSet recent;
        private final Relevancies relevancies;
        private UidSet found = UidSet.NONE;
        private UidSet.Builder yes = new UidSet.Builder();
        private UidSet.Builder open = new UidSet.Builder();
        private int unreadable;
        private long all;
        private long done;

        Run(MailboxStore store, MailboxView view, Query query) {
            this.store = store;
            this.view = view;
            this.query = query;
            recent = view.recent();
            relevancies = query.isFuzzy() ? new Relevancies(view.messages()) : Relevancies.NONE;
        }

        Found run(UidSet among) throws IOException {
            var rest = query.needsInfo() ? byInfo(among) : among;
            if (!rest.isEmpty()) {
                rest = index.candidates(store, view, query.texts(), rest);
            }
            all = rest.size();
            if (query.needsSummary() && !rest.isEmpty()) {
                rest = bySummary(rest);
            }
            byContent(rest);
            return new Found(found, unreadable, relevancies);
        }

        /** Notes what was found. @return what is open */
        private UidSet settle() {
            found = found.or(yes.build());
            var rest = open.build();
            yes = new UidSet.Builder();
            open = new UidSet.Builder();
            return rest;
        }

        private void judge(MessageFacts facts) {
            switch (query.on(facts)) {
                case YES -> {
                    yes.add(facts.uid());
                    if (query.isFuzzy()) {
                        relevancies.put(view.sequence(facts.uid()), query.relevancy(facts));
                    }
                }
                case OPEN -> open.add(facts.uid());
                case NO -> {}
            }
        }

        private MessageFacts facts(MessageInfo info) {
            return new MessageFacts(info, recent.contains(info.uid()));
        }

        private UidSet byInfo(UidSet among) throws IOException {
            view.visit(
                    among,
                    info -> {
                        judge(facts(info));
                        if (++done % CHEAP == 0 || isTurnOver()) {
                            pass(done, view.messages());
                        }
                        return true;
                    });
            done = 0;
            return settle();
        }

        private UidSet bySummary(UidSet among) throws IOException {
            store.summaries(
                    among,
                    new MailboxStore.SummaryVisitor() {
                        @Override
                        public boolean see(long uid, Summary summary) throws IOException {
                            var info = view.message(uid);
                            if (info.isPresent()) {
                                var facts = facts(info.get());
                                facts.tell(summary);
                                judge(facts);
                            }
                            return seen();
                        }

                        @Override
                        public boolean unreadable(long uid) throws IOException {
                            unreadable++;
                            return seen();
                        }

                        private boolean seen() throws IOException {
                            if (++done % SUMMARIES == 0 || isTurnOver()) {
                                pass(done, all);
                            }
                            return true;
                        }
                    });
            return settle();
        }

        private void byContent(UidSet among) throws IOException {
            done = all - among.size();
            var batch = new ArrayList<Long>(CONTENTS);
            long most = OCTETS / Math.max(1, query.scan().size());
            long octets = 0;
            for (var uids = among.iterator(); uids.hasNext(); ) {
                long uid = uids.nextLong();
                int sequence = view.sequence(uid);
                if (sequence > 0) {
                    batch.add(uid);
                    octets += view.octets(sequence);
                }
                if (batch.size() == CONTENTS || octets >= most) {
                    read(batch);
                    done += batch.size();
                    batch.clear();
                    octets = 0;
                    pass(done, all);
                }
            }
            if (!batch.isEmpty()) {
                read(batch);
            }
            settle();
        }

        private void read(List<Long> batch) throws IOException {
            var summaries = summaries(batch);
            var contents = store.contents(batch);
            for (int i = 0; i < batch.size(); i++) {
                var info = view.message(batch.get(i));
                var content = contents.get(i);
                if (info.isEmpty() || content.isEmpty()) {
                    continue;
                }
                var facts = facts(info.get());
                var summary = summaries.get(batch.get(i));
                if (summary != null) {
                    facts.tell(summary);
                }
                if (summary != null || !wantsSummary()) {
                    read(content.get(), facts);
                }
            }
        }

        private boolean wantsSummary() {
            return query.needsSummary() || query.scan().needsStructure();
        }

        private Map<Long, Summary> summaries(List<Long> batch) throws IOException {
            return wantsSummary() ? Summaries.of(store, batch, _ -> unreadable++) : Map.of();
        }

        private void read(Content content, MessageFacts facts) throws ClientGoneException {
            var scan = query.scan();
            var summary = facts.summary();
            if (scan.needsStructure() && summary != null) {
                scan.begin(summary.structure());
            } else {
                scan.begin(content.octets());
            }
            window.open(content);
            while (scan.wants()) {
                try {
                    int count = window.read(scan.position(), scan.wanted(ContentWindow.MOST));
                    scan.feed(window.octets(), window.offset(), count);
                } catch (IOException damaged) {
                    unreadable++;
                    return;
                }
                if (isTurnOver()) {
                    pass(done, all);
                }
            }
            facts.tell(scan);
            judge(facts);
        }
    }
}
