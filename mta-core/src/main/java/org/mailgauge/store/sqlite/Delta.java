package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.sqlite.Change.Expunged;
import org.mailgauge.store.sqlite.Change.FlagsPut;
import org.mailgauge.store.sqlite.Change.KeywordsPut;
import org.mailgauge.store.sqlite.Change.MessagePut;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one work did to the messages of one mailbox: it leads from one mod-sequence to the next.
 *
 * @param changes of messages, in their order
 * @param keywords of the mailbox from now on; null when they stay
 * @param messages how many are in it
 */
record Delta(
        long modSequence, List<Change> changes, @Nullable List<Keyword> keywords, long messages) {

    /** No work leads there: what is known of the mailbox must be asked for again. */
    static final Delta UNKNOWN = new Delta(0, List.of(), null, 0);

    /** Whether it leads anywhere. */
    boolean isKnown() {
        return modSequence != 0;
    }

    /** What works did to a shard, one after the other. */
    record Works(Map<Long, List<Delta>> mailboxes, boolean accounts) {}

    /**
     * Finds what works did to each mailbox.
     *
     * @param works the changes of each
     */
    static Works of(List<List<Change>> works) {
        var all = new HashMap<Long, List<Delta>>();
        boolean accounts = false;
        for (var changes : works) {
            var found = new HashMap<Long, Finding>();
            for (var change : changes) {
                accounts |= change instanceof Change.AccountPut;
                accounts |= change instanceof Change.AccountGone;
                var mailbox = found.computeIfAbsent(change.subject(), _ -> new Finding());
                mailbox.see(change);
            }
            found.remove(0L);
            found.forEach(
                    (mailbox, finding) -> {
                        if (!finding.isNothing()) {
                            all.computeIfAbsent(mailbox, _ -> new ArrayList<>())
                                    .add(finding.delta());
                        }
                    });
        }
        return new Works(all, accounts);
    }

    /** Gathers the changes of one work to one mailbox. */
    private static final class Finding {
        private final List<Change> changes = new ArrayList<>();
        private @Nullable List<Keyword> keywords;
        private long modSequence;
        private long messages;
        private boolean unknown;

        void see(Change change) {
            switch (change) {
                case MessagePut c -> add(c, c.message().modSequence(), 1);
                case FlagsPut c -> add(c, c.modSequence(), c.uids().length);
                case Expunged c -> add(c, c.modSequence(), c.uids().size());
                case KeywordsPut c -> keywords = c.keywords().stream().map(Keyword::new).toList();
                case Change.Claimed _, Change.RightsPut _, Change.RetainedGone _ -> {
                    // Nothing of a message.
                }
                default -> unknown = true;
            }
        }

        private void add(Change change, long leadsTo, long count) {
            unknown |= modSequence != 0 && modSequence != leadsTo;
            modSequence = leadsTo;
            messages += count;
            changes.add(change);
        }

        boolean isNothing() {
            return !unknown && changes.isEmpty() && keywords == null;
        }

        Delta delta() {
            return unknown || changes.isEmpty()
                    ? UNKNOWN
                    : new Delta(modSequence, changes, keywords, messages);
        }
    }
}
