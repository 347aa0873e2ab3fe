package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Tls;
import org.mailgauge.queue.Intake;
import org.mailgauge.sasl.SaslResponse;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpAuth;
import org.mailgauge.smtp.SmtpCommand;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpServerSession;
import org.mailgauge.smtp.SmtpServerSession.Action;
import org.mailgauge.smtp.SmtpServerSession.Input;
import org.mailgauge.smtp.SmtpServerSession.Step;
import org.mailgauge.smtp.SmtpServerState;
import org.mailgauge.smtp.SmtpServerState.Client;
import org.mailgauge.smtp.SmtpServerState.Phase;
import org.mailgauge.smtp.SmtpServerState.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;

/**
 * Drives one inbound SMTP or LMTP association over its connection, on a virtual thread of its own.
 * {@link #stop} may be called by any thread, everything else by that one.
 */
final class SmtpServerDriver implements Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpServerDriver.class);

    /** For a TLS handshake. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private static final Duration BUSY_GREETING = Duration.ofSeconds(1);

    /** A response in an authentication, with its CRLF (RFC 4954 section 4). */
    private static final int RESPONSE_OCTETS = SaslResponse.LINE_OCTETS + 2;

    private final SmtpService service;
    private final ServerParts parts;
    private volatile Net.Connection connection;
    private final boolean trusted;
    private final Association association;
    private SmtpLogin login;
    private LineReader reader;
    private ReplyWriter writer;
    private volatile SmtpServerSession session;
    private final long sessionDeadline;
    private final Turn turn = new Turn();
    private volatile boolean closedByUs;
    private boolean opened;
    private @Nullable IncomingMessage incoming;
    private @Nullable Handover handover;
    private Ack ack = Ack.NONE;

    /** When the content came to its end to which our answer is not sent yet; null when none did. */
    private @Nullable Long contentEnd;

    /** Whether the queue was told who the client is. */
    private boolean known;

    /** Where the 250 to a content is, until the client shows that it lives on. */
    private enum Ack {
        NONE,
        UNSENT,
        UNREAD
    }

    SmtpServerDriver(
            SmtpService service, ServerParts parts, Net.Connection connection, boolean trusted) {
        this.service = service;
        this.parts = parts;
        this.connection = connection;
        this.trusted = trusted;
        long now = parts.time().ticks();
        association =
                new Association(
                        parts.ids().next(),
                        service.group(),
                        true,
                        service.isSubmission(),
                        connection.remote().address().toString(),
                        service.group().port(),
                        now);
        login = SmtpLogin.of(parts.logins(), service.service(), connection, trusted);
        reader = new LineReader(connection, parts.time(), parts.buffers());
        writer = new ReplyWriter(connection, service.limits().writeTimeout());
        session = service.sessions().clear(parts.tls(), service.local());
        sessionDeadline = now + service.limits().sessionBudget().toNanos();
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (IOException gone) {
            LOG.debug("association {}: {}", association.id(), gone.toString());
        } finally {
            reader.close();
            discard();
            close();
            if (opened) {
                tell(new MtaEvent.AssociationClosed(association));
            }
        }
    }

    private void converse() throws IOException {
        if (service.implicitTls()) {
            beginWithTls();
        }
        var start = SmtpServerState.start(login.standing());
        slowDownWhenBusy();
        if (connection.readable()) {
            tell(new MtaEvent.InboundRejected(service.group(), "input before the greeting"));
            perform(session.on(start, new Input.Early()).actions());
            leave();
            return;
        }
        perform(session.start().actions());
        flush();
        opened = true;
        tell(new MtaEvent.InboundOpened(association));
        loop(start);
    }

    /** A client that does not get that far has no association. */
    private void beginWithTls() throws IOException {
        try {
            secure();
        } catch (IOException failed) {
            tell(new MtaEvent.InboundRejected(service.group(), "TLS handshake failed"));
            throw failed;
        }
    }

    /** STARTTLS: what the client has sent before the handshake is forgotten. */
    private @Nullable Input startTls() throws IOException {
        flush();
        parts.tls().forgotten(service.label(), reader.available());
        secure();
        return null;
    }

    private void secure() throws IOException {
        reader.close();
        var wait = Duration.ofNanos(deadline(HANDSHAKE) - parts.time().ticks());
        connection = parts.tls().accept(service.label(), connection, wait);
        reader = new LineReader(connection, parts.time(), parts.buffers());
        writer = new ReplyWriter(connection, service.limits().writeTimeout());
        session = service.sessions().active();
        login = SmtpLogin.of(parts.logins(), service.service(), connection, trusted);
    }

    /** While the journal is behind, clients are greeted later, so that less comes in. */
    private void slowDownWhenBusy() throws IOException {
        if (parts.intake().room(0) instanceof Intake.Room.Busy) {
            try {
                parts.time().sleep(BUSY_GREETING);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("greeting");
            }
        }
    }

    private void loop(SmtpServerState start) throws IOException {
        var state = start;
        try {
            Input input = null;
            while (!(state.phase() instanceof Phase.Gone)) {
                var step = session.on(state, input == null ? next(state) : input);
                state = step.next();
                var before = login;
                input = perform(step.actions());
                if (!before.equals(login)) { // TLS has begun, and everything with it
                    state = SmtpServerState.start(login.standing());
                }
                note(state.phase());
            }
            leave();
        } catch (IOException gone) {
            // What we close ourselves says nothing of what the client has read.
            ackLostIf(ack == Ack.UNSENT || (ack == Ack.UNREAD && !closedByUs));
            perform(session.on(state, new Input.Closed()).actions());
            throw gone;
        } catch (RuntimeException fault) {
            LOG.error("association {} fails in {}", association.id(), state.phase(), fault);
            perform(failed(state).actions());
            leave();
        }
    }

    /** Tells the queue once who the client says it is. */
    private void note(Phase phase) {
        if (!known && phase instanceof Phase.Greeted(var client)) {
            known = true;
            parts.intake().heardFrom(connection.remote().address(), client.name());
        }
    }

    private Step failed(SmtpServerState state) {
        return session.on(state, new Input.Failed());
    }

    /** Waits for what comes next. */
    private Input next(SmtpServerState state) throws IOException {
        var line = reader.buffered();
        if (line == null) {
            flush();
            boolean idle = !(state.phase() instanceof Phase.Mailing);
            return idle ? whileIdle(state) : await(state);
        }
        return command(state, line);
    }

    /** As {@link #await}, but the server may stop meanwhile. */
    private Input whileIdle(SmtpServerState state) throws IOException {
        var input = turn.await(() -> await(state));
        return input == null ? new Input.Stopping() : input;
    }

    private Input await(SmtpServerState state) throws IOException {
        try {
            long until = deadline(service.limits().commandTimeout());
            var line =
                    state.phase() instanceof Phase.Responding
                            ? reader.nextLong(until, RESPONSE_OCTETS)
                            : reader.next(until);
            if (line instanceof LineReader.Line.End && ack == Ack.UNREAD) {
                probe();
            }
            ack = Ack.NONE;
            return command(state, line);
        } catch (NetTimeoutException slow) {
            return new Input.Timeout();
        }
    }

    /**
     * A client that left right after our 250 had perhaps gone before it; then our octets were
     * answered by a reset, and the next ones fail.
     */
    private void probe() throws IOException {
        if (connection instanceof Tls.Secured secured && !secured.truncated()) {
            return; // it has said goodbye
        }
        writer.add(Replies.BYE);
        writer.flush();
    }

    private Input command(SmtpServerState state, LineReader.Line line) throws IOException {
        return switch (line) {
            case LineReader.Line.End _ -> new Input.Closed();
            case LineReader.Line.TooLong _ -> new Input.LineTooLong();
            case LineReader.Line.Text(var text) when state.phase() instanceof Phase.Responding ->
                    reader.waiting() ? new Input.Early() : new Input.Response(text);
            case LineReader.Line.Text(var text) -> {
                var command = service.parser().parse(text);
                boolean alone = command.endsGroup() || !mayPipeline(state, command);
                boolean early = alone && reader.waiting();
                if (early && command instanceof SmtpCommand.Starttls) {
                    parts.tls().forgotten(service.label(), Math.max(1, reader.available()));
                }
                yield early ? new Input.Early() : new Input.Command(command);
            }
        };
    }

    /** Only EHLO has offered PIPELINING; what closes the connection needs no order. */
    private static boolean mayPipeline(SmtpServerState state, SmtpCommand command) {
        return command instanceof SmtpCommand.Foreign
                || switch (state.phase()) {
                    case Phase.Greeted(var client) -> client.extended();
                    case Phase.Mailing(var client, _) -> client.extended();
                    case Phase.Connected _, Phase.Admitting _, Phase.Verifying _ -> false;
                    case Phase.Authenticating _, Phase.Responding _ -> false;
                    case Phase.Receiving _, Phase.Committing _, Phase.Delivering _, Phase.Gone _ ->
                            false;
                };
    }

    /** Does what is asked; the answer to the last action, or null when none awaits one. */
    private @Nullable Input perform(List<Action> actions) throws IOException {
        Input answer = null;
        for (var action : actions) {
            answer =
                    switch (action) {
                        case Action.Send(var reply) -> send(reply);
                        case Action.Flush _ -> flushNow();
                        case Action.Authenticate(var command) ->
                                told(login.begin(command.mechanism(), command.initial()));
                        case Action.Respond(var response) -> told(login.respond(response.line()));
                        case Action.Admit(var from, var octets) ->
                                new Input.Answer(
                                        login.refuses(from)
                                                ? SmtpAuth.SENDER_NOT_YOURS
                                                : admit(octets));
                        case Action.Verify(var to) ->
                                new Input.Answer(
                                        service.policy()
                                                .verify(to, trusted || login.account() != null));
                        case Action.Receive(var client, var transaction) ->
                                receive(client, transaction);
                        case Action.Deliver(var client, var transaction, int place) ->
                                new Input.Answer(deliver(client, transaction, place));
                        case Action.Commit(var client, var transaction) ->
                                new Input.Answer(commit(client, transaction));
                        case Action.Discard _ -> discard();
                        case Action.Rejected _ ->
                                tell(new MtaEvent.TransactionRejected(service.group()));
                        case Action.Looped _ -> tell(new MtaEvent.LoopDetected(service.group()));
                        case Action.StartTls _ -> startTls();
                        case Action.Close _ -> null;
                    };
        }
        return answer;
    }

    private Input told(SmtpAuth.Answer answer) {
        if (answer instanceof SmtpAuth.Answer.Accepted && !service.isSubmission()) {
            tell(new MtaEvent.InboundAuthenticated(association));
        }
        return new Input.Login(answer);
    }

    private @Nullable Input send(SmtpReply reply) throws IOException {
        if (!reply.positive()) {
            tell(new MtaEvent.InboundError(service.group(), reply.statusOrDefault()));
        }
        writer.add(reply);
        return null;
    }

    private SmtpReply admit(long declaredOctets) {
        long most = declaredOctets > 0 ? declaredOctets : service.maxMessageOctets();
        return switch (parts.intake().room(most)) {
            case Intake.Room.Enough _ -> Replies.SENDER_OK;
            case Intake.Room.Full _ -> Replies.FULL;
            case Intake.Room.Busy _ -> Replies.BUSY;
        };
    }

    private Input receive(Client client, Transaction transaction) throws IOException {
        flush();
        incoming =
                IncomingMessage.begin(
                        service, parts, client, connection, login.account() != null, transaction);
        var receiver = incoming.receiver();
        var limits = service.limits();
        long began = parts.time().ticks();
        long octets = 0;
        reader.enlarge();
        try {
            while (!receiver.decoder().ended()) {
                // As fast as the minimum rate, but for a grace of the data timeout.
                long seconds = octets / Math.max(1, limits.minimumRateOctets());
                var rate = limits.dataTimeout().plusSeconds(seconds);
                long slowest = Math.min(deadline(limits.dataTimeout()), began + rate.toNanos());
                if (reader.available() == 0 && !reader.fill(slowest)) {
                    return new Input.Closed();
                }
                octets += reader.available();
                reader.decode(receiver.decoder(), receiver);
            }
            receiver.end();
            contentEnd = parts.time().ticks();
            return new Input.ContentEnd(receiver.summary());
        } catch (NetTimeoutException slow) {
            return new Input.Timeout();
        } finally {
            reader.shrink();
        }
    }

    private SmtpReply commit(Client client, Transaction transaction) {
        if (incoming == null) {
            throw new IllegalStateException("no content");
        }
        var envelope = incoming.envelope(service, client, connection.remote(), transaction);
        var end = incoming.draft().commit(envelope);
        discard();
        return switch (end) {
            case Intake.Commit.Durable(var id) -> {
                Crash.at("smtp.before-ack");
                ack = Ack.UNSENT;
                yield SmtpReply.of(250, 0, 0, "Ok, queued as " + id);
            }
            case Intake.Commit.Full _ -> Replies.FULL;
            case Intake.Commit.Failed _ -> Replies.BUSY;
        };
    }

    /** What the client was told before leaves while the next recipient is seen to. */
    private SmtpReply deliver(Client client, Transaction transaction, int place)
            throws IOException {
        if (handover == null) {
            handover = begin(client, transaction);
        } else if (!handover.knows(place)) {
            flush();
        }
        var reply = handover.reply(place);
        if (reply.positive()) {
            Crash.at("smtp.before-ack");
            ack = Ack.UNSENT;
        }
        return reply;
    }

    private Handover begin(Client client, Transaction transaction) {
        if (incoming == null) {
            throw new IllegalStateException("no content");
        }
        return new Handover(service, parts, incoming, client, connection.remote(), transaction);
    }

    /** Forgets a content that has come; of a committed one only the handle. */
    private @Nullable Input discard() {
        handover = null;
        if (incoming != null) {
            incoming.draft().close();
            incoming = null;
        }
        return null;
    }

    private @Nullable Input flushNow() throws IOException {
        flush();
        return null;
    }

    private void flush() throws IOException {
        writer.flush();
        ack = ack == Ack.UNSENT ? Ack.UNREAD : ack;
        if (contentEnd != null) {
            long took = parts.time().ticks() - contentEnd;
            contentEnd = null;
            tell(new MtaEvent.Timed(service.group(), LatencyStage.ACCEPTING, 1, took));
        }
    }

    private void ackLostIf(boolean lost) {
        if (lost) {
            ack = Ack.NONE;
            tell(new MtaEvent.AckLost(service.group()));
        }
    }

    /** Sends what is left, and lets a client that still sends read it before it is reset. */
    private void leave() throws IOException {
        flush();
        reader.linger();
    }

    @Override
    public void stop() {
        if (turn.stop()) {
            closedByUs = true;
            try {
                var step = session.on(SmtpServerState.START, new Input.Stopping());
                perform(step.actions());
                flush();
            } catch (IOException gone) {
                LOG.debug("association {}: {}", association.id(), gone.toString());
            } finally {
                close();
            }
        }
    }

    @Override
    public void abort() {
        closedByUs = true;
        close();
    }

    private void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            LOG.debug("association {}: {}", association.id(), gone.toString());
        }
    }

    private long deadline(Duration wait) {
        return Math.min(parts.time().ticks() + wait.toNanos(), sessionDeadline);
    }

    private @Nullable Input tell(MtaEvent event) {
        parts.observer().tell(event);
        return null;
    }
}
