package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Drain;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Why;
import org.mailgauge.smtp.SmtpReply;

import tools.jackson.core.JsonGenerator;

import java.util.List;
import java.util.Map;

/** Answers of the queue's view as JSON; what is unknown or not scheduled has no member. */
final class QueueJson {
    private final JsonGenerator json;

    QueueJson(JsonGenerator json) {
        this.json = json;
    }

    void page(QueueView.Page page) {
        json.writeStartObject();
        json.writeArrayPropertyStart("messages");
        page.rows().forEach(this::row);
        json.writeEndArray();
        text("next", page.next());
        json.writeEndObject();
    }

    private void row(QueueView.Row row) {
        json.writeStartObject();
        json.writeStringProperty("id", row.id().toString());
        json.writeStringProperty("state", row.state().label());
        json.writeStringProperty("reverse_path", row.reversePath());
        json.writeStringProperty("recipient", row.recipient());
        json.writeNumberProperty("recipients", row.recipients());
        json.writeNumberProperty("octets", row.octets());
        text("arrived", Shown.iso(row.arrived()));
        json.writeNumberProperty("age_seconds", row.age().toMillis() / 1e3);
        json.writeStringProperty("channel", row.channel());
        json.writeStringProperty("reason", row.reason().label());
        text("next_attempt", Shown.iso(row.nextAttempt()));
        reply(row.lastReply());
        json.writeStringProperty("reply_class", row.replyClass().label());
        json.writeEndObject();
    }

    /**
     * The destinations, with what is forecast of them.
     *
     * @param drains by domain, of the current snapshot
     * @param now the moment of reading, on the ticker
     */
    void summary(List<QueueView.Destination> destinations, Map<String, Drain> drains, long now) {
        json.writeStartObject();
        json.writeArrayPropertyStart("destinations");
        for (var line : destinations) {
            json.writeStartObject();
            json.writeStringProperty("domain", line.domain());
            json.writeStringProperty("group", line.group());
            json.writeArrayPropertyStart("routes");
            line.routes().forEach(json::writeString);
            json.writeEndArray();
            json.writeNumberProperty("messages", line.messages());
            json.writeNumberProperty("recipients", line.recipients());
            json.writeNumberProperty("octets", line.octets());
            text("oldest", Shown.iso(line.oldest()));
            json.writeNumberProperty("age_seconds", line.age().toMillis() / 1e3);
            text("next_retry", Shown.iso(line.nextRetry()));
            Flow.write(drains.get(line.domain()), now, json);
            reply(line.lastReply());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    void detail(QueueView.Detail detail) {
        var envelope = detail.envelope();
        json.writeStartObject();
        json.writeStringProperty("id", detail.id().toString());
        json.writeStringProperty("reverse_path", envelope.reversePath().toString());
        text("message_id", envelope.messageId());
        json.writeStringProperty("inbound", envelope.inbound());
        json.writeStringProperty("client", envelope.client());
        json.writeBooleanProperty("eight_bit", envelope.eightBit());
        json.writeNumberProperty("octets", detail.octets());
        text("arrived", Shown.iso(envelope.arrived()));
        json.writeNumberProperty("age_seconds", detail.age().toMillis() / 1e3);
        text("expires", Shown.iso(detail.expires()));
        json.writeNumberProperty("accepted_recipients", envelope.recipients().size());
        json.writeNumberProperty("settled", detail.settled());
        json.writeArrayPropertyStart("recipients");
        for (var waiting : detail.recipients()) {
            json.writeStartObject();
            waiting(waiting);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void waiting(QueueView.Waiting waiting) {
        json.writeNumberProperty("ordinal", waiting.ordinal());
        json.writeStringProperty("path", waiting.path());
        json.writeStringProperty("state", waiting.state().label());
        json.writeStringProperty("channel", waiting.channel());
        json.writeStringProperty("next_hop", waiting.nextHop());
        json.writeStringProperty("reason", waiting.reason().label());
        json.writeNumberProperty("attempts", waiting.attempts());
        text("next_attempt", Shown.iso(waiting.nextAttempt()));
        reply(waiting.lastReply());
        json.writeStringProperty("reply_class", waiting.replyClass().label());
    }

    void why(List<Why> answers) {
        json.writeStartObject();
        json.writeArrayPropertyStart("recipients");
        for (var why : answers) {
            json.writeStartObject();
            json.writeStringProperty("id", why.id().toString());
            waiting(why.waiting());
            text("last_attempt", Shown.iso(why.lastAttempt()));
            if (why.ahead() == null) {
                json.writeNullProperty("ahead");
            } else {
                json.writeNumberProperty("ahead", why.ahead());
            }
            json.writeStringProperty("next", why.next().label());
            text("at", Shown.iso(why.at()));
            text("expires", Shown.iso(why.expires()));
            json.writeStringProperty("sentence", why.sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    void matrix(QueueView.Matrix matrix) {
        json.writeStartObject();
        json.writeArrayPropertyStart("minutes");
        matrix.minutes().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeNumberProperty("domains", matrix.domains());
        json.writeName("total");
        profile(matrix.total());
        json.writeArrayPropertyStart("destinations");
        matrix.rows().forEach(this::profile);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void profile(QueueView.Profile profile) {
        json.writeStartObject();
        if (!profile.name().isEmpty()) {
            json.writeStringProperty("domain", profile.name());
        }
        json.writeNumberProperty("recipients", profile.recipients());
        json.writeArrayPropertyStart("by_age");
        profile.columns().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeEndObject();
    }

    void pauses(QueueControl.Paused paused) {
        json.writeStartObject();
        json.writeArrayPropertyStart("pauses");
        for (var pause : paused.pauses()) {
            json.writeStartObject();
            json.writeStringProperty("kind", pause.kind().label());
            json.writeStringProperty("name", pause.name());
            text("since", Shown.iso(pause.since()));
            json.writeStringProperty("by", pause.by());
            json.writeStringProperty("comment", pause.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanProperty("incomplete", paused.incomplete());
        json.writeEndObject();
    }

    private void reply(@Nullable SmtpReply reply) {
        text("last_reply", reply == null ? null : reply.toString());
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
