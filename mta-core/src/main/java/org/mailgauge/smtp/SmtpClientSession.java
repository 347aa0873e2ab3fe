package org.mailgauge.smtp;

import org.mailgauge.smtp.SmtpClientAction.Wait;
import org.mailgauge.smtp.SmtpClientState.Commanding;
import org.mailgauge.smtp.SmtpClientState.Converting;
import org.mailgauge.smtp.SmtpClientState.Dotted;
import org.mailgauge.smtp.SmtpClientState.EhloSent;
import org.mailgauge.smtp.SmtpClientState.EmptyDotted;
import org.mailgauge.smtp.SmtpClientState.Gone;
import org.mailgauge.smtp.SmtpClientState.Greeting;
import org.mailgauge.smtp.SmtpClientState.HeloSent;
import org.mailgauge.smtp.SmtpClientState.Peer;
import org.mailgauge.smtp.SmtpClientState.Quitting;
import org.mailgauge.smtp.SmtpClientState.Ready;
import org.mailgauge.smtp.SmtpClientState.Sending;

import java.util.ArrayList;
import java.util.List;

/**
 * The client side of an SMTP (RFC 5321) or LMTP (RFC 2033) association, pure: state and input give
 * the next state and actions. One association carries any number of transactions. Safe for use by
 * any thread; the state is the caller's.
 */
public final class SmtpClientSession {
    private final MailProtocol protocol;
    private final String hostname;

    /**
     * @param hostname our name in EHLO or LHLO
     */
    public SmtpClientSession(MailProtocol protocol, String hostname) {
        this.protocol = protocol;
        this.hostname = hostname;
    }

