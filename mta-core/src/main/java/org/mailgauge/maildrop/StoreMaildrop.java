package org.mailgauge.maildrop;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.pop3.Listing;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** An INBOX, open for one session. */
final class StoreMaildrop implements Maildrop {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMaildrop.class);

    private final MailboxStore inbox;
    private final StoreListing listing;
    private final ReadAhead contents;
    private final Runnable unlock;
    private final AtomicBoolean closed = new AtomicBoolean();

    StoreMaildrop(MailboxStore inbox, StoreListing listing, ReadAhead contents, Runnable unlock) {
        this.inbox = inbox;
        this.listing = listing;
        this.contents = contents;
        this.unlock = unlock;
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public Reading read(int message) {
        try {
            var content = contents.take(message);
            return content.isEmpty()
                    ? new Reading.Missing()
                    : new Reading.Open(new InOrder(content.get()));
        } catch (IOException e) {
            LOG.warn("message {} of {} cannot be read", listing.uid(message), inbox.id(), e);
            return new Reading.Unavailable(true);
        }
    }

    @Override
    public boolean remove(BitSet messages) {
        var uids = new UidSet.Builder();
        messages.stream().forEach(message -> uids.add(listing.uid(message)));
        try {
            return switch (inbox.remove(uids.build())) {
                case Outcome.Done<?> _ -> true;
                case Outcome.Refused<?>(var why) -> {
                    LOG.warn("nothing removed from {}: {}", inbox.id(), why);
                    yield false;
                }
            };
        } catch (IOException e) {
            LOG.warn("nothing removed from {}", inbox.id(), e);
            return false;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            contents.close();
            unlock.run();
        }
    }

    /** A content, read from its start on. */
    private static final class InOrder implements Content {
        private final org.mailgauge.queue.Content content;
        private long at;

        InOrder(org.mailgauge.queue.Content content) {
            this.content = content;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int part = content.read(at, into, offset, length);
            at += Math.max(0, part);
            return part;
        }

        @Override
        public void close() {}
    }
}
