package org.mailgauge.smtp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.HeaderScanner;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.smtp.SmtpServerSession.Action;
import org.mailgauge.smtp.SmtpServerSession.Input;
import org.mailgauge.smtp.SmtpServerState.Client;
import org.mailgauge.smtp.SmtpServerState.Phase;
import org.mailgauge.smtp.SmtpServerState.Transaction;
import org.mailgauge.testing.Chat;
import org.mailgauge.testing.Scene;
import org.mailgauge.wire.SmtpLogin;
import org.mailgauge.wire.SmtpService;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pure session with parser and decoder, fed with text: no connection, no thread, no clock. */
public final class PureSmtp {
    private final Scene scene;
    private final SmtpService service;
    private final StringBuilder unread = new StringBuilder();
    private final List<String> answers = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final SmtpLogin login;
    private SmtpServerState state = SmtpServerState.START;
    private ContentDecoder decoder;
    private HeaderScanner scanner = new HeaderScanner();
    private ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long octets;
    private @Nullable SmtpReply shared;
    private boolean closed;

    public PureSmtp(Scene scene) {
        this.scene = scene;
        service = scene.build();
        login = scene.login();
        decoder = new ContentDecoder(service.normalize());
        take(service.session().start());
        state = SmtpServerState.start(login.standing());
    }

    /** Sends and takes what is answered. */
    public List<String> say(String text) {
        unread.append(text);
        while (!closed && step()) {
            // until more is needed
        }
        return answers();
    }

    /** What was answered since the last look. */
    public List<String> answers() {
        var taken = List.copyOf(answers);
        answers.clear();
        return taken;
    }

    public boolean closed() {
        return closed;
    }

    /** Facts for the books: {@code Rejected}, {@code Looped}, errors by their status. */
    public List<String> facts() {
        return facts;
    }

    public SmtpServerState state() {
        return state;
    }

    /** Tells the session something that is not text. */
    public void tell(Input input) {
        take(service.session().on(state, input));
    }

    private boolean step() {
        return state.phase() instanceof Phase.Receiving ? content() : line();
    }

    private boolean line() {
        int end = unread.indexOf("\r\n");
        if (end < 0) {
            return false;
        }
        if (state.phase() instanceof Phase.Responding) {
            var response = unread.substring(0, end);
            unread.delete(0, end + 2);
            tell(unread.isEmpty() ? new Input.Response(response) : new Input.Early());
            return true;
        }
        var command = service.parser().parse(unread.substring(0, end));
        unread.delete(0, end + 2);
        boolean extended =
                switch (state.phase()) {
                    case Phase.Greeted(var client) -> client.extended();
                    case Phase.Mailing(var client, _) -> client.extended();
                    default -> false;
                };
        boolean alone = command.endsGroup() || !extended;
        boolean foreign = command instanceof SmtpCommand.Foreign;
        tell(
                alone && !foreign && !unread.isEmpty()
                        ? new Input.Early()
                        : new Input.Command(command));
        return true;
    }

    private boolean content() {
        var in = Chat.octets(unread.toString());
        int used = decoder.decode(in, 0, in.length, this::piece);
        unread.delete(0, used);
        if (!decoder.ended()) {
            return false;
        }
        var flaw = ContentSummary.Flaw.NONE;
        if (decoder.bare() && !service.normalize()) {
            flaw = ContentSummary.Flaw.BARE_LINE_END;
        } else if (octets > service.maxMessageOctets()) {
            flaw = ContentSummary.Flaw.TOO_LARGE;
        } else if (scanner.tooLarge()) {
            flaw = ContentSummary.Flaw.HEADER_TOO_LARGE;
        }
        tell(new Input.ContentEnd(new ContentSummary(octets, flaw, scanner.receivedFields())));
        return true;
    }

    private void piece(byte[] from, int offset, int length) {
        octets += length;
        scanner.scan(from, offset, length);
        content.write(from, offset, length);
    }

    private void take(SmtpServerSession.Step step) {
        state = step.next();
        for (var action : step.actions()) {
            switch (action) {
                case Action.Authenticate(var command) ->
                        tell(new Input.Login(login.begin(command.mechanism(), command.initial())));
                case Action.Respond(var response) ->
                        tell(new Input.Login(login.respond(response.line())));
                default -> perform(action).ifPresent(reply -> tell(new Input.Answer(reply)));
            }
        }
    }

    private Optional<SmtpReply> perform(Action action) {
        return switch (action) {
            case Action.Send(var reply) -> send(reply);
            case Action.Admit(var from, var size) ->
                    Optional.of(login.refuses(from) ? SmtpAuth.SENDER_NOT_YOURS : admit(size));
            case Action.Verify(var to) ->
                    Optional.of(
                            service.policy()
                                    .verify(
                                            to,
                                            service.policy().trusts(Scene.LOOPBACK)
                                                    || login.account() != null));
            case Action.Receive _ -> begin();
            case Action.Deliver(var client, var transaction, _) ->
                    Optional.of(deliver(client, transaction));
            case Action.Commit(var client, var transaction) ->
                    Optional.of(commit(client, transaction));
            case Action.Rejected _, Action.Looped _ -> {
                facts.add(action.getClass().getSimpleName());
                yield Optional.empty();
            }
            case Action.Authenticate _, Action.Respond _, Action.Discard _, Action.Flush _ ->
                    Optional.empty();
            case Action.StartTls _ -> throw new IllegalStateException("no TLS was offered");
            case Action.Close _ -> {
                closed = true;
                yield Optional.empty();
            }
        };
    }

    private Optional<SmtpReply> send(SmtpReply reply) {
        answers.addAll(List.of(SmtpReplyFormat.text(reply).split("\r\n")));
        if (reply.code() >= 400) {
            facts.add(String.valueOf(reply.status()));
        }
        return Optional.empty();
    }

    private SmtpReply admit(long size) {
        return switch (scene.intake().room(size)) {
            case Intake.Room.Enough _ -> Replies.SENDER_OK;
            case Intake.Room.Full _ -> Replies.FULL;
            case Intake.Room.Busy _ -> Replies.BUSY;
        };
    }

    private Optional<SmtpReply> begin() {
        decoder = new ContentDecoder(service.normalize());
        scanner = new HeaderScanner();
        content = new ByteArrayOutputStream();
        shared = null;
        octets = 0;
        return Optional.empty();
    }

    /** As if nobody were local: all recipients share what the queue says. */
    private SmtpReply deliver(Client client, Transaction transaction) {
        var known = shared;
        var reply = known == null ? commit(client, transaction) : known;
        shared = reply;
        return reply;
    }

    private SmtpReply commit(Client client, Transaction transaction) {
        try (var draft = scene.intake().draft()) {
            var all = content.toByteArray();
            draft.write(all, 0, all.length);
            var envelope =
                    new Envelope(
                            transaction.from(),
                            transaction.to(),
                            Instant.EPOCH,
                            service.service().group(),
                            client.name(),
                            scanner.eightBit(),
                            scanner.messageId());
            return switch (draft.commit(envelope)) {
                case Intake.Commit.Durable(var id) ->
                        SmtpReply.of(250, 0, 0, "Ok, queued as " + id);
                case Intake.Commit.Full _ -> Replies.FULL;
                case Intake.Commit.Failed _ -> Replies.BUSY;
            };
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
