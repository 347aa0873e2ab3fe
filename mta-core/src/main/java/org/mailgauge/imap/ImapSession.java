package org.mailgauge.imap;

import org.mailgauge.imap.ImapState.Phase;
import org.mailgauge.sasl.LoginStep;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The server's side of one IMAP session (RFC 3501, RFC 9051): which command may come when, and what
 * follows from it. Commands are done one after the other, in the order in which they came, so that
 * none of them is ambiguous (RFC 9051 section 5.5).
 */
public final class ImapSession {
    private static final String LINE_TOO_LONG = "Line too long";

    private final String hostname;
    private final String version;
    private final int errors;
    private final ImapOffer offer;
    private final Capabilities capabilities;

    /**
     * @param version of the software, for ID
     * @param errors after which a session ends
     */
    public ImapSession(String hostname, String version, int errors, ImapOffer offer) {
        capabilities = new Capabilities(offer);
        this.offer = offer;
        this.hostname = hostname;
        this.version = version;
        this.errors = errors;
    }

    /** What comes next. At most one action awaits an answer, and it is the last. */
    public record Step(ImapState next, List<ImapAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /** The greeting. */
    public Step start(ImapAccess access) {
        var state = ImapState.start(access);
        var greeting =
                ImapReply.ok(
                        "CAPABILITY " + capabilities.text(state),
                        hostname + " Mailgauge IMAP ready");
        return new Step(state, List.of(untagged(greeting)));
    }

    /** The session after something happened. */
    public Step on(ImapState state, ImapInput input) {
        return switch (input) {
            case ImapInput.Command(var tag, var command) -> onCommand(state, tag, command);
            case ImapInput.Append(var tag, var steps) -> onAppend(state, tag, steps);
            case ImapInput.Line(var text) -> onLine(state, text);
            case ImapInput.LoggedIn(var login) -> onLogin(state, login);
            case ImapInput.Opened _ -> onOpened(state);
            case ImapInput.Crowded _ ->
                    onNotOpened(
                            state,
                            ImapReply.no("LIMIT", "Too many sessions of this account already"));
            case ImapInput.Unavailable _ -> onNotOpened(state, noLogins());
            case ImapInput.Performed(var reply) -> onPerformed(state, reply);
            case ImapInput.AppendGoesOn _ -> onAppendGoesOn(state);
            case ImapInput.TlsUp(var access) -> new Step(ImapState.start(access), List.of());
            case ImapInput.Changed _ ->
                    new Step(state, List.of(tell(state, state.phase() instanceof Phase.Idling)));
            case ImapInput.Quiet _ -> say(state, ImapReply.ok("Still here"));
            case ImapInput.MailboxEnded _ ->
                    bye(state, ImapReply.bye(null, "The mailbox has been deleted"));
            case ImapInput.TooLong(var tag) -> onTooLong(state, tag);
            case ImapInput.Passed _ -> err(state, List.of());
            case ImapInput.Flood _ -> bye(state, ImapReply.bye("TOOBIG", "Literal too long"));
            case ImapInput.Timeout _ -> bye(state, ImapReply.bye(null, "Idle for too long"));
            case ImapInput.Stopping _ ->
                    bye(state, ImapReply.bye("UNAVAILABLE", "Service is stopping"));
            case ImapInput.Broken _ ->
                    bye(state, ImapReply.bye("SERVERBUG", "Internal trouble, try again later"));
            case ImapInput.Closed _ ->
                    new Step(state.in(new Phase.Gone()), List.of(new ImapAction.Close()));
        };
    }

    private Step onCommand(ImapState state, String tag, ImapCommand command) {
        if (state.phase() instanceof Phase.AppendOpen(var before, var appending)) {
            return err(
                    state.in(before),
                    List.of(new ImapAction.AbortAppend()),
                    appending,
                    why(command));
        }
        if (!(state.phase() instanceof Phase.Open open)) {
            throw new IllegalStateException("a command while " + name(state));
        }
        if (tag.isEmpty()) {
            return err(state, List.of(), "*", why(command));
        }
        return switch (command) {
            case ImapCommand.Malformed(var why) -> err(state, List.of(), tag, ImapReply.bad(why));
            case ImapCommand.Unknown(var name) ->
                    err(state, List.of(), tag, ImapReply.bad("Unknown command " + shown(name)));
            case ImapCommand.Capability _ ->
                    say(
                            state,
                            "* CAPABILITY " + capabilities.text(state),
                            tag,
                            ImapReply.ok("That is all"));
            case ImapCommand.Noop _ -> refresh(state, tag);
            case ImapCommand.Id _ -> id(state, tag);
            case ImapCommand.Logout _ ->
                    new Step(
                            state.in(new Phase.Gone()),
                            List.of(
                                    untagged(ImapReply.bye(null, "Bye")),
                                    tagged(tag, ImapReply.ok("Logged out")),
                                    new ImapAction.Close()));
            default ->
                    open instanceof Phase.NotAuthenticated
                            ? notAuthenticated(state, tag, command)
                            : authenticated(state, open, tag, command);
        };
    }

    private static ImapReply why(ImapCommand command) {
        return ImapReply.bad(
                command instanceof ImapCommand.Malformed(var why) ? why : "Command not expected");
    }

    /** A command's name as it may be shown. */
    private static String shown(String name) {
        return name.length() <= 20 ? name : name.substring(0, 20);
    }

    private Step notAuthenticated(ImapState state, String tag, ImapCommand command) {
        return switch (command) {
            case ImapCommand.StartTls _ -> secure(state, tag);
            case ImapCommand.Login(var user, var password) ->
                    state.access().passwords()
                            ? new Step(
                                    state.in(new Phase.LoggingIn(tag)),
                                    List.of(new ImapAction.Login(user, password)))
                            : err(state, List.of(), tag, noPasswords(state.access()));
            case ImapCommand.Authenticate(var mechanism, var initial) ->
                    new Step(
                            state.in(new Phase.LoggingIn(tag)),
                            List.of(new ImapAction.Begin(mechanism, initial)));
            default -> err(state, List.of(), tag, ImapReply.bad("Log in first"));
        };
    }

    private static ImapReply noPasswords(ImapAccess access) {
        return access.encrypted()
                ? ImapReply.no("LOGIN is not available")
                : ImapReply.no("PRIVACYREQUIRED", "Encryption is needed first");
    }

    private Step secure(ImapState state, String tag) {
        if (state.access().encrypted()) {
            return err(state, List.of(), tag, ImapReply.bad("TLS is active already"));
        }
        return state.access().startTls()
                ? new Step(
                        state.in(new Phase.Securing()),
                        List.of(
                                tagged(tag, ImapReply.ok("Begin TLS negotiation now")),
                                new ImapAction.StartTls()))
                : err(state, List.of(), tag, ImapReply.no("UNAVAILABLE", "TLS is not available"));
    }

    private Step authenticated(ImapState state, Phase.Open open, String tag, ImapCommand command) {
        return switch (command) {
            case ImapCommand.StartTls _, ImapCommand.Login _, ImapCommand.Authenticate _ ->
                    err(state, List.of(), tag, ImapReply.bad("Already logged in"));
            case ImapCommand.Enable(var capabilities) -> enable(state, tag, capabilities);
            case ImapCommand.Idle _ ->
                    new Step(
                            state.in(new Phase.Idling(open, tag)),
                            List.of(new ImapAction.Send("+ idling"), tell(state, true)));
            case ImapCommand.Compress _ -> compress(state, tag);
            case ImapCommand.Unauthenticate _ ->
                    offer.unauthenticate()
                            ? unauthenticate(state, tag)
                            : err(state, List.of(), tag, ImapReply.bad("It is not offered"));
            case ImapCommand.Check _ ->
                    open instanceof Phase.Selected ? refresh(state, tag) : unselected(state, tag);
            default -> perform(state, open, tag, command);
        };
    }

    private Step compress(ImapState state, String tag) {
        return state.compressed()
                ? err(state, List.of(), tag, ImapReply.bad("COMPRESSIONACTIVE", "It is active"))
                : new Step(
                        state.compressing(),
                        List.of(
                                tagged(tag, ImapReply.ok("DEFLATE active")),
                                new ImapAction.Compress(true)));
    }

    /** All is as it was before the login, but for TLS (RFC 8437 section 3). */
    private static Step unauthenticate(ImapState state, String tag) {
        var actions = new ArrayList<ImapAction>();
        actions.add(new ImapAction.LogOut());
        actions.add(tagged(tag, ImapReply.ok("Logged out")));
        if (state.compressed()) {
            actions.add(new ImapAction.Compress(false));
        }
        return new Step(ImapState.start(state.access()), actions);
    }

    private Step unselected(ImapState state, String tag) {
        return err(state, List.of(), tag, ImapReply.bad("No mailbox is selected"));
    }

    /** Lets the store do it. */
    private Step perform(ImapState state, Phase.Open open, String tag, ImapCommand command) {
        if (state.extensions().uidOnly() && CommandRules.usesSequenceNumbers(command)) {
            return err(state, List.of(), tag, ImapReply.bad("UIDREQUIRED", "UIDs are required"));
        }
        var actions = new ArrayList<ImapAction>();
        var before = open;
        if (CommandRules.needsMailbox(command)) {
            if (!(open instanceof Phase.Selected(var readOnly))) {
                return unselected(state, tag);
            }
            if (readOnly && CommandRules.changesMailbox(command)) {
                return finish(
                        state, List.of(), tag, ImapReply.no("NOPERM", "The mailbox is read-only"));
            }
        }
        if (command instanceof ImapCommand.Select && open instanceof Phase.Selected) {
            actions.add(new ImapAction.Leave());
            actions.add(untagged(ImapReply.ok("CLOSED", "The mailbox before is closed")));
            before = new Phase.Authenticated();
        }
        var extensions = state.extensions().with(CommandRules.implied(command));
        actions.add(new ImapAction.Perform(tag, command, extensions));
        return new Step(
                state.with(extensions).in(new Phase.Performing(before, tag, command)), actions);
    }

    private Step enable(ImapState state, String tag, List<String> capabilities) {
        var wanted = EnumSet.noneOf(Extension.class);
        for (var capability : capabilities) {
            Extension.of(capability).filter(offer::has).ifPresent(wanted::add);
        }
        wanted.removeAll(state.extensions().enabled());
        var enabled =
                wanted.stream()
                        .map(extension -> " " + extension.capability())
                        .collect(Collectors.joining());
        var next = state.with(state.extensions().with(wanted));
        var actions = new ArrayList<ImapAction>();
        actions.add(new ImapAction.Send("* ENABLED" + enabled));
        if (next.phase() instanceof Phase.Selected) {
            actions.add(tell(next, true));
        }
        actions.add(tagged(tag, ImapReply.ok("Enabled")));
        return new Step(next, actions);
    }

    private Step id(ImapState state, String tag) {
        return say(
                state,
                "* ID (\"name\" \"Mailgauge\" \"version\" " + ImapText.string(version) + ")",
                tag,
                ImapReply.ok("Nice to meet you"));
    }

    private Step refresh(ImapState state, String tag) {
        return state.phase() instanceof Phase.NotAuthenticated
                ? new Step(state, List.of(tagged(tag, ImapReply.ok("Done"))))
                : finish(state, List.of(tell(state, true)), tag, ImapReply.ok("Done"));
    }

    private Step onAppend(ImapState state, String tag, List<AppendStep> steps) {
        if (state.phase() instanceof Phase.AppendOpen(var before, var appending)) {
            return append(state, before, appending, steps);
        }
        if (!(state.phase() instanceof Phase.Open open)) {
            throw new IllegalStateException("an append while " + name(state));
        }
        var why = AppendRules.refusal(open, state.extensions(), steps);
        return why == null
                ? append(state, open, tag, steps)
                : new Step(
                        state.in(new Phase.Appending(open, tag)),
                        List.of(new ImapAction.RefuseAppend(steps, why)));
    }

    private Step append(ImapState state, Phase.Open open, String tag, List<AppendStep> steps) {
        var extensions = state.extensions();
        boolean eightBit = offer.eightBitHeaders() || extensions.utf8();
        return new Step(
                state.in(new Phase.Appending(open, tag)),
                List.of(new ImapAction.Append(steps, extensions, eightBit)));
    }

    private static Step onAppendGoesOn(ImapState state) {
        if (!(state.phase() instanceof Phase.Appending(var before, var tag))) {
            throw new IllegalStateException("an append goes on while " + name(state));
        }
        return new Step(state.in(new Phase.AppendOpen(before, tag)), List.of());
    }

    private Step onPerformed(ImapState state, ImapReply reply) {
        return switch (state.phase()) {
            case Phase.Performing(var before, var tag, var command) ->
                    performed(state, before, tag, command, reply);
            case Phase.Appending(var before, var tag) -> {
                List<ImapAction> actions =
                        before instanceof Phase.NotAuthenticated
                                ? List.of()
                                : List.of(tell(state, true));
                yield reply.status() == ImapReply.Status.BAD
                        ? err(state.in(before), actions, tag, reply)
                        : finish(state.in(before), actions, tag, reply);
            }
            default -> throw new IllegalStateException("performed while " + name(state));
        };
    }

    private Step performed(
            ImapState state, Phase.Open before, String tag, ImapCommand command, ImapReply reply) {
        boolean done = reply.status() == ImapReply.Status.OK;
        return switch (command) {
            case ImapCommand.Select select ->
                    finish(
                            state.in(
                                    done
                                            ? new Phase.Selected(
                                                    "READ-ONLY".equals(reply.code())
                                                            || select.readOnly())
                                            : new Phase.Authenticated()),
                            List.of(),
                            tag,
                            reply);
            case ImapCommand.Close _, ImapCommand.Unselect _ ->
                    finish(
                            state.in(done ? new Phase.Authenticated() : before),
                            List.of(),
                            tag,
                            reply);
            case ImapCommand.Delete _ when "CLOSED".equals(reply.code()) ->
                    finish(
                            state.in(new Phase.Authenticated()),
                            List.of(tell(state, true)),
                            tag,
                            reply);
            default ->
                    finish(
                            state.in(before),
                            List.of(tell(state, CommandRules.mayTellExpunges(command))),
                            tag,
                            reply);
        };
    }

    /**
     * Answers a command that was one and in its place; once somebody is logged in, success forgives
     * what was wrong before.
     */
    private static Step finish(
            ImapState state, List<ImapAction> before, String tag, ImapReply reply) {
        var actions = new ArrayList<>(before);
        actions.add(tagged(tag, reply));
        boolean forgives =
                reply.status() == ImapReply.Status.OK
                        && !(state.phase() instanceof Phase.NotAuthenticated);
        return new Step(forgives ? state.forgiven() : state, actions);
    }

    private Step onLine(ImapState state, String text) {
        return switch (state.phase()) {
            case Phase.Challenged(var tag) ->
                    new Step(
                            state.in(new Phase.LoggingIn(tag)),
                            List.of(new ImapAction.Respond(text)));
            case Phase.Idling(var before, var tag) -> {
                var next = state.in(before);
                yield text.toUpperCase(Locale.ROOT).equals("DONE")
                        ? finish(next, List.of(tell(next, true)), tag, ImapReply.ok("Idled"))
                        : err(next, List.of(), tag, ImapReply.bad("DONE expected"));
            }
            default -> throw new IllegalStateException("a line while " + name(state));
        };
    }

    /** Ends the session: what is left of the line must not be taken for commands. */
    private static Step onTooLong(ImapState state, String tag) {
        var of =
                switch (state.phase()) {
                    case Phase.Challenged(var waiting) -> waiting;
                    case Phase.Idling(_, var waiting) -> waiting;
                    case Phase.AppendOpen(_, var waiting) -> waiting;
                    default -> tag;
                };
        var bye = bye(state, ImapReply.bye("TOOBIG", LINE_TOO_LONG));
        if (of.isEmpty()) {
            return bye;
        }
        var actions = new ArrayList<ImapAction>();
        actions.add(tagged(of, ImapReply.bad("TOOBIG", LINE_TOO_LONG)));
        actions.addAll(bye.actions());
        return new Step(bye.next(), actions);
    }

    private Step onLogin(ImapState state, LoginStep login) {
        if (!(state.phase() instanceof Phase.LoggingIn(var tag))) {
            throw new IllegalStateException("a login while " + name(state));
        }
        var again = state.in(new Phase.NotAuthenticated());
        return switch (login) {
            case LoginStep.Accepted(var account) ->
                    new Step(
                            state.in(new Phase.Opening(tag)),
                            List.of(new ImapAction.Open(account)));
            case LoginStep.Challenge(var base64) ->
                    new Step(
                            state.in(new Phase.Challenged(tag)),
                            List.of(new ImapAction.Send("+ " + base64)));
            case LoginStep.Refused _ ->
                    err(
                            again,
                            List.of(),
                            tag,
                            ImapReply.no("AUTHENTICATIONFAILED", "Authentication failed"));
            case LoginStep.Throttled _ ->
                    err(
                            again,
                            List.of(),
                            tag,
                            ImapReply.no(
                                    "UNAVAILABLE", "Too many login attempts, try again later"));
            case LoginStep.Unavailable _ -> finish(again, List.of(), tag, noLogins());
            case LoginStep.Malformed _ ->
                    err(again, List.of(), tag, ImapReply.bad("Malformed response"));
            case LoginStep.Cancelled _ ->
                    err(again, List.of(), tag, ImapReply.bad("Authentication cancelled"));
            case LoginStep.NotOffered(var encryptionHelps) ->
                    err(
                            again,
                            List.of(),
                            tag,
                            encryptionHelps
                                    ? ImapReply.no("PRIVACYREQUIRED", "Encryption is needed first")
                                    : ImapReply.no("No such mechanism"));
        };
    }

    private static ImapReply noLogins() {
        return ImapReply.no("UNAVAILABLE", "Logins are not possible now, try again later");
    }

    private Step onOpened(ImapState state) {
        if (!(state.phase() instanceof Phase.Opening(var tag))) {
            throw new IllegalStateException("an account while " + name(state));
        }
        var next = state.forgiven().in(new Phase.Authenticated());
        return new Step(
                next,
                List.of(
                        tagged(
                                tag,
                                ImapReply.ok(
                                        "CAPABILITY " + capabilities.text(next), "Logged in"))));
    }

    private Step onNotOpened(ImapState state, ImapReply why) {
        if (!(state.phase() instanceof Phase.Opening(var tag))) {
            throw new IllegalStateException("no account while " + name(state));
        }
        return finish(state.in(new Phase.NotAuthenticated()), List.of(), tag, why);
    }

    private static ImapAction tell(ImapState state, boolean expunges) {
        return new ImapAction.Tell(expunges, state.extensions());
    }

    private static ImapAction untagged(ImapReply reply) {
        return tagged("*", reply);
    }

    private static ImapAction tagged(String tag, ImapReply reply) {
        return new ImapAction.Send(reply.line(tag));
    }

    private static Step say(ImapState state, ImapReply reply) {
        return new Step(state, List.of(untagged(reply)));
    }

    private static Step say(ImapState state, String line, String tag, ImapReply reply) {
        return new Step(state, List.of(new ImapAction.Send(line), tagged(tag, reply)));
    }

    /** Refuses a command; too many refusals end the session. */
    private Step err(ImapState state, List<ImapAction> before, String tag, ImapReply reply) {
        var actions = new ArrayList<>(before);
        actions.add(tagged(tag, reply));
        return err(state, actions);
    }

    /** Counts an error that is answered so. */
    private Step err(ImapState state, List<ImapAction> answers) {
        var next = state.erred();
        var actions = new ArrayList<>(answers);
        if (next.errors() < errors) {
            return new Step(next, actions);
        }
        actions.add(untagged(ImapReply.bye(null, "Too many errors")));
        actions.add(new ImapAction.Close());
        return new Step(next.in(new Phase.Gone()), actions);
    }

    private static Step bye(ImapState state, ImapReply reply) {
        return new Step(
                state.in(new Phase.Gone()), List.of(untagged(reply), new ImapAction.Close()));
    }

    /** Of the phase; what it holds stays out of logs. */
    private static String name(ImapState state) {
        return state.phase().getClass().getSimpleName();
    }
}
