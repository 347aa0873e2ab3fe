package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mime.Envelope;
import org.mailgauge.mime.Summary;

import java.time.Instant;

/** What is known of one message: what stands beside it always, the rest as far as it was read. */
public interface Facts {

    long uid();

    boolean has(SystemFlag flag);

    /** Whether it has a keyword, in any case of its letters. */
    boolean has(String keyword);

    boolean recent();

    long octets();

    Instant internalDate();

    Instant saveDate();

    long modSequence();

    String emailId();

    String threadId();

    /** Null when it was not read yet. */
    @Nullable Summary summary();

    /** That of the summary, which has been read. */
    Envelope envelope();

    /**
     * Whether a text was found in the content.
     *
     * @param term of {@link ContentScan}
     * @return null when the content was not read yet
     */
    @Nullable Boolean found(int term);

    /**
     * What the content is worth for a text that may be near.
     *
     * @param term of {@link ContentScan}
     * @return 1 to 100; 0 when nothing near was found, or the content not read yet
     */
    int score(int term);

    /** What the message is worth for the whole search, 1 to 100, when that is known. */
    int relevancy();
}
