package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.Service;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.observe.Association;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Drives one POP3 association over its connection, on a virtual thread of its own. {@link #stop}
 * and {@link #abort} may be called by any thread, everything else by that one.
 */
final class Pop3Driver implements Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Driver.class);
    private static final byte[] END = {'.', '\r', '\n'};

    private final Pop3Service service;
    private final ServerParts parts;
    private final Association association;
    private final Turn turn = new Turn();

    /** The connection as it came; closing it ends also what TLS made of it. */
    private final Net.Connection plain;

    /** What is read from and written to; another one once TLS has started, as are the next two. */
    private Net.Connection connection;

    private LineReader reader;

    /** Also used by who stops the server, while the driver is idle ({@link Turn}). */
    private volatile ReplyWriter writer;

    private Client client;
    private boolean opened;
    private LoginService.@Nullable Exchange exchange;
    private @Nullable Maildrop maildrop;
    private Maildrop.@Nullable Content content;

    /** The number of the message that {@link #content} is. */
    private int reading;

    Pop3Driver(Pop3Service service, ServerParts parts, Net.Connection connection) {
        this.service = service;
        this.parts = parts;
        plain = connection;
        this.connection = connection;
        var remote = connection.remote().address();
        association =
                new Association(
                        service.ids().next(),
                        null,
                        true,
                        true,
                        remote.toString(),
                        Pop3Service.PORT,
                        parts.time().ticks());
        client = new Client(Service.POP3, remote);
        reader = new LineReader(connection, parts.time(), parts.buffers());
        writer = new ReplyWriter(connection, service.limits().writeTimeout());
    }

    @Override
    public void run() {
        try (plain) {
            if (service.tls()) {
                secure();
            }
            converse();
        } catch (IOException gone) {
            LOG.debug("association {}: {}", association.id(), gone.toString());
        } finally {
            try {
                release();
            } finally {
                reader.close();
                if (opened) {
                    tell(new ServiceEvent.Closed(association));
                }
            }
        }
    }

    /** The maildrop's lock goes before the connection is seen to be closed. */
    private void release() {
        closeContent();
        if (maildrop != null) {
            maildrop.close();
            maildrop = null;
        }
    }

    private void converse() throws IOException {
        var step = service.session().start(access());
        perform(step.actions());
        writer.flush();
        opened = true;
        tell(new ServiceEvent.Opened(association));
        loop(step.next());
    }

    private void loop(Pop3State start) throws IOException {
        var state = start;
        try {
            Pop3Input input = null;
            while (!(state.phase() instanceof Pop3State.Phase.Gone)) {
                var step = service.session().on(state, input == null ? next() : input);
                state = step.next();
                input = perform(step.actions());
            }
        } catch (RuntimeException fault) {
            LOG.error(
                    "association {} fails in {}",
                    association.id(),
                    state.phase().getClass().getSimpleName(),
                    fault);
            perform(service.session().on(state, new Pop3Input.Failed()).actions());
        }
        release();
        writer.flush();
        reader.linger();
        connection.close();
    }

    /** Waits for what comes next. */
    private Pop3Input next() throws IOException {
        LineReader.Line line = reader.buffered();
        if (line != null) {
            return input(line);
        }
        writer.flush();
        var came = turn.await(this::await);
        return came == null ? new Pop3Input.Stopping() : came;
    }

    private Pop3Input await() throws IOException {
        long deadline = parts.time().ticks() + service.limits().autologout().toNanos();
        try {
            return input(reader.next(deadline));
        } catch (NetTimeoutException slow) {
            return new Pop3Input.Timeout();
        }
    }

    private static Pop3Input input(LineReader.Line line) {
        return switch (line) {
            case LineReader.Line.End _ -> new Pop3Input.Closed();
            case LineReader.Line.TooLong _ -> new Pop3Input.LineTooLong();
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
                                logIn(service.logins().login(client, user, password));
                        case Pop3Action.Begin(var mechanism, var initial) -> {
                            exchange = service.logins().begin(client, mechanism);
                            yield logIn(exchange.respond(initial));
                        }
                        case Pop3Action.Respond(var line) -> respond(line);
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
        var octets = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        writer.add(octets, 0, octets.length);
        return null;
    }

    private @Nullable Pop3Input sendLines(Iterable<String> lines) throws IOException {
        for (var line : lines) {
            send(line);
        }
        writer.add(END, 0, END.length);
        return null;
    }

    private Pop3Input respond(String line) {
        if (exchange == null) {
            throw new IllegalStateException("no exchange");
        }
        return logIn(exchange.respond(line));
    }

    private Pop3Input logIn(LoginService.Answer answer) {
        if (!(answer instanceof LoginService.Answer.Challenge)) {
            exchange = null;
        }
        var failure = LoginAnswers.failure(answer);
        if (failure != null) {
            tell(new ServiceEvent.LoggedIn(failure));
        }
        return new Pop3Input.LoggedIn(LoginAnswers.pop3(answer));
    }

    private Pop3Input open(Mailbox account) {
        return switch (service.maildrops().open(account)) {
            case Maildrops.Opening.Opened(var drop) -> {
                maildrop = drop;
                tell(new ServiceEvent.LoggedIn(LoginResult.ACCEPTED));
                yield new Pop3Input.Opened(drop.listing());
            }
            case Maildrops.Opening.InUse _ -> {
                tell(new ServiceEvent.LoggedIn(LoginResult.IN_USE));
                yield new Pop3Input.InUse();
            }
            case Maildrops.Opening.Unavailable(var temporary) -> {
                tell(new ServiceEvent.LoggedIn(LoginResult.UNAVAILABLE));
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

    /** Goes on under TLS, with nothing in hand of what came before it. */
    private void secure() throws IOException {
        writer.flush();
        parts.tls().forgotten(service.label(), reader.available());
        reader.close();
        var timeout = service.limits().handshakeTimeout();
        var secured = parts.tls().accept(service.label(), plain, timeout);
        connection = secured;
        reader = new LineReader(secured, parts.time(), parts.buffers());
        writer = new ReplyWriter(secured, service.limits().writeTimeout());
        client = new Client(Service.POP3, client.address(), secured.facts());
    }

    private Pop3Access access() {
        var logins = service.logins();
        return new Pop3Access(
                logins.mechanisms(client),
                logins.takesPasswords(client),
                client.encrypted(),
                parts.tls().ready());
    }

    @Override
    public void stop() {
        if (!turn.stop()) {
            return;
        }
        try (plain) {
            var state = service.session().start(access()).next();
            perform(service.session().on(state, new Pop3Input.Stopping()).actions());
            writer.flush();
        } catch (IOException gone) {
            LOG.debug("association {}: {}", association.id(), gone.toString());
        }
    }

    @Override
    public void abort() {
        try {
            plain.close();
        } catch (IOException gone) {
            LOG.debug("association {}: {}", association.id(), gone.toString());
        }
    }

    private void tell(ServiceEvent event) {
        service.observer().tell(event);
    }
}
