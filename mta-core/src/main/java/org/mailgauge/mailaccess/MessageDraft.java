package org.mailgauge.mailaccess;

import org.mailgauge.imap.HeaderOctets;
import org.mailgauge.imap.LineEnds;
import org.mailgauge.store.ContentDraft;
import org.mailgauge.store.Flags;
import org.mailgauge.store.NewMessage;

import java.io.IOException;
import java.time.Instant;

/**
 * One message that is being appended. In texts a LF without CR becomes CRLF; what comes as binary
 * (RFC 3516), or out of another message, stays as it is. Used by one thread.
 */
final class MessageDraft implements AutoCloseable {
    private final ContentDraft draft;
    private final Flags flags;
    private final Instant date;
    private final LineEnds ends = new LineEnds();
    private final HeaderOctets header = new HeaderOctets();
    private byte[] made = new byte[0];
    private boolean binary;

    MessageDraft(ContentDraft draft, Flags flags, Instant date) {
        this.draft = draft;
        this.flags = flags;
        this.date = date;
    }

    long octets() {
        return draft.octets();
    }

    /** What comes next is text, or binary. */
    void next(boolean isBinary) {
        binary = isBinary;
    }

    void write(byte[] octets, int offset, int count) throws IOException {
        header.take(octets, offset, count);
        if (binary) {
            ends.keep(octets, offset, count);
            draft.write(octets, offset, count);
        } else if (ends.passes(octets, offset, count)) {
            draft.write(octets, offset, count);
        } else {
            if (made.length < LineEnds.room(count)) {
                made = new byte[LineEnds.room(count)];
            }
            draft.write(made, 0, ends.take(octets, offset, count, made));
        }
    }

    /** Whether NUL was in a text. */
    boolean hasNul() {
        return ends.nul();
    }

    /** Whether 8-bit octets were in the header section. */
    boolean hasEightBitHeader() {
        return header.eightBit();
    }

    /** All has come, and others follow. */
    void rest() throws IOException {
        draft.rest();
        made = new byte[0];
    }

    NewMessage message() {
        return new NewMessage(draft, flags, date);
    }

    @Override
    public void close() {
        draft.close();
    }
}
