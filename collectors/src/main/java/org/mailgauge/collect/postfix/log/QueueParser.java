package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Notification.About;
import org.mailgauge.collect.postfix.log.PostfixEvent.Notification.Whom;
import org.mailgauge.collect.postfix.log.PostfixEvent.Operated.Action;

/** What the programs around the queue tell of one message: cleanup, qmgr, pickup, bounce. */
final class QueueParser {
    private QueueParser() {}

    /** A line with a queue id, from whatever program; null when it is not known. */
    static @Nullable PostfixEvent parse(Cursor text, String queueId) {
        return switch (text.here()) {
            case 't' -> DeliveryParser.parse(text, queueId);
            case 'f' ->
                    text.skip("from=") ? from(text, queueId) : RejectParser.parse(text, queueId);
            case 'r' -> r(text, queueId);
            case 'm' -> m(text, queueId);
            case 'c' -> c(text, queueId);
            case 'u' -> text.skip("uid=") ? pickup(text, queueId) : null;
            case 's', 'p' -> sp(text, queueId);
            default -> RejectParser.parse(text, queueId);
        };
    }

    private static @Nullable PostfixEvent r(Cursor text, String queueId) {
        if (text.skip("removed")) {
            return new PostfixEvent.Removed(queueId);
        }
        return text.skip("resent-message-id=")
                ? messageId(text, queueId, true)
                : RejectParser.parse(text, queueId);
    }

    private static @Nullable PostfixEvent m(Cursor text, String queueId) {
        return text.skip("message-id=")
                ? messageId(text, queueId, false)
                : RejectParser.parse(text, queueId);
    }

    private static @Nullable PostfixEvent c(Cursor text, String queueId) {
        return text.skip("client=") ? SmtpdParser.client(text, queueId) : null;
    }

    private static @Nullable PostfixEvent sp(Cursor text, String queueId) {
        if (text.is("skipped, still being delivered") || text.is("saving message to ")) {
            return new PostfixEvent.Note(queueId, text.rest());
        }
        boolean sender = text.skip("sender ");
        return sender || text.skip("postmaster ")
                ? notification(text, queueId, sender ? Whom.SENDER : Whom.POSTMASTER)
                : RejectParser.parse(text, queueId);
    }

    private static PostfixEvent messageId(Cursor text, String queueId, boolean resent) {
        var id = text.bracketed();
        return new PostfixEvent.MessageId(queueId, id == null ? text.rest() : id, resent);
    }

    /** {@code <s>, size=n, nrcpt=n (queue active)}, or {@code <s>, status=expired, ...}. */
    private static @Nullable PostfixEvent from(Cursor text, String queueId) {
        var from = text.bracketed();
        if (from == null) {
            return null;
        }
        if (text.skip(", status=")) {
            boolean forced = text.skip("force-");
            return text.skip("expired") ? new PostfixEvent.Expired(queueId, from, forced) : null;
        }
        if (!text.skip(", size=")) {
            return null;
        }
        var octets = text.number();
        var recipients = text.skip(", nrcpt=") ? text.number() : null;
        return new PostfixEvent.Queued(queueId, from, octets, recipients);
    }

    /** {@code 1000 from=<s> orig_id=ID}. */
    private static PostfixEvent pickup(Cursor text, String queueId) {
        var uid = text.number();
        var from = text.skip(" from=") ? text.bracketed() : null;
        var original = text.skip(" orig_id=") ? text.rest() : null;
        return new PostfixEvent.Pickup(queueId, uid, from, original);
    }

    /** {@code non-delivery notification: ID}. */
    private static @Nullable PostfixEvent notification(Cursor text, String queueId, Whom whom) {
        var about =
                switch (text.word(' ', ' ')) {
                    case "non-delivery" -> About.NON_DELIVERY;
                    case "delay" -> About.DELAY;
                    case "delivery" -> text.skip(" status") ? About.DELIVERY_STATUS : null;
                    default -> null;
                };
        return about != null && text.skip(" notification: ")
                ? new PostfixEvent.Notification(queueId, whom, about, text.rest())
                : null;
    }

    /** What postsuper tells of one message; null when it is not known. */
    static @Nullable PostfixEvent operated(Cursor text, String queueId) {
        var what =
                switch (text.text(text.at(), Math.min(text.end(), text.at() + 8))) {
                    case "removed" -> Action.REMOVED;
                    case "placed o" -> Action.HELD;
                    case "released" -> Action.RELEASED;
                    case "requeued" -> Action.REQUEUED;
                    case "expired" -> Action.EXPIRED;
                    default -> null;
                };
        return what == null ? null : new PostfixEvent.Operated(queueId, what, null);
    }

    /** What postsuper tells at its end: {@code Deleted: 1 message}; null when it is not known. */
    static @Nullable PostfixEvent operated(Cursor text) {
        var what =
                switch (text.word(':', ':')) {
                    case "Deleted" -> Action.REMOVED;
                    case "Placed on hold" -> Action.HELD;
                    case "Released from hold" -> Action.RELEASED;
                    case "Requeued" -> Action.REQUEUED;
                    case "Force-expired" -> Action.EXPIRED;
                    default -> null;
                };
        return what != null && text.skip(": ")
                ? new PostfixEvent.Operated(null, what, text.number())
                : null;
    }
}
