package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.LogText;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;

/**
 * Final delivery into the mailboxes of this server, from the queue and from LMTP alike. Safe for
 * use by any thread.
 */
public final class LocalDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);

    private static final SmtpReply STORED = SmtpReply.of(250, 0, 0, "Ok, in the mailbox");
    private static final SmtpReply OVER_QUOTA = SmtpReply.of(452, 2, 2, "Mailbox is full");
    private static final SmtpReply OVER_QUOTA_FOR_GOOD = SmtpReply.of(552, 2, 2, "Mailbox is full");
    private static final SmtpReply UNKNOWN = Replies.NO_SUCH_USER;
    private static final SmtpReply FAILED =
            SmtpReply.of(451, 3, 0, "The mailbox cannot be written now");
    private static final SmtpReply LOOPED =
            SmtpReply.of(554, 4, 6, "Mail loop: it was delivered to this recipient before");

    private final Mailboxes mailboxes;

    public LocalDelivery(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /** What became of a message for one recipient. */
    public sealed interface Fate {
        SmtpReply reply();

        /** It is durable in his mailbox. */
        record Stored(SmtpReply reply) implements Fate {}

        /** It could not be stored now. */
        record Deferred(SmtpReply reply) implements Fate {}

        /** It cannot be delivered. */
        record Refused(SmtpReply reply) implements Fate {}

        /** He had it before: a loop. */
        record Looped(SmtpReply reply) implements Fate {}
    }

    /**
     * Reads a message's header section, once for all its recipients.
     *
     * @throws IOException when the content cannot be read
     */
    public Letter open(ReversePath from, Instant arrived, Content content) throws IOException {
        return Letter.open(from, arrived, content);
    }

    /**
     * Delivers to one recipient, and parks until it is durable.
     *
     * @param key of a message of our queue; null of one that comes from outside at this moment
     */
    public Fate deliver(Letter letter, ForwardPath to, Mailboxes.@Nullable Key key) {
        if (letter.hasBeenAt(to)) {
            LOG.warn("to=<{}>: mail loop, it was delivered there before", LogText.of(to));
            return new Fate.Looped(LOOPED);
        }
        var delivery =
                new Mailboxes.Delivery(to, letter.from(), letter.to(to), key, letter.arrived());
        return switch (mailboxes.deliver(delivery)) {
            case Mailboxes.Result.Stored(var place, var again) -> {
                LOG.debug("to=<{}>, stored at {}, again={}", LogText.of(to), place, again);
                yield new Fate.Stored(STORED);
            }
            case Mailboxes.Result.OverQuota(boolean forGood) ->
                    forGood ? new Fate.Refused(OVER_QUOTA_FOR_GOOD) : new Fate.Deferred(OVER_QUOTA);
            case Mailboxes.Result.NoSuchRecipient() -> new Fate.Refused(UNKNOWN);
            case Mailboxes.Result.Full(var detail) -> later(to, Replies.FULL, detail);
            case Mailboxes.Result.Failed(var detail) -> later(to, FAILED, detail);
        };
    }

    private static Fate later(ForwardPath to, SmtpReply reply, String detail) {
        LOG.warn("to=<{}> cannot be stored now: {}", LogText.of(to), LogText.of(detail));
        return new Fate.Deferred(reply);
    }
}