    /** The next state, and what is to be done in this order. */
    public record Step(SmtpClientState next, List<SmtpClientAction> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /** The beginning, once connected. */
    public Step start() {
        return new Step(new Greeting(), List.of(new SmtpClientAction.Await(Wait.GREETING)));
    }

    /** Takes one input. Inputs that cannot come in a state break the session off. */
    public Step on(SmtpClientState state, SmtpClientInput input) {
        return switch (input) {
            case SmtpClientInput.Reply(var reply) -> onReply(state, reply);
            case SmtpClientInput.Begin(var transaction) ->
                    state instanceof Ready(var peer)
                            ? SmtpClientTransactions.begin(peer, transaction)
                            : SmtpClientEnds.unexpected(state, "a message");
            case SmtpClientInput.NoMore _ ->
                    state instanceof Ready
                            ? SmtpClientEnds.quit()
                            : SmtpClientEnds.unexpected(state, "the end of messages");
            case SmtpClientInput.ContentSent _ ->
                    state instanceof Sending(var peer, var progress)
                            ? new Step(
                                    new Dotted(peer, progress),
                                    List.of(new SmtpClientAction.Await(Wait.DOT)))
                            : SmtpClientEnds.unexpected(state, "the end of content");
            case SmtpClientInput.SevenBit(long octets) ->
                    state instanceof Converting(var peer, var progress)
                            ? SmtpClientTransactions.begin(
                                    peer, progress.transaction().sevenBit(octets))
                            : SmtpClientEnds.unexpected(state, "a conversion");
            case SmtpClientInput.Unconvertible _ ->
                    state instanceof Converting(var peer, var progress)
                            ? SmtpClientTransactions.unconvertible(peer, progress)
                            : SmtpClientEnds.unexpected(state, "a conversion");
            case SmtpClientInput.Malformed(var why) ->
                    SmtpClientEnds.broken(
                            state,
                            SmtpReply.of(451, 5, 0, "Reply not understood: " + why),
                            List.of());
            case SmtpClientInput.Timeout _ ->
                    SmtpClientEnds.broken(
                            state,
                            SmtpReply.of(451, 4, 2, "No answer in time" + SmtpClientEnds.at(state)),
                            List.of());
            case SmtpClientInput.Broken(var why) -> SmtpClientEnds.broken(state, why, List.of());
        };
    }

    private Step onReply(SmtpClientState state, SmtpReply reply) {
        if (reply.code() == 421 && !(state instanceof Quitting)) {
            return SmtpClientEnds.broken(state, reply, errorOf(state, reply));
        }
        return switch (state) {
            case Greeting _ -> onGreeting(reply);
            case EhloSent _ -> onEhlo(reply);
            case HeloSent _ ->
                    reply.positive() && reply.code() < 300
                            ? usable(reply, EhloOffer.NOTHING)
                            : unusable(reply);
            case Ready _, Converting _ -> SmtpClientEnds.unexpected(state, reply + " to nothing");
            case Commanding commanding -> SmtpClientTransactions.onCommandReply(commanding, reply);
            case Sending(var peer, var progress) ->
                    SmtpClientTransactions.onEarlyReply(peer, progress, reply);
            case Dotted(var peer, var progress) ->
                    SmtpClientTransactions.onDotReply(peer, progress, reply);
            case EmptyDotted(var peer) -> SmtpClientTransactions.next(peer.left(false), List.of());
            case Quitting _ -> SmtpClientEnds.close();
            case Gone _ -> new Step(state, List.of());
        };
    }

    private Step onGreeting(SmtpReply reply) {
        if (reply.code() != 220) {
            return unusable(reply);
        }
        if (isItself(reply)) {
            return itself(reply, List.of(new SmtpClientAction.Opened()));
        }
        return new Step(
                new EhloSent(),
                List.of(
                        new SmtpClientAction.Opened(),
                        SmtpClientEnds.send(protocol.hello() + " " + hostname),
                        new SmtpClientAction.Await(Wait.EHLO)));
    }

    private Step onEhlo(SmtpReply reply) {
        if (reply.code() == 250) {
            return usable(reply, EhloOffer.of(reply));
        }
        if (reply.permanentFailure() && protocol == MailProtocol.SMTP) {
            return new Step(
                    new HeloSent(),
                    List.of(
                            SmtpClientEnds.send("HELO " + hostname),
                            new SmtpClientAction.Await(Wait.EHLO)));
        }
        return unusable(reply);
    }

    /**
     * Whether a greeting, or a reply to EHLO or HELO, begins with our own name (RFC 5321 section
     * 4.2: it is the server's). An LMTP server may well be another program of this host that has
     * the host's name, and what it takes it keeps.
     */
    private boolean isItself(SmtpReply reply) {
        var first = reply.lines().getFirst().strip().split("\\s", 2)[0];
        var name = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
        return protocol == MailProtocol.SMTP && name.equalsIgnoreCase(hostname);
    }

    private static Step itself(SmtpReply said, List<SmtpClientAction> told) {
        return new Step(
                new Gone(),
                SmtpClientEnds.plus(
                        told,
                        new SmtpClientAction.Itself(said),
                        SmtpClientEnds.send("QUIT"),
                        new SmtpClientAction.Close()));
    }

    private Step usable(SmtpReply reply, EhloOffer offer) {
        if (isItself(reply)) {
            return itself(reply, List.of());
        }
        return SmtpClientTransactions.next(
                new Peer(protocol, offer, 0, false), List.of(new SmtpClientAction.Usable()));
    }

    /** The peer does not want us: QUIT is due even then (RFC 5321 section 3.1). */
    private static Step unusable(SmtpReply reply) {
        var actions = new ArrayList<SmtpClientAction>();
        if (!reply.positive()) {
            actions.add(new SmtpClientAction.ErrorReply(-1, reply));
        }
        actions.add(new SmtpClientAction.Unusable(reply));
        actions.add(SmtpClientEnds.send("QUIT"));
        actions.add(new SmtpClientAction.Close());
        return new Step(new Gone(), actions);
    }

    /** A 421, as an event; at the end of an association nobody asks for it. */
    private static List<SmtpClientAction> errorOf(SmtpClientState state, SmtpReply reply) {
        return state instanceof Gone
                ? List.of()
                : List.of(new SmtpClientAction.ErrorReply(-1, reply));
    }
}
