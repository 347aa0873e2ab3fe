package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.imap.AppendStep;
import org.mailgauge.imap.CommandFrame;
import org.mailgauge.imap.ImapAccess;
import org.mailgauge.imap.ImapAction;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapInput;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ImapState;
import org.mailgauge.mailaccess.MailAccess;
import org.mailgauge.mailaccess.MailAccounts;
import org.mailgauge.mailaccess.SessionPorts;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.wire.CommandTimes.Verb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drives one IMAP association. {@link #wake} may be called by any thread, everything else by the
 * one that has the {@link Turn}.
 */
final class ImapDriver extends AccessDriver {
    /** So many octets of a literal that nobody wants are read and forgotten. */
    private static final long MOST_PASSED_OVER = 64L << 20;

    /** A client in IDLE is told this often that we are there. */
    private static final Duration QUIET = Duration.ofMinutes(2);

    /** Octets that a literal may have before the login. */
    private static final int MOST_BEFORE_LOGIN = 8 << 10;

    /** Octets of a message that are read at a time. */
    private static final int PIECE = 16 << 10;

    private final ImapProtocol protocol;
    private final CommandFrame frame = new CommandFrame();

    /** Whether someone is about to tell an idle client what is new. */
    private final AtomicBoolean waking = new AtomicBoolean();

    /** Someone wanted to tell what is new, perhaps while the driver was busy. */
    private final AtomicBoolean missed = new AtomicBoolean();

    private final ResponseWriter writer;

    /** Whether the client has said nothing since {@link #until} was set. */
    private boolean silent;

    /** When the client's silence ends the session, on the ticker. */
    private long until;

    private @Nullable MailAccess mail;
    private ImapState state;

    /** The state in which the session is counted. */
    private ImapProtocol.State counted = ImapProtocol.State.NOT_AUTHENTICATED;

    /** The command that is being done. */
    private @Nullable Verb timed;

    /** A mailbox that was open has ended; the session has to be told before the next command. */
    private boolean ended;

    ImapDriver(
            ImapProtocol protocol,
            AccessService service,
            ServerParts parts,
            Net.Connection connection) {
        super(service, parts, connection);
        this.protocol = protocol;
        writer = new ResponseWriter(connection, protocol.writeTimeout(), parts.buffers());
        state = protocol.session().start(access()).next();
    }

    @Override
    void writeTo(Net.Connection to) {
        frame.reset();
        writer.writeTo(to);
    }

    @Override
    void flush() throws IOException {
        writer.flush();
    }

    @Override
    void release() {
        logOut();
    }

    @Override
    void abandon() {
        writer.close();
    }

    @Override
    void greet() throws IOException {
        var step = protocol.session().start(access());
        state = step.next();
        perform(step.actions());
    }

    @Override
    void talk() throws IOException {
        protocol.states().enter(counted);
        try {
            while (!gone()) {
                take(next());
            }
        } catch (RuntimeException fault) {
            fails(state.phase(), fault);
            on(new ImapInput.Broken());
        } finally {
            protocol.states().leave(counted);
        }
    }

    private boolean gone() {
        return state.phase() instanceof ImapState.Phase.Gone;
    }

    /** Does the next of a client, and takes the time of commands. */
    private void take(ImapInput input) throws IOException {
        switch (input) {
            case ImapInput.Command(_, var command) when !appending() -> timed = Verb.of(command);
            case ImapInput.Append(_, var steps)
                    when steps.getFirst() instanceof AppendStep.Begin(_, var replaced) ->
                    timed = replaced == null ? Verb.APPEND : Verb.REPLACE;
            default -> {
                // More of the command before, or what is none of the client's.
            }
        }
        long began = parts.time().ticks();
        on(input);
        if (timed != null && (gone() || state.phase() instanceof ImapState.Phase.Open)) {
            protocol.times().add(timed, parts.time().ticks() - began);
            timed = null;
        }
    }

    private boolean appending() {
        return state.phase() instanceof ImapState.Phase.AppendOpen;
    }

    /** Tells the session something, and what comes of it, until it waits for the client. */
    private void on(ImapInput first) throws IOException {
        ImapInput input = first;
        while (input != null && !gone()) {
            var step = protocol.session().on(state, input);
            state = step.next();
            count();
            input = perform(step.actions());
        }
    }

    /** Counts the session in the state that it now is in; its end is counted by itself. */
    private void count() {
        if (!gone()) {
            var now = ImapProtocol.State.of(state.phase());
            protocol.states().move(counted, now);
            counted = now;
        }
    }

    /** Waits for what comes next. */
    private ImapInput next() throws IOException {
        if (ended) {
            return new ImapInput.MailboxEnded();
        }
        while (true) {
            LineReader.Line line = reader().buffered();
            if (line == null) {
                writer.flush();
                var waited = turn.await(this::await);
                if (waited == null) {
                    return new ImapInput.Stopping();
                }
                if (waited.input != null) {
                    return waited.input;
                }
                line = waited.line;
            }
            silent = false;
            var input = line == null ? null : input(line);
            if (input != null) {
                return input;
            }
        }
    }

    /** What came while the driver waited: a line, or something else. */
    private record Waited(LineReader.@Nullable Line line, @Nullable ImapInput input) {}

    private Waited await() throws IOException {
        if (!silent) {
            silent = true;
            until = deadline();
        }
        if (missed.getAndSet(false) && listens()) {
            return new Waited(null, new ImapInput.Changed());
        }
        boolean idles = state.phase() instanceof ImapState.Phase.Idling;
        long quiet = idles ? parts.time().ticks() + QUIET.toNanos() : until;
        boolean last = quiet - until >= 0;
        try {
            long deadline = last ? until : quiet;
            var line =
                    idles
                            ? reader().nextAfterSilence(deadline, CommandFrame.MOST, true)
                            : reader().nextGrowing(deadline, CommandFrame.MOST, mail != null);
            return new Waited(line, null);
        } catch (NetTimeoutException slow) {
            return new Waited(null, last ? new ImapInput.Timeout() : new ImapInput.Quiet());
        }
    }

    /** Until when the client may take for what it sends next. */
    private long deadline() {
        var limits = protocol.limits();
        var patience = mail == null ? limits.loginTimeout() : limits.autologout();
        return parts.time().ticks() + patience.toNanos();
    }

    /** What a line is to the session; null when more is needed. */
    private @Nullable ImapInput input(LineReader.Line line) throws IOException {
        return switch (line) {
            case LineReader.Line.End _ -> new ImapInput.Closed();
            case LineReader.Line.TooLong(var start, _) ->
                    new ImapInput.TooLong(state.takesLine() ? "" : frame.tooLong(start));
            case LineReader.Line.Text(var text) ->
                    state.takesLine() ? new ImapInput.Line(text) : progress(frame.line(text));
        };
    }

    private @Nullable ImapInput progress(CommandFrame.Progress progress) throws IOException {
        return switch (progress) {
            case CommandFrame.Progress.Whole(var tag, var command) ->
                    new ImapInput.Command(tag, command);
            case CommandFrame.Progress.Append(var tag, var steps) ->
                    new ImapInput.Append(tag, steps);
            case CommandFrame.Progress.Passed _ -> null;
            case CommandFrame.Progress.Literal(int octets, boolean synchronizing) -> {
                if (mail == null && octets > MOST_BEFORE_LOGIN) {
                    yield new ImapInput.Flood();
                }
                if (synchronizing) {
                    proceed();
                }
                frame.literal(literal(octets));
                yield null;
            }
            case CommandFrame.Progress.Failed(
                            var tag,
                            var why,
                            long octets,
                            boolean synchronizing) -> {
                if (synchronizing) {
                    frame.reset();
                } else if (octets > mostPassedOver()) {
                    yield new ImapInput.Flood();
                } else {
                    passOver(octets);
                }
                yield tag.isEmpty()
                        ? passed()
                        : new ImapInput.Command(tag, new ImapCommand.Malformed(why));
            }
        };
    }

    private long mostPassedOver() {
        return mail == null ? MOST_BEFORE_LOGIN : MOST_PASSED_OVER;
    }

    /** A literal of a command that has failed is an error of its own before the login. */
    private @Nullable ImapInput passed() {
        return mail == null ? new ImapInput.Passed() : null;
    }

    private void proceed() throws IOException {
        writer.buffer().text("+ Go on").line();
        writer.flush();
    }

    private String literal(int octets) throws IOException {
        var literal = new byte[octets];
        long deadline = deadline();
        for (int have = 0; have < octets; ) {
            int count = reader().octets(literal, have, octets - have, deadline);
            if (count < 0) {
                throw new IOException("the client is gone within a literal");
            }
            have += count;
        }
        return new String(literal, StandardCharsets.ISO_8859_1);
    }

    private void passOver(long octets) throws IOException {
        var into = new byte[4096];
        long deadline = deadline();
        for (long left = octets; left > 0; ) {
            int count = reader().octets(into, 0, (int) Math.min(left, into.length), deadline);
            if (count < 0) {
                throw new IOException("the client is gone within a literal");
            }
            left -= count;
        }
    }

    /** Does what is asked; the answer to the last action, or null when none awaits one. */
    private @Nullable ImapInput perform(List<ImapAction> actions) throws IOException {
        ImapInput answer = null;
        for (var action : actions) {
            answer =
                    switch (action) {
                        case ImapAction.Send(var line) -> send(line);
                        case ImapAction.Login(var user, var password) ->
                                new ImapInput.LoggedIn(logIn(user, password));
                        case ImapAction.Begin(var mechanism, var initial) ->
                                new ImapInput.LoggedIn(begin(mechanism, initial));
                        case ImapAction.Respond(var line) -> new ImapInput.LoggedIn(respond(line));
                        case ImapAction.Open(var account) -> open(account);
                        case ImapAction.Perform(var tag, var command, var extensions) -> {
                            writer.buffer().speakUtf8(extensions.utf8());
                            yield new ImapInput.Performed(mail().perform(tag, command, extensions));
                        }
                        case ImapAction.Tell(var expunges, var extensions) -> {
                            writer.buffer().speakUtf8(extensions.utf8());
                            ended |= !mail().tell(expunges, extensions);
                            yield null;
                        }
                        case ImapAction.Append append -> append(append);
                        case ImapAction.RefuseAppend(var steps, var why) ->
                                refuseAppend(steps, why);
                        case ImapAction.AbortAppend _ -> {
                            mail().abortAppend();
                            yield null;
                        }
                        case ImapAction.Leave _ -> {
                            mail().leave();
                            yield null;
                        }
                        case ImapAction.LogOut _ -> {
                            logOut();
                            yield null;
                        }
                        case ImapAction.StartTls _ -> {
                            secure();
                            yield new ImapInput.TlsUp(access());
                        }
                        case ImapAction.Compress(var on) -> {
                            compress(on);
                            yield null;
                        }
                        case ImapAction.Close _ -> null;
                    };
        }
        return answer;
    }

    /** Does steps of an APPEND; what fails is passed over as far as the client sends it. */
    private ImapInput append(ImapAction.Append append) throws IOException {
        var steps = append.steps();
        ImapReply why = null;
        for (var step : steps) {
            if (why == null) {
                why = mail().append(step, append.extensions(), append.eightBitHeaders());
            }
        }
        if (why == null && steps.getLast() instanceof AppendStep.Content content) {
            why = receive(content);
        } else if (why != null) {
            mail().abortAppend();
            return refuseAppend(steps, why);
        }
        if (why == null) {
            return new ImapInput.AppendGoesOn();
        }
        mail().abortAppend();
        return new ImapInput.Performed(why);
    }

    /** Passes over a literal that is announced, when the client sends it in any case. */
    private ImapInput refuseAppend(List<AppendStep> steps, ImapReply why) throws IOException {
        if (steps.getLast() instanceof AppendStep.Content content) {
            if (content.synchronizing()) {
                frame.reset();
            } else if (content.octets() > mostPassedOver()) {
                return new ImapInput.Flood();
            } else {
                frame.passOver();
                passOver(content.octets());
            }
        }
        return new ImapInput.Performed(why);
    }

    private @Nullable ImapReply receive(AppendStep.Content content) throws IOException {
        if (content.synchronizing()) {
            proceed();
        }
        var piece = new byte[(int) Math.min(content.octets(), PIECE)];
        long deadline = deadline();
        ImapReply why = null;
        for (long left = content.octets(); left > 0; ) {
            int count = reader().octets(piece, 0, (int) Math.min(left, piece.length), deadline);
            if (count < 0) {
                throw new IOException("the client is gone within a message");
            }
            why = why == null ? mail().write(piece, 0, count) : why;
            left -= count;
        }
        why = why == null ? mail().written() : why;
        if (why != null) {
            frame.passOver();
        }
        return why;
    }

    private @Nullable ImapInput send(String line) {
        writer.buffer().text(line).line();
        return null;
    }

    private ImapInput open(Mailbox account) {
        var session = new SessionPorts(writer, this::wake, observer(), protocol.messages());
        return switch (protocol.accounts().open(account, session)) {
            case MailAccounts.Opening.Opened(var access) -> {
                mail = access;
                loggedIn(LoginResult.ACCEPTED);
                yield new ImapInput.Opened();
            }
            case MailAccounts.Opening.Crowded _ -> {
                loggedIn(LoginResult.IN_USE);
                yield new ImapInput.Crowded();
            }
            case MailAccounts.Opening.Unavailable _ -> {
                loggedIn(LoginResult.UNAVAILABLE);
                yield new ImapInput.Unavailable();
            }
        };
    }

    private MailAccess mail() {
        if (mail == null) {
            throw new IllegalStateException("nobody is logged in");
        }
        return mail;
    }

    private void logOut() {
        if (mail != null) {
            mail.close();
            mail = null;
        }
    }

    private ImapAccess access() {
        return new ImapAccess(mechanisms(), takesPasswords(), encrypted(), parts.tls().ready());
    }

    /** Something may be new: a client in IDLE is told, by a thread of its own. */
    private void wake() {
        if (!waking.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            parts.tasks().start("imap-tell", this::tellIdle);
            started = true;
        } finally {
            if (!started) {
                missed.set(true);
                waking.set(false);
            }
        }
    }

    /** Whether the client may be told of something now, while it says nothing. */
    private boolean listens() {
        return state.phase() instanceof ImapState.Phase.Idling
                || (state.phase() instanceof ImapState.Phase.Open
                        && mail != null
                        && mail.notifies());
    }

    private void tellIdle() {
        waking.set(false);
        missed.set(true);
        // Who has found the output lent has left only word of it: it is looked for after each turn.
        while (missed.get() && turn.borrow()) {
            missed.set(false);
            tellNow();
            if (turn.giveBack()) {
                end();
                return;
            }
        }
    }

    private void tellNow() {
        try {
            if (listens()) {
                on(new ImapInput.Changed());
                if (ended) {
                    on(new ImapInput.MailboxEnded());
                }
                writer.flush();
            }
            if (gone()) {
                abort();
            }
        } catch (IOException | RuntimeException gone) {
            note(gone);
            abort();
        }
    }

    @Override
    void sayStopping() throws IOException {
        on(new ImapInput.Stopping());
    }
}
