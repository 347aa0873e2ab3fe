package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/** What servers and clients tell of TLS. */
final class TlsParser {
    private TlsParser() {}

    /** A line without a queue id; null when it is none of TLS. */
    static @Nullable PostfixEvent parse(Cursor text) {
        return switch (text.here()) {
            case 'A', 'U', 'T', 'V' ->
                    text.skip("TLSRPT: status=") ? report(text) : established(text);
            case 'S' -> failure(text);
            case 's', 'i', 'c' -> note(text);
            default -> null;
        };
    }

    /**
     * {@code Untrusted TLS connection established to h[ip]:25: TLSv1.3 with cipher C (256/256
     * bits)}.
     */
    private static @Nullable PostfixEvent established(Cursor text) {
        var level = text.word(' ', ' ');
        if (!text.skip(" TLS connection ")) {
            return null;
        }
        boolean reused = text.is("reused ");
        boolean known = text.skip("established ") || text.skip("reused ");
        boolean inbound = text.skip("from ");
        var peer = known && (inbound || text.skip("to ")) ? text.peer() : null;
        if (peer == null || !text.skipTo(": ")) {
            return null;
        }
        var protocol = text.word(' ', ' ');
        var cipher = text.skip(" with cipher ") ? text.word(' ', ' ') : "";
        var bits = text.skip(" (") ? text.number() : null;
        return new PostfixEvent.Tls(inbound, reused, level, peer, protocol, cipher, bits);
    }

    /** {@code SSL_accept error from h[ip]: text}. */
    private static @Nullable PostfixEvent failure(Cursor text) {
        boolean inbound = text.skip("SSL_accept error from ");
        if (!inbound && !text.skip("SSL_connect error to ")) {
            return null;
        }
        var peer = text.peer();
        if (peer == null) {
            return null;
        }
        text.skip(":");
        text.skip(" ");
        return new PostfixEvent.TlsFailure(inbound, peer, text.rest());
    }

    private static @Nullable PostfixEvent note(Cursor text) {
        boolean known =
                text.is("setting up TLS connection ")
                        || text.is("initializing the ")
                        || text.is("save session ")
                        || text.is("certificate verification failed for ");
        return known ? new PostfixEvent.Note(null, text.rest()) : null;
    }

    /** {@code failure, domain=d, receiving_mx=h[ip], failure_type=t, failure_reason=r}. */
    private static @Nullable PostfixEvent report(Cursor text) {
        var status = text.word(',', ' ');
        if (!text.skip(", domain=")) {
            return null;
        }
        var domain = text.text(text.at(), endOfWord(text));
        text.to(endOfWord(text));
        var mx = text.skip(", receiving_mx=") ? text.peer() : null;
        var failure = text.skip(", failure_type=") ? text.word(',', ' ') : null;
        return new PostfixEvent.TlsReport(status.equals("success"), domain, mx, failure);
    }

    private static int endOfWord(Cursor text) {
        int comma = text.find(',');
        return comma < 0 ? text.end() : comma;
    }
}
