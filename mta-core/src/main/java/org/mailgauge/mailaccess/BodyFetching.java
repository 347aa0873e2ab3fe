package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.FlagsChanged;
import org.mailgauge.store.MessageInfo;
import org.mailgauge.store.Summaries;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Fetches messages whose contents have to be opened: some are marked as seen at once, and of those
 * a few are opened at once. Used by one thread, for one command.
 */
final class BodyFetching {
    private static final Flags SEEN = Flags.of(SystemFlag.SEEN);

    /** Messages that are marked as seen before the first of them is sent. */
    private static final int PAGE = 500;

    /** Messages that are opened at a time, and octets of them with which no more is. */
    private static final int BATCH = 32;

    private static final long BATCH_OCTETS = 128 << 10;

    private final OpenMailbox open;
    private final MessageTelling telling;
    private final boolean marks;

    /**
     * @param marks whether messages become seen
     */
    BodyFetching(OpenMailbox open, MessageTelling telling, boolean marks) {
        this.open = open;
        this.telling = telling;
        this.marks = marks;
    }

    void fetch(Limited some) throws IOException {
        var page = new ArrayList<MessageInfo>();
        some.visit(
                open.view(),
                some.uids(),
                message -> {
                    page.add(message);
                    if (page.size() == PAGE) {
                        page(page);
                        page.clear();
                    }
                    return true;
                });
        page(page);
    }

    private void page(List<MessageInfo> page) throws IOException {
        var marked = marks ? mark(page) : null;
        int from = 0;
        while (from < page.size()) {
            int to = from;
            long octets = 0;
            do {
                octets += page.get(to++).octets();
            } while (to < page.size() && to - from < BATCH && octets < BATCH_OCTETS);
            batch(page.subList(from, to), marked);
            from = to;
        }
    }

    /** Marks those as seen that are not; null when there are none, or the store refuses. */
    private @Nullable FlagsChanged mark(List<MessageInfo> page) throws IOException {
        var unseen =
                page.stream()
                        .filter(message -> !message.flags().has(SystemFlag.SEEN))
                        .mapToLong(MessageInfo::uid);
        var uids = UidSet.of(unseen.toArray());
        if (uids.isEmpty()) {
            return null;
        }
        var change = new FlagChange(FlagChange.Kind.ADD, SEEN);
        var done = open.store().change(uids, change).done().orElse(null);
        if (done != null) {
            open.settled(done);
        }
        return done;
    }

    private void batch(List<MessageInfo> batch, @Nullable FlagsChanged marked) throws IOException {
        var contents = open.store().contents(batch.stream().map(MessageInfo::uid).toList());
        var opened = new HashMap<Long, Content>();
        for (int i = 0; i < batch.size(); i++) {
            long uid = batch.get(i).uid();
            contents.get(i)
                    .ifPresentOrElse(
                            content -> opened.put(uid, content), telling.trouble()::vanished);
        }
        if (telling.needsSummary()) {
            summarized(batch, opened, marked);
            return;
        }
        for (var message : batch) {
            var content = opened.get(message.uid());
            if (content != null) {
                tell(message, null, content, marked);
            }
        }
    }

    private void summarized(
            List<MessageInfo> batch, Map<Long, Content> opened, @Nullable FlagsChanged marked)
            throws IOException {
        var uids = batch.stream().map(MessageInfo::uid).filter(opened::containsKey).toList();
        var unreadable = new HashSet<Long>();
        var summaries = Summaries.of(open.store(), uids, unreadable::add);
        for (var message : batch) {
            var summary = summaries.get(message.uid());
            var content = opened.get(message.uid());
            if (unreadable.contains(message.uid())) {
                telling.trouble().damaged();
            } else if (summary != null && content != null) {
                tell(message, summary, content, marked);
            } else if (content != null) {
                telling.trouble().vanished();
            }
        }
    }

    private void tell(
            MessageInfo message,
            @Nullable Summary summary,
            Content content,
            @Nullable FlagsChanged marked)
            throws IOException {
        if (marked != null && marked.changed().contains(message.uid())) {
            telling.tell(seen(message, marked.modSequence()), summary, content, true);
        } else {
            telling.tell(message, summary, content, false);
        }
    }

    private static MessageInfo seen(MessageInfo message, long modSequence) {
        return new MessageInfo(
                message.uid(),
                modSequence,
                message.flags().with(SEEN),
                message.octets(),
                message.internalDate(),
                message.saveDate(),
                message.emailId(),
                message.threadId(),
                message.traits());
    }
}
