package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmJson;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.Rule;

import tools.jackson.core.JsonGenerator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The alarms, and what operators do about them. */
final class AlarmResource {
    private static final Set<String> CHANGES = Set.of("ack", "maintenance", "test");
    private static final Duration LONGEST = Duration.ofDays(30);

    /** How long a test waits for receivers. */
    private static final Duration TEST = Duration.ofSeconds(8);

    private final Alarms alarms;
    private final Audited audited;

    AlarmResource(Alarms alarms, Audited audited) {
        this.alarms = alarms;
        this.audited = audited;
    }

    /** Whether there is a change of that name. */
    static boolean knows(String name) {
        return CHANGES.contains(name);
    }

    /** The active alarms, the window, and the rules. */
    Response get() {
        var state = alarms.state();
        return Response.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeNumberProperty("sequence", state.sequence());
                    json.writeNumberProperty("suppressed", state.suppressed());
                    if (state.maintenance() != null) {
                        json.writeObjectPropertyStart("maintenance");
                        AlarmJson.members(state.maintenance(), json);
                        json.writeEndObject();
                    }
                    json.writeArrayPropertyStart("alarms");
                    for (var alarm : state.active()) {
                        json.writeStartObject();
                        AlarmJson.members(alarm, json);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeArrayPropertyStart("ways");
                    for (var way : alarms.ways()) {
                        json.writeStartObject();
                        AlarmJson.members(way, json);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeArrayPropertyStart("rules");
                    alarms.rules().forEach(rule -> rule(rule, json));
                    json.writeEndArray();
                    json.writeEndObject();
                });
    }

    private static void rule(Rule rule, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", rule.name());
        json.writeStringProperty("kind", rule.kind().label());
        json.writeStringProperty("scope", rule.scope());
        json.writeStringProperty("severity", rule.severity().label());
        json.writeNumberProperty("raise_at", rule.raiseAt());
        json.writeNumberProperty("clear_at", rule.clearAt());
        json.writeStringProperty("units", rule.units());
        json.writeNumberProperty("hold_seconds", rule.hold().toSeconds());
        json.writeNumberProperty("interval_seconds", rule.interval().toSeconds());
        json.writeEndObject();
    }

    Response post(String name, Operator operator) {
        var comment = Audited.comment(operator);
        if (!Audited.isGood(comment)) {
            return Audited.badComment();
        }
        return switch (name) {
            case "ack" -> acknowledge(operator, comment);
            case "test" -> test(operator);
            default -> maintain(operator, comment);
        };
    }

    private Response acknowledge(Operator operator, String comment) {
        var id = number(operator.form().get("id"));
        if (id.isEmpty()) {
            return Response.error(
                    400, "id: give the number of an alarm; see: mailgauge alarm list");
        }
        if (alarms.state().alarm(id.get()).isEmpty()) {
            return Response.error(
                    404, "no alarm " + id.get() + " is active; see: mailgauge alarm list");
        }
        return audited.make(
                "alarm-ack",
                operator,
                false,
                written -> {
                    boolean durable = alarms.acknowledge(id.get(), Audited.by(operator), comment);
                    return Audited.Done.of("acknowledged", durable, written);
                });
    }

    /** Tells a test on all ways, and says what came of it. */
    private Response test(Operator operator) {
        return audited.make(
                "alarm-test",
                operator,
                // A disk that fails is just when one wants to know.
                true,
                written -> {
                    long sequence = alarms.test();
                    var told = told(sequence);
                    return new Audited.Done(
                            Response.json(200, json -> tested(sequence, told, written, json)),
                            json -> json.writeNumberProperty("sequence", sequence));
                });
    }

    private List<AlarmSink.Told> told(long sequence) {
        try {
            return alarms.told(sequence, TEST);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static void tested(
            long sequence, List<AlarmSink.Told> told, boolean written, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("sequence", sequence);
        json.writeArrayPropertyStart("told");
        for (var one : told) {
            json.writeStartObject();
            json.writeStringProperty("way", one.way());
            json.writeStringProperty("to", one.to());
            json.writeStringProperty("outcome", one.outcome());
            json.writeBooleanProperty("good", one.good());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanProperty("audited", written);
        json.writeEndObject();
    }

    private Response maintain(Operator operator, String comment) {
        var asked = operator.form().get("for");
        if ("true".equals(operator.form().get("end"))) {
            return audited.make(
                    "alarm-maintenance",
                    operator,
                    false,
                    written -> Audited.Done.of("ended", alarms.endMaintenance(), written));
        }
        var time = duration(asked);
        if (time.isEmpty()) {
            return Response.error(
                    400, "for: give a duration such as PT2H, of at most 30 days; or end=true");
        }
        return audited.make(
                "alarm-maintenance",
                operator,
                false,
                written -> {
                    boolean durable = alarms.maintain(time.get(), Audited.by(operator), comment);
                    return Audited.Done.of("begun", durable, written);
                });
    }

    private static Optional<Long> number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,10}")
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
    }

    private static Optional<Duration> duration(@Nullable String text) {
        if (text == null || text.length() > 40) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.parse(text))
                    .filter(Duration::isPositive)
                    .filter(time -> time.compareTo(LONGEST) <= 0);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
