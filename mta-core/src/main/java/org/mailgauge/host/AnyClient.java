package org.mailgauge.host;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets a handshake go on whatever certificate the client shows: whether it is verified is looked at
 * afterwards ({@link TlsSessionFacts}). A mail server that shows a certificate of a CA which we do
 * not know is still better served with TLS than without; it just is nobody to us.
 */
final class AnyClient extends X509ExtendedTrustManager {
    private final @Nullable X509ExtendedTrustManager verifier;

    AnyClient(@Nullable X509ExtendedTrustManager verifier) {
        this.verifier = verifier;
    }

    /** Told to the client, so that it can choose the right certificate. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verifier == null ? new X509Certificate[0] : verifier.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        // later
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        // later
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        // later
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw notAClient();
    }

    private static IllegalStateException notAClient() {
        return new IllegalStateException("only for servers");
    }
}
