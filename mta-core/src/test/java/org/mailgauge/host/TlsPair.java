package org.mailgauge.host;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;
import org.mailgauge.port.Tls;
import org.mailgauge.port.TlsFacts;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Both ends of TLS connections over loopback, each on our own transport. */
final class TlsPair implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

    final HostNet net = new HostNet();
    final Net.Listener listener;
    private final TlsBuffers clientBuffers = new TlsBuffers();

    TlsPair() throws IOException {
        listener = net.listen(new Endpoint(LOOPBACK, 0), 50);
    }

    /** The two ends of a connection. */
    record Ends(TlsConnection client, Tls.Secured server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    static SSLEngine clientEngine(SSLContext context, String protocol, String... names) {
        var engine = context.createSSLEngine("127.0.0.1", 1);
        engine.setUseClientMode(true);
        var wanted = engine.getSSLParameters();
        wanted.setProtocols(new String[] {protocol});
        wanted.setServerNames(
                List.of(names).stream()
                        .map(name -> (javax.net.ssl.SNIServerName) new SNIHostName(name))
                        .toList());
        engine.setSSLParameters(wanted);
        return engine;
    }

    Ends open(HostTls tls, SSLEngine engine) throws IOException {
        var plain = net.connect(listener.local(), LONG);
        var accepted = accepting(tls);
        var client = handshake(engine, plain);
        return new Ends(client, joined(accepted));
    }

    TlsConnection handshake(SSLEngine engine, Net.Connection plain) throws IOException {
        return TlsConnection.open(
                engine,
                plain,
                clientBuffers,
                TlsConnection.deadline(LONG),
                over -> new TlsFacts("", "", null, exporter(over), null),
                () -> {});
    }

    private static byte[] exporter(SSLEngine over) {
        var octets = TlsSessionFacts.of(over, null).exporter();
        if (octets == null) {
            throw new IllegalStateException("no exporter");
        }
        return octets;
    }

    /** Accepts and does the server's part on a thread of its own. */
    CompletableFuture<Tls.Secured> accepting(HostTls tls) {
        return accepting(tls, LONG);
    }

    CompletableFuture<Tls.Secured> accepting(HostTls tls, Duration timeout) {
        var accepted = new CompletableFuture<Tls.Secured>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        accepted.complete(tls.accept("smtp", listener.accept(), timeout));
                    } catch (IOException | RuntimeException failed) {
                        accepted.completeExceptionally(failed);
                    }
                });
        return accepted;
    }

    static <T> T joined(CompletableFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        net.close();
    }
}
