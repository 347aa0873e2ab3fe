package org.mailgauge.wire;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.Service;
import org.mailgauge.imap.AppendStep;
import org.mailgauge.imap.CommandFrame;
import org.mailgauge.imap.ImapAccess;
import org.mailgauge.imap.ImapAction;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapInput;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ImapSession;
import org.mailgauge.imap.ImapState;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.mailaccess.ClientGoneException;
import org.mailgauge.mailaccess.MailAccess;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.mailaccess.Output;
import org.mailgauge.mailaccess.SessionPorts;
import org.mailgauge.testing.ImapScene;
import org.mailgauge.testing.Scene;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pure session on a memory store, fed with text: no connection, no thread, no clock. */
final class PureImap implements Output {
    private final ImapProtocol protocol;
    private final LoginService logins;
    private final CommandFrame frame = new CommandFrame();
    private final ResponseBuffer buffer = new ResponseBuffer(new byte[64]);
    private final StringBuilder unread = new StringBuilder();
    private final Client client = new Client(Service.IMAP, Scene.LOOPBACK);
    private ImapState state;
    private LoginService.@Nullable Exchange exchange;
    private @Nullable MailAccess mail;
    private int literal = -1;
    private int message = -1;
    private boolean closed;

    /** A mailbox that was open has ended; the session has to be told before the next command. */
    private boolean ended;

    PureImap(ImapScene scene) {
        protocol = scene.protocol();
        logins = scene.logins();
        var step =
                protocol.session()
                        .start(
                                new ImapAccess(
                                        logins.mechanisms(client),
                                        logins.takesPasswords(client),
                                        false,
                                        false));
        state = step.next();
        take(step);
    }

    @Override
    public ResponseBuffer buffer() {
        return buffer;
    }

    @Override
    public void pass() {}

    @Override
    public void flush() {}

    boolean closed() {
        return closed;
    }

    ImapState state() {
        return state;
    }

    /** Sends and takes what is answered, line by line. */
    List<String> say(String text) {
        return lines(hear(text));
    }

    /** Sends and takes what is answered, as it is. */
    String hear(String text) {
        unread.append(text);
        while (!closed && step()) {}
        return said();
    }

    /** Lets an idle session look for what is new, and takes what it tells. */
    List<String> look() {
        boolean listens = mail != null && mail.notifies();
        if (state.phase() instanceof ImapState.Phase.Idling || listens) {
            tell(new ImapInput.Changed());
        }
        return lines(said());
    }

    private String said() {
        var said = new String(buffer.octets(), 0, buffer.length(), StandardCharsets.ISO_8859_1);
        buffer.clear();
        return said;
    }

