package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mime.Envelope;
import org.mailgauge.mime.Summary;
import org.mailgauge.search.ContentScan;
import org.mailgauge.search.Facts;
import org.mailgauge.store.MessageInfo;

import java.time.Instant;

/** What is known of one message so far. Used by one thread. */
final class MessageFacts implements Facts {
    private final MessageInfo info;
    private final boolean recent;
    private @Nullable Summary summary;
    private @Nullable Envelope envelope;
    private @Nullable ContentScan scanned;

    private int relevancy = 100;

    MessageFacts(MessageInfo info, boolean recent) {
        this.info = info;
        this.recent = recent;
    }

    /** It has been read. */
    void tell(Summary read) {
        summary = read;
    }

    /** What it is worth for a search is known. */
    void relevancy(int worth) {
        relevancy = worth;
    }

    /** The content has been read, and the scan stands at its end. */
    void tell(ContentScan scan) {
        scanned = scan;
    }

    @Override
    public long uid() {
        return info.uid();
    }

    @Override
    public boolean has(SystemFlag flag) {
        return info.flags().has(flag);
    }

    @Override
    public boolean has(String keyword) {
        for (var one : info.flags().keywords()) {
            if (one.text().equalsIgnoreCase(keyword)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean recent() {
        return recent;
    }

    @Override
    public long octets() {
        return info.octets();
    }

    @Override
    public Instant internalDate() {
        return info.internalDate();
    }

    @Override
    public Instant saveDate() {
        return info.saveDate();
    }

    @Override
    public long modSequence() {
        return info.modSequence();
    }

    @Override
    public String emailId() {
        return info.emailId().text();
    }

    @Override
    public String threadId() {
        return info.threadId().text();
    }

    @Override
    public @Nullable Summary summary() {
        return summary;
    }

    @Override
    public Envelope envelope() {
        if (summary == null) {
            throw new IllegalStateException("no summary was read");
        }
        if (envelope == null) {
            envelope = summary.envelope();
        }
        return envelope;
    }

    @Override
    public @Nullable Boolean found(int term) {
        return scanned == null ? null : scanned.found(term);
    }

    @Override
    public int score(int term) {
        return scanned == null ? 0 : scanned.score(term);
    }

    @Override
    public int relevancy() {
        return relevancy;
    }
}
