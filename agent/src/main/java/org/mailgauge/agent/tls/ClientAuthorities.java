package org.mailgauge.agent.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose client certificates count. */
public final class ClientAuthorities {
    private ClientAuthorities() {}

    /**
     * A verifier of certificates that were issued by one of the authorities of a PEM file.
     *
     * @throws BadPemException when there is none in it
     */
    public static X509ExtendedTrustManager read(Path file) throws BadPemException {
        var authorities = PemReader.certificates(file);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca" + i, authorities.get(i));
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager verifier) {
                    return verifier;
                }
            }
            throw new IllegalStateException("this Java verifies no certificates");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new BadPemException(file, "certificates that cannot be used");
        }
    }
}
