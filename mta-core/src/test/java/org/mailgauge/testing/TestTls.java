package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.host.HostTls;
import org.mailgauge.host.TlsIdentity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS for tests: a server's side with a certificate made for it, and a client that trusts it. */
public final class TestTls {
    private static final char[] PASSWORD = "test".toCharArray();

    private TestTls() {}

    /** A server's side that shows this certificate, and asks for none. */
    public static HostTls server(TestCertificate own) {
        var tls = new HostTls();
        tls.become(new TlsIdentity(keyManager(own), null, true));
        return tls;
    }

    /** A client that trusts this certificate, or any issued by it. */
    public static SSLContext client(TestCertificate trusted) {
        return client(trusted, null);
    }

    /** Likewise one that has a certificate of its own. */
    public static SSLContext client(TestCertificate trusted, @Nullable TestCertificate own) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : new KeyManager[] {keyManager(own)},
                    new TrustManager[] {trust(trusted)},
                    null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static X509ExtendedKeyManager keyManager(TestCertificate own) {
        try {
            var store = empty();
            store.setKeyEntry(
                    "own",
                    own.keys().getPrivate(),
                    PASSWORD,
                    own.chain().toArray(java.security.cert.Certificate[]::new));
            var factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, PASSWORD);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static X509ExtendedTrustManager trust(TestCertificate trusted) {
        try {
            var store = empty();
            store.setCertificateEntry("trusted", trusted.chain().getLast());
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }
}
