package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.agent.snmp.CertificateRule.Source;
import org.mailgauge.agent.tls.Fingerprint;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** From certificates to names (RFC 6353 section 7, snmpTlstmCertToTSNMapType). */
class CertificateNamesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Made ROOT = make("CN=root", null, true, null);
    private static final Made MIDDLE = make("CN=middle", ROOT, true, null);
    private static final Made CLIENT =
            make(
                    "C=XX,CN=Noc One",
                    MIDDLE,
                    false,
                    null,
                    new GeneralName(GeneralName.dNSName, "NOC.example.test"),
                    new GeneralName(GeneralName.rfc822Name, "Noc@Example.TEST"),
                    new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                    new GeneralName(GeneralName.iPAddress, "2001:db8::1"));

    private record Made(KeyPair keys, X509Certificate certificate) {}

    private static Made make(
            String subject,
            @Nullable Made issuer,
            boolean authority,
            @Nullable KeyPurposeId purpose,
            GeneralName... names) {
        try {
            var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
            var signer = issuer == null ? keys : issuer.keys();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            issuer == null
                                    ? new X500Name(subject)
                                    : X500Name.getInstance(
                                            issuer.certificate()
                                                    .getSubjectX500Principal()
                                                    .getEncoded()),
                            BigInteger.valueOf(System.identityHashCode(keys) + 1L),
                            Date.from(NOW.minus(Duration.ofDays(1))),
                            Date.from(NOW.plus(Duration.ofDays(1))),
                            new X500Name(subject),
                            keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            if (purpose != null) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            var holder =
                    builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA")
                                    .build(signer.getPrivate()));
            return new Made(keys, new JcaX509CertificateConverter().getCertificate(holder));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Fingerprint print(Made of) {
        return Fingerprint.of(of.certificate(), Fingerprint.Hash.SHA_512);
    }

    private static String name(List<CertificateRule> rules, Made... shown)
            throws CertificateException {
        return new CertificateNames(List.of(ROOT.certificate()), rules)
                .name(java.util.Arrays.stream(shown).map(Made::certificate).toList(), NOW);
    }

    private static CertificateRule rule(Made of, Source source) {
        return new CertificateRule(print(of), source, source == Source.SPECIFIED ? "who" : "");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "SPECIFIED, who",
        "MAIL, Noc@example.test",
        "DNS, noc.example.test",
        "IP, 192.0.2.7",
        "ANY, noc.example.test",
        "COMMON_NAME, Noc One"
    })
    void namesComeFromWhereTheRuleSays(Source source, String expected) throws Exception {
        for (var by : List.of(CLIENT, MIDDLE, ROOT)) {
            assertEquals(expected, name(List.of(rule(by, source)), CLIENT, MIDDLE));
        }
    }

    @Test
    @DisplayName("an IPv6 address is 32 hexadecimal digits in lower case")
    void addressOfVersion6() throws Exception {
        var six =
                make(
                        "CN=x",
                        ROOT,
                        false,
                        null,
                        new GeneralName(GeneralName.iPAddress, "2001:DB8::A"));
        assertEquals("20010db800000000000000000000000a", name(List.of(rule(ROOT, Source.IP)), six));
    }

    @Test
    void theFirstRuleThatFindsANameDecides() throws Exception {
        var plain = make("CN=plain", ROOT, false, null);
        var rules =
                List.of(
                        rule(CLIENT, Source.SPECIFIED),
                        rule(ROOT, Source.DNS),
                        rule(ROOT, Source.COMMON_NAME));
        assertEquals("plain", name(rules, plain));
        assertEquals("who", name(rules, CLIENT, MIDDLE));
        assertEquals(
                "noc.example.test",
                name(
                        List.of(rule(ROOT, Source.DNS), rule(CLIENT, Source.SPECIFIED)),
                        CLIENT,
                        MIDDLE));
    }

    @Test
    @DisplayName("a name of more than 32 octets can have no view, and counts as none")
    void longNamesAreNone() {
        var endless = make("CN=" + "x".repeat(33), ROOT, false, null);
        var rules = List.of(rule(ROOT, Source.COMMON_NAME));
        assertThrows(CertificateException.class, () -> name(rules, endless));
    }

    @Test
    void aCertificateThatIsNamedNeedsNoAuthority() throws Exception {
        var alone = make("CN=alone", null, false, null);
        assertEquals("who", name(List.of(rule(alone, Source.SPECIFIED)), alone));
    }

    @Test
    void nobody() {
        var alone = make("CN=alone", null, false, null);
        var server = make("CN=server", ROOT, false, KeyPurposeId.id_kp_serverAuth);
        var posing = make("CN=posing", make("CN=root", null, true, null), false, null);
        var byRoot = List.of(rule(ROOT, Source.COMMON_NAME));
        for (var each :
                Map.of("signed by itself", alone, "a server's", server, "another root", posing)
                        .entrySet()) {
            assertThrows(
                    CertificateException.class, () -> name(byRoot, each.getValue()), each.getKey());
        }
        // The issuer between was not shown.
        assertThrows(CertificateException.class, () -> name(byRoot, CLIENT));
        // An authority of ours that no rule names.
        assertThrows(
                CertificateException.class,
                () -> name(List.of(rule(alone, Source.SPECIFIED)), CLIENT, MIDDLE));
        // Who shows an authority's certificate beside his own has not been issued by it.
        assertThrows(
                CertificateException.class,
                () -> name(List.of(rule(ROOT, Source.SPECIFIED)), alone, ROOT));
    }

    @Test
    void aNamedCertificateEndsToo() {
        var names = new CertificateNames(List.of(), List.of(rule(CLIENT, Source.SPECIFIED)));
        assertThrows(
                CertificateException.class,
                () -> names.name(List.of(CLIENT.certificate()), NOW.plus(Duration.ofDays(2))));
    }
}
