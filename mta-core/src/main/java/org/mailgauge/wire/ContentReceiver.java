package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.HeaderScanner;
import org.mailgauge.mime.MissingFields;
import org.mailgauge.queue.Intake;
import org.mailgauge.smtp.ContentDecoder;
import org.mailgauge.smtp.ContentSummary;
import org.mailgauge.smtp.ContentSummary.Flaw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One content on its way from the wire to a draft, measured and checked as it passes. Once it is
 * known to be refused nothing more is written. Used by one thread.
 */
final class ContentReceiver implements ContentDecoder.Sink {
    private final Intake.Draft draft;
    private final long maxOctets;
    private final boolean normalize;
    private final ContentDecoder decoder;
    private final @Nullable MissingFields missing;
    private final HeaderScanner scanner = new HeaderScanner();
    private long octets;
    private @Nullable IOException failure;

    /**
     * @param missing completes the header section; null when it is left as it is
     */
    ContentReceiver(
            Intake.Draft draft,
            long maxOctets,
            boolean normalize,
            @Nullable MissingFields missing) {
        this.draft = draft;
        this.maxOctets = maxOctets;
        this.normalize = normalize;
        this.missing = missing;
        decoder = new ContentDecoder(normalize);
    }

    /** Writes our trace header; before anything else. */
    void trace(String header) {
        var field = header.getBytes(StandardCharsets.ISO_8859_1);
        write(field, 0, field.length);
    }

    ContentDecoder decoder() {
        return decoder;
    }

    @Override
    public void piece(byte[] from, int offset, int length) {
        octets += length;
        if (flaw() == Flaw.NONE) {
            scanner.scan(from, offset, length);
            if (missing == null) {
                write(from, offset, length);
            } else {
                missing.pass(from, offset, length, this::write);
            }
        }
    }

    /** The content is over. */
    void end() {
        if (missing != null && flaw() == Flaw.NONE) {
            missing.end(this::write);
        }
    }

    /** Whether it got a Message-ID of ours. */
    boolean completed() {
        return missing != null && missing.messageIdAdded();
    }

    /**
     * A failed draft refuses to be committed, so that the client is told after the content's end.
     */
    private void write(byte[] from, int offset, int length) {
        if (failure == null) {
            try {
                draft.write(from, offset, length);
            } catch (IOException failed) {
                failure = failed;
            }
        }
    }

    Flaw flaw() {
        if (decoder.bare() && !normalize) {
            return Flaw.BARE_LINE_END;
        }
        if (octets > maxOctets) {
            return Flaw.TOO_LARGE;
        }
        return scanner.tooLarge() ? Flaw.HEADER_TOO_LARGE : Flaw.NONE;
    }

    ContentSummary summary() {
        return new ContentSummary(octets, flaw(), scanner.receivedFields());
    }

    boolean eightBit() {
        return scanner.eightBit();
    }

    @Nullable String messageId() {
        return scanner.messageId();
    }
}
