package org.mailgauge.host;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.TlsException;
import org.mailgauge.port.TlsException.Reason;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLException;

/**
 * Why a handshake failed, read out of what the JDK says: in English everywhere, and with the name
 * of the alert that was sent, in parentheses, or received.
 */
final class TlsFailures {
    private static final List<Map.Entry<String, Reason>> WORDS =
            List.of(
                    Map.entry("protocol_version", Reason.VERSION),
                    Map.entry("is not enabled or supported", Reason.VERSION),
                    Map.entry("no appropriate protocol", Reason.VERSION),
                    Map.entry("handshake_failure", Reason.NO_COMMON),
                    Map.entry("insufficient_security", Reason.NO_COMMON),
                    Map.entry("no cipher suites in common", Reason.NO_COMMON),
                    Map.entry("no available authentication scheme", Reason.NO_COMMON),
                    Map.entry("fatal alert: bad_certificate", Reason.OURS_REFUSED),
                    Map.entry("fatal alert: unsupported_certificate", Reason.OURS_REFUSED),
                    Map.entry("fatal alert: certificate_", Reason.OURS_REFUSED),
                    Map.entry("fatal alert: unknown_ca", Reason.OURS_REFUSED),
                    Map.entry("fatal alert: access_denied", Reason.OURS_REFUSED),
                    Map.entry("unrecognized ssl message", Reason.NOT_TLS));

    private TlsFailures() {}

    static TlsException of(SSLException broken) {
        var message = String.valueOf(broken.getMessage());
        return new TlsException(reason(broken, message), message, broken);
    }

    private static Reason reason(SSLException broken, String message) {
        if (hasCause(broken, CertificateException.class)) {
            return Reason.THEIRS_REFUSED;
        }
        var lower = message.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .filter(word -> lower.contains(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Reason.PROTOCOL);
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        int depth = 0;
        for (@Nullable Throwable each = thrown;
                each != null && depth < 10;
                each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
