package org.mailgauge.agent.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses the certificate that a client gets to see: of those for the name that it asked for (SNI),
 * else of the first one and others for one of its names, the first whose kind of key the client can
 * use. Safe for use by any thread.
 */
public final class PairKeys extends X509ExtendedKeyManager {
    private final List<Pair> pairs;

    /**
     * @param pairs at least one; the first is the default
     */
    public PairKeys(List<Pair> pairs) {
        this.pairs = List.copyOf(pairs);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        var candidates = candidates(asked(engine));
        for (int i = 0; i < pairs.size(); i++) {
            if (candidates.contains(pairs.get(i)) && isOfKind(pairs.get(i), keyType)) {
                return String.valueOf(i);
            }
        }
        return null;
    }

    List<Pair> candidates(@Nullable String host) {
        var named =
                host == null
                        ? List.<Pair>of()
                        : pairs.stream().filter(pair -> pair.covers(host)).toList();
        if (!named.isEmpty()) {
            return named;
        }
        var first = pairs.getFirst();
        return pairs.stream()
                .filter(
                        pair ->
                                pair.equals(first)
                                        || pair.names().stream().anyMatch(first.names()::contains))
                .toList();
    }

    private static @Nullable String asked(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (var name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    var text = host.getAsciiName().toLowerCase(Locale.ROOT);
                    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
                }
            }
        }
        return null;
    }

    /** The JDK asks for EC, RSA, RSASSA-PSS or EdDSA, and with TLS 1.2 also for EC_EC and so on. */
    private static boolean isOfKind(Pair pair, String keyType) {
        var kind = pair.certificate().getPublicKey().getAlgorithm();
        int underscore = keyType.indexOf('_');
        var asked = underscore > 0 ? keyType.substring(0, underscore) : keyType;
        return kind.equals(asked);
    }

    private @Nullable Pair pair(@Nullable String alias) {
        if (alias == null || !alias.matches("[0-9]{1,4}")) {
            return null;
        }
        int at = Integer.parseInt(alias);
        return at < pairs.size() ? pairs.get(at) : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        var pair = pair(alias);
        return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        var pair = pair(alias);
        return pair == null ? null : pair.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null; // engines only
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
