package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Alarms as JSON: for the file, the API and the webhook. */
public final class AlarmJson {
    private static final int VERSION = 1;
    private static final JsonFactory JSON = new JsonFactory();

    private AlarmJson() {}

    /** A text that is not what {@link #write} makes. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1;

        DamagedException(String message) {
            super(message);
        }
    }

    // --- writing

    /** The members of an alarm, within an object. */
    public static void members(Alarm alarm, JsonGenerator json) {
        var subject = alarm.subject();
        json.writeNumberProperty("id", alarm.id());
        json.writeStringProperty("kind", alarm.kind().label());
        json.writeStringProperty("severity", alarm.severity().label());
        json.writeStringProperty("rule", alarm.rule());
        json.writeStringProperty("application", subject.application());
        json.writeNumberProperty("application_index", subject.applicationIndex());
        if (subject.groupIndex() != null) {
            json.writeStringProperty("group", subject.group());
            json.writeNumberProperty("group_index", subject.groupIndex());
        }
        json.writeStringProperty("subject", subject.name());
        if (!subject.reason().isEmpty()) {
            json.writeStringProperty("reply_class", subject.reason());
        }
        json.writeNumberProperty("value", alarm.value());
        json.writeNumberProperty("raise_at", alarm.raiseAt());
        json.writeNumberProperty("clear_at", alarm.clearAt());
        json.writeStringProperty("units", alarm.units());
        json.writeStringProperty("text", alarm.text());
        json.writeStringProperty("raised", alarm.raised().toString());
        var known = alarm.acknowledged();
        if (known != null) {
            json.writeObjectPropertyStart("acknowledged");
            json.writeStringProperty("by", known.by());
            json.writeStringProperty("comment", known.comment());
            json.writeStringProperty("at", known.at().toString());
            json.writeEndObject();
        }
        if (alarm.notified() != 0) {
            json.writeNumberProperty("notified", alarm.notified());
        }
    }

    /**
     * One event, as the webhook tells it: an object on one line.
     *
     * @param hostname the server's own name
     */
    public static String event(AlarmEvent event, String hostname) {
        return text(
                json -> {
                    json.writeNumberProperty("version", VERSION);
                    json.writeNumberProperty("sequence", event.sequence());
                    json.writeStringProperty("event", event.raised() ? "raise" : "clear");
                    json.writeStringProperty("at", event.at().toString());
                    json.writeStringProperty("hostname", hostname);
                    json.writeStringProperty("severity", event.severity().label());
                    json.writeObjectPropertyStart("alarm");
                    members(event.alarm(), json);
                    json.writeEndObject();
                });
    }

    /** How the ways have done on which alarms are told, within an array. */
    public static void members(SinkCounts way, JsonGenerator json) {
        json.writeStringProperty("name", way.name());
        json.writeNumberProperty("sent", way.sent());
        json.writeNumberProperty("failed", way.failed());
        json.writeNumberProperty("dropped", way.dropped());
        json.writeNumberProperty("waiting", way.waiting());
        if (!way.trouble().isEmpty()) {
            json.writeStringProperty("trouble", way.trouble());
        }
    }

    /** The members of a maintenance window, within an object. */
    public static void members(AlarmState.Maintenance window, JsonGenerator json) {
        json.writeStringProperty("until", window.until().toString());
        json.writeStringProperty("by", window.by());
        json.writeStringProperty("comment", window.comment());
    }

    /** What has to survive a restart. */
    static String write(AlarmState state) {
        return text(
                json -> {
                    json.writeNumberProperty("version", VERSION);
                    json.writeNumberProperty("next_id", state.nextId());
                    json.writeNumberProperty("sequence", state.sequence());
                    json.writeNumberProperty("suppressed", state.suppressed());
                    if (state.maintenance() != null) {
                        json.writeObjectPropertyStart("maintenance");
                        members(state.maintenance(), json);
                        json.writeEndObject();
                    }
                    json.writeObjectPropertyStart("rule_numbers");
                    new TreeMap<>(state.ruleNumbers()).forEach(json::writeNumberProperty);
                    json.writeEndObject();
                    list("active", state.active(), json);
                    list("owed", state.owed(), json);
                    json.writeArrayPropertyStart("recent");
                    state.recent().forEach(event -> event(event, json));
                    json.writeEndArray();
                });
    }

