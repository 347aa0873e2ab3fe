package org.mailgauge.agent.admin;

import org.mailgauge.agent.admin.Audited.Done;
import org.mailgauge.store.sqlite.FileHold;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps the mail store's files where they are while {@code mailgauge backup} copies them: for as
 * long as it says, again and again, that it still does. Safe for use by any thread.
 */
final class BackupResource {
    private static final Logger LOG = LoggerFactory.getLogger(BackupResource.class);
    private static final Set<String> CHANGES = Set.of("begin", "renew", "end");

    /** Who has not been heard of for so long has gone. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** What the store has begun to tidy may take so long. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final FileHold hold;
    private final Audited audited;

    BackupResource(FileHold hold, Audited audited) {
        this.hold = hold;
        this.audited = audited;
    }

    /** Whether there is a change of that name. */
    static boolean knows(String name) {
        return CHANGES.contains(name);
    }

    Response post(String name, Operator operator) {
        if (name.equals("begin")) {
            return audited.make("backup", operator, false, _ -> begin());
        }
        var text = operator.form().values().getOrDefault("hold", "");
        if (!text.matches("[0-9]{1,18}")) {
            return Response.error(400, "hold: give the number that backup/begin has answered");
        }
        long number = Long.parseLong(text);
        boolean held = name.equals("end") ? hold.release(number) : hold.renew(number, LEASE);
        if (!held) {
            LOG.warn("a backup that does not hold the store's files any longer asks to {}", name);
            return Response.error(
                    404, "the files were not held any longer, so the copy is worth nothing");
        }
        return answer(number);
    }

    private Done begin() {
        OptionalLong number;
        try {
            number = hold.take(LEASE, PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            number = OptionalLong.empty();
        }
        if (number.isEmpty()) {
            return new Done(
                    Response.error(
                            503, "another backup is being made, or the store is busy; try again"),
                    json -> json.writeStringProperty("outcome", "refused"));
        }
        return new Done(
                answer(number.getAsLong()), json -> json.writeStringProperty("outcome", "begun"));
    }

    private static Response answer(long number) {
        return Response.json(
                200,
                json -> {
                    json.writeStartObject();
                    json.writeNumberProperty("hold", number);
                    json.writeNumberProperty("lease_seconds", LEASE.toSeconds());
                    json.writeEndObject();
                });
    }
}
