package org.mailgauge.mailaccess;

import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Time;
import org.mailgauge.search.Query;
import org.mailgauge.search.SearchTexts;
import org.mailgauge.search.SequenceSets;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Searches as a session does, and hears what its client is told. */
public final class Searcher {
    private final Heard out = new Heard();
    private final Time time;

    public Searcher(Time time) {
        this.time = time;
    }

    /** What was sent. */
    private static final class Heard implements Output {
        final ResponseBuffer buffer = new ResponseBuffer(new byte[64]);
        final List<String> lines = new ArrayList<>();

        @Override
        public ResponseBuffer buffer() {
            return buffer;
        }

        @Override
        public void pass() {}

        @Override
        public void flush() {
            lines.add(new String(buffer.octets(), 0, buffer.length(), StandardCharsets.US_ASCII));
            buffer.clear();
        }
    }

    List<String> lines() {
        return out.lines;
    }

    /** The messages of a mailbox that are found; all of which can be read. */
    public UidSet find(MailboxStore store, SearchKey key, SearchIndex index) throws IOException {
        var found = found(store, key, index, time);
        if (found.unreadable() > 0) {
            throw new AssertionError(found.unreadable() + " cannot be read");
        }
        return found.uids();
    }

    Finder.Found found(MailboxStore store, SearchKey key, SearchIndex index, Time now)
            throws IOException {
        var query = Query.of(key, SearchTexts.DEFAULT, SequenceSets.NONE, now.wall());
        var finder =
                new Finder(
                        new Searches(new SearchTurns(), index, new RowMemory(0)),
                        new SearchProgress(out, now, "t"),
                        now);
        try (var view = view(store)) {
            return finder.find(store, view, query.orElseThrow());
        }
    }

    /** What a session sees of a mailbox. */
    public static MailboxView view(MailboxStore store) throws IOException {
        if (store.open(MailboxStore.Mode.READ_ONLY, () -> {})
                instanceof Outcome.Done<MailboxView>(var view)) {
            return view;
        }
        throw new AssertionError("no view");
    }
}
