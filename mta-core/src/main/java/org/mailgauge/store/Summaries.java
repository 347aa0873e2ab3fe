package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summarizer;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Summaries of contents, and what they say about threads. */
public final class Summaries {
    private static final int PIECE = 64 << 10;

    /** Identifiers of a message by which it may find its thread. */
    private static final int KEYS = 32;

    private Summaries() {}

    /**
     * Reads a content from its start to its end, a piece at a time.
     *
     * @throws IOException when it cannot be read
     */
    public static Summary of(Content content) throws IOException {
        var summarizer = new Summarizer();
        long octets = content.octets();
        var piece = new byte[Math.clamp(octets, 1, PIECE)];
        for (long at = 0; at < octets; ) {
            int count = content.read(at, piece, 0, piece.length);
            if (count < 0) {
                throw new IOException("a content ends after " + at + " of " + octets + " octets");
            }
            summarizer.feed(piece, 0, count);
            at += count;
        }
        return summarizer.end();
    }

    /**
     * Those of some messages of a mailbox, by UID, as far as there are any.
     *
     * @param unreadable told of each that cannot be read
     */
    public static Map<Long, Summary> of(
            MailboxStore mailbox, List<Long> uids, LongConsumer unreadable) throws IOException {
        var wanted = UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
        var summaries = HashMap.<Long, Summary>newHashMap(uids.size());
        mailbox.summaries(
                wanted,
                new MailboxStore.SummaryVisitor() {
                    @Override
                    public boolean see(long uid, Summary summary) {
                        summaries.put(uid, summary);
                        return true;
                    }

                    @Override
                    public boolean unreadable(long uid) {
                        unreadable.accept(uid);
                        return true;
                    }
                });
        return summaries;
    }

    /** The identifiers of {@link Summary#threadKeys} as numbers: FNV-1a of their UTF-8. */
    public static long[] threadKeys(Summary summary) {
        return summary.threadKeys(KEYS).stream().mapToLong(Summaries::key).toArray();
    }

    /** A sender who finds another text of that key gains what he has by writing the identifier. */
    private static long key(String identifier) {
        long key = 0xcbf2_9ce4_8422_2325L;
        for (byte octet : identifier.getBytes(StandardCharsets.UTF_8)) {
            key = (key ^ (octet & 0xFF)) * 0x0100_0000_01b3L;
        }
        return key;
    }
}
