package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/**
 * Parses lines of a mail log. Total: any octets give a line, and time and memory are bounded by its
 * length. Keeps words that it has seen (a bounded number), and nothing else, from line to line.
 * Used by one thread.
 */
public final class LogLineParser {
    private static final LogLine NOTHING =
            new LogLine(
                    null, null, "", "", null, Severity.INFO, new PostfixEvent.Unknown(null, ""));
    private static final PostfixEvent NOT_POSTFIX = new PostfixEvent.NotPostfix();
    private static final String NOQUEUE = "NOQUEUE: ";

    private final Cursor text = new Cursor();
    private final Idents idents = new Idents();

    /** A parser of its own words. */
    public LogLineParser() {}

    /**
     * Parses a line as a syslog daemon, or Postfix's postlogd, writes it: {@code time host
     * name[pid]: text}.
     *
     * @param from where it begins
     * @param to where it ends, without the line end
     */
    public LogLine parse(byte[] octets, int from, int to) {
        over(octets, from, to);
        if (text.atEnd()) {
            return NOTHING;
        }
        skipPriority();
        var time = TimeParser.take(text);
        if (time == null) {
            var unknown = new PostfixEvent.Unknown(null, text.rest());
            return new LogLine(null, null, "", "", null, Severity.INFO, unknown);
        }
        var host = text.word(' ', ' ');
        text.skip(" ");
        if (text.is("last message repeated ")) {
            return new LogLine(time, host, "", "", null, Severity.INFO, repeatedLast());
        }
        var ident = idents.of(ident());
        var pid = text.skip("[") ? text.number() : null;
        text.skip("]");
        text.skip(":");
        text.skip(" ");
        return line(time, host, ident, pid);
    }

    /**
     * Parses an entry of journald.
     *
     * @param identifier its SYSLOG_IDENTIFIER
     * @param pid its SYSLOG_PID; null without one
     * @param octets in which its MESSAGE is
     */
    public LogLine parse(String identifier, @Nullable Long pid, byte[] octets, int from, int to) {
        over(octets, from, to);
        return line(null, null, idents.of(identifier), pid);
    }

    private void over(byte[] octets, int from, int to) {
        int end = to > from && octets[to - 1] == '\r' ? to - 1 : to;
        text.over(octets, from, end);
    }

    /** {@code <22>}, as it stands before what goes over the net (RFC 3164). */
    private void skipPriority() {
        int from = text.at();
        if (text.skip("<") && (text.number() == null || !text.skip(">"))) {
            text.to(from);
        }
    }

    /** The name up to its pid, or its colon. */
    private String ident() {
        var name = text.word('[', ' ');
        if (!name.endsWith(":")) {
            return name;
        }
        text.to(text.at() - 1);
        return name.substring(0, name.length() - 1);
    }

    private LogLine line(
            @Nullable LogTime time, @Nullable String host, Ident ident, @Nullable Long pid) {
        var severity = ident.program() == null ? Severity.INFO : Severity.of(text);
        var event = event(ident, severity);
        return new LogLine(time, host, ident.syslogName(), ident.service(), pid, severity, event);
    }

    private PostfixEvent event(Ident ident, Severity severity) {
        var program = ident.program();
        if (text.is("message repeated ")) {
            return repeated(ident);
        }
        return program == null ? foreign() : event(program, severity);
    }

    private PostfixEvent foreign() {
        var suppressed = ServerParser.suppressed(text);
        return suppressed == null ? NOT_POSTFIX : suppressed;
    }

    private PostfixEvent repeatedLast() {
        text.skip("last message repeated ");
        return new PostfixEvent.Repeated(text.number(), null);
    }

    /** {@code message repeated 3 times: [ text]}, by rsyslog; what is repeated is no such line. */
    private PostfixEvent repeated(Ident ident) {
        text.skip("message repeated ");
        var times = text.number();
        if (!text.skip(" times: [")) {
            return ident.program() == null ? NOT_POSTFIX : unknown(null);
        }
        text.skip(" ");
        int last = text.end() - 1;
        if (last >= text.at() && text.octet(last) == ']') {
            text.endAt(last);
        }
        var program = ident.program();
        return program == null
                ? NOT_POSTFIX
                : new PostfixEvent.Repeated(times, event(program, Severity.of(text)));
    }

    private PostfixEvent event(Ident.Program program, Severity severity) {
        var queueId = QueueIds.take(text);
        if (severity != Severity.INFO) {
            return ServerParser.warning(text, queueId);
        }
        int from = text.at();
        PostfixEvent event;
        if (queueId != null) {
            event = ofMessage(program, queueId);
        } else {
            event = text.skip(NOQUEUE) ? ofNone() : ofProgram(program);
            if (event == null) {
                text.to(from);
                event = TlsParser.parse(text);
            }
        }
        if (event == null) {
            text.to(from);
            event = queueId == null ? ServerParser.note(text) : null;
        }
        if (event == null) {
            text.to(from);
            event = unknown(queueId);
        }
        return event;
    }

    private PostfixEvent unknown(@Nullable String queueId) {
        return new PostfixEvent.Unknown(queueId, text.rest());
    }

    private @Nullable PostfixEvent ofNone() {
        return text.skip("client=")
                ? SmtpdParser.client(text, null)
                : RejectParser.parse(text, null);
    }

    private @Nullable PostfixEvent ofMessage(Ident.Program program, String queueId) {
        return switch (program) {
            case POSTSUPER -> QueueParser.operated(text, queueId);
            case CLIENT -> ClientParser.ofMessage(text, queueId);
            default -> QueueParser.parse(text, queueId);
        };
    }

    private @Nullable PostfixEvent ofProgram(Ident.Program program) {
        return switch (program) {
            case SMTPD -> SmtpdParser.parse(text);
            case POSTSCREEN -> ScreenParser.parse(text);
            case DNSBLOG -> ScreenParser.listed(text);
            case CLIENT -> ClientParser.parse(text);
            case ANVIL -> ServerParser.anvil(text);
            case MASTER -> ServerParser.master(text);
            case SCRIPT -> ServerParser.script(text);
            case POSTSUPER -> QueueParser.operated(text);
            case PLAIN -> null;
        };
    }
}
