package org.mailgauge.agent.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its key, which fit each other.
 *
 * @param chain the certificate, then its issuers, each of which signed the one before
 */
public record Pair(PairFiles files, List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2; // of GeneralName, RFC 5280 section 4.2.1.6

    public Pair {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Until when all of the chain is good. */
    public Instant until() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** From when on the certificate is good. */
    public Instant from() {
        return certificate().getNotBefore().toInstant();
    }

    /** The host names it is for, in lower case; {@code *.} begins one for any label there. */
    public List<String> names() {
        var names = new ArrayList<String>();
        try {
            var all = certificate().getSubjectAlternativeNames();
            if (all != null) {
                for (var each : all) {
                    if (each.get(0) instanceof Integer type
                            && type == DNS_NAME
                            && each.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return names;
    }

    /**
     * Whether it is for this host (RFC 6125 section 6.4.3).
     *
     * @param host in lower case, without a final dot
     */
    boolean covers(String host) {
        int dot = host.indexOf('.');
        var any = dot > 0 ? "*" + host.substring(dot) : "";
        return names().stream().anyMatch(name -> name.equals(host) || name.equals(any));
    }
}
