package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/** What the delivery agents smtp and lmtp tell, besides deliveries. */
final class ClientParser {
    private ClientParser() {}

    /** A line without a queue id: a host that could not be reached; null when it is not known. */
    static @Nullable PostfixEvent parse(Cursor text) {
        if (!text.is("connect to ")) {
            return null;
        }
        var detail = DeliveryTextParser.ofAttempt(text.text(text.at(), text.end()));
        var peer = detail == null ? null : detail.peer();
        return detail == null || peer == null
                ? null
                : new PostfixEvent.ConnectFailure(peer, detail);
    }

    /** A line of a message; null when it is not known. */
    static @Nullable PostfixEvent ofMessage(Cursor text, String queueId) {
        int from = text.at();
        var event = QueueParser.parse(text, queueId);
        if (event != null) {
            return event;
        }
        text.to(from);
        var detail = DeliveryTextParser.ofAttempt(text.text(text.at(), text.end()));
        if (detail != null) {
            return new PostfixEvent.AttemptFailure(queueId, detail);
        }
        boolean known =
                text.is("enabling PIX workarounds")
                        || text.is("breaking line ")
                        || text.is("Trusted TLS")
                        || text.is("re-using session ");
        return known ? new PostfixEvent.Note(queueId, text.rest()) : null;
    }
}
