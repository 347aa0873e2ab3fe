package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;

import java.time.Duration;

/** One thing that a recipient must have to be meant by a {@link Selection}. */
public sealed interface Criterion {
    /**
     * From that reverse-path or that domain.
     *
     * @param localPart null for all of the domain
     * @param domain in lower case; null for the null reverse-path
     */
    record Sender(@Nullable String localPart, @Nullable String domain) implements Criterion {}

    /**
     * To that address.
     *
     * @param domain in lower case
     */
    record Recipient(String localPart, String domain) implements Criterion {}

    /** To that domain, given in lower case. */
    record Destination(String domain) implements Criterion {}

    record Channel(String name) implements Criterion {}

    /** By that next hop, as the configuration writes it. */
    record NextHop(String text) implements Criterion {}

    record State(RecipientState state) implements Criterion {}

    /** Waits for that reason, as the views show it. */
    record Reason(WaitReason reason) implements Criterion {}

    /** What kind of trouble the last reply tells of. */
    record OfClass(ReplyClass replyClass) implements Criterion {}

    record OlderThan(Duration age) implements Criterion {}

    record YoungerThan(Duration age) implements Criterion {}

    /** The content has more octets. */
    record LargerThan(long octets) implements Criterion {}

    record AttemptsAtLeast(int attempts) implements Criterion {}

    /** The last reply contains that text, in whatever case. */
    record LastReply(String part) implements Criterion {}
}
