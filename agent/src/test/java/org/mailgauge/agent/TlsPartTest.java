package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.ConfigFile;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Net;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

class TlsPartTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(1);
    private final HostNet net = new HostNet();

    @BeforeEach
    void makeDataFolder() throws IOException {
        Files.createDirectory(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        net.close();
        tasks.close();
        time.close();
    }

    private ConfigFile.Loaded load(String tls) throws IOException {
        var file = folder.resolve("m.yaml");
        Files.writeString(file, "hostname: mx.a.test\ndata-dir: data\n" + tls);
        return ConfigFile.load(file);
    }

    private AgentConfig config(String tls) throws IOException {
        return load(tls) instanceof ConfigFile.Loaded.Good(var config, _)
                ? config
                : throwWrong(tls);
    }

    private static AgentConfig throwWrong(String tls) {
        throw new AssertionError("not good: " + tls);
    }

    private void write(String name, TestCertificate made) throws IOException {
        Files.writeString(folder.resolve(name + ".crt"), made.chainPem());
        Files.writeString(folder.resolve(name + ".key"), made.keyPem());
    }

    private TlsPart start(AgentConfig config) throws IOException {
        return TlsPart.start(config, time, tasks, new HostEntropy());
    }

    private static Map<String, Double> values(TlsPart part) {
        var all = new HashMap<String, Double>();
        part.read((name, value) -> all.put(name, value));
        return all;
    }

    /** The certificate that a client sees. */
    private X509Certificate seen(TlsPart part, @Nullable String name) throws Exception {
        var any = new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), 0);
        try (var listener = net.listen(any, 5)) {
            var serving = tasks.start("serve", () -> accept(part, listener));
            var factory = anyServer().getSocketFactory();
            var address = InetAddress.getLoopbackAddress();
            try (var plain = new Socket(address, listener.local().port());
                    var socket = (SSLSocket) factory.createSocket(plain, "127.0.0.1", 1, true)) {
                if (name != null) {
                    var wanted = socket.getSSLParameters();
                    wanted.setServerNames(List.of(new SNIHostName(name)));
                    socket.setSSLParameters(wanted);
                }
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            } finally {
                assertTrue(serving.join(LONG));
            }
        }
    }

    private static void accept(TlsPart part, Net.Listener listener) {
        try (var connection = part.port().accept("smtp", listener.accept(), LONG)) {
            assertEquals(-1, connection.read(new byte[1], 0, 1, LONG));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static SSLContext anyServer() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyServer()}, null);
        return context;
    }

    /** Looks at what it is shown, whatever that is. */
    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    @DisplayName("without a pair one is made, and TLS works from the first start")
    void makesItsOwn() throws Exception {
        try (var part = start(config(""))) {
            var seen = seen(part, null);
            assertEquals("CN=mx.a.test", seen.getSubjectX500Principal().getName());
            var values = values(part);
            assertEquals(1.0, values.get("tls_certificates"));
            assertEquals(1.0, values.get("tls_handshakes_tls1_3_total"));
            assertEquals(0.0, values.get("tls_handshake_failures_not_tls_total"));
            double days = values.getOrDefault("tls_certificate_expires_seconds", 0.0) / 86400;
            assertTrue(days > 390 && days < 398, () -> days + " days");
        }
        try (var again = start(config(""))) {
            assertEquals("CN=mx.a.test", seen(again, null).getSubjectX500Principal().getName());
        }
    }

    @Test
    void showsThePairForTheNameAskedFor() throws Exception {
        var first = TestCertificate.of("mx.a.test");
        var other = TestCertificate.make(Wish.of("RSA", "*.b.test"));
        write("first", first);
        write("other", other);
        var config =
                config(
                        """
                        tls:
                          certificates:
                            - {certificate: first.crt, key: first.key}
                            - {certificate: other.crt, key: other.key}
                        """);
        try (var part = start(config)) {
            assertEquals(first.certificate(), seen(part, null));
            assertEquals(first.certificate(), seen(part, "unknown.test"));
            assertEquals(other.certificate(), seen(part, "mail.b.test"));
        }
    }

    @Test
    @DisplayName("files that change are read again; bad ones change nothing, and are told")
    void followsItsFiles() throws Exception {
        var one = TestCertificate.of("mx.a.test");
        var two = TestCertificate.of("mx.a.test");
        write("mx", one);
        try (var part =
                start(config("tls: {certificates: [{certificate: mx.crt, key: mx.key}]}\n"))) {
            part.look();
            assertEquals(1.0, values(part).get("tls_certificate_changes_total"));
            Files.writeString(folder.resolve("mx.crt"), two.chainPem() + "\n");
            part.look();
            assertEquals(one.certificate(), seen(part, null));
            assertEquals(1.0, values(part).get("tls_certificates_stale"));
            assertEquals(1.0, values(part).get("tls_certificate_failures_total"));
            part.look();
            assertEquals(1.0, values(part).get("tls_certificate_failures_total"), "told once");
            Files.writeString(folder.resolve("mx.key"), two.keyPem() + "\n");
            part.look();
            assertEquals(two.certificate(), seen(part, null));
            assertEquals(0.0, values(part).get("tls_certificates_stale"));
            assertEquals(2.0, values(part).get("tls_certificate_changes_total"));
        }
    }

    @Test
    void aReloadSwitchesOrSaysWhatIsWrong() throws Exception {
        var one = TestCertificate.of("mx.a.test");
        write("one", one);
        try (var part = start(config(""))) {
            var next = config("tls: {certificates: [{certificate: one.crt, key: one.key}]}\n");
            var change = part.prepare(next);
            assertNotEquals(one.certificate(), seen(part, null));
            change.run();
            assertEquals(one.certificate(), seen(part, null));
            Files.writeString(folder.resolve("one.key"), "");
            var thrown = assertThrows(IOException.class, () -> part.prepare(next));
            assertEquals(folder.resolve("one.key") + ": no private key in it", thrown.getMessage());
            assertEquals(one.certificate(), seen(part, null));
        }
    }

    @Test
    void anExpiredPairIsServedAndItsAgeTold() throws Exception {
        var now = Instant.now();
        write(
                "old",
                TestCertificate.make(
                        Wish.of("EC", "mx.a.test")
                                .within(
                                        now.minus(Duration.ofDays(9)),
                                        now.minus(Duration.ofDays(2)))));
        try (var part =
                start(config("tls: {certificates: [{certificate: old.crt, key: old.key}]}\n"))) {
            double left = values(part).getOrDefault("tls_certificate_expires_seconds", 0.0);
            assertTrue(left < -86400, () -> left + " s");
            assertEquals("CN=mx.a.test", seen(part, null).getSubjectX500Principal().getName());
        }
    }

    @Test
    @DisplayName("the check of the configuration reads the pairs: file, line, key, what is wrong")
    void theCheckReadsThePairs() throws Exception {
        write("mx", TestCertificate.of("mx.a.test"));
        var loaded =
                load(
                        """
                        tls:
                          certificates:
                            - {certificate: mx.crt, key: mx.key}
                            - certificate: mx.crt
                              key: no.key
                          client-certificates: mx.key
                        """);
        assertTrue(loaded instanceof ConfigFile.Loaded.Bad);
        if (loaded instanceof ConfigFile.Loaded.Bad(var errors, _)) {
            assertEquals(
                    List.of(
                            "m.yaml:7: tls.certificates[1].key: "
                                    + folder.resolve("no.key")
                                    + ": there is no such file",
                            "m.yaml:8: tls.client-certificates: "
                                    + folder.resolve("mx.key")
                                    + ": no certificate (BEGIN CERTIFICATE) in it"),
                    errors.stream().map(error -> error.text("m.yaml")).toList());
        }
    }
}
