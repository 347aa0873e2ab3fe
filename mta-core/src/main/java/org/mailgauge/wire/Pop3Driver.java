package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.pop3.Marks;
import org.mailgauge.pop3.Pop3Access;
import org.mailgauge.pop3.Pop3Action;
import org.mailgauge.pop3.Pop3Input;
import org.mailgauge.pop3.Pop3State;
import org.mailgauge.pop3.TopFilter;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;

import java.io.IOException;
import java.util.List;

/** Drives one POP3 association. */
final class Pop3Driver extends AccessDriver {
    private static final byte[] END = {'.', '\r', '\n'};

    private final Pop3Protocol protocol;

    /** Also used by who stops the server, while the driver is idle ({@link Turn}). */
    private volatile ReplyWriter writer;

    private Pop3State state;
    private @Nullable Maildrop maildrop;
    private Maildrop.@Nullable Content content;

    /** The number of the message that {@link #content} is. */
    private int reading;

    Pop3Driver(
            Pop3Protocol protocol,
            AccessService service,
            ServerParts parts,
            Net.Connection connection) {
        super(service, parts, connection);
        this.protocol = protocol;
        writer = new ReplyWriter(connection, protocol.writeTimeout());
        state = protocol.session().start(access()).next();
    }

    @Override
    void writeTo(Net.Connection to) {
        writer = new ReplyWriter(to, protocol.writeTimeout());
    }

    @Override
    void flush() throws IOException {
        writer.flush();
    }

    @Override
    void abandon() {
        // A ReplyWriter holds nothing that is lent.
    }

    @Override
    void release() {
        closeContent();
        if (maildrop != null) {
            maildrop.close();
            maildrop = null;
        }
    }

    @Override
    void greet() throws IOException {
        var step = protocol.session().start(access());
        state = step.next();
        perform(step.actions());
    }

    @Override
    void talk() throws IOException {
        var states = protocol.states();
        var counted = Pop3Protocol.State.of(state.phase());
        states.enter(counted);
        try {
            Pop3Input input = null;
            while (!gone()) {
                var step = protocol.session().on(state, input == null ? next() : input);
                state = step.next();
                if (!gone()) { // an end is counted by itself
                    var now = Pop3Protocol.State.of(state.phase());
                    states.move(counted, now);
                    counted = now;
                }
                input = perform(step.actions());
            }
        } catch (RuntimeException fault) {
            fails(state.phase(), fault);
            perform(protocol.session().on(state, new Pop3Input.Failed()).actions());
        } finally {
            states.leave(counted);
        }
    }

    private boolean gone() {
        return state.phase() instanceof Pop3State.Phase.Gone;
    }

    /** Waits for what comes next. */
    private Pop3Input next() throws IOException {
        LineReader.Line line = reader().buffered();
        if (line != null) {
            return input(line);
        }
        writer.flush();
        var came = turn.await(this::await);
        return came == null ? new Pop3Input.Stopping() : came;
    }

    private Pop3Input await() throws IOException {
        long deadline = parts.time().ticks() + protocol.limits().autologout().toNanos();
        try {
            return input(reader().next(deadline));
        } catch (NetTimeoutException slow) {
            return new Pop3Input.Timeout();
        }
    }

    private static Pop3Input input(LineReader.Line line) {
        return switch (line) {
            case LineReader.Line.End _ -> new Pop3Input.Closed();
            case LineReader.Line.TooLong(_, var ended) ->
                    ended ? new Pop3Input.LineTooLong() : new Pop3Input.LineEndless();
            case LineReader.Line.Text(var text) -> new Pop3Input.Line(text);
        };
    }

    /** Does what is asked; the answer to the last action, or null when none awaits one. */
    private @Nullable Pop3Input perform(List<Pop3Action> actions) throws IOException {
        Pop3Input answer = null;
        for (var action : actions) {
            answer =
                    switch (action) {
                        case Pop3Action.Send(var reply) -> send(reply.line());
                        case Pop3Action.SendChallenge(var base64) -> send("+ " + base64);
                        case Pop3Action.SendLines(var lines) -> sendLines(lines);
                        case Pop3Action.SendContent end -> sendContent(end);
                        case Pop3Action.Login(var user, var password) ->
                                new Pop3Input.LoggedIn(logIn(user, password));
                        case Pop3Action.Begin(var mechanism, var initial) ->
                                new Pop3Input.LoggedIn(begin(mechanism, initial));
                        case Pop3Action.Respond(var line) -> new Pop3Input.LoggedIn(respond(line));
                        case Pop3Action.Open(var account) -> open(account);
                        case Pop3Action.Read(int message) -> read(message);
                        case Pop3Action.Remove(var deleted) -> remove(deleted);
                        case Pop3Action.StartTls _ -> {
                            secure();
                            yield new Pop3Input.TlsUp(access());
                        }
                        case Pop3Action.Close _ -> null;
                    };
        }
        return answer;
    }

    private @Nullable Pop3Input send(String line) throws IOException {
        writer.addLine(line);
        return null;
    }

    private @Nullable Pop3Input sendLines(Iterable<String> lines) throws IOException {
        for (var line : lines) {
            send(line);
        }
        writer.add(END, 0, END.length);
        return null;
    }

    private Pop3Input open(Mailbox account) {
        return switch (protocol.maildrops().open(account)) {
            case Maildrops.Opening.Opened(var drop) -> {
                maildrop = drop;
                loggedIn(LoginResult.ACCEPTED);
                yield new Pop3Input.Opened(drop.listing());
            }
            case Maildrops.Opening.InUse _ -> {
                loggedIn(LoginResult.IN_USE);
                yield new Pop3Input.InUse();
            }
            case Maildrops.Opening.Unavailable(var temporary) -> {
                loggedIn(LoginResult.UNAVAILABLE);
                yield new Pop3Input.Unavailable(temporary);
            }
        };
    }

    private Pop3Input read(int message) {
        return switch (drop().read(message)) {
            case Maildrop.Reading.Open(var open) -> {
                content = open;
                reading = message;
                yield new Pop3Input.Ready();
            }
            case Maildrop.Reading.Missing _ -> new Pop3Input.Missing();
            case Maildrop.Reading.Unavailable(var temporary) ->
                    new Pop3Input.Unavailable(temporary);
        };
    }

    private @Nullable Pop3Input sendContent(Pop3Action.SendContent what) throws IOException {
        if (content == null) {
            throw new IllegalStateException("no content");
        }
        var top = what.whole() ? null : new TopFilter(what.bodyLines());
        new MessageSender(parts.buffers(), writer).send(content, top);
        closeContent();
        if (top == null) {
            tell(new ServiceEvent.Retrieved(drop().listing().octets(reading)));
        }
        return null;
    }

    private void closeContent() {
        if (content != null) {
            content.close();
            content = null;
        }
    }

    private Pop3Input remove(Marks deleted) {
        boolean all = drop().remove(deleted.messages());
        if (all) {
            tell(new ServiceEvent.Deleted(deleted.count(), deleted.octets()));
        }
        return new Pop3Input.Removed(all);
    }

    private Maildrop drop() {
        if (maildrop == null) {
            throw new IllegalStateException("no maildrop");
        }
        return maildrop;
    }

    private Pop3Access access() {
        return new Pop3Access(mechanisms(), takesPasswords(), encrypted(), parts.tls().ready());
    }

    /** To a client of which no more is known than that it is idle. */
    @Override
    void sayStopping() throws IOException {
        var idle = protocol.session().start(access()).next();
        perform(protocol.session().on(idle, new Pop3Input.Stopping()).actions());
    }
}