    private static void list(String name, Iterable<Alarm> alarms, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        for (var alarm : alarms) {
            json.writeStartObject();
            members(alarm, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void event(AlarmEvent event, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("sequence", event.sequence());
        json.writeBooleanProperty("told_raised", event.raised());
        json.writeStringProperty("told", event.at().toString());
        members(event.alarm(), json);
        json.writeEndObject();
    }

    /** An object on one line. */
    static String text(Consumer<JsonGenerator> members) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return text + "\n";
    }

    // --- reading

    /** The state of a text that {@link #write} has made; what is on the ticker is not in it. */
    static AlarmState read(String text) throws DamagedException, IOException {
        try {
            var tree = JsonMapper.shared().readTree(text);
            int version = tree.required("version").asInt();
            if (version > VERSION) {
                throw new IOException(
                        AlarmFile.FILE + " is of version " + version + ", newer than this program");
            }
            return state(tree);
        } catch (JacksonException | DateTimeException | IllegalArgumentException broken) {
            throw new DamagedException(String.valueOf(broken.getMessage()));
        }
    }

    private static AlarmState state(JsonNode tree) {
        Map<Track.Key, Track> tracks = new HashMap<>();
        for (var one : tree.required("active")) {
            var alarm = alarm(one);
            var key = Track.Key.of(alarm.rule(), alarm.subject());
            tracks.put(key, Track.fresh(key).alarm(alarm));
        }
        var owed = new ArrayList<Alarm>();
        tree.required("owed").forEach(one -> owed.add(alarm(one)));
        var recent = new ArrayList<AlarmEvent>();
        // A file of an earlier program has none.
        tree.path("recent").forEach(one -> recent.add(event(one)));
        Map<String, Integer> numbers = new HashMap<>();
        tree.required("rule_numbers")
                .properties()
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().asInt()));
        return new AlarmState(
                tree.required("next_id").asLong(),
                tree.required("sequence").asLong(),
                tree.required("suppressed").asLong(),
                maintenance(tree.path("maintenance")),
                numbers,
                tracks,
                owed,
                recent);
    }

    private static AlarmState.@Nullable Maintenance maintenance(JsonNode tree) {
        return tree.isMissingNode()
                ? null
                : new AlarmState.Maintenance(
                        at(tree, "until"), string(tree, "by"), string(tree, "comment"));
    }

    private static AlarmEvent event(JsonNode tree) {
        return new AlarmEvent(
                tree.required("sequence").asLong(),
                tree.required("told_raised").asBoolean(),
                at(tree, "told"),
                alarm(tree));
    }

    private static Alarm alarm(JsonNode tree) {
        boolean grouped = tree.has("group_index");
        var subject =
                new Subject(
                        string(tree, "application"),
                        tree.required("application_index").asInt(),
                        grouped ? string(tree, "group") : "",
                        grouped ? Integer.valueOf(tree.required("group_index").asInt()) : null,
                        string(tree, "subject"),
                        tree.path("reply_class").asString(""));
        var known = tree.path("acknowledged");
        return new Alarm(
                tree.required("id").asLong(),
                AlarmKind.of(string(tree, "kind"))
                        .orElseThrow(() -> new IllegalArgumentException("kind")),
                string(tree, "rule"),
                Severity.valueOf(string(tree, "severity").toUpperCase(Locale.ROOT)),
                subject,
                tree.required("value").asLong(),
                tree.required("raise_at").asLong(),
                tree.required("clear_at").asLong(),
                string(tree, "units"),
                string(tree, "text"),
                at(tree, "raised"),
                null,
                known.isMissingNode()
                        ? null
                        : new Alarm.Acknowledgement(
                                string(known, "by"), string(known, "comment"), at(known, "at")),
                tree.path("notified").asLong(0));
    }

    private static String string(JsonNode tree, String name) {
        return tree.required(name).asString();
    }

    private static Instant at(JsonNode tree, String name) {
        return Instant.parse(string(tree, name));
    }
}
