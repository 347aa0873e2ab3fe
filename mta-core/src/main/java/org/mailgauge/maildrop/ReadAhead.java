package org.mailgauge.maildrop;

import org.mailgauge.queue.Content;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The contents of one session's messages. Who takes one after the other is given the next small
 * ones out of memory: the store is asked once for all that fit into 32 KiB. As many sessions as
 * there are permits hold some at a time; the others ask for each. Safe for use by any thread.
 */
final class ReadAhead {
    private static final long MOST = 32 << 10;

    private final MailboxStore inbox;
    private final long[] uids;
    private final long[] octets;
    private final Semaphore permits;
    private final AtomicBoolean permitted = new AtomicBoolean();
    private final AtomicReference<Held> held = new AtomicReference<>(Held.NOTHING);
    private volatile int last = -1;

    /** Messages in a row; empty are those that do not exist any more. */
    private record Held(int first, List<Optional<Content>> contents) {
        static final Held NOTHING = new Held(0, List.of());

        boolean has(int message) {
            return message >= first && message - first < contents.size();
        }

        Optional<Content> of(int message) {
            return contents.get(message - first);
        }

        Held after(int message) {
            return new Held(message + 1, contents.subList(message + 1 - first, contents.size()));
        }
    }

    ReadAhead(MailboxStore inbox, long[] uids, long[] octets, Semaphore permits) {
        this.inbox = inbox;
        this.uids = uids;
        this.octets = octets;
        this.permits = permits;
    }

    /** A message, which is likely to be taken next; empty when it is not there any more. */
    Optional<Content> look(int message) throws IOException {
        var now = held.get();
        if (now.has(message)) {
            return now.of(message);
        }
        int end = message > 0 && message == last + 1 ? end(message) : message + 1;
        if (end == message + 1 || !permitted()) {
            return look(message, message + 1);
        }
        return look(message, end);
    }

    private Optional<Content> look(int message, int end) throws IOException {
        var wanted = new ArrayList<Long>(end - message);
        for (int i = message; i < end; i++) {
            wanted.add(uids[i]);
        }
        var found = new Held(message, inbox.contents(wanted));
        held.set(found);
        return found.of(message);
    }

    /** A message that is read now. */
    Optional<Content> take(int message) throws IOException {
        var content = look(message);
        last = message;
        var now = held.get();
        if (now.has(message)) {
            keep(now.after(message));
        }
        return content;
    }

    private void keep(Held rest) {
        if (rest.contents().isEmpty()) {
            close();
        } else {
            held.set(rest);
        }
    }

    /** Behind the messages that fit. */
    private int end(int message) {
        int end = message;
        for (long all = 0; end < uids.length && all + octets[end] <= MOST; end++) {
            all += octets[end];
        }
        return Math.max(end, message + 1);
    }

    private boolean permitted() {
        if (!permitted.get() && permits.tryAcquire() && permitted.getAndSet(true)) {
            permits.release();
        }
        return permitted.get();
    }

    /** Holds nothing any more. */
    void close() {
        held.set(Held.NOTHING);
        if (permitted.getAndSet(false)) {
            permits.release();
        }
    }
}
