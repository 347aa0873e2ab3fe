package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.log.PostfixEvent.Running.Phase;

/** What Postfix tells of itself: master, the start script, anvil, scache, and warnings of all. */
final class ServerParser {
    private static final String SASL = "SASL ";
    private static final String FAILED = " authentication failed: ";

    private ServerParser() {}

    /** A line of master; null when it is not known. */
    static @Nullable PostfixEvent master(Cursor text) {
        if (text.skip("daemon started -- version ")) {
            return new PostfixEvent.Running(Phase.STARTED, text.word(',', ' '));
        }
        if (text.skip("reload -- version ")) {
            return new PostfixEvent.Running(Phase.RELOADED, text.word(',', ' '));
        }
        return text.is("terminating on signal ")
                ? new PostfixEvent.Running(Phase.TERMINATING, null)
                : null;
    }

    /** A line of postfix-script. */
    static PostfixEvent script(Cursor text) {
        if (text.is("starting the Postfix mail system")) {
            return new PostfixEvent.Running(Phase.STARTING, null);
        }
        if (text.is("stopping the Postfix mail system")
                || text.is("aborting the Postfix mail system")) {
            return new PostfixEvent.Running(Phase.STOPPING, null);
        }
        return new PostfixEvent.Note(null, text.rest());
    }

    /** {@code statistics: max connection rate 1/60s for (smtpd:192.0.2.1) at Dec 1 02:00:00}. */
    static @Nullable PostfixEvent anvil(Cursor text) {
        if (!text.skip("statistics: max ")) {
            return null;
        }
        int from = text.at();
        while (!text.atEnd() && !Cursor.isDigit(text.here())) {
            text.to(text.at() + 1);
        }
        var what = text.text(from, Math.max(from, text.at() - 1));
        var value = text.number();
        var seconds = text.skip("/") ? text.number() : null;
        var service = text.skipTo(" for (") ? text.upTo(")") : null;
        return new PostfixEvent.AnvilMaximum(what, value, seconds, service);
    }

    /** A line that says how bad it is, behind the word for it. */
    static PostfixEvent warning(Cursor text, @Nullable String queueId) {
        int from = text.at();
        var event =
                switch (text.here()) {
                    case 's' -> processes(text);
                    case 'C', 'M', 'R', 'N', 'A' -> limit(text);
                    default -> null;
                };
        if (event == null) {
            text.to(from);
            event = sasl(text);
        }
        if (event == null) {
            text.to(from);
            event = new PostfixEvent.Warning(queueId, text.rest());
        }
        return event;
    }

    /** {@code service "smtp" (25) has reached its process limit "100": ...}. */
    private static @Nullable PostfixEvent processes(Cursor text) {
        if (!text.skip("service \"")) {
            return null;
        }
        var service = text.upTo("\"");
        return text.skipTo("has reached its process limit \"")
                ? new PostfixEvent.ProcessLimit(service, text.number())
                : null;
    }

    /** {@code Connection rate limit exceeded: 51 from h[ip] for service smtp}. */
    private static @Nullable PostfixEvent limit(Cursor text) {
        int to = text.find(" limit exceeded: ");
        if (to < 0) {
            return null;
        }
        var what = text.text(text.at(), to);
        text.skipTo(" limit exceeded: ");
        var value = text.number();
        var client = text.skip(" from ") ? text.peer() : null;
        var service = text.skip(" for service ") ? text.rest() : "";
        return new PostfixEvent.ClientLimit(what, value, client, service);
    }

    /** {@code h[ip]: SASL LOGIN authentication failed: reason, sasl_username=u}. */
    private static @Nullable PostfixEvent sasl(Cursor text) {
        int word = text.find(SASL);
        if (word < 0 || text.find(FAILED) < 0) {
            return null;
        }
        var client = text.peer();
        if (client == null || !text.skip(": " + SASL)) {
            return null;
        }
        var method = text.word(' ', ' ');
        if (!text.skip(FAILED)) {
            return null;
        }
        int user = text.findLast(", sasl_username=");
        var reason = text.text(text.at(), user < 0 ? text.end() : user);
        text.to(user < 0 ? text.end() : user + ", sasl_username=".length());
        var name = user < 0 || text.is("(unavailable)") ? null : text.rest();
        return new PostfixEvent.SaslFailure(client, method, reason, name);
    }

    /** What no program has for itself; null when it is not known. */
    static @Nullable PostfixEvent note(Cursor text) {
        boolean known =
                text.is("statistics: ")
                        || text.is("table ")
                        || text.is("cache ")
                        || text.is("close database ")
                        || text.is("CONNECT ")
                        || text.is("DISCONNECT ")
                        || text.is("improper command pipelining after ")
                        || text.is("Illegal address syntax from ")
                        || text.is("to avoid this condition")
                        || text.is("see http")
                        || text.is("using backwards-compatible default setting ")
                        || text.is("Postfix is running with backwards-compatible default")
                        || text.is("Postfix is using backwards-compatible default")
                        || text.is("To disable backwards compatibility ");
        return known ? new PostfixEvent.Note(null, text.rest()) : null;
    }

    /** What syslog daemons tell of lines that they dropped; null when it is not. */
    static @Nullable PostfixEvent suppressed(Cursor text) {
        if (text.skip("Suppressed ")) {
            var messages = text.number();
            return text.skip(" messages from ")
                    ? new PostfixEvent.Suppressed(messages, text.rest())
                    : null;
        }
        if (!text.skip("imuxsock") && !text.skip("imjournal")) {
            return null;
        }
        int reason = text.find("due to rate-limiting");
        if (reason < 0) {
            return null;
        }
        var by = text.skip("[pid ") ? text.number() : null;
        text.skip("]");
        text.skip(": ");
        text.skip(" lost ");
        var messages = text.number();
        if (by == null && text.skip(" messages from pid ")) {
            by = text.number();
        }
        return new PostfixEvent.Suppressed(messages, by == null ? null : "pid " + by);
    }
}