    private static List<String> lines(String said) {
        var lines = List.of(said.split("\r\n", -1));
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    /** Takes one more thing of what is unread. @return whether there was one */
    private boolean step() {
        if (ended) {
            tell(new ImapInput.MailboxEnded());
            return true;
        }
        if (literal >= 0) {
            if (unread.length() < literal) {
                return false;
            }
            frame.literal(unread.substring(0, literal));
            unread.delete(0, literal);
            literal = -1;
            return true;
        }
        if (message >= 0) {
            if (unread.length() < message) {
                return false;
            }
            try {
                message();
            } catch (ClientGoneException gone) {
                throw new UncheckedIOException(gone);
            }
            return true;
        }
        int end = unread.indexOf("\r\n");
        if (end < 0) {
            return false;
        }
        var line = unread.substring(0, end);
        unread.delete(0, end + 2);
        if (state.takesLine()) {
            tell(new ImapInput.Line(line));
        } else {
            progress(frame.line(line));
        }
        return true;
    }

    private void progress(CommandFrame.Progress progress) {
        switch (progress) {
            case CommandFrame.Progress.Whole(var tag, var command) ->
                    tell(new ImapInput.Command(tag, command));
            case CommandFrame.Progress.Append(var tag, var steps) ->
                    tell(new ImapInput.Append(tag, steps));
            case CommandFrame.Progress.Passed _ -> {}
            case CommandFrame.Progress.Literal(int octets, boolean synchronizing) -> {
                if (synchronizing) {
                    buffer.text("+ Go on").line();
                }
                literal = octets;
            }
            case CommandFrame.Progress.Failed(
                            var tag,
                            var why,
                            long octets,
                            boolean synchronizing) -> {
                if (synchronizing) {
                    frame.reset();
                } else {
                    unread.delete(0, (int) Math.min(octets, unread.length()));
                }
                if (!tag.isEmpty()) {
                    tell(new ImapInput.Command(tag, new ImapCommand.Malformed(why)));
                }
            }
        }
    }

    /** Tells the session something. */
    void tell(ImapInput input) {
        var step = protocol.session().on(state, input);
        state = step.next();
        take(step);
    }

    private void take(ImapSession.Step step) {
        ImapInput answer = null;
        for (var action : step.actions()) {
            try {
                answer = perform(action);
            } catch (ClientGoneException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        if (answer != null) {
            tell(answer);
        }
    }

    private @Nullable ImapInput perform(ImapAction action) throws ClientGoneException {
        return switch (action) {
            case ImapAction.Send(var line) -> {
                buffer.text(line).line();
                yield null;
            }
            case ImapAction.Login(var user, var password) ->
                    login(logins.login(client, user, password));
            case ImapAction.Begin(var mechanism, var initial) -> {
                var begun = logins.begin(client, mechanism);
                exchange = begun;
                yield login(begun.respond(initial));
            }
            case ImapAction.Respond(var line) -> login(requireNonNull(exchange).respond(line));
            case ImapAction.Open(var account) -> {
                var opening =
                        protocol.accounts()
                                .open(
                                        account,
                                        new SessionPorts(
                                                this, () -> {}, _ -> {}, protocol.messages()));
                yield switch (opening) {
                    case MailAccounts.Opening.Opened(var access) -> {
                        mail = access;
                        yield new ImapInput.Opened();
                    }
                    case MailAccounts.Opening.Crowded _ -> new ImapInput.Crowded();
                    case MailAccounts.Opening.Unavailable _ -> new ImapInput.Unavailable();
                };
            }
            case ImapAction.Perform(var tag, var command, var extensions) -> {
                buffer.speakUtf8(extensions.utf8());
                yield new ImapInput.Performed(mail().perform(tag, command, extensions));
            }
            case ImapAction.Tell(var expunges, var extensions) -> {
                buffer.speakUtf8(extensions.utf8());
                ended |= !mail().tell(expunges, extensions);
                yield null;
            }
            case ImapAction.Append append -> append(append);
            case ImapAction.RefuseAppend(var steps, var why) -> refuseAppend(steps, why);
            case ImapAction.AbortAppend _ -> {
                mail().abortAppend();
                yield null;
            }
            case ImapAction.Leave _ -> {
                mail().leave();
                yield null;
            }
            case ImapAction.LogOut _ -> {
                mail().close();
                mail = null;
                yield null;
            }
            case ImapAction.StartTls _ -> throw new IllegalStateException("there is no TLS here");
            case ImapAction.Compress _ -> null;
            case ImapAction.Close _ -> {
                closed = true;
                yield null;
            }
        };
    }

    /** As a driver does; the client has sent a literal that is waited for along with the rest. */
    private @Nullable ImapInput append(ImapAction.Append append) throws ClientGoneException {
        var steps = append.steps();
        ImapReply why = null;
        for (var step : steps) {
            if (why == null) {
                why = mail().append(step, append.extensions(), append.eightBitHeaders());
            }
        }
        if (why == null && steps.getLast() instanceof AppendStep.Content content) {
            if (content.synchronizing()) {
                buffer.text("+ Go on").line();
            }
            message = (int) content.octets();
            return null;
        }
        if (why == null) {
            return new ImapInput.AppendGoesOn();
        }
        mail().abortAppend();
        return refuseAppend(steps, why);
    }

    private ImapInput refuseAppend(List<AppendStep> steps, ImapReply why) {
        if (steps.getLast() instanceof AppendStep.Content content) {
            if (content.synchronizing()) {
                frame.reset();
            } else {
                frame.passOver();
                unread.delete(0, (int) Math.min(content.octets(), unread.length()));
            }
        }
        return new ImapInput.Performed(why);
    }

    private void message() throws ClientGoneException {
        var octets = unread.substring(0, message).getBytes(StandardCharsets.ISO_8859_1);
        unread.delete(0, message);
        message = -1;
        var why = mail().write(octets, 0, octets.length);
        why = why == null ? mail().written() : why;
        if (why == null) {
            tell(new ImapInput.AppendGoesOn());
        } else {
            frame.passOver();
            mail().abortAppend();
            tell(new ImapInput.Performed(why));
        }
    }

    private MailAccess mail() {
        return requireNonNull(mail);
    }

    private static ImapInput login(LoginService.Answer answer) {
        return new ImapInput.LoggedIn(LoginAnswers.step(answer));
    }
}
