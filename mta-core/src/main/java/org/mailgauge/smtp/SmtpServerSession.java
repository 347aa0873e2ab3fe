package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.smtp.SmtpServerState.Client;
import org.mailgauge.smtp.SmtpServerState.Phase;
import org.mailgauge.smtp.SmtpServerState.Transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The server side of an SMTP or LMTP association, pure: state and input give the next state and
 * actions. Safe for use by any thread; the state is the caller's. LMTP differs in its greeting
 * command, which the parser sees to, and in what follows the content: one reply for each accepted
 * RCPT, in their order (RFC 2033 section 4.2).
 */
public final class SmtpServerSession {
    private final SmtpServerRules rules;
    private final StartTls tls;
    private final SmtpReply ehlo;

    /** Without TLS. */
    public SmtpServerSession(SmtpServerRules rules) {
        this(rules, StartTls.NONE);
    }

    public SmtpServerSession(SmtpServerRules rules, StartTls tls) {
        this.rules = rules;
        this.tls = tls;
        ehlo = tls == StartTls.OFFERED ? rules.ehlo().with("STARTTLS") : rules.ehlo();
    }

    /** Everything a session can be told. */
    public sealed interface Input {
        record Command(SmtpCommand command) implements Input {}

        /** The world's reply to the one action that waits for it. */
        record Answer(SmtpReply reply) implements Input {}

        /** The world's answer to a step of an authentication. */
        record Login(SmtpAuth.Answer answer) implements Input {}

        /** The client's response in an authentication: a line without its CRLF. */
        record Response(String line) implements Input {
            /** Nothing secret. */
            @Override
            public String toString() {
                return "Response[]";
            }
        }

        /** The end of content has come, after {@link Action.Receive}. */
        record ContentEnd(ContentSummary content) implements Input {}

        /** Input came before its time (RFC 2920 section 3.1). */
        record Early() implements Input {}

        /** A command line went over every limit. */
        record LineTooLong() implements Input {}

        /** The client was too slow, or took too long in all. */
        record Timeout() implements Input {}

        /** The server stops. */
        record Stopping() implements Input {}

        /** Something of ours broke. */
        record Failed() implements Input {}

        /** The client is gone. */
        record Closed() implements Input {}
    }

    /**
     * Everything a session can ask for. {@code Authenticate}, {@code Respond}, {@code Admit},
     * {@code Verify}, {@code Receive}, {@code Commit} and {@code Deliver} await an answer.
     */
    public sealed interface Action {
        record Send(SmtpReply reply) implements Action {}

        /** Let what was sent leave now: an LMTP client learns of each recipient without delay. */
        record Flush() implements Action {}

        /** Begin an authentication; then {@link Input.Login}. */
        record Authenticate(SmtpCommand.Auth command) implements Action {}

        /** Go on with it. */
        record Respond(Input.Response response) implements Action {}

        /** May a message of that size come from that sender? Positive, 452, 451 or 553. */
        record Admit(ReversePath from, long declaredOctets) implements Action {}

        /** Do we take mail for this recipient, from this client? */
        record Verify(ForwardPath to) implements Action {}

        /** Take the content; then {@link Input.ContentEnd}. */
        record Receive(Client client, Transaction transaction) implements Action {}

        /**
         * Make the content that came by LMTP durable for one accepted recipient, in his mailbox or
         * in the queue; positive when it is. May be asked more than once for the same.
         *
         * @param place of the recipient
         */
        record Deliver(Client client, Transaction transaction, int place) implements Action {}

        /** Make the content that came durable; positive when it is. */
        record Commit(Client client, Transaction transaction) implements Action {}

        /** Forget the content that came. */
        record Discard() implements Action {}

        /** A mail transaction ended with nobody accepted (mtaGroupRejectedMessages). */
        record Rejected() implements Action {}

        /** The content went round in circles (mtaLoopsDetected). */
        record Looped() implements Action {}

