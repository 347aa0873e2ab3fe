package org.mailgauge.host;

import org.mailgauge.port.TlsException.Reason;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to TLS connections. Safe for use by any thread. All labels are of small closed
 * sets: the services, two versions, and the reasons.
 */
public final class TlsCounts {
    private final Map<Label, LongAdder> handshakes = new ConcurrentHashMap<>();
    private final Map<Label, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<Label, LongAdder> open = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> injections = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> forgotten = new ConcurrentHashMap<>();
    private final LongAdder truncated = new LongAdder();

    /**
     * @param value a version, such as {@code TLSv1.3}, or the name of a {@link Reason}
     */
    private record Label(String service, String value) {}

    /** Takes one count with what it is of. */
    public interface Taker {
        void take(String service, String value, long count);
    }

    void opened(String service, String version) {
        var label = new Label(service, version);
        add(handshakes, label, 1);
        add(open, label, 1);
    }

    void closed(String service, String version, boolean cutOff) {
        add(open, new Label(service, version), -1);
        if (cutOff) {
            truncated.increment();
        }
    }

    void failed(String service, Reason reason) {
        add(failures, new Label(service, reason.name()), 1);
    }

    void forgotten(String service, int octets) {
        injections.computeIfAbsent(service, _ -> new LongAdder()).increment();
        forgotten.computeIfAbsent(service, _ -> new LongAdder()).add(octets);
    }

    private static void add(Map<Label, LongAdder> counts, Label label, long by) {
        counts.computeIfAbsent(label, _ -> new LongAdder()).add(by);
    }

    /** Handshakes that succeeded, by service and version. */
    public void handshakes(Taker into) {
        each(handshakes, into);
    }

    /** Handshakes that failed, by service and reason. */
    public void failures(Taker into) {
        each(failures, into);
    }

    /** Connections that are open now, by service and version. */
    public void open(Taker into) {
        each(open, into);
    }

    /** How often a client sent something in the clear behind its command to begin TLS. */
    public Map<String, Long> injections() {
        return sums(injections);
    }

    /** Octets of these that were dropped. */
    public Map<String, Long> forgottenOctets() {
        return sums(forgotten);
    }

    /** Connections whose stream ended without close_notify. */
    public long truncated() {
        return truncated.sum();
    }

    private static void each(Map<Label, LongAdder> counts, Taker into) {
        counts.forEach((label, count) -> into.take(label.service(), label.value(), count.sum()));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        var all = new TreeMap<String, Long>();
        counts.forEach((service, count) -> all.put(service, count.sum()));
        return all;
    }
}
