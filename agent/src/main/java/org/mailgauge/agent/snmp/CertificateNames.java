package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.snmp.CertificateRule.Source;
import org.mailgauge.agent.tls.Fingerprint;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.naming.NamingException;
import javax.naming.ldap.LdapName;

/**
 * From a client's certificate to its security name (RFC 6353 section 5.3.2 and
 * snmpTlstmCertToTSNTable). A certificate counts when a rule names it by its fingerprint, or when
 * an authority of ours issued it; the first rule that fits it and finds a name in it decides.
 * Immutable.
 */
final class CertificateNames {
    /** SnmpAdminString of vacmSecurityName: the longest name that can be given a view. */
    private static final int LONGEST_NAME = 32;

    private static final int MAIL_ADDRESS = 1; // of GeneralName, RFC 5280 section 4.2.1.6
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final List<X509Certificate> authorities;
    private final List<CertificateRule> rules;

    CertificateNames(List<X509Certificate> authorities, List<CertificateRule> rules) {
        this.authorities = List.copyOf(authorities);
        this.rules = List.copyOf(rules);
    }

    /**
     * The name of a client.
     *
     * @param shown its certificate, then others that it sent with it
     * @throws CertificateException says why it is nobody
     */
    String name(List<X509Certificate> shown, Instant now) throws CertificateException {
        var own = shown.getFirst();
        own.checkValidity(Date.from(now));
        var issuers = List.<X509Certificate>of();
        try {
            issuers = issuers(shown, now);
        } catch (CertificateException unknown) {
            if (rules.stream().noneMatch(rule -> rule.fingerprint().matches(own))) {
                throw unknown;
            }
        }
        for (var rule : rules) {
            boolean fits =
                    rule.fingerprint().matches(own) || anyMatches(issuers, rule.fingerprint());
            var name = fits ? name(own, rule) : Optional.<String>empty();
            if (name.isPresent()) {
                return name.get();
            }
        }
        throw new CertificateException("no rule gives it a name");
    }

    private static boolean anyMatches(List<X509Certificate> some, Fingerprint fingerprint) {
        return some.stream().anyMatch(fingerprint::matches);
    }

    /** The authorities between a certificate and one of ours, which is among them. */
    private List<X509Certificate> issuers(List<X509Certificate> shown, Instant now)
            throws CertificateException {
        if (authorities.isEmpty()) {
            throw new CertificateException("no rule names it, and there is no authority");
        }
        var purposes = shown.getFirst().getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(CLIENT) && !purposes.contains(ANY_PURPOSE)) {
            throw new CertificateException("it is not for clients");
        }
        try {
            var anchors = new HashSet<TrustAnchor>();
            authorities.forEach(each -> anchors.add(new TrustAnchor(each, null)));
            var target = new X509CertSelector();
            target.setCertificate(shown.getFirst());
            var wanted = new PKIXBuilderParameters(anchors, target);
            wanted.setRevocationEnabled(false);
            wanted.setDate(Date.from(now));
            wanted.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
            var built =
                    (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(wanted);
            var found = new ArrayList<X509Certificate>();
            for (var each : built.getCertPath().getCertificates()) {
                if (each instanceof X509Certificate one && !one.equals(shown.getFirst())) {
                    found.add(one);
                }
            }
            found.add(built.getTrustAnchor().getTrustedCert());
            return found;
        } catch (GeneralSecurityException untrusted) {
            throw new CertificateException("no authority of ours issued it", untrusted);
        }
    }

    private static Optional<String> name(X509Certificate own, CertificateRule rule) {
        return (rule.source() == Source.SPECIFIED
                        ? Optional.of(rule.name())
                        : rule.source() == Source.COMMON_NAME
                                ? commonName(own)
                                : alternative(own, rule.source()))
                .filter(CertificateNames::isName);
    }

    private static boolean isName(String text) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        return octets > 0 && octets <= LONGEST_NAME;
    }

    private static Optional<String> commonName(X509Certificate own) {
        try {
            var subject = new LdapName(own.getSubjectX500Principal().getName());
            for (int i = subject.size() - 1; i >= 0; i--) {
                var part = subject.getRdn(i).toAttributes().get("CN");
                if (part != null && part.get() instanceof String text) {
                    return Optional.of(text);
                }
            }
            return Optional.empty();
        } catch (NamingException unreadable) {
            return Optional.empty();
        }
    }

    /** The first name of a kind, in the certificate's order. */
    private static Optional<String> alternative(X509Certificate own, Source source) {
        try {
            var all = own.getSubjectAlternativeNames();
            if (all == null) {
                return Optional.empty();
            }
            for (var each : all) {
                if (each.get(0) instanceof Integer type && each.get(1) instanceof String text) {
                    var name = alternative(type, text, source);
                    if (name != null) {
                        return Optional.of(name);
                    }
                }
            }
            return Optional.empty();
        } catch (CertificateParsingException unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable String alternative(int type, String text, Source source) {
        boolean any = source == Source.ANY;
        return switch (type) {
            case MAIL_ADDRESS -> any || source == Source.MAIL ? mail(text) : null;
            case DNS_NAME -> any || source == Source.DNS ? text.toLowerCase(Locale.ROOT) : null;
            case IP_ADDRESS -> any || source == Source.IP ? address(text) : null;
            default -> null;
        };
    }

    private static String mail(String text) {
        int at = text.lastIndexOf('@');
        return text.substring(0, at + 1) + text.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private static String address(String text) {
        var octets = InetAddress.ofLiteral(text).getAddress();
        return octets.length == 4 ? text : HexFormat.of().formatHex(octets);
    }
}
