package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.admin.SelectionQuery.Read;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Selection;

import java.util.Set;

/** {@code /api/v1/queue}: list, summary and one message. */
final class QueueResource {
    private static final int MOST = 1000;
    private static final Set<String> PAGING = Set.of("limit", "after");

    private final QueueView queue;
    private final QueueControl control;
    private final SnapshotSource snapshots;
    private final Time time;

    /**
     * Answers about a queue.
     *
     * @param snapshots what is forecast of its destinations
     */
    QueueResource(QueueView queue, QueueControl control, SnapshotSource snapshots, Time time) {
        this.queue = queue;
        this.control = control;
        this.snapshots = snapshots;
        this.time = time;
    }

    /**
     * Answers.
     *
     * @param rest the path behind {@code /api/v1/queue}, decoded, without the slash before it
     */
    Response get(String rest, Query query) {
        return switch (rest) {
            case "" -> list(query);
            case "summary" -> summary(query);
            case "matrix" -> matrix(query);
            case "why" -> why(query);
            case "pauses" -> pauses();
            default -> show(rest);
        };
    }

    private Response list(Query query) {
        int limit = query.number("limit", 100, 1, MOST);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        return switch (SelectionQuery.read(query, PAGING)) {
            case Read.Bad(var why) -> Response.error(400, why);
            case Read.Good(var selection) -> list(selection, query.get("after"), limit);
        };
    }

    private Response list(Selection selection, @Nullable String after, int limit) {
        try {
            var page = queue.list(selection, after, limit);
            return Response.json(200, json -> new QueueJson(json).page(page));
        } catch (IllegalArgumentException _) {
            return Response.error(400, "after is the mark that the page before ended with");
        }
    }

    private Response summary(Query query) {
        int limit = query.number("limit", 20, 1, MOST);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        var lines = queue.summary(limit);
        var drains = Flow.ofDestinations(snapshots.current());
        long now = time.ticks();
        return Response.json(200, json -> new QueueJson(json).summary(lines, drains, now));
    }

    private Response matrix(Query query) {
        int limit = query.number("limit", 20, 1, MOST);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        var matrix = queue.matrix(limit);
        return Response.json(200, json -> new QueueJson(json).matrix(matrix));
    }

    private Response why(Query query) {
        int limit = query.number("limit", 100, 1, MOST);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        return switch (SelectionQuery.read(query, PAGING)) {
            case Read.Bad(var why) -> Response.error(400, why);
            case Read.Good(var selection) -> {
                var answers = queue.why(selection, limit);
                yield answers.isEmpty() && !selection.isAll()
                        ? Response.error(
                                404,
                                "no such recipient in the queue (it may have gone); see: mailgauge"
                                        + " queue list")
                        : Response.json(200, json -> new QueueJson(json).why(answers));
            }
        };
    }

    private Response pauses() {
        var paused = control.paused();
        return Response.json(200, json -> new QueueJson(json).pauses(paused));
    }

    private Response show(String text) {
        return QueueId.parse(text)
                .flatMap(queue::show)
                .map(detail -> Response.json(200, json -> new QueueJson(json).detail(detail)))
                .orElseGet(
                        () ->
                                Response.error(
                                        404,
                                        "no such message in the queue (it may have gone); see:"
                                                + " mailgauge queue list"));
    }
}
