package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whose certificates count for SNMP, as of now: the authorities, which are read with the other
 * certificates, and the rules, which come with the agent's configuration. Safe for use by any
 * thread.
 */
public final class SnmpTls {
    private final Time time;
    private volatile CertificateNames names = new CertificateNames(List.of(), List.of());
    private volatile @Nullable Own own;
    private List<X509Certificate> authorities = List.of(); // guarded by this
    private List<CertificateRule> rules = List.of(); // guarded by this

    public SnmpTls(Time time) {
        this.time = time;
    }

    /** With what we present ourselves. */
    private record Own(List<X509Certificate> chain, PrivateKey key) {}

    /** From now on we present ourselves so in DTLS, and as a client. */
    public void own(List<X509Certificate> chain, PrivateKey key) {
        own = new Own(List.copyOf(chain), key);
    }

    /**
     * That in terms of DTLS.
     *
     * @throws IOException when there is none, or none that the library can use
     */
    DtlsIdentity dtls(BcTlsCrypto crypto) throws IOException {
        var now = own;
        if (now == null) {
            throw new IOException("there is no certificate");
        }
        return DtlsIdentity.of(crypto, now.chain(), now.key());
    }

    /** From now on these authorities count. */
    public synchronized void authorities(List<X509Certificate> now) {
        authorities = List.copyOf(now);
        names = new CertificateNames(authorities, rules);
    }

    synchronized void rules(List<CertificateRule> now) {
        rules = List.copyOf(now);
        names = new CertificateNames(authorities, rules);
    }

    /** What is in force; another object after each change. */
    CertificateNames names() {
        return names;
    }

    /**
     * The security name of who shows these certificates, its own first.
     *
     * @throws CertificateException says why it is nobody
     */
    String name(List<X509Certificate> shown) throws CertificateException {
        return names.name(shown, time.wall());
    }

    /** Lets clients in that have a name, and nobody else. */
    public X509ExtendedTrustManager clients() {
        return new Clients();
    }

    private final class Clients extends X509ExtendedTrustManager {
        /** None are told: who is named by a fingerprint may be of any. */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            name(List.of(chain));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            name(List.of(chain));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            name(List.of(chain));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine to) {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket to) {
            throw notAClient();
        }

        private IllegalStateException notAClient() {
            return new IllegalStateException("only for servers");
        }
    }
}
