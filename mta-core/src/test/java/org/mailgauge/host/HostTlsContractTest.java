package org.mailgauge.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tls;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestTls;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A TLS connection does what every connection does. */
class HostTlsContractTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("mx.example.test");

    /** Both sides do their handshake while a connection is made, so that one thread can test it. */
    abstract static class OverTls extends HostNetTest.Contract {
        private final HostTls tls = TestTls.server(CERTIFICATE);
        private final ConcurrentLinkedQueue<CompletableFuture<Tls.Secured>> accepted =
                new ConcurrentLinkedQueue<>();

        abstract String protocol();

        @Override
        Net.Listener listen() throws IOException {
            var below = net.listen(new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), 0), 5);
            return new Net.Listener() {
                @Override
                public Net.Connection accept() throws IOException {
                    var next = accepted.poll();
                    return next == null ? below.accept() : TlsPair.joined(next);
                }

                @Override
                public Endpoint local() {
                    return below.local();
                }

                @Override
                public void close() throws IOException {
                    below.close();
                }
            };
        }

        @Override
        Net.Connection connect() throws IOException {
            var plain = net.connect(listener.local(), TlsPair.LONG);
            var server = listener.accept();
            var next = new CompletableFuture<Tls.Secured>();
            accepted.add(next);
            Thread.startVirtualThread(
                    () -> {
                        try {
                            next.complete(tls.accept("smtp", server, TlsPair.LONG));
                        } catch (IOException failed) {
                            next.completeExceptionally(failed);
                        }
                    });
            try (var pair = new TlsPair()) {
                return pair.handshake(
                        TlsPair.clientEngine(TestTls.client(CERTIFICATE), protocol()), plain);
            }
        }
    }

    @Nested
    class Tls13 extends OverTls {
        @Override
        String protocol() {
            return "TLSv1.3";
        }
    }

    @Nested
    class Tls12 extends OverTls {
        @Override
        String protocol() {
            return "TLSv1.2";
        }

        /** TLS 1.2 has no half-close: close_notify is answered with close_notify. */
        @Test
        @Override
        void endOfOutputLeavesTheOtherDirectionOpen() throws IOException {
            client.endOutput();
            assertEquals(-1, server.read(buffer, 0, 1, TlsPair.LONG));
            assertEquals(-1, client.read(buffer, 0, 1, TlsPair.LONG));
        }
    }
}
