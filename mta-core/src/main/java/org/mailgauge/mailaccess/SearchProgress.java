package org.mailgauge.mailaccess;

import org.mailgauge.imap.ImapText;
import org.mailgauge.port.Time;

import java.util.concurrent.TimeUnit;

/** Tells a client that waits for long how far its command is (RFC 9585). Used by one thread. */
final class SearchProgress {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Output out;
    private final Time time;
    private final String tag;
    private long told;

    SearchProgress(Output out, Time time, String tag) {
        this.out = out;
        this.time = time;
        this.tag = tag;
        told = time.ticks();
    }

    /**
     * So much is done.
     *
     * @param of how much that will be
     * @throws ClientGoneException when nobody waits any longer
     */
    void at(long done, long of) throws ClientGoneException {
        if (time.ticks() - told < EVERY_NANOS) {
            return;
        }
        out.buffer()
                .text("* OK [INPROGRESS (")
                .text(ImapText.quoted(tag))
                .octet(' ')
                .number(done)
                .octet(' ')
                .number(Math.max(done, of))
                .text(")] Still at it")
                .line();
        out.flush();
        told = time.ticks();
    }
}
