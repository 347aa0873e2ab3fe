package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.DeliveryText.Cause;
import org.mailgauge.collect.postfix.log.PostfixEvent.Delivery.Status;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.util.List;

/** The text in parentheses at the end of a delivery. */
final class DeliveryTextParser {
    private static final String SUSPENDED = "delivery temporarily suspended: ";
    private static final String IN_REPLY = " (in reply to ";
    private static final String NAME_SERVICE = "Host or domain name not found. ";
    private static final List<String> LOOPS =
            List.of(
                    "loops back to myself",
                    "mail forwarding loop",
                    "too many hops",
                    "hopcount exceeded");

    private DeliveryTextParser() {}

    /** Whether a text tells of a loop. */
    static boolean isLoop(String text) {
        return LOOPS.stream().anyMatch(text::contains);
    }

    /**
     * Parses a text.
     *
     * @param dsn of the delivery; null when it has none
     */
    static DeliveryText parse(String text, Status status, @Nullable EnhancedStatus dsn) {
        boolean suspended = text.startsWith(SUSPENDED);
        var what = suspended ? text.substring(SUSPENDED.length()) : text;
        var fate = new Fate(level(status, dsn), dsn);
        var said = PeerTexts.said(what, fate);
        if (said == null) {
            said = PeerTexts.failed(what, fate);
        }
        if (said == null) {
            said = other(what, fate);
        }
        return suspended
                ? new DeliveryText(said.cause(), said.peer(), said.during(), said.reply(), true)
                : said;
    }

    /** Of a failure that is not one recipient's: the message is tried again. */
    static @Nullable DeliveryText ofAttempt(String text) {
        var fate = new Fate(4, null);
        var said = PeerTexts.said(text, fate);
        return said != null ? said : PeerTexts.failed(text, fate);
    }

    /** A probe fails for now, too; and a message expires for what would have passed. */
    private static int level(Status status, @Nullable EnhancedStatus dsn) {
        return switch (status) {
            case SENT, DELIVERABLE -> 2;
            case DEFERRED, SOFT_BOUNCE -> 4;
            case BOUNCED -> 5;
            case EXPIRED, UNDELIVERABLE -> dsn != null && dsn.level() == 4 ? 4 : 5;
        };
    }

    /**
     * How it goes on with the recipient.
     *
     * @param level 2, 4 or 5
     */
    record Fate(int level, @Nullable EnhancedStatus dsn) {

        /** A reply of ours, as our own delivery makes one. */
        SmtpReply own(int subject, int detail, String text) {
            int code = level == 2 ? 250 : level == 4 ? 451 : 554;
            return reply(code, subject, detail, text);
        }

        SmtpReply reply(int code, int subject, int detail, String text) {
            boolean fits = dsn != null && dsn.level() == level;
            var status = fits ? dsn : new EnhancedStatus(level, subject, detail);
            return new SmtpReply(code, status, List.of(text));
        }

        /**
         * A peer's reply, as a transient failure when the recipient is tried again all the same.
         */
        SmtpReply of(SmtpReply reply) {
            if (level != 2 && reply.positive()) {
                return own(5, 0, "Unexpected reply: " + reply);
            }
            if (level != 4 || !reply.permanentFailure()) {
                return reply;
            }
            var status = reply.status();
            return new SmtpReply(
                    reply.code() - 100,
                    status == null
                            ? null
                            : new EnhancedStatus(4, status.subject(), status.detail()),
                    reply.lines());
        }
    }

    private static DeliveryText other(String text, Fate fate) {
        if (text.startsWith(NAME_SERVICE) || text.startsWith("unable to look up host ")) {
            return name(text, fate);
        }
        if (isLoop(text)) {
            return plain(Cause.LOOP, fate.own(4, 6, text));
        }
        if (text.startsWith("message size ") && text.contains(" exceeds size limit ")) {
            return plain(Cause.TOO_LARGE, fate.own(3, 4, text));
        }
        if (fate.level() != 2 && isQuota(text)) {
            return plain(Cause.OVER_QUOTA, fate.own(2, 2, text));
        }
        if (fate.level() != 2 && isUnknownUser(text)) {
            return plain(Cause.UNKNOWN_USER, fate.own(1, 1, text));
        }
        if (text.startsWith("temporary failure")
                || text.startsWith("service unavailable. Command output: ")
                || text.startsWith("Command ")) {
            return plain(Cause.COMMAND, fate.own(3, 0, text));
        }
        var reply = Replies.parse(text);
        return reply == null
                ? plain(Cause.OTHER, fate.own(0, 0, text))
                : new DeliveryText(Cause.REPLY, null, null, fate.of(reply), false);
    }

    private static DeliveryText plain(Cause cause, SmtpReply reply) {
        return new DeliveryText(cause, null, null, reply, false);
    }

    private static DeliveryText name(String text, Fate fate) {
        boolean again = text.endsWith("try again") || text.contains("Temporary failure");
        return again
                ? plain(Cause.NAME_LOOKUP_FAILED, fate.own(4, 3, text))
                : plain(Cause.NAME_NOT_FOUND, fate.own(4, 4, text));
    }

    private static boolean isQuota(String text) {
        return text.contains("over quota")
                || text.contains("quota exceeded")
                || text.contains("mailbox is full")
                || text.contains("mailbox full");
    }

    private static boolean isUnknownUser(String text) {
        return text.startsWith("unknown user")
                || text.startsWith("User unknown")
                || text.startsWith("user unknown")
                || text.contains("User unknown in ");
    }

    /** Where a peer's reply ends: before what it was in reply to. */
    static int endOfReply(String text) {
        int to = text.lastIndexOf(IN_REPLY);
        return to < 0 ? text.length() : to;
    }

    /** To which command; null when the text does not say. */
    static @Nullable String inReplyTo(String text) {
        int to = text.lastIndexOf(IN_REPLY);
        if (to < 0) {
            return null;
        }
        var command = text.substring(to + IN_REPLY.length());
        int end = command.indexOf(')');
        command = end < 0 ? command : command.substring(0, end);
        return command.endsWith(" command")
                ? command.substring(0, command.length() - " command".length())
                : command;
    }
}
