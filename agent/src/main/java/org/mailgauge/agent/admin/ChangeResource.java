package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.admin.Audited.Done;
import org.mailgauge.agent.admin.SelectionQuery.Read;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Effect;
import org.mailgauge.queue.MailQueue;
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Pause;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.Selection;
import org.mailgauge.smtp.SmtpReply;

import tools.jackson.core.JsonGenerator;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the operator changes: operations on recipients, pause and resume. Each is in the audit log
 * before it begins; when that can't be written only hold and pause are done, which stop harm.
 */
final class ChangeResource {
    private static final Set<String> OPERATION = Set.of("all", "dry-run", "comment");
    private static final Set<String> PAUSE = Set.of("channel", "destination", "comment");

    private final QueueControl queue;
    private final Audited audited;
    private final Time time;

    ChangeResource(QueueControl queue, Audited audited, Time time) {
        this.queue = queue;
        this.audited = audited;
        this.time = time;
    }

    /** Whether there is a change of that name. */
    static boolean knows(String name) {
        return operation(name).isPresent() || name.equals("pause") || name.equals("resume");
    }

    private static Optional<Operation> operation(String name) {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.label().equals(name))
                .findFirst();
    }

    Response post(String name, Operator operator) {
        var comment = Audited.comment(operator);
        if (!Audited.isGood(comment)) {
            return Audited.badComment();
        }
        var operation = operation(name);
        return operation.isPresent()
                ? operate(operation.get(), operator, comment)
                : pause(name, operator, comment);
    }

    // --- operations

    private Response operate(Operation operation, Operator operator, String comment) {
        return switch (SelectionQuery.read(operator.form(), OPERATION)) {
            case Read.Bad(var why) -> Response.error(400, why);
            case Read.Good(var selection) -> operate(operation, selection, operator, comment);
        };
    }

    private Response operate(
            Operation operation, Selection selection, Operator operator, String comment) {
        boolean all = flag(operator.form(), "all");
        if (selection.isAll() != all) {
            return Response.error(
                    400,
                    all
                            ? "all: give either --all, or ids and options that select"
                            : "say which recipients are meant: give ids, options that select, or"
                                    + " --all");
        }
        var reply = comment.isEmpty() ? MailQueue.BY_OPERATOR : SmtpReply.of(550, 0, 0, comment);
        if (flag(operator.form(), "dry-run")) {
            return answer(queue.operate(operation, selection, reply, true), selection, true);
        }
        return audited.make(
                operation.label(),
                operator,
                operation == Operation.HOLD,
                written -> {
                    var effect = queue.operate(operation, selection, reply, false);
                    return new Done(
                            answer(effect, selection, written), json -> outcome(effect, json));
                });
    }

    private static boolean flag(Query form, String name) {
        return "true".equals(form.get(name));
    }

    private static Response answer(Effect effect, Selection selection, boolean audited) {
        boolean named = !selection.ids().isEmpty() && selection.criteria().isEmpty();
        if (named && effect.messages() == 0) {
            return Response.error(
                    404,
                    "no such message in the queue (it may have gone); see: mailgauge queue list");
        }
        return Response.json(200, json -> new ChangeJson(json).effect(effect, audited));
    }

    private static void outcome(Effect effect, JsonGenerator json) {
        json.writeNumberProperty("messages", effect.messages());
        json.writeNumberProperty("matched", effect.matched());
        json.writeNumberProperty("changed", effect.changed());
        json.writeObjectPropertyStart("skipped");
        new TreeMap<>(effect.skipped())
                .forEach((skip, count) -> json.writeNumberProperty(skip.label(), count));
        json.writeEndObject();
        json.writeBooleanProperty("complete", effect.complete());
        json.writeBooleanProperty("durable", effect.durable());
    }

    // --- pause and resume

    private Response pause(String name, Operator operator, String comment) {
        var form = operator.form();
        for (var key : form.values().keySet()) {
            if (!PAUSE.contains(key)) {
                return Response.error(
                        400,
                        "there is no " + Shown.quoted(key) + "; there are channel, destination");
            }
        }
        var channel = form.get("channel");
        var destination = form.get("destination");
        if ((channel == null) == (destination == null)) {
            return Response.error(400, "give one of channel and destination");
        }
        var problem = channel == null ? null : unknown(channel);
        var target =
                channel == null ? SelectionQuery.domain(text(destination)) : Optional.of(channel);
        if (problem != null || target.isEmpty()) {
            return Response.error(
                    400,
                    problem != null ? problem : "destination: give a domain such as example.org");
        }
        var kind = channel == null ? Pause.Kind.DESTINATION : Pause.Kind.CHANNEL;
        return name.equals("pause")
                ? pause(kind, target.get(), operator, comment)
                : resume(kind, target.get(), operator);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }

    private @Nullable String unknown(String channel) {
        var known = queue.paused().channels();
        boolean paused =
                queue.paused().pauses().stream().anyMatch(pause -> pause.name().equals(channel));
        return known.contains(channel) || paused
                ? null
                : "channel: found "
                        + Shown.quoted(channel)
                        + "; "
                        + (known.isEmpty()
                                ? "no channel has been used yet"
                                : "used are " + String.join(", ", known));
    }

    private Response pause(Pause.Kind kind, String name, Operator operator, String comment) {
        var by = Audited.by(operator);
        return audited.make(
                "pause",
                operator,
                true,
                written -> {
                    var change = queue.pause(new Pause(kind, name, comment, by, time.wall()));
                    return Done.of(
                            change.was() ? "paused before" : "paused", change.durable(), written);
                });
    }

    private Response resume(Pause.Kind kind, String name, Operator operator) {
        if (queue.paused().pauses().stream()
                .noneMatch(pause -> pause.kind() == kind && pause.name().equals(name))) {
            return Response.error(
                    404,
                    "the "
                            + kind.label()
                            + " "
                            + name
                            + " is not paused; see: mailgauge queue pauses");
        }
        return audited.make(
                "resume",
                operator,
                false,
                written -> {
                    var change = queue.resume(kind, name);
                    return Done.of(
                            change.was() ? "resumed" : "not paused", change.durable(), written);
                });
    }
}
