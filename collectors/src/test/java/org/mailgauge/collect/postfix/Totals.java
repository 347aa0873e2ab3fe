package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;

import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * All totals of a snapshot that are not 0, a line for the application, one for each group, and one
 * for what is counted besides. Messages, octets and recipients have slashes between them; errors
 * are {@code status=inbound/internal/outbound}.
 */
final class Totals {
    private final StringJoiner words = new StringJoiner(" ");

    private Totals() {}

    static String text(MtaSnapshot.Application of, Correlator correlator) {
        var lines = new StringJoiner("\n");
        lines.add("mta:" + application(of));
        var mta = Objects.requireNonNull(of.mta());
        for (var row : mta.groups()) {
            var text = group(row, mta);
            if (!text.isBlank()) {
                lines.add(row.group().name() + ":" + text);
            }
        }
        var besides = new Totals();
        new TreeMap<>(correlator.counts()).forEach(besides::add);
        if (besides.words.length() > 0) {
            lines.add("besides:" + besides);
        }
        return lines.toString();
    }

    private static Totals application(MtaSnapshot.Application of) {
        var mta = Objects.requireNonNull(of.mta());
        var books = Objects.requireNonNull(mta.books());
        var all = new Totals();
        all.add("in", of.accumulatedInbound());
        all.add("open", of.inboundAssociations());
        all.add("users", of.associations().stream().filter(one -> one.userAgent()).count());
        all.add("refused", of.rejectedInbound());
        all.add("out", of.accumulatedOutbound());
        all.add("failed", of.failedOutbound());
        all.add("received", mta.receivedMessages(), mta.receivedOctets(), mta.receivedRecipients());
        all.add("generated", books.generated());
        all.add(
                "transmitted",
                mta.transmittedMessages(),
                mta.transmittedOctets(),
                mta.transmittedRecipients());
        all.add("relayed", books.relayed());
        all.add("delivered", books.delivered());
        all.add("bounced", books.bounced());
        all.add("expired", books.expired());
        all.add("deleted", books.deleted());
        all.add("discarded", books.discarded());
        all.add("loops", mta.loopsDetected());
        return all;
    }

    private static String group(MtaSnapshot.GroupRow row, MtaSnapshot.Mta mta) {
        var all = new Totals();
        all.add("in", row.accumulatedInbound());
        all.add("open", row.inboundAssociations());
        all.add("refused", row.rejectedInbound());
        all.add("rejected", row.rejectedMessages());
        all.add("out", row.accumulatedOutbound());
        all.add("failed", row.failedOutbound());
        all.add("received", row.receivedMessages(), row.receivedOctets(), row.receivedRecipients());
        all.add(
                "transmitted",
                row.transmittedMessages(),
                row.transmittedOctets(),
                row.transmittedRecipients());
        all.add("loops", row.loopsDetected());
        all.add("deferred", row.deferredRecipients());
        for (var deferral : mta.deferrals()) {
            if (deferral.group().equals(row.group())) {
                all.add(deferral.replyClass().label(), deferral.recipients());
            }
        }
        for (var error : row.errors()) {
            int code = error.statusCode();
            all.words.add(
                    "%d.%d.%d=%d/%d/%d"
                            .formatted(
                                    code / 1_000_000,
                                    code / 1000 % 1000,
                                    code % 1000,
                                    error.inbound(),
                                    error.internal(),
                                    error.outbound()));
        }
        all.reason(row.inboundRejectionReason());
        all.reason(row.outboundFailureReason());
        return all.toString();
    }

    private void reason(@Nullable String reason) {
        if (reason != null && !reason.isEmpty() && !reason.equals("never")) {
            words.add("'" + reason + "'");
        }
    }

    /** What was timed, a line for each group. */
    static String times(MtaSnapshot.Application of) {
        var lines = new StringJoiner("\n");
        for (var row : Objects.requireNonNull(of.mta()).latencies()) {
            lines.add(
                    "%s: %s=%d/%d"
                            .formatted(
                                    row.group().name(),
                                    row.stage().label(),
                                    row.latency().count(),
                                    row.latency().totalNanos() / 1_000_000));
        }
        return lines.toString();
    }

    private void add(String name, @Nullable Long count) {
        if (count != null && count != 0) {
            words.add(name + "=" + count);
        }
    }

    private void add(String name, long count) {
        add(name, Long.valueOf(count));
    }

    private void add(
            String name,
            @Nullable Long messages,
            @Nullable Long octets,
            @Nullable Long recipients) {
        if (messages != null && octets != null && recipients != null) {
            if (messages != 0 || octets != 0 || recipients != 0) {
                words.add(name + "=" + messages + "/" + octets + "/" + recipients);
            }
        }
    }

    @Override
    public String toString() {
        return words.length() == 0 ? "" : " " + words;
    }
}
