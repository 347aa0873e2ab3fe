package org.mailgauge.pop3;

import org.jspecify.annotations.Nullable;
import org.mailgauge.pop3.Pop3State.Drop;
import org.mailgauge.pop3.Pop3State.Phase;
import org.mailgauge.sasl.LoginStep;

import java.util.ArrayList;
import java.util.List;

/**
 * The server side of a POP3 association, pure: state and input give the next state and actions.
 * Safe for use by any thread; the state is the caller's.
 */
public final class Pop3Session {
    private final String hostname;
    private final int errors;

    /**
     * @param hostname our own name, for the greeting
     * @param errors commands that are none or not in their place, and failed logins, until a client
     *     is sent away
     */
    public Pop3Session(String hostname, int errors) {
        this.hostname = hostname;
        this.errors = errors;
    }

    /** The next state, and what to do; at most one action awaits an answer, and it is the last. */
    public record Step(Pop3State next, List<Pop3Action> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /** The beginning: the greeting. It has no timestamp, as there is no APOP. */
    public Step start(Pop3Access access) {
        return say(Pop3State.start(access), Pop3Reply.ok("Mailgauge POP3 ready on " + hostname));
    }

    /** Advances a session. Throws {@link IllegalStateException} for an answer nobody waits for. */
    public Step on(Pop3State state, Pop3Input input) {
        return switch (input) {
            case Pop3Input.Line(var text) -> onLine(state, text);
            case Pop3Input.LineTooLong _ -> onLineTooLong(state);
            case Pop3Input.LineEndless _ -> leave(state, Pop3Replies.LINE_TOO_LONG);
            case Pop3Input.LoggedIn(var login) -> onLogin(state, login);
            case Pop3Input.Opened(var listing) -> onOpened(state, listing);
            case Pop3Input.InUse _ -> say(authorizing(state), Pop3Replies.IN_USE);
            case Pop3Input.Unavailable(var temporary) -> onUnavailable(state, temporary);
            case Pop3Input.Ready _ -> onReady(state);
            case Pop3Input.Missing _ -> say(fetched(state), Pop3Replies.REMOVED);
            case Pop3Input.Removed(var all) -> onRemoved(state, all);
            case Pop3Input.TlsUp(var access) ->
                    new Step(
                            new Pop3State(new Phase.Authorization(), access, false, state.errors()),
                            List.of());
            // RFC 1939 section 3: without a word, and without removing anything.
            case Pop3Input.Timeout _ ->
                    new Step(state.in(new Phase.Gone()), List.of(new Pop3Action.Close()));
            case Pop3Input.Stopping _ -> leave(state, Pop3Replies.STOPPING);
            case Pop3Input.Failed _ -> leave(state, Pop3Replies.FAILED);
            case Pop3Input.Closed _ -> new Step(state.in(new Phase.Gone()), List.of());
        };
    }

    private Step onLine(Pop3State state, String text) {
        return switch (state.phase()) {
            case Phase.Challenged _ ->
                    new Step(
                            state.in(new Phase.LoggingIn()), List.of(new Pop3Action.Respond(text)));
            case Phase.Authorization _ -> authorization(state, Pop3CommandParser.parse(text));
            case Phase.Named _ -> authorization(state, Pop3CommandParser.parse(text));
            case Phase.Transaction at -> transaction(state, at, Pop3CommandParser.parse(text));
            case Phase.LoggingIn _,
                    Phase.Opening _,
                    Phase.Securing _,
                    Phase.Fetching _,
                    Phase.Update _,
                    Phase.Gone _ ->
                    throw new IllegalStateException("a line while " + name(state));
        };
    }

    private Step onLineTooLong(Pop3State state) {
        return state.challenged()
                ? err(state.in(new Phase.Authorization()), Pop3Replies.LINE_TOO_LONG)
                : err(state, Pop3Replies.LINE_TOO_LONG);
    }

    private Step authorization(Pop3State state, Pop3Command command) {
        return switch (command) {
            case Pop3Command.Malformed(var reply) -> err(state, reply);
            case Pop3Command.Foreign _ -> leave(state, Pop3Replies.FOREIGN);
            case Pop3Command.Capa _ -> capabilities(state, false);
            case Pop3Command.Lang(var range) -> language(state, range);
            case Pop3Command.Quit _ -> leave(state, Pop3Replies.BYE);
            case Pop3Command.Utf8 _ -> say(state.speakingUtf8(), Pop3Replies.UTF8);
            case Pop3Command.Stls _ -> secure(state);
            case Pop3Command.User(var name) ->
                    state.access().passwords()
                            ? say(state.in(new Phase.Named(name)), Pop3Replies.NAME_TAKEN)
                            : err(state, noPasswords(state.access()));
            case Pop3Command.Pass(var password) ->
                    state.phase() instanceof Phase.Named(var user)
                            ? new Step(
                                    state.in(new Phase.LoggingIn()),
                                    List.of(new Pop3Action.Login(user, password)))
                            : err(state, Pop3Replies.NAME_FIRST);
            case Pop3Command.Auth(var mechanism, var initial) ->
                    new Step(
                            state.in(new Phase.LoggingIn()),
                            List.of(new Pop3Action.Begin(mechanism, initial)));
            case Pop3Command.Stat _,
                    Pop3Command.List _,
                    Pop3Command.Uidl _,
                    Pop3Command.Retr _,
                    Pop3Command.Top _,
                    Pop3Command.Dele _,
                    Pop3Command.Rset _,
                    Pop3Command.Noop _ ->
                    err(state, Pop3Replies.LOG_IN_FIRST);
        };
    }

    private static Pop3Reply noPasswords(Pop3Access access) {
        return access.encrypted() ? Pop3Replies.NO_PASSWORDS : Pop3Replies.TLS_FIRST;
    }

    private Step secure(Pop3State state) {
        if (state.access().encrypted()) {
            return err(state, Pop3Replies.TLS_ALREADY);
        }
        if (state.utf8()) {
            return err(state, Pop3Replies.TLS_AFTER_UTF8);
        }
        return state.access().stls()
                ? new Step(
                        state.in(new Phase.Securing()),
                        List.of(
                                new Pop3Action.Send(Pop3Replies.BEGIN_TLS),
                                new Pop3Action.StartTls()))
                : err(state, Pop3Replies.NO_TLS);
    }

    private Step transaction(Pop3State state, Phase.Transaction at, Pop3Command command) {
        var listing = at.drop().listing();
        return switch (command) {
            case Pop3Command.Malformed(var reply) -> err(state, reply);
            case Pop3Command.Foreign _ -> leave(state, Pop3Replies.FOREIGN);
            case Pop3Command.Capa _ -> capabilities(state, true);
            case Pop3Command.Lang(var range) -> language(state, range);
            case Pop3Command.Noop _ -> say(state, Pop3Replies.OK);
            case Pop3Command.Stat _ -> say(state, Pop3Reply.ok(stat(at)));
            case Pop3Command.List(var message) ->
                    message == null
                            ? lines(
                                    state,
                                    Pop3Reply.ok(summary(at)),
                                    Pop3Lines.messages(
                                            listing, at.deleted(), i -> "" + listing.octets(i)))
                            : one(state, at, message, "" + octets(at, message));
            case Pop3Command.Uidl(var message) ->
                    message == null
                            ? lines(
                                    state,
                                    Pop3Replies.UIDS,
                                    Pop3Lines.messages(listing, at.deleted(), listing::uidl))
                            : one(state, at, message, uidl(at, message));
            case Pop3Command.Retr(var message) ->
                    fetch(state, at, message, Pop3Action.SendContent.WHOLE);
            case Pop3Command.Top(var message, var lines) -> fetch(state, at, message, lines);
            case Pop3Command.Dele(var message) -> delete(state, at, message);
            case Pop3Command.Rset _ -> {
                var all = new Phase.Transaction(at.drop(), Marks.NONE);
                yield say(state.in(all), Pop3Reply.ok(summary(all)));
            }
            case Pop3Command.Quit _ ->
                    at.deleted().count() == 0
                            ? leave(state, Pop3Replies.BYE)
                            : new Step(
                                    state.in(new Phase.Update(at.deleted())),
                                    List.of(new Pop3Action.Remove(at.deleted())));
            case Pop3Command.User _,
                    Pop3Command.Pass _,
                    Pop3Command.Auth _,
                    Pop3Command.Stls _,
                    Pop3Command.Utf8 _ ->
                    err(state, Pop3Replies.LOGGED_IN);
        };
    }

    private static String stat(Phase.Transaction at) {
        return count(at) + " " + (at.drop().octets() - at.deleted().octets());
    }

    private static String summary(Phase.Transaction at) {
        return count(at)
                + " messages ("
                + (at.drop().octets() - at.deleted().octets())
                + " octets)";
    }

    private static int count(Phase.Transaction at) {
        return at.drop().listing().messages() - at.deleted().count();
    }

    private static String octets(Phase.Transaction at, int message) {
        return flaw(at, message) == null
                ? Long.toString(at.drop().listing().octets(message - 1))
                : "";
    }

    private static String uidl(Phase.Transaction at, int message) {
        return flaw(at, message) == null ? at.drop().listing().uidl(message - 1) : "";
    }

    private Step one(Pop3State state, Phase.Transaction at, int message, String what) {
        var flaw = flaw(at, message);
        return say(state, flaw == null ? Pop3Reply.ok(message + " " + what) : flaw);
    }

    /** Why a message of that number cannot be had, or null. */
    private static @Nullable Pop3Reply flaw(Phase.Transaction at, int message) {
        if (message < 1 || message > at.drop().listing().messages()) {
            return Pop3Replies.NO_MESSAGE;
        }
        return at.deleted().has(message - 1) ? Pop3Replies.DELETED : null;
    }

    private Step fetch(Pop3State state, Phase.Transaction at, int number, int bodyLines) {
        var flaw = flaw(at, number);
        if (flaw != null) {
            return say(state, flaw);
        }
        int message = number - 1;
        if (!state.utf8() && at.drop().listing().international(message)) {
            return say(state, Pop3Replies.NEEDS_UTF8);
        }
        return new Step(
                state.in(new Phase.Fetching(at.drop(), at.deleted(), message, bodyLines)),
                List.of(new Pop3Action.Read(message)));
    }

    private Step delete(Pop3State state, Phase.Transaction at, int number) {
        var flaw = flaw(at, number);
        if (flaw != null) {
            return say(state, flaw);
        }
        var more = at.deleted().with(number - 1, at.drop().listing().octets(number - 1));
        return say(
                state.in(new Phase.Transaction(at.drop(), more)),
                Pop3Reply.ok("Message " + number + " deleted"));
    }

    private Step onLogin(Pop3State state, LoginStep login) {
        if (!(state.phase() instanceof Phase.LoggingIn)) {
            throw new IllegalStateException("a login while " + name(state));
        }
        var again = state.in(new Phase.Authorization());
        return switch (login) {
            case LoginStep.Accepted(var account) ->
                    new Step(
                            state.in(new Phase.Opening(account)),
                            List.of(new Pop3Action.Open(account)));
            case LoginStep.Challenge(var base64) ->
                    new Step(
                            state.in(new Phase.Challenged()),
                            List.of(new Pop3Action.SendChallenge(base64)));
            case LoginStep.Refused _ -> err(again, Pop3Replies.REFUSED);
            case LoginStep.Throttled _ -> err(again, Pop3Replies.THROTTLED);
            case LoginStep.Unavailable _ -> say(again, Pop3Replies.NO_ACCOUNTS);
            case LoginStep.Malformed _ -> err(again, Pop3Replies.MALFORMED_RESPONSE);
            case LoginStep.Cancelled _ -> err(again, Pop3Replies.CANCELLED);
            case LoginStep.NotOffered(var encryptionHelps) ->
                    err(again, encryptionHelps ? Pop3Replies.TLS_FIRST : Pop3Replies.NO_MECHANISM);
        };
    }

    private Step onOpened(Pop3State state, Listing listing) {
        if (!(state.phase() instanceof Phase.Opening)) {
            throw new IllegalStateException("a maildrop while " + name(state));
        }
        var open = new Phase.Transaction(Drop.of(listing), Marks.NONE);
        return say(state.forgiven().in(open), Pop3Reply.ok(summary(open)));
    }

    private Step onUnavailable(Pop3State state, boolean temporary) {
        return state.phase() instanceof Phase.Fetching
                ? say(fetched(state), Pop3Reply.failure(temporary, "Message cannot be read"))
                : say(
                        authorizing(state),
                        Pop3Reply.failure(temporary, "Maildrop cannot be opened"));
    }

    private Step onReady(Pop3State state) {
        if (!(state.phase() instanceof Phase.Fetching(var drop, _, var message, var lines))) {
            throw new IllegalStateException("content while " + name(state));
        }
        var content = new Pop3Action.SendContent(lines);
        var reply =
                content.whole()
                        ? Pop3Reply.ok(drop.listing().octets(message) + " octets")
                        : Pop3Replies.CONTENT;
        return new Step(fetched(state), List.of(new Pop3Action.Send(reply), content));
    }

    private Step onRemoved(Pop3State state, boolean all) {
        if (!(state.phase() instanceof Phase.Update(var deleted))) {
            throw new IllegalStateException("removed while " + name(state));
        }
        return leave(
                state,
                all
                        ? Pop3Reply.ok("Bye, " + deleted.count() + " messages removed")
                        : Pop3Replies.NOT_REMOVED);
    }

    /** The state after a login that did not open a maildrop. */
    private static Pop3State authorizing(Pop3State state) {
        if (!(state.phase() instanceof Phase.Opening)) {
            throw new IllegalStateException("no maildrop while " + name(state));
        }
        return state.in(new Phase.Authorization());
    }

    /** The state after RETR or TOP. */
    private static Pop3State fetched(Pop3State state) {
        if (!(state.phase() instanceof Phase.Fetching(var drop, var deleted, _, _))) {
            throw new IllegalStateException("a message while " + name(state));
        }
        return state.in(new Phase.Transaction(drop, deleted));
    }

    private static Step capabilities(Pop3State state, boolean transaction) {
        return lines(
                state,
                Pop3Replies.CAPABILITIES,
                Pop3Lines.capabilities(state.access(), transaction));
    }

    /** LANG (RFC 6856 section 3): we speak English, which is also what i-default asks for. */
    private Step language(Pop3State state, @Nullable String range) {
        if (range == null) {
            return lines(state, Pop3Replies.LANGUAGES, Pop3Lines.LANGUAGES);
        }
        var language = Pop3Lines.language(range);
        return language == null
                ? say(state, Pop3Replies.BAD_RANGE)
                : say(state, Pop3Reply.ok(language));
    }

    private static Step lines(Pop3State state, Pop3Reply reply, Iterable<String> lines) {
        return new Step(
                state, List.of(new Pop3Action.Send(reply), new Pop3Action.SendLines(lines)));
    }

    private static Step say(Pop3State state, Pop3Reply reply) {
        return new Step(state, List.of(new Pop3Action.Send(reply)));
    }

    /** Refuses a command; too many refusals end the session. Nothing is deleted then. */
    private Step err(Pop3State state, Pop3Reply reply) {
        var next = state.erred();
        var actions = new ArrayList<Pop3Action>(List.of(new Pop3Action.Send(reply)));
        if (next.errors() < errors) {
            return new Step(next, actions);
        }
        actions.add(new Pop3Action.Close());
        return new Step(next.in(new Phase.Gone()), actions);
    }

    private static Step leave(Pop3State state, Pop3Reply reply) {
        return new Step(
                state.in(new Phase.Gone()),
                List.of(new Pop3Action.Send(reply), new Pop3Action.Close()));
    }

    /** Of the phase; what it holds stays out of logs. */
    private static String name(Pop3State state) {
        return state.phase().getClass().getSimpleName();
    }
}
