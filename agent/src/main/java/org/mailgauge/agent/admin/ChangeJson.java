package org.mailgauge.agent.admin;

import org.mailgauge.queue.Effect;

import tools.jackson.core.JsonGenerator;

import java.util.TreeMap;

/** Changes as JSON: for the answer, and for the audit log. */
final class ChangeJson {
    private final JsonGenerator json;

    ChangeJson(JsonGenerator json) {
        this.json = json;
    }

    void effect(Effect effect, boolean audited) {
        json.writeStartObject();
        json.writeStringProperty("operation", effect.operation().label());
        json.writeBooleanProperty("dry_run", effect.dryRun());
        json.writeNumberProperty("messages", effect.messages());
        json.writeNumberProperty("matched", effect.matched());
        json.writeNumberProperty("changed", effect.changed());
        json.writeArrayPropertyStart("skipped");
        new TreeMap<>(effect.skipped())
                .forEach(
                        (skip, count) -> {
                            json.writeStartObject();
                            json.writeStringProperty("why", skip.label());
                            json.writeStringProperty("text", skip.text());
                            json.writeNumberProperty("recipients", count);
                            json.writeEndObject();
                        });
        json.writeEndArray();
        json.writeArrayPropertyStart("destinations");
        for (var count : effect.destinations()) {
            json.writeStartObject();
            json.writeStringProperty("domain", count.domain());
            json.writeNumberProperty("recipients", count.recipients());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("first");
        for (var touched : effect.first()) {
            json.writeStartObject();
            json.writeStringProperty("id", touched.id().toString());
            json.writeStringProperty("recipient", touched.path());
            json.writeStringProperty("state", touched.state().label());
            json.writeStringProperty("reason", touched.reason().label());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanProperty("durable", effect.durable());
        json.writeBooleanProperty("complete", effect.complete());
        json.writeBooleanProperty("audited", audited);
        json.writeEndObject();
    }

    /** The members of an audit entry: who asks for what. */
    void begun(String what, Operator operator) {
        json.writeStringProperty("operation", what);
        json.writeStringProperty("peer", operator.peer());
        json.writeStringProperty("user", operator.user());
        json.writeObjectPropertyStart("parameters");
        new TreeMap<>(operator.form().values()).forEach(json::writeStringProperty);
        json.writeEndObject();
    }
}
