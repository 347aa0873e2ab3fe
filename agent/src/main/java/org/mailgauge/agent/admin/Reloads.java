package org.mailgauge.agent.admin;

import org.mailgauge.agent.admin.Reloading.Outcome;
import org.mailgauge.agent.conf.Changes;
import org.mailgauge.agent.conf.ProblemJson;

import tools.jackson.core.JsonGenerator;

import java.util.List;

/** Reloads that operators ask for, each in the audit log. Safe for use by any thread. */
public final class Reloads {
    /** The status of a configuration that was refused (RFC 9110 section 15.5.21). */
    private static final int REFUSED = 422;

    private static final int UNAVAILABLE = 503;

    /** Of a file that is new altogether, so many changes are in the audit log; the log has all. */
    private static final int AUDITED = 200;

    private static final Operator SIGNAL = new Operator("", "SIGHUP", "", Query.parse(null));

    private final Audited audited;
    private final Reloading reloading;

    public Reloads(AuditLog audit, Reloading reloading) {
        this.audited = new Audited(audit);
        this.reloading = reloading;
    }

    /** As a signal asks, to which nobody can answer. */
    public void signal() {
        post(SIGNAL);
    }

    Response post(Operator operator) {
        return audited.make(
                "reload",
                operator,
                // What is wrong with the disk may be what is to be changed.
                true,
                written -> {
                    var outcome = reloading.reload();
                    return new Audited.Done(
                            Response.json(
                                    status(outcome),
                                    json -> {
                                        json.writeStartObject();
                                        members(outcome, Integer.MAX_VALUE, json);
                                        json.writeBooleanProperty("audited", written);
                                        json.writeEndObject();
                                    }),
                            json -> members(outcome, AUDITED, json));
                });
    }

    private static int status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> 200;
            case Outcome.Refused _, Outcome.Unreadable _ -> REFUSED;
            case Outcome.Failed _ -> UNAVAILABLE;
        };
    }

    /**
     * What came of it.
     *
     * @param most how many changes and problems, each, are told one by one
     */
    private void members(Outcome outcome, int most, JsonGenerator json) {
        var file = reloading.file();
        json.writeStringProperty("file", file.toString());
        switch (outcome) {
            case Outcome.Done(var loaded, var changes, var warnings) -> {
                json.writeStringProperty("outcome", "reloaded");
                json.writeStringProperty("loaded", loaded.toString());
                changes("changed", first(changes.now(), most), json);
                changes("at_next_start", first(changes.later(), most), json);
                json.writeNumberProperty("changes", changes.now().size() + changes.later().size());
                ProblemJson.array("warnings", first(warnings, most), file, json);
            }
            case Outcome.Refused(var errors) -> {
                json.writeStringProperty("outcome", "refused");
                json.writeStringProperty(
                        "error",
                        "nothing has changed, for the configuration is wrong: "
                                + errors.getFirst().text(file.toString())
                                + (errors.size() > 1
                                        ? " (and %d more)".formatted(errors.size() - 1)
                                        : ""));
                ProblemJson.array("errors", first(errors, most), file, json);
            }
            case Outcome.Unreadable(var why) -> unchanged("refused", why, json);
            case Outcome.Failed(var why) -> unchanged("failed", why, json);
        }
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    private static void unchanged(String outcome, String why, JsonGenerator json) {
        json.writeStringProperty("outcome", outcome);
        json.writeStringProperty("error", "nothing has changed: " + why);
    }

    private static void changes(String name, List<Changes.Change> changes, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        for (var change : changes) {
            json.writeStartObject();
            json.writeStringProperty("key", change.key());
            json.writeStringProperty("was", change.was());
            json.writeStringProperty("is", change.is());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
