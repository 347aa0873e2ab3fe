package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.Stock;

import tools.jackson.core.JsonGenerator;

import java.util.Locale;
import java.util.TreeMap;

/** The snapshot as JSON; absent columns have no member. */
final class StatusJson {
    private final MtaSnapshot snapshot;
    private final long now;
    private final JsonGenerator json;

    private StatusJson(MtaSnapshot snapshot, long now, JsonGenerator json) {
        this.snapshot = snapshot;
        this.now = now;
        this.json = json;
    }

    /**
     * Writes one object.
     *
     * @param now the moment of reading, on the ticker; ages are up to it
     */
    static void write(MtaSnapshot snapshot, long now, String hostname, JsonGenerator json) {
        new StatusJson(snapshot, now, json).all(hostname);
    }

    private void all(String hostname) {
        json.writeStartObject();
        json.writeNumberProperty("sequence", snapshot.sequence());
        json.writeStringProperty("taken_at", Shown.iso(snapshot.takenAt()));
        json.writeStringProperty("version", Version.current());
        json.writeStringProperty("hostname", hostname);
        json.writeNumberProperty("process_id", ProcessHandle.current().pid());
        json.writeArrayPropertyStart("applications");
        snapshot.applications().forEach(this::application);
        json.writeEndArray();
        if (!snapshot.collectors().isEmpty()) {
            json.writeArrayPropertyStart("collectors");
            snapshot.collectors().forEach(this::collector);
            json.writeEndArray();
        }
        json.writeObjectPropertyStart("health");
        new TreeMap<>(snapshot.health()).forEach(this::decimal);
        json.writeEndObject();
        json.writeArrayPropertyStart("distributions");
        snapshot.distributions().forEach(this::distribution);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void distribution(Distribution distribution) {
        json.writeStartObject();
        json.writeStringProperty("name", distribution.name());
        var label = distribution.label();
        if (label != null) {
            json.writeStringProperty(label.name(), label.value());
        }
        json.writeArrayPropertyStart("bounds");
        distribution.bounds().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("counts");
        distribution.counts().forEach(json::writeNumber);
        json.writeEndArray();
        decimal("sum", distribution.sum());
        json.writeEndObject();
    }

    private void application(MtaSnapshot.Application application) {
        json.writeStartObject();
        json.writeNumberProperty("index", application.index());
        json.writeStringProperty("name", application.name());
        json.writeStringProperty("version", application.version());
        json.writeStringProperty("description", application.description());
        json.writeBooleanProperty("watched", application.isWatched());
        json.writeStringProperty("status", application.status().name().toLowerCase(Locale.ROOT));
        seconds("uptime_seconds", Ages.since(application.startedTicks(), now));
        seconds("status_for_seconds", Ages.since(application.lastChangeTicks(), now));
        number("inbound_associations", application.inboundAssociations());
        number("outbound_associations", application.outboundAssociations());
        number("accumulated_inbound_associations", application.accumulatedInbound());
        number("accumulated_outbound_associations", application.accumulatedOutbound());
        number("rejected_inbound_associations", application.rejectedInbound());
        number("failed_outbound_associations", application.failedOutbound());
        since("since_inbound_activity_seconds", Ages.lastInbound(application, now));
        since("since_outbound_activity_seconds", Ages.lastOutbound(application, now));
        var mta = application.mta();
        if (mta != null) {
            mta(mta);
        }
        var access = application.access();
        if (access != null) {
            access(access);
        }
        if (mta != null && application.isWatched()) {
            destinations(mta.destinations());
        }
        json.writeArrayPropertyStart("associations");
        for (var association : application.associations()) {
            json.writeStartObject();
            json.writeNumberProperty("id", association.id());
            var group = association.group();
            if (group != null) {
                json.writeStringProperty("group", group.name());
            }
            json.writeStringProperty("direction", association.inbound() ? "in" : "out");
            json.writeStringProperty("type", association.userAgent() ? "user-agent" : "peer");
            json.writeStringProperty("remote", association.remote());
            json.writeNumberProperty("port", association.port());
            seconds("duration_seconds", Ages.since(association.startedTicks(), now));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Those of our own are below {@code queue}. */
    private void destinations(@Nullable Destinations destinations) {
        if (destinations == null) {
            return;
        }
        json.writeArrayPropertyStart("destinations");
        for (var row : destinations.rows()) {
            json.writeStartObject();
            json.writeStringProperty("domain", row.name());
            json.writeStringProperty("group", row.group().name());
            number("messages", row.messages());
            number("recipients", row.recipients());
            seconds("age_seconds", Ages.sinceOrNull(row.oldestTicks(), now));
            seconds("next_retry_seconds", Ages.untilOrNull(row.nextRetryTicks(), now));
            seconds("since_success_seconds", Ages.sinceOrNull(row.servedTicks(), now));
            var drain = row.drain();
            if (drain != null) {
                seconds("empty_in_seconds", Ages.untilEmpty(drain.emptyTicks(), now));
            }
            var trouble = row.trouble();
            if (trouble != null) {
                json.writeStringProperty("reply_class", trouble.replyClass());
                text("last_reply", trouble.text());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void collector(Collector collector) {
        json.writeStartObject();
        json.writeNumberProperty("application", collector.application());
        json.writeStringProperty("name", collector.name());
        json.writeStringProperty("source", collector.source());
        json.writeStringProperty("status", collector.condition().name().toLowerCase(Locale.ROOT));
        seconds("since_read_seconds", Ages.sinceOrNull(collector.readTicks(), now));
        seconds("since_last_record_seconds", Ages.sinceOrNull(collector.writtenTicks(), now));
        number("records", collector.records());
        number("not_understood", collector.notUnderstood());
        number("gaps", collector.gaps());
        var coverage = collector.coverage();
        if (coverage != null) {
            decimal("coverage_ratio", coverage / 1000.0);
        }
        json.writeStringProperty("problem", collector.problem());
        number("behind_octets", collector.behindOctets());
        json.writeObjectPropertyStart("events");
        new TreeMap<>(collector.events()).forEach(this::number);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void access(MtaSnapshot.Access access) {
        json.writeObjectPropertyStart("access");
        json.writeObjectPropertyStart("logins");
        for (var result : LoginResult.values()) {
            number(result.label(), access.logins().get(result));
        }
        json.writeEndObject();
        number("retrieved_messages", access.retrievedMessages());
        number("retrieved_octets", access.retrievedOctets());
        number("appended_messages", access.appendedMessages());
        number("appended_octets", access.appendedOctets());
        number("deleted_messages", access.deletedMessages());
        number("deleted_octets", access.deletedOctets());
        json.writeEndObject();
    }

    private void mta(MtaSnapshot.Mta mta) {
        json.writeObjectPropertyStart("mta");
        number("received_messages", mta.receivedMessages());
        number("received_octets", mta.receivedOctets());
        number("received_recipients", mta.receivedRecipients());
        var held = mta.stored();
        if (held != null) {
            stored(held);
        }
        number("transmitted_messages", mta.transmittedMessages());
        number("transmitted_octets", mta.transmittedOctets());
        number("transmitted_recipients", mta.transmittedRecipients());
        number("converted_messages", mta.convertedSuccessfully());
        number("failed_conversions", mta.conversionsFailed());
        number("loops_detected", mta.loopsDetected());
        number("imbalance_recipients", mta.imbalance());
        var books = mta.books();
        if (books != null) {
            books(books);
        }
        json.writeArrayPropertyStart("groups");
        var flow = Flow.of(mta);
        mta.groups().forEach(row -> group(row, flow));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void books(MtaSnapshot.Books books) {
        json.writeObjectPropertyStart("books_recipients");
        number("carried", books.carried());
        number("received", books.received());
        number("generated", books.generated());
        number("expanded_out", books.expandedOut());
        number("stored", books.stored());
        number("relayed", books.relayed());
        number("delivered", books.delivered());
        number("bounced", books.bounced());
        number("expired", books.expired());
        number("deleted", books.deleted());
        number("discarded", books.discarded());
        number("quarantined", books.quarantined());
        number("expanded_in", books.expandedIn());
        json.writeEndObject();
    }

    private void group(MtaSnapshot.GroupRow row, Flow flow) {
        var group = row.group();
        json.writeStartObject();
        json.writeNumberProperty("index", group.index());
        json.writeStringProperty("name", group.name());
        json.writeStringProperty("collection", collection(group.kind()));
        json.writeStringProperty("kind", group.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("description", group.description());
        number("received_messages", row.receivedMessages());
        number("received_octets", row.receivedOctets());
        number("received_recipients", row.receivedRecipients());
        number("rejected_messages", row.rejectedMessages());
        if (row.stored() != null) {
            stored(row.stored());
        }
        number("transmitted_messages", row.transmittedMessages());
        number("transmitted_octets", row.transmittedOctets());
        number("transmitted_recipients", row.transmittedRecipients());
        number("inbound_associations", row.inboundAssociations());
        number("outbound_associations", row.outboundAssociations());
        number("accumulated_inbound_associations", row.accumulatedInbound());
        number("accumulated_outbound_associations", row.accumulatedOutbound());
        seconds("since_inbound_activity_seconds", Ages.sinceInbound(row, now));
        seconds("since_outbound_activity_seconds", Ages.sinceOutbound(row, now));
        seconds("since_outbound_attempt_seconds", Ages.sinceAttempt(row, now));
        number("rejected_inbound_associations", row.rejectedInbound());
        number("failed_outbound_associations", row.failedOutbound());
        text("inbound_rejection_reason", row.inboundRejectionReason());
        text("outbound_failure_reason", row.outboundFailureReason());
        number("converted_messages", row.convertedSuccessfully());
        number("failed_conversions", row.conversionsFailed());
        number("loops_detected", row.loopsDetected());
        number("deferred_recipients", row.deferredRecipients());
        number("imbalance_recipients", row.imbalance());
        Flow.write(flow.drain(group), now, json);
        flow.writeDeferrals(group, json);
        flow.writeLatencies(group, json);
        json.writeArrayPropertyStart("errors");
        for (var error : row.errors()) {
            json.writeStartObject();
            json.writeStringProperty("status", status(error.statusCode()));
            number("inbound", error.inbound());
            number("internal", error.internal());
            number("outbound", error.outbound());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void stored(Stock.Level level) {
        number("stored_messages", level.messages());
        number("stored_octets", level.octets());
        number("stored_recipients", level.recipients());
        seconds("oldest_message_age_seconds", Ages.oldest(level, now));
        text("oldest_message_id", level.oldestMessageId());
        seconds("scheduled_retry_seconds", Ages.untilRetry(level, now));
    }

    /** The name of a group's collection, as labels of metrics have it. */
    static String collection(MtaGroup.Kind kind) {
        return switch (kind) {
            case INBOUND, OUTBOUND, LOCAL -> "channel";
            case STATE -> "state";
            case DESTINATION -> "destination";
        };
    }

    /** {@code 4.4.1} of 4004001. */
    static String status(int code) {
        return code / 1_000_000 + "." + code / 1000 % 1000 + "." + code % 1000;
    }

    private void number(String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
    }

    private void decimal(String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.writeNumberProperty(name, (long) value);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private void since(String name, @Nullable Long ticks) {
        seconds(name, ticks == null ? null : Long.valueOf(Ages.since(ticks, now)));
    }

    private void seconds(String name, @Nullable Long nanos) {
        if (nanos != null) {
            json.writeNumberProperty(name, nanos / 1e9);
        }
    }
}
