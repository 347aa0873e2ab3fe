package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.snmp.CertificateRule.Source;
import org.mailgauge.agent.tls.Fingerprint;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.host.HostTls;
import org.mailgauge.host.TlsIdentity;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;
import org.mailgauge.testing.TestTls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;

/** An agent that listens with TLS and DTLS, and the certificates around it. */
final class SecureAgent implements AutoCloseable {
    static final TestCertificate AUTHORITY =
            TestCertificate.make(Wish.of("EC", "noc-authority").asAuthority());
    static final TestCertificate OTHER =
            TestCertificate.make(Wish.of("EC", "other-authority").asAuthority());
    static final TestCertificate OWN = TestCertificate.of("agent.test");
    static final TestCertificate NOC = issued("noc@Example.TEST");
    static final TestCertificate PINNED = TestCertificate.of("pinned.test");

    static final CertificateRule BY_FINGERPRINT =
            new CertificateRule(print(PINNED), Source.SPECIFIED, "pinned");
    static final CertificateRule BY_AUTHORITY =
            new CertificateRule(print(AUTHORITY), Source.ANY, "");
    static final List<SecureConfig.Name> NAMES =
            List.of(
                    new SecureConfig.Name("pinned", SnmpConfig.View.ADMIN),
                    new SecureConfig.Name("noc@example.test", SnmpConfig.View.SUMMARY));

    private final HostTime time = new HostTime();
    private final HostNet net = new HostNet();
    private final HostTasks tasks = new HostTasks(1);
    final SnmpTls certificates = new SnmpTls(time);
    final HostTls tls = new HostTls();
    final SnmpAgent agent;

    SecureAgent(Path state) throws IOException {
        this(state, config(List.of(BY_FINGERPRINT, BY_AUTHORITY)));
    }

    SecureAgent(Path state, SnmpConfig config) throws IOException {
        certificates.authorities(List.of(AUTHORITY.certificate()));
        show(OWN);
        var snapshots = new Snapshots.Holder(Snapshots.crowded(20));
        agent =
                SnmpAgent.start(
                        Picture.Source.of(snapshots),
                        time,
                        new TestAgent.Chance(1),
                        config,
                        new SecurePorts(net, tls, tasks, certificates),
                        state);
    }

    static SnmpConfig config(List<CertificateRule> rules) {
        var any = new Endpoint(TestAgent.LOOPBACK, 0);
        return TestAgent.config().secured(new SecureConfig(any, any, rules, NAMES));
    }

    static Fingerprint print(TestCertificate of) {
        return Fingerprint.of(of.certificate(), Fingerprint.Hash.SHA_256);
    }

    static TestCertificate issued(String name) {
        return TestCertificate.make(Wish.of("EC", name).by(AUTHORITY));
    }

    /** From now on it shows this certificate. */
    void show(TestCertificate own) {
        certificates.own(own.chain(), own.keys().getPrivate());
        tls.become(new TlsIdentity(TestTls.keyManager(own), certificates.clients(), true, true));
    }

    Endpoint endpoint() {
        return new Endpoint(
                TestAgent.LOOPBACK, agent.secure().getFirst().getListenAddress().getPort());
    }

    /** Where it listens with DTLS. */
    Endpoint datagrams() {
        return new Endpoint(
                TestAgent.LOOPBACK, agent.secure().getLast().getListenAddress().getPort());
    }

    DtlsPipe pipe(@Nullable TestCertificate client) throws IOException {
        return new DtlsPipe(datagrams(), client);
    }

    SecureManager manager(@Nullable TestCertificate client) throws IOException {
        return new SecureManager(new TlsPipe(context(OWN, client), endpoint()), endpoint());
    }

    static SSLContext context(TestCertificate trusted, @Nullable TestCertificate client) {
        return TestTls.client(trusted, client);
    }

    long count(org.snmp4j.smi.OID counter) {
        return agent.counters().total(counter);
    }

    @Override
    public void close() {
        agent.close();
        tasks.close();
        net.close();
        time.close();
    }
}
