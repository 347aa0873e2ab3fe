package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Envelope;
import org.mailgauge.collect.postfix.log.PostfixEvent.Reject.Kind;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What rules do to clients, commands and messages, as smtpd, cleanup and postscreen tell it. */
final class RejectParser {
    private static final Map<String, Kind> KINDS =
            Arrays.stream(Kind.values())
                    .collect(Collectors.toMap(RejectParser::word, Function.identity()));
    private static final Envelope EMPTY = new Envelope(null, null, null, null, null);

    private RejectParser() {}

    /** Of header_checks, a warning is written with the whole word. */
    private static @Nullable Kind kind(String word) {
        return word.equals("warning") ? Kind.WARN : KINDS.get(word);
    }

    /** As Postfix writes it: those of milters and proxies with a dash. */
    private static String word(Kind kind) {
        var word = kind.name().toLowerCase(Locale.ROOT);
        return kind == Kind.REJECT_WARNING ? word : word.replace('_', '-');
    }

    /**
     * {@code reject: RCPT from h[ip]: 554 5.7.1 text; from=<s> to=<r> proto=ESMTP helo=<h>}; null
     * when it is none of these.
     *
     * @param queueId null for NOQUEUE
     */
    static @Nullable PostfixEvent parse(Cursor text, @Nullable String queueId) {
        int from = text.at();
        var kind = kind(text.word(':', ' '));
        if (kind == null || !text.skip(": ")) {
            text.to(from);
            return null;
        }
        var stage = Stage.of(text.word(' ', ':'));
        if (stage == Stage.HEADER || stage == Stage.BODY) {
            return content(text, queueId, kind, stage);
        }
        int colon = text.find(": ");
        int by = text.find(" from ");
        boolean named = by >= 0 && (colon < 0 || by < colon) && text.skipTo(" from ");
        var client = named ? text.peer() : null;
        text.skip(": ");
        int envelope = envelopeAt(text);
        int end = text.end();
        text.endAt(envelope);
        var code = code(text);
        var status = text.status();
        if (status != null) {
            text.skip(" ");
        }
        var said = text.rest();
        text.endAt(end);
        return new PostfixEvent.Reject(
                queueId, kind, stage, client, code, status, null, said, envelope(text));
    }

    /** {@code header Subject: x from h[ip]; from=<s> to=<r> proto=ESMTP helo=<h>: 5.7.1 text}. */
    private static PostfixEvent content(
            Cursor text, @Nullable String queueId, Kind kind, Stage stage) {
        text.skip(" ");
        int envelope = envelopeAt(text);
        int end = text.end();
        text.endAt(envelope);
        int from = text.findLast(" from ");
        var looked = text.text(text.at(), from < 0 ? envelope : from);
        text.to(from < 0 ? envelope : from + " from ".length());
        var client = text.peer();
        text.to(envelope);
        text.endAt(end);
        var said = envelope(text);
        text.skip(":");
        text.skip(" ");
        var status = text.status();
        if (status != null) {
            text.skip(" ");
        }
        return new PostfixEvent.Reject(
                queueId, kind, stage, client, null, status, looked, text.rest(), said);
    }

    /** Takes a reply code and the space behind it. @return null, and takes nothing, without one */
    private static @Nullable Integer code(Cursor text) {
        int from = text.at();
        var code = text.number(599);
        if (code != null && code >= 200 && text.at() == from + 3 && text.skip(" ")) {
            return code;
        }
        text.to(from);
        return null;
    }

    /**
     * Where the envelope begins: at a semicolon that is in no angle brackets, as clients may write
     * one there; at the first, when brackets do not match; at the end without any.
     */
    private static int envelopeAt(Cursor text) {
        int first = -1;
        int depth = 0;
        for (int i = text.at(); i < text.end(); i++) {
            byte octet = text.octet(i);
            if (octet == '<') {
                depth++;
            } else if (octet == '>' && depth > 0) {
                depth--;
            } else if (octet == ';' && isEnvelope(text, i + 1)) {
                if (depth == 0) {
                    return i;
                }
                first = first < 0 ? i : first;
            }
        }
        return first < 0 ? text.end() : first;
    }

    private static boolean isEnvelope(Cursor text, int at) {
        return at == text.end()
                || text.isAt(at, " from=<")
                || text.isAt(at, " to=<")
                || text.isAt(at, " proto=")
                || text.isAt(at, " helo=<")
                || text.isAt(at, " sasl_");
    }

    /** {@code ; from=<s> to=<r> proto=ESMTP helo=<h>}; postscreen has commas between. */
    private static Envelope envelope(Cursor text) {
        if (!text.skip(";")) {
            return EMPTY;
        }
        String from = null;
        String to = null;
        String protocol = null;
        String helo = null;
        String user = null;
        boolean more = true;
        while (more) {
            text.skip(",");
            if (text.skip(" from=")) {
                from = text.bracketed();
            } else if (text.skip(" to=")) {
                to = text.bracketed();
            } else if (text.skip(" proto=")) {
                protocol = text.word(' ', ',');
                protocol = endsField(protocol, text);
            } else if (text.skip(" helo=")) {
                helo = text.bracketed();
            } else if (text.skip(" sasl_username=")) {
                user = text.text(text.at(), endOfWord(text));
                text.to(endOfWord(text));
            } else if (text.skip(" sasl_")) {
                text.to(endOfWord(text));
            } else {
                more = false;
            }
        }
        return new Envelope(from, to, protocol, helo, user);
    }

    /** A protocol at the end of a header's envelope has a colon behind it. */
    private static String endsField(String protocol, Cursor text) {
        int colon = protocol.indexOf(':');
        if (colon < 0) {
            return protocol;
        }
        text.to(text.at() - protocol.length() + colon);
        return protocol.substring(0, colon);
    }

    private static int endOfWord(Cursor text) {
        int at = text.at();
        while (at < text.end() && text.octet(at) != ' ' && text.octet(at) != ',') {
            at++;
        }
        return at;
    }
}
