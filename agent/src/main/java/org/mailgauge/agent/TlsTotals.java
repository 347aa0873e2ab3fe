package org.mailgauge.agent;

import org.mailgauge.host.TlsCounts;
import org.mailgauge.port.TlsException.Reason;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/** What happened to TLS connections, as values of the machinery: all of them from the beginning. */
final class TlsTotals {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    private TlsTotals() {}

    static void read(TlsCounts counts, ObjDoubleConsumer<String> into) {
        var handshakes = sums(counts::handshakes);
        var open = sums(counts::open);
        for (var version : VERSIONS) {
            var name = label(version);
            into.accept("tls_handshakes_" + name + "_total", handshakes.getOrDefault(version, 0L));
            into.accept("tls_connections_" + name, open.getOrDefault(version, 0L));
        }
        var failures = sums(counts::failures);
        for (var reason : Reason.values()) {
            into.accept(
                    "tls_handshake_failures_" + label(reason.name()) + "_total",
                    failures.getOrDefault(reason.name(), 0L));
        }
        into.accept("tls_truncated_total", (double) counts.truncated());
        into.accept("tls_plain_injections_total", (double) total(counts.injections()));
        into.accept("tls_plain_dropped_bytes_total", (double) total(counts.forgottenOctets()));
        services(counts, into);
    }

    /** By service too, once it has had a handshake. */
    private static void services(TlsCounts counts, ObjDoubleConsumer<String> into) {
        counts.handshakes(
                (service, version, count) ->
                        into.accept(
                                "tls_"
                                        + label(service)
                                        + "_handshakes_"
                                        + label(version)
                                        + "_total",
                                (double) count));
        var failed = new TreeMap<String, Long>();
        counts.failures((service, _, count) -> failed.merge(service, count, Long::sum));
        failed.forEach(
                (service, count) ->
                        into.accept(
                                "tls_" + label(service) + "_handshake_failures_total",
                                (double) count));
    }

    private static Map<String, Long> sums(Consumer<TlsCounts.Taker> source) {
        var all = new TreeMap<String, Long>();
        source.accept((_, value, count) -> all.merge(value, count, Long::sum));
        return all;
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@code TLSv1.3} becomes {@code tls1_3}. */
    private static String label(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replace("tlsv", "tls")
                .replace('.', '_')
                .replace('-', '_');
    }
}
