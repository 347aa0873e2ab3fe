package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.BrokenOff.How;

import java.util.ArrayList;
import java.util.List;

/** What smtpd tells of its clients (also qmqpd). */
final class SmtpdParser {
    /** Commands of one session: more than smtpd counts. */
    private static final int MOST_VERBS = 64;

    private SmtpdParser() {}

    /** A line without a queue id; null when it is not known. */
    static @Nullable PostfixEvent parse(Cursor text) {
        return switch (text.here()) {
            case 'c' -> text.skip("connect from ") ? connect(text) : null;
            case 'd' -> text.skip("disconnect from ") ? disconnect(text) : null;
            case 'l' ->
                    text.skip("lost connection after ") ? broken(How.LOST_CONNECTION, text) : null;
            case 't' -> t(text);
            case 'p' -> text.is("proxy-") ? RejectParser.parse(text, null) : null;
            default -> null;
        };
    }

    private static @Nullable PostfixEvent t(Cursor text) {
        if (text.skip("timeout after ")) {
            return broken(How.TIMEOUT, text);
        }
        return text.skip("too many errors after ") ? broken(How.TOO_MANY_ERRORS, text) : null;
    }

    private static @Nullable PostfixEvent connect(Cursor text) {
        var client = text.peer();
        return client == null ? null : new PostfixEvent.Connect(client);
    }

    /** {@code h[ip] ehlo=1 mail=1 rcpt=0/1 commands=2/3}. */
    private static @Nullable PostfixEvent disconnect(Cursor text) {
        var client = text.peer();
        if (client == null) {
            return null;
        }
        List<PostfixEvent.Verb> verbs = new ArrayList<>();
        while (text.skip(" ") && verbs.size() < MOST_VERBS) {
            var verb = verb(text);
            if (verb != null) {
                verbs.add(verb);
            }
        }
        return new PostfixEvent.Disconnect(client, verbs);
    }

    private static PostfixEvent.@Nullable Verb verb(Cursor text) {
        var name = text.word('=', ' ');
        if (!text.skip("=")) {
            return null;
        }
        var accepted = text.number();
        var given = text.skip("/") ? text.number() : accepted;
        return accepted == null || given == null || given < accepted
                ? null
                : new PostfixEvent.Verb(name, accepted, given);
    }

    /** {@code DATA (1234 bytes) from h[ip]}. */
    private static @Nullable PostfixEvent broken(How how, Cursor text) {
        var stage = Stage.of(text.word(' ', ' '));
        var octets = text.skip(" (") ? text.number() : null;
        var client = text.skipTo(" from ") ? text.peer() : null;
        return client == null ? null : new PostfixEvent.BrokenOff(how, stage, octets, client);
    }

    /**
     * {@code client=h[ip], sasl_method=PLAIN, sasl_username=u}, behind the first equals sign.
     *
     * @param queueId null for NOQUEUE
     */
    static @Nullable PostfixEvent client(Cursor text, @Nullable String queueId) {
        var client = text.peer();
        if (client == null) {
            return null;
        }
        String method = null;
        String user = null;
        String sender = null;
        String originalId = null;
        Peer original = null;
        while (text.skip(", ")) {
            if (text.skip("sasl_method=")) {
                method = text.word(',', ',');
            } else if (text.skip("sasl_username=")) {
                user = value(text);
            } else if (text.skip("sasl_sender=")) {
                sender = value(text);
            } else if (text.skip("orig_queue_id=")) {
                originalId = value(text);
            } else if (text.skip("orig_client=")) {
                original = text.peer();
            } else {
                value(text);
            }
        }
        return new PostfixEvent.Client(queueId, client, method, user, sender, originalId, original);
    }

    /** Up to the next field; what is here may have commas in it. */
    private static String value(Cursor text) {
        int to = text.at();
        while (to < text.end() && !(text.octet(to) == ',' && isField(text, to + 1))) {
            to++;
        }
        var value = text.text(text.at(), to);
        text.to(to);
        return value;
    }

    private static boolean isField(Cursor text, int at) {
        return text.isAt(at, " sasl_") || text.isAt(at, " orig_");
    }
}
