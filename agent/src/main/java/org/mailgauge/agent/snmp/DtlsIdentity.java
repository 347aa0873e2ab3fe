package org.mailgauge.agent.snmp;

import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

/**
 * With what we present ourselves in DTLS, in the library's terms. Immutable.
 *
 * @param signature how the key signs
 */
record DtlsIdentity(
        BcTlsCrypto crypto, Certificate chain, AsymmetricKeyParameter key, short signature) {
    /** Forward secrecy and AEAD only, as TLS has it. */
    private static final int[] WITH_RSA = {
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    };

    private static final int[] WITH_ECDSA = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
    };

    /** Kinds of certificates that the peer may have. */
    static final short[] KINDS = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};

    /**
     * From the JDK's terms.
     *
     * @throws IOException when the library cannot use them
     */
    static DtlsIdentity of(BcTlsCrypto crypto, List<X509Certificate> chain, PrivateKey key)
            throws IOException {
        var certificates = new ArrayList<TlsCertificate>();
        try {
            for (var each : chain) {
                certificates.add(crypto.createCertificate(each.getEncoded()));
            }
        } catch (CertificateEncodingException impossible) {
            throw new IOException("a certificate that cannot be encoded", impossible);
        }
        short signature =
                switch (key.getAlgorithm()) {
                    case "RSA" -> SignatureAlgorithm.rsa;
                    case "EC" -> SignatureAlgorithm.ecdsa;
                    default -> SignatureAlgorithm.ed25519;
                };
        return new DtlsIdentity(
                crypto,
                new Certificate(certificates.toArray(TlsCertificate[]::new)),
                PrivateKeyFactory.createKey(key.getEncoded()),
                signature);
    }

    int[] suites() {
        return (signature == SignatureAlgorithm.rsa ? WITH_RSA : WITH_ECDSA).clone();
    }

    /** Suites of any peer's certificate. */
    static int[] allSuites() {
        var all = new int[WITH_ECDSA.length + WITH_RSA.length];
        System.arraycopy(WITH_ECDSA, 0, all, 0, WITH_ECDSA.length);
        System.arraycopy(WITH_RSA, 0, all, WITH_ECDSA.length, WITH_RSA.length);
        return all;
    }

    /**
     * Signs in a handshake.
     *
     * @param accepted signatures that the peer takes
     */
    TlsCredentialedSigner signer(TlsContext handshake, Vector<?> accepted) throws IOException {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(handshake),
                crypto,
                key,
                chain,
                TlsUtils.chooseSignatureAndHashAlgorithm(handshake, accepted, signature));
    }

    /** A peer's certificates in the JDK's terms. */
    static List<X509Certificate> certificates(Certificate shown)
            throws IOException, CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var all = new ArrayList<X509Certificate>();
        for (var each : shown.getCertificateList()) {
            try {
                var octets = new ByteArrayInputStream(each.getEncoded());
                all.add((X509Certificate) factory.generateCertificate(octets));
            } catch (GeneralSecurityException unreadable) {
                throw new CertificateException("a certificate that cannot be read", unreadable);
            }
        }
        return all;
    }
}
