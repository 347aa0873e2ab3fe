package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.agent.HandMade;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.RecipientState;
import org.mailgauge.queue.ReplyClass;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A queue with one message; every text of others is the given one. */
public final class OneQueue implements QueueView {
    public static final QueueId ID = new QueueId(77, 88);

    private final String hostile;
    @Nullable Selection asked;

    public OneQueue(String hostile) {
        this.hostile = hostile;
    }

    private SmtpReply reply() {
        return SmtpReply.of(451, 4, 1, hostile);
    }

    @Override
    public Page list(Selection selection, @Nullable String after, int limit) {
        asked = selection;
        if (after != null && !after.equals("m")) {
            throw new IllegalArgumentException(after);
        }
        var row =
                new Row(
                        ID,
                        RecipientState.DEFERRED,
                        hostile,
                        hostile,
                        3,
                        1234,
                        HandMade.WALL,
                        Duration.ofSeconds(90),
                        "smtp-out",
                        WaitReason.PUT_OFF,
                        HandMade.WALL.plusSeconds(60),
                        reply(),
                        ReplyClass.HOST_UNREACHABLE);
        return new Page(List.of(row), after == null ? "m" : null);
    }

    @Override
    public List<Destination> summary(int limit) {
        return List.of(
                new Destination(
                        hostile,
                        "other",
                        List.of("smtp-out"),
                        7,
                        8,
                        7001,
                        HandMade.WALL,
                        Duration.ofSeconds(90),
                        null,
                        reply()));
    }

    @Override
    public Optional<Detail> show(QueueId id) {
        if (!id.equals(ID)) {
            return Optional.empty();
        }
        var path = new ForwardPath(new Mailbox("b", "b.test"));
        var envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(path),
                        HandMade.WALL,
                        "smtp-in",
                        hostile,
                        false,
                        hostile);
        var waiting =
                new Waiting(
                        0,
                        "b@b.test",
                        RecipientState.DEFERRED,
                        "smtp-out",
                        "smtp:[h]:25",
                        WaitReason.PUT_OFF,
                        2,
                        HandMade.WALL,
                        reply(),
                        ReplyClass.HOST_UNREACHABLE);
        return Optional.of(
                new Detail(
                        ID,
                        envelope,
                        1234,
                        Duration.ofSeconds(90),
                        HandMade.WALL,
                        List.of(waiting),
                        0));
    }
}
