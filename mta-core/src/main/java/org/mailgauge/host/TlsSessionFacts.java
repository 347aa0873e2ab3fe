package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.TlsFacts;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads the facts of a session. */
final class TlsSessionFacts {
    private static final String BINDING = "EXPORTER-Channel-Binding";
    private static final byte[] NO_CONTEXT = {};
    private static final int MAIL_ADDRESS = 1; // of GeneralName, RFC 5280 section 4.2.1.6
    private static final int DNS_NAME = 2;

    private TlsSessionFacts() {}

    /**
     * @param clients verifies the client's certificate; null when it was not asked for one
     */
    static TlsFacts of(SSLEngine engine, @Nullable X509ExtendedTrustManager clients) {
        var session = engine.getSession();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                exporter(session),
                clients == null ? null : client(session, clients));
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (var name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    var text = host.getAsciiName().toLowerCase(Locale.ROOT);
                    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
                }
            }
        }
        return null;
    }

    private static byte @Nullable [] exporter(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        try {
            return extended.exportKeyingMaterialData(BINDING, NO_CONTEXT, TlsFacts.EXPORTER_OCTETS);
        } catch (SSLException | UnsupportedOperationException | IllegalStateException none) {
            return null;
        }
    }

    private static TlsFacts.@Nullable ClientCertificate client(
            SSLSession session, X509ExtendedTrustManager clients) {
        try {
            if (!(session.getPeerCertificates() instanceof X509Certificate[] chain)) {
                return null;
            }
            var own = chain[0];
            clients.checkClientTrusted(chain, own.getPublicKey().getAlgorithm());
            return new TlsFacts.ClientCertificate(
                    own.getSubjectX500Principal().getName(),
                    names(own, MAIL_ADDRESS),
                    names(own, DNS_NAME),
                    List.of(chain));
        } catch (SSLPeerUnverifiedException | CertificateException unverified) {
            return null;
        }
    }

    private static List<String> names(X509Certificate certificate, int kind)
            throws CertificateException {
        var names = new ArrayList<String>();
        var all = certificate.getSubjectAlternativeNames();
        if (all != null) {
            for (var each : all) {
                if (each.get(0) instanceof Integer type
                        && type == kind
                        && each.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
