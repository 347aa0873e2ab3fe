package org.mailgauge.agent.snmp;

import org.mailgauge.agent.tls.Fingerprint;
import org.snmp4j.smi.OID;

/**
 * Who a certificate is to SNMP: a row of snmpTlstmCertToTSNTable (RFC 6353 section 7).
 *
 * @param fingerprint of the certificate, or of an authority that issued it
 * @param source where the name comes from
 * @param name the security name when it is {@link Source#SPECIFIED}; else empty
 */
public record CertificateRule(Fingerprint fingerprint, Source source, String name) {
    public CertificateRule {
        if (name.isEmpty() == (source == Source.SPECIFIED)) {
            throw new IllegalArgumentException("a rule of " + source + " with the name " + name);
        }
    }

    /** Where in a certificate the name is; snmpTlstmCertToTSNMapType. */
    public enum Source {
        /** Not in the certificate: the configuration has it. */
        SPECIFIED(1),
        /** The mail address, its domain in lower case. */
        MAIL(2),
        /** The host name, in lower case. */
        DNS(3),
        /** The address: IPv4 as dotted decimal, IPv6 as 32 hexadecimal digits. */
        IP(4),
        /** The first of these three that it has. */
        ANY(5),
        /** The subject's common name. */
        COMMON_NAME(6);

        private static final OID TYPES = new OID("1.3.6.1.2.1.198.1.1");

        private final int number;

        Source(int number) {
            this.number = number;
        }

        /** As snmpTlstmCertToTSNMapType has it. */
        OID type() {
            return new OID(TYPES.getValue(), number);
        }
    }
}
