package org.mailgauge.fulltext;

import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;
import org.mailgauge.search.Casemap;
import org.mailgauge.search.ContentScan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Takes the texts of messages, as searches see them. Used by one thread. */
final class MessageReader {
    private static final Logger LOG = LoggerFactory.getLogger(MessageReader.class);
    private static final int PIECE = 32 << 10;

    private final GramSink texts = new GramSink();
    private final ContentScan scan = new ContentScan(texts);
    private final byte[] piece = new byte[PIECE];

    /**
     * Reads a message.
     *
     * @return whether all is known of it; else it cannot be read, or has too many texts
     */
    boolean read(Summary summary, Content content) {
        texts.clear();
        try {
            envelope(summary);
            content(summary, content);
        } catch (IOException _) {
            return false;
        } catch (RuntimeException fault) {
            LOG.warn("a message is always looked at by searches, as it cannot be indexed", fault);
            return false;
        }
        texts.end();
        return !texts.isFull();
    }

    GramSink texts() {
        return texts;
    }

    private void envelope(Summary summary) {
        var envelope = summary.envelope();
        for (var kind : Kind.values()) {
            var field = kind.field();
            var text = field == null ? null : field.text(envelope);
            if (text != null) {
                var folded = Casemap.fold(text);
                texts.begin(kind);
                texts.look(folded, 0, folded.length);
            }
        }
    }

    private void content(Summary summary, Content content) throws IOException {
        scan.begin(summary.structure());
        while (scan.wants() && !texts.isFull()) {
            int count = content.read(scan.position(), piece, 0, scan.wanted(PIECE));
            if (count <= 0) {
                throw new IOException("a content ends at " + scan.position());
            }
            scan.feed(piece, 0, count);
        }
    }
}