        /**
         * Begin TLS, once all that was said before has left; of what the client has sent nothing
         * may be used. What comes then comes under TLS, to a session that says so.
         */
        record StartTls() implements Action {}

        record Close() implements Action {}
    }

    /** The next state, and what to do; at most one action awaits an answer, and it is the last. */
    public record Step(SmtpServerState next, List<Action> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /** The beginning: the greeting. */
    public Step start() {
        return new Step(
                SmtpServerState.START,
                List.of(
                        new Action.Send(
                                SmtpReply.plain(
                                        220,
                                        rules.hostname()
                                                + " "
                                                + rules.protocol().with(true)
                                                + " Mailgauge"))));
    }

    /** Advances a session. Throws {@link IllegalStateException} for an answer nobody waits for. */
    public Step on(SmtpServerState state, Input input) {
        return switch (input) {
            case Input.Command(var command) -> onCommand(state, command);
            case Input.Answer(var reply) -> onAnswer(state, reply);
            case Input.Login(var answer) -> onLogin(state, answer);
            case Input.Response response -> onResponse(state, response);
            case Input.ContentEnd(var content) -> onContent(state, content);
            case Input.Early _ -> leave(state, Replies.EARLY);
            case Input.LineTooLong _ ->
                    leave(
                            state,
                            state.phase() instanceof Phase.Responding
                                    ? SmtpAuth.LINE_TOO_LONG
                                    : Replies.LINE_TOO_LONG);
            case Input.Timeout _ -> leave(state, Replies.TIMEOUT);
            case Input.Stopping _ -> leave(state, Replies.STOPPING);
            case Input.Failed _ -> leave(state, Replies.FAILED);
            case Input.Closed _ -> new Step(state.in(new Phase.Gone()), ending(state));
        };
    }

    private Step onCommand(SmtpServerState state, SmtpCommand command) {
        if (state.auth().bars(command)) {
            return say(state, SmtpAuth.REQUIRED);
        }
        return switch (command) {
            case SmtpCommand.Malformed(var reply) -> say(state, reply);
            case SmtpCommand.Unimplemented _ -> say(state, Replies.UNIMPLEMENTED);
            case SmtpCommand.Foreign _ -> leave(state, Replies.foreign(rules.protocol()));
            case SmtpCommand.Helo(var name) ->
                    greeted(state, new Client(name, false), SmtpReply.plain(250, rules.hostname()));
            case SmtpCommand.Ehlo(var name) ->
                    greeted(state, new Client(name, true), state.auth().offeredIn(ehlo));
            case SmtpCommand.Auth auth -> onAuth(state, auth);
            case SmtpCommand.Mail mail -> onMail(state, mail);
            case SmtpCommand.Rcpt(var to) -> onRcpt(state, to);
            case SmtpCommand.Data _ -> onData(state);
            case SmtpCommand.Rset _ -> idle(end(state), Replies.OK, ending(state));
            case SmtpCommand.Noop _ -> idle(state, Replies.OK, List.of());
            case SmtpCommand.Vrfy _ -> idle(state, Replies.VRFY, List.of());
            case SmtpCommand.Help _ -> idle(state, Replies.help(rules.protocol()), List.of());
            case SmtpCommand.Starttls _ -> onStartTls(state);
            case SmtpCommand.Quit _ -> leave(state, Replies.BYE);
        };
    }

    /** RFC 5321 section 4.1.4: a further EHLO or HELO ends a transaction, as RSET does. */
    private Step greeted(SmtpServerState state, Client client, SmtpReply reply) {
        var next = state.in(new Phase.Greeted(client));
        return state.phase() instanceof Phase.Connected
                ? new Step(next, List.of(new Action.Send(reply)))
                : idle(next, reply, ending(state));
    }

    /** RFC 3207: only who was offered it may ask, and then everything begins anew. */
    private Step onStartTls(SmtpServerState state) {
        return switch (tls) {
            case NONE -> say(state, Replies.UNIMPLEMENTED);
            case NOT_READY -> say(state, Replies.TLS_NOT_READY);
            case ACTIVE -> say(state, Replies.TLS_ACTIVE);
            case OFFERED ->
                    switch (state.phase()) {
                        case Phase.Greeted(var client) when client.extended() ->
                                new Step(
                                        state.in(new Phase.Connected()),
                                        List.of(
                                                new Action.Send(Replies.TLS_READY),
                                                new Action.StartTls()));
                        case Phase.Mailing _ -> say(state, Replies.NOT_NOW);
                        case Phase.Connected _,
                                Phase.Greeted _,
                                Phase.Authenticating _,
                                Phase.Responding _,
                                Phase.Admitting _,
                                Phase.Verifying _,
                                Phase.Receiving _,
                                Phase.Delivering _,
                                Phase.Committing _,
                                Phase.Gone _ ->
                                say(state, Replies.helloFirst(rules.protocol()));
                    };
        };
    }

    /** RFC 4954 section 4: after EHLO, outside of transactions, and once. */
    private Step onAuth(SmtpServerState state, SmtpCommand.Auth command) {
        if (state.auth().done()) {
            return say(state, SmtpAuth.AGAIN);
        }
        return switch (state.phase()) {
            case Phase.Greeted(var client) when client.extended() ->
                    new Step(
                            state.in(new Phase.Authenticating(client)),
                            List.of(new Action.Authenticate(command)));
            case Phase.Mailing _ -> say(state, SmtpAuth.IN_TRANSACTION);
            default -> say(state, Replies.helloFirst(rules.protocol()));
        };
    }

    private Step onLogin(SmtpServerState state, SmtpAuth.Answer answer) {
        if (!(state.phase() instanceof Phase.Authenticating(var client))) {
            throw new IllegalStateException("login while " + state.phase());
        }
        var greeted = state.in(new Phase.Greeted(client));
        return switch (answer) {
            case SmtpAuth.Answer.Challenge(var base64) ->
                    new Step(
                            state.in(new Phase.Responding(client)),
                            List.of(new Action.Send(SmtpReply.plain(334, base64))));
            case SmtpAuth.Answer.Accepted _ ->
                    new Step(
                            state.authenticated(client),
                            List.of(new Action.Send(SmtpAuth.ACCEPTED)));
            case SmtpAuth.Answer.Denied(var reply) ->
                    say(reply.permanentFailure() ? greeted : greeted.erred(), reply);
        };
    }

    private static Step onResponse(SmtpServerState state, Input.Response response) {
        if (!(state.phase() instanceof Phase.Responding(var client))) {
            throw new IllegalStateException("response while " + state.phase());
        }
        return new Step(
                state.in(new Phase.Authenticating(client)), List.of(new Action.Respond(response)));
    }

    private Step onMail(SmtpServerState state, SmtpCommand.Mail mail) {
        return switch (state.phase()) {
            case Phase.Connected _ -> say(state, Replies.helloFirst(rules.protocol()));
            case Phase.Mailing _ -> say(state, Replies.SENDER_GIVEN);
            case Phase.Greeted(var client) ->
                    mail.declaredOctets() > rules.maxMessageOctets()
                            ? say(state, Replies.TOO_LARGE)
                            : new Step(
                                    state.in(new Phase.Admitting(client, mail)),
                                    List.of(new Action.Admit(mail.from(), mail.declaredOctets())));
            case Phase.Authenticating _,
                    Phase.Responding _,
                    Phase.Admitting _,
                    Phase.Verifying _,
                    Phase.Receiving _,
                    Phase.Committing _,
                    Phase.Delivering _,
                    Phase.Gone _ ->
                    throw new IllegalStateException("MAIL while " + state.phase());
        };
    }

    private Step onRcpt(SmtpServerState state, ForwardPath to) {
        if (!(state.phase() instanceof Phase.Mailing(var client, var transaction))) {
            return say(state, Replies.MAIL_FIRST);
        }
        boolean again = transaction.to().contains(to);
        boolean counts = rules.protocol() == MailProtocol.LMTP || !again;
        if (counts && transaction.accepted() >= rules.recipients()) {
            return say(state, Replies.TOO_MANY_RECIPIENTS);
        }
        if (again) {
            var more = counts ? transaction.again(to) : transaction;
            return say(state.in(new Phase.Mailing(client, more)), Replies.RECIPIENT_OK);
        }
        return new Step(
                state.in(new Phase.Verifying(client, transaction, to)),
                List.of(new Action.Verify(to)));
    }

    private Step onData(SmtpServerState state) {
        if (!(state.phase() instanceof Phase.Mailing(var client, var transaction))) {
            return say(state, Replies.MAIL_FIRST);
        }
        if (transaction.to().isEmpty()) {
            return say(state, Replies.NO_RECIPIENTS);
        }
        return new Step(
                state.in(new Phase.Receiving(client, transaction)),
                List.of(
                        new Action.Send(Replies.GO_AHEAD),
                        new Action.Receive(client, transaction)));
    }

    private Step onAnswer(SmtpServerState state, SmtpReply reply) {
        return switch (state.phase()) {
            case Phase.Admitting(var client, var mail) ->
                    say(
                            state.in(
                                    reply.positive()
                                            ? new Phase.Mailing(client, Transaction.of(mail))
                                            : new Phase.Greeted(client)),
                            reply);
            case Phase.Verifying(var client, var transaction, var to) ->
                    say(
                            state.in(
                                    new Phase.Mailing(
                                            client,
                                            reply.positive()
                                                    ? transaction.with(to)
                                                    : transaction.refusing())),
                            reply);
            case Phase.Committing(var client, var transaction) ->
                    reply.positive()
                            ? new Step(
                                    state.fresh(new Phase.Greeted(client)),
                                    afterContent(transaction, reply))
                            : refuse(state, client, transaction, reply);
            case Phase.Delivering delivering -> onDelivered(state, delivering, reply);
            case Phase.Connected _,
                    Phase.Greeted _,
                    Phase.Authenticating _,
                    Phase.Responding _,
                    Phase.Mailing _,
                    Phase.Receiving _,
                    Phase.Gone _ ->
                    throw new IllegalStateException("answer while " + state.phase());
        };
    }

    private Step onContent(SmtpServerState state, ContentSummary content) {
        if (!(state.phase() instanceof Phase.Receiving(var client, var transaction))) {
            throw new IllegalStateException("content while " + state.phase());
        }
        var discard = new Action.Discard();
        return switch (content.flaw()) {
            case BARE_LINE_END ->
                    refuse(state, client, transaction, Replies.BARE_LINE_END, discard);
            case TOO_LARGE -> refuse(state, client, transaction, Replies.TOO_LARGE, discard);
            case HEADER_TOO_LARGE ->
                    refuse(state, client, transaction, Replies.HEADER_TOO_LARGE, discard);
            case NONE ->
                    content.receivedFields() > rules.receivedFields()
                            ? refuse(
                                    state,
                                    client,
                                    transaction,
                                    Replies.LOOP,
                                    discard,
                                    new Action.Looped())
                            : commit(state, client, transaction);
        };
    }

    /** SMTP has one reply for all recipients, LMTP one for each (RFC 2033 section 4.2). */
    private Step commit(SmtpServerState state, Client client, Transaction transaction) {
        return switch (rules.protocol()) {
            case SMTP ->
                    new Step(
                            state.in(new Phase.Committing(client, transaction)),
                            List.of(new Action.Commit(client, transaction)));
            case LMTP ->
                    new Step(
                            state.in(new Phase.Delivering(client, transaction, 0, false)),
                            List.of(deliver(client, transaction, 0)));
        };
    }

    private static Action deliver(Client client, Transaction transaction, int nth) {
        return new Action.Deliver(client, transaction, transaction.place(nth));
    }

    /** Answers one accepted RCPT after the content, and goes on with the next. */
    private Step onDelivered(SmtpServerState state, Phase.Delivering before, SmtpReply reply) {
        var client = before.client();
        var transaction = before.transaction();
        int answered = before.answered() + 1;
        boolean taken = before.taken() || reply.positive();
        var send = new Action.Send(reply);
        if (answered < transaction.accepted()) {
            var next = new Phase.Delivering(client, transaction, answered, taken);
            return new Step(state.in(next), List.of(send, deliver(client, transaction, answered)));
        }
        List<Action> last = List.of(send, new Action.Flush());
        var discard = new Action.Discard();
        return taken
                ? with(List.of(discard), new Step(state.fresh(new Phase.Greeted(client)), last))
                : say(
                        state.in(new Phase.Greeted(client)),
                        reply,
                        List.of(discard, new Action.Rejected()),
                        last);
    }

    /** Answers a content that is not taken, after the facts. */
    private Step refuse(
            SmtpServerState state,
            Client client,
            Transaction transaction,
            SmtpReply reply,
            Action... facts) {
        var before = new ArrayList<Action>(List.of(new Action.Rejected()));
        before.addAll(List.of(facts));
        return say(
                state.in(new Phase.Greeted(client)),
                reply,
                before,
                afterContent(transaction, reply));
    }

    /** One reply in SMTP; in LMTP one for each accepted RCPT, and at once. */
    private List<Action> afterContent(Transaction transaction, SmtpReply reply) {
        return switch (rules.protocol()) {
            case SMTP -> List.of(new Action.Send(reply));
            case LMTP -> {
                var replies =
                        new ArrayList<Action>(
                                Collections.nCopies(
                                        transaction.accepted(), new Action.Send(reply)));
                replies.add(new Action.Flush());
                yield replies;
            }
        };
    }

    /** Answers a command that moves nothing; too many of them end the session. */
    private Step idle(SmtpServerState state, SmtpReply reply, List<Action> before) {
        var next = state.idled();
        if (next.idle() > rules.junkCommands()) {
            return with(before, leave(state, Replies.TOO_MUCH_JUNK));
        }
        return with(before, new Step(next, List.of(new Action.Send(reply))));
    }

    /** Answers one command; too many refusals end the session. */
    private Step say(SmtpServerState state, SmtpReply reply) {
        return say(state, reply, List.of(), List.of(new Action.Send(reply)));
    }

    private Step say(
            SmtpServerState state, SmtpReply reply, List<Action> before, List<Action> answers) {
        var next = reply.permanentFailure() ? state.erred() : state;
        var actions = new ArrayList<>(before);
        actions.addAll(answers);
        return next.errors() >= rules.errors()
                ? with(actions, leave(next, Replies.TOO_MANY_ERRORS))
                : new Step(next, actions);
    }

    private static Step leave(SmtpServerState state, SmtpReply reply) {
        var actions = new ArrayList<>(ending(state));
        actions.add(new Action.Send(reply));
        actions.add(new Action.Close());
        return new Step(state.in(new Phase.Gone()), actions);
    }

    private static Step with(List<Action> before, Step step) {
        var actions = new ArrayList<>(before);
        actions.addAll(step.actions());
        return new Step(step.next(), actions);
    }

    /** The state without a transaction. */
    private static SmtpServerState end(SmtpServerState state) {
        return state.phase() instanceof Phase.Mailing(var client, _)
                ? state.in(new Phase.Greeted(client))
                : state;
    }

    /** What is to be told when the state's transaction ends without content. */
    private static List<Action> ending(SmtpServerState state) {
        var nobody =
                switch (state.phase()) {
                    case Phase.Mailing(_, var transaction) -> transaction.nobodyAccepted();
                    case Phase.Verifying(_, var transaction, _) -> transaction.nobodyAccepted();
                    case Phase.Connected _,
                            Phase.Greeted _,
                            Phase.Authenticating _,
                            Phase.Responding _,
                            Phase.Admitting _,
                            Phase.Receiving _,
                            Phase.Committing _,
                            Phase.Delivering _,
                            Phase.Gone _ ->
                            false;
                };
        return nobody ? List.of(new Action.Rejected()) : List.of();
    }
}
