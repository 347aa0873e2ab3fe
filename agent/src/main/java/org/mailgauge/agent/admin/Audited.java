package org.mailgauge.agent.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes changes that are in the audit log before they begin. Safe for use by any thread. */
final class Audited {
    private static final Logger LOG = LoggerFactory.getLogger(Audited.class);
    private static final int COMMENT = 400;

    private final AuditLog audit;

    Audited(AuditLog audit) {
        this.audit = audit;
    }

    /** A change that was made: the answer, and what the audit log says of it. */
    record Done(Response response, Consumer<JsonGenerator> outcome) {

        /** One that says in words what became of it. */
        static Done of(String outcome, boolean durable, boolean audited) {
            Consumer<JsonGenerator> members =
                    json -> {
                        json.writeStringProperty("outcome", outcome);
                        json.writeBooleanProperty("durable", durable);
                    };
            return new Done(
                    Response.json(
                            200,
                            json -> {
                                json.writeStartObject();
                                members.accept(json);
                                json.writeBooleanProperty("audited", audited);
                                json.writeEndObject();
                            }),
                    members);
        }
    }

    /** The operator's comment, perhaps empty. */
    static String comment(Operator operator) {
        return operator.form().values().getOrDefault("comment", "").strip();
    }

    static boolean isGood(String comment) {
        return comment.length() <= COMMENT && comment.chars().noneMatch(Character::isISOControl);
    }

    static Response badComment() {
        return Response.error(400, "comment: one line of at most " + COMMENT + " characters");
    }

    /** Who asks, as well as that is known. */
    static String by(Operator operator) {
        return operator.user().isEmpty() ? operator.peer() : operator.user();
    }

    /**
     * Makes a change.
     *
     * @param stopsHarm whether it is made although the audit log cannot be written
     * @param change told whether it is in the audit log
     */
    Response make(
            String what, Operator operator, boolean stopsHarm, Function<Boolean, Done> change) {
        long number = -1;
        try {
            number = audit.begin(json -> new ChangeJson(json).begun(what, operator));
        } catch (IOException failed) {
            LOG.error(
                    "{} by {} at {}: the audit log cannot be written: {}",
                    what,
                    operator.user(),
                    operator.peer(),
                    failed.getMessage());
            if (!stopsHarm) {
                return Response.error(
                        503,
                        "nothing was changed, because the audit log in data-dir cannot be written: "
                                + failed.getMessage());
            }
        }
        var done = change.apply(number >= 0);
        if (number >= 0) {
            end(number, done);
        }
        return done.response();
    }

    private void end(long number, Done done) {
        try {
            audit.end(number, done.outcome());
        } catch (IOException failed) {
            LOG.error("audit entry {} has no end: {}", number, failed.getMessage());
        }
    }
}
