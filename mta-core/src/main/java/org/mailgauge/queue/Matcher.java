package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/** Says which recipients a selection means. Used under the queue's lock. */
final class Matcher {
    private final Selection selection;
    private final Standing standing;

    Matcher(Selection selection, Standing standing) {
        this.selection = selection;
        this.standing = standing;
    }

    /** Whether a stored recipient is meant. */
    boolean matches(Recipient recipient, Moment now) {
        for (var criterion : selection.criteria()) {
            if (!meets(recipient, criterion, now)) {
                return false;
            }
        }
        return true;
    }

    /** The first stored recipient that is meant; null when none is. */
    @Nullable Recipient first(Message message, Moment now) {
        for (int i = 0; i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            if (recipient.lane != null && matches(recipient, now)) {
                return recipient;
            }
        }
        return null;
    }

    private boolean meets(Recipient recipient, Criterion criterion, Moment now) {
        var message = recipient.message();
        var lane = recipient.lane();
        return switch (criterion) {
            case Criterion.Sender(var localPart, var domain) -> from(message, localPart, domain);
            case Criterion.Recipient(var localPart, var domain) ->
                    domain.equals(lane.domain.name)
                            && localPart.equals(Packed.at(message.text, recipient.textAt));
            case Criterion.Destination(var domain) -> domain.equals(lane.domain.name);
            case Criterion.Channel(var name) -> name.equals(lane.hop.channel.name);
            case Criterion.NextHop(var text) -> text.equalsIgnoreCase(lane.hop.text);
            case Criterion.State(var state) -> state == recipient.state();
            case Criterion.Reason(var reason) -> reason == standing.reason(recipient);
            case Criterion.OfClass(var replyClass) -> replyClass == recipient.note.replyClass();
            case Criterion.OlderThan(var age) -> age(message, now).compareTo(age) > 0;
            case Criterion.YoungerThan(var age) -> age(message, now).compareTo(age) < 0;
            case Criterion.LargerThan(var octets) -> message.octets > octets;
            case Criterion.AttemptsAtLeast(var attempts) -> recipient.attempts >= attempts;
            case Criterion.LastReply(var part) -> said(recipient, part);
        };
    }

    private static boolean from(
            Message message, @Nullable String localPart, @Nullable String domain) {
        if (message.sender == null || domain == null) {
            return message.sender == null && domain == null;
        }
        return domain.equals(message.sender.name)
                && (localPart == null || localPart.equals(Packed.at(message.text, 0)));
    }

    private static boolean said(Recipient recipient, String part) {
        var reply = recipient.note.reply();
        return reply != null
                && reply.toString()
                        .toLowerCase(Locale.ROOT)
                        .contains(part.toLowerCase(Locale.ROOT));
    }

    static Duration age(Message message, Moment now) {
        return Duration.ofNanos(Math.max(0, now.ticks() - message.arrivedTicks));
    }
}
