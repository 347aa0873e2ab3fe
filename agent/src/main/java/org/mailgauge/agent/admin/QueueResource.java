package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.QueueId;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.RecipientState;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /api/v1/queue}: list, summary and one message. */
final class QueueResource {
    private static final int MOST = 1000;

    private final QueueView queue;

    QueueResource(QueueView queue) {
        this.queue = queue;
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
            default -> show(rest);
        };
    }

    private Response list(Query query) {
        int limit = query.number("limit", 100, 1, MOST);
        var state = state(query.get("state"));
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        if (query.get("state") != null && state.isEmpty()) {
            return Response.error(400, "state is one of " + states());
        }
        var filter =
                new QueueView.Filter(
                        state.orElse(null),
                        query.get("channel"),
                        lower(query.get("destination")),
                        query.get("sender"));
        try {
            var page = queue.list(filter, query.get("after"), limit);
            return Response.json(200, json -> new QueueJson(json).page(page));
        } catch (IllegalArgumentException _) {
            return Response.error(400, "after is the mark that the page before ended with");
        }
    }

    private static @Nullable String lower(@Nullable String domain) {
        return domain == null ? null : domain.toLowerCase(Locale.ROOT);
    }

    private Response summary(Query query) {
        int limit = query.number("limit", 20, 1, MOST);
        if (limit < 0) {
            return Response.error(400, "limit is a number from 1 to " + MOST);
        }
        var lines = queue.summary(limit);
        return Response.json(200, json -> new QueueJson(json).summary(lines));
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

    private static Optional<RecipientState> state(@Nullable String label) {
        return Arrays.stream(RecipientState.values())
                .filter(RecipientState::live)
                .filter(state -> state.label().equals(label))
                .findFirst();
    }

    private static String states() {
        return Arrays.stream(RecipientState.values())
                .filter(RecipientState::live)
                .map(RecipientState::label)
                .collect(Collectors.joining(", "));
    }
}
