package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Message-IDs of the oldest messages, for mtaGroupOldestMessageId: those of a few thousand are
 * kept, others are read back from the journal when they become the oldest of a group. Guarded by
 * the queue's lock, but for {@link #fetch}.
 */
final class MessageIds {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIds.class);

    /** So many are kept whether they are asked for or not. */
    private static final int KEPT = 2000;

    /** Stands for a message that has none, or whose envelope cannot be read. */
    private static final String NONE = "";

    private final Core core;
    private final Tasks tasks;
    private final Map<Message, String> known;
    private final List<Message> wanted = new ArrayList<>();
    private boolean fetching;

    MessageIds(Core core, Tasks tasks) {
        this.core = core;
        this.tasks = tasks;
        this.known = core.index().messageIds();
    }

    /** A message has come. */
    void add(Message message, @Nullable String messageId) {
        if (known.size() < KEPT) {
            known.put(message, messageId == null ? NONE : messageId);
        }
    }

    /** The Message-ID; null when there is none, or it must be read first. */
    @Nullable String of(Message message) {
        var id = known.get(message);
        if (id == null) {
            wanted.add(message);
            return null;
        }
        return id.equals(NONE) ? null : id;
    }

    /** Without the lock: reads what was wanted, on a thread of its own. */
    void fetch() {
        var batch =
                core.locked(
                        () -> {
                            if (fetching || wanted.isEmpty()) {
                                wanted.clear();
                                return List.<Message>of();
                            }
                            fetching = true;
                            var all = List.copyOf(wanted);
                            wanted.clear();
                            return all;
                        });
        if (!batch.isEmpty()) {
            tasks.start("message-ids", () -> read(batch));
        }
    }

    private void read(List<Message> batch) {
        try {
            for (var message : batch) {
                var id = read(message);
                core.locked(() -> keep(message, id));
            }
        } finally {
            core.locked(() -> fetching = false);
        }
    }

    private void keep(Message message, String id) {
        if (known.size() >= 2 * KEPT) {
            forgetHalf();
        }
        if (message.group >= 0) {
            known.put(message, id);
        }
    }

    private void forgetHalf() {
        var each = known.keySet().iterator();
        for (int i = 0; i < KEPT && each.hasNext(); i++) {
            each.next();
            each.remove();
        }
    }

    private String read(Message message) {
        try {
            long place = core.locked(() -> message.place);
            var octets = core.journal().envelope(message.id(), place);
            return switch (QueueRecords.envelope(octets)) {
                case QueueRecords.Read.Good<Envelope>(var envelope) ->
                        envelope.messageId() == null ? NONE : envelope.messageId();
                case QueueRecords.Read.Damaged<Envelope> _, QueueRecords.Read.Newer<Envelope> _ ->
                        NONE;
            };
        } catch (IOException failed) {
            LOG.warn("{}: envelope cannot be read back: {}", message.id(), failed.getMessage());
            return NONE;
        }
    }
}
