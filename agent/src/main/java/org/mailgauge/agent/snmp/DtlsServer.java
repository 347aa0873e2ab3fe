package org.mailgauge.agent.snmp;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Our side of one DTLS handshake with a client, which has to show a certificate with a name. */
final class DtlsServer extends DefaultTlsServer {
    private final DtlsIdentity identity;
    private final SnmpTls certificates;
    private List<X509Certificate> shown = List.of();

    DtlsServer(DtlsIdentity identity, SnmpTls certificates) {
        super(identity.crypto());
        this.identity = identity;
        this.certificates = certificates;
    }

    /** What the client has shown. */
    List<X509Certificate> shown() {
        return shown;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return identity.suites();
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return signer();
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
        return signer();
    }

    private TlsCredentialedSigner signer() throws IOException {
        return identity.signer(
                context, context.getSecurityParametersHandshake().getClientSigAlgs());
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                DtlsIdentity.KINDS.clone(),
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate client) throws IOException {
        if (client == null || client.isEmpty()) {
            throw new NamelessClient("it shows no certificate", null);
        }
        try {
            shown = DtlsIdentity.certificates(client);
            certificates.name(shown);
        } catch (CertificateException nobody) {
            throw new NamelessClient(String.valueOf(nobody.getMessage()), nobody);
        }
    }

    /** Without it a session could be spliced into another (RFC 7627). */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return (int) Limits.HANDSHAKE.toMillis();
    }

    /** A client that is nobody to us. */
    static final class NamelessClient extends TlsFatalAlert {
        private static final long serialVersionUID = 1;

        NamelessClient(String why, @Nullable Throwable cause) {
            super(AlertDescription.bad_certificate, why, cause);
        }
    }
}
