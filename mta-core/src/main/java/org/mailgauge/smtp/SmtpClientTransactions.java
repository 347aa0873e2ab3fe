package org.mailgauge.smtp;

import org.mailgauge.smtp.SmtpClientAction.Wait;
import org.mailgauge.smtp.SmtpClientSession.Step;
import org.mailgauge.smtp.SmtpClientState.Command;
import org.mailgauge.smtp.SmtpClientState.Commanding;
import org.mailgauge.smtp.SmtpClientState.Converting;
import org.mailgauge.smtp.SmtpClientState.Dotted;
import org.mailgauge.smtp.SmtpClientState.EmptyDotted;
import org.mailgauge.smtp.SmtpClientState.Gone;
import org.mailgauge.smtp.SmtpClientState.Peer;
import org.mailgauge.smtp.SmtpClientState.Progress;
import org.mailgauge.smtp.SmtpClientState.Ready;
import org.mailgauge.smtp.SmtpClientState.Sending;
import org.mailgauge.smtp.SmtpClientState.Standing;

import java.util.ArrayList;
import java.util.List;

/** The mail transactions of {@link SmtpClientSession}: MAIL to the reply after the final dot. */
final class SmtpClientTransactions {
    /*
     * Problem: say as early as possible, and never wrongly, what became of each recipient, while
     * commands go out in groups whose replies come later (RFC 2920).
     * States: a transaction runs (Converting ->) Commanding -> Sending -> Dotted -> Ready, or ends in Commanding
     * when nobody is left. A recipient is Open until its RCPT is answered, then Taken or Settled.
     * The reply in Dotted settles all that are Taken; in LMTP the first of them, and Dotted goes
     * on while there are more.
     * Invariant: Accepted is only said in Dotted, for Taken recipients, on 2yz. Whoever is not
     * Settled when the association breaks is to be tried later.
     */

    /** Most RCPT commands in one write: their replies must fit the peer's send buffer. */
    private static final int GROUP = 100;

    private SmtpClientTransactions() {}

    static Step begin(Peer peer, SmtpTransaction transaction) {
        var progress = Progress.of(transaction);
        var offer = peer.offer();
        if (offer.sizeLimit() > 0 && transaction.sizeOctets() > offer.sizeLimit()) {
            var refusal =
                    SmtpReply.of(
                            552,
                            3,
                            4,
                            "Message of "
                                    + transaction.sizeOctets()
                                    + " octets is larger than the next hop's limit of "
                                    + offer.sizeLimit());
            return refuse(peer, progress, refusal);
        }
        if (!SmtpClientCommands.sendable(transaction)) {
            var refusal = SmtpReply.of(553, 6, 7, "Addresses beyond ASCII cannot be sent");
            return refuse(peer, progress, refusal);
        }
        if (transaction.eightBit() && !offer.eightBitMime()) {
            return new Step(
                    new Converting(peer, progress), List.of(new SmtpClientAction.Convert()));
        }
        var first = peer.dirty() ? new Command.Reset() : new Command.Mail();
        return sendGroup(peer.begun(), progress, first, List.of());
    }

    /** RFC 6152 section 3: what cannot be converted must not be sent as it is. */
    static Step unconvertible(Peer peer, Progress progress) {
        return refuse(
                peer,
                progress,
                SmtpReply.of(554, 6, 3, "8-bit content, and the next hop takes 7-bit only"));
    }

    /** Ends a transaction by our own decision, before anything of it was sent. */
    private static Step refuse(Peer peer, Progress progress, SmtpReply why) {
        return settled(
                peer,
                progress.settleRest(new RecipientResult.Unfit(why)),
                List.of(new SmtpClientAction.OurRefusal(why)));
    }

    /** Sends the command and, when the peer takes groups, what may follow it. */
    private static Step sendGroup(
            Peer peer, Progress progress, Command first, List<SmtpClientAction> before) {
        var commands = new ArrayList<Command>(List.of(first));
        int next = progress.next();
        boolean mailSent = progress.mailAccepted();
        while (true) {
            var last = commands.getLast();
            mailSent |= last instanceof Command.Mail;
            next += last instanceof Command.Rcpt ? 1 : 0;
            boolean full = last instanceof Command.Data || commands.size() >= GROUP;
            if (!peer.offer().pipelining() || full) {
                break;
            }
            commands.add(SmtpClientCommands.following(progress, mailSent, next));
        }
        var lines = SmtpClientCommands.lines(commands, progress.transaction(), peer.offer());
        return new Step(
                new Commanding(peer, progress.sent(next, commands)),
                SmtpClientEnds.plus(
                        before,
                        new SmtpClientAction.Send(lines),
                        new SmtpClientAction.Await(wait(first))));
    }

    static Step onCommandReply(Commanding state, SmtpReply reply) {
        var peer = state.peer();
        var progress = state.progress().answered();
        var command = state.progress().awaited().getFirst();
        if (reply.code() >= 300 && reply.code() < 400 && !(command instanceof Command.Data)) {
            return SmtpClientEnds.unexpected(
                    state, reply + " to " + SmtpClientCommands.name(command));
        }
        return switch (command) {
            case Command.Reset _ ->
                    reply.positive()
                            ? proceed(peer.left(false), progress, List.of())
                            : SmtpClientEnds.unexpected(state, reply + " to RSET");
            case Command.Mail _ ->
                    reply.positive()
                            ? proceed(peer.left(true), progress.withMailAccepted(), List.of())
                            : proceed(
                                    peer,
                                    progress.settleRest(failure(reply)),
                                    List.of(new SmtpClientAction.ErrorReply(-1, reply)));
            case Command.Rcpt(int recipient) -> onRcptReply(peer, progress, recipient, reply);
            case Command.Data _ -> onDataReply(state, peer, progress, reply);
        };
    }

    private static Step onRcptReply(Peer peer, Progress progress, int recipient, SmtpReply reply) {
        if (progress.standings().get(recipient) instanceof Standing.Settled) {
            return proceed(peer, progress, List.of()); // MAIL had failed
        }
        if (reply.positive()) {
            return proceed(peer, progress.stands(recipient, new Standing.Taken()), List.of());
        }
        var result = tooMany(reply) ? new RecipientResult.TryLater(reply) : failure(reply);
        return proceed(
                peer,
                progress.stands(recipient, new Standing.Settled(result)),
                List.of(new SmtpClientAction.ErrorReply(recipient, reply)));
    }

    /**
     * Whether a reply to RCPT says "too many recipients" the old way: "the client SHOULD treat a
     * 552 response in this case as a temporary, rather than permanent, failure" (RFC 5321 section
     * 4.5.3.1.10). With another enhanced code it says something else.
     */
    private static boolean tooMany(SmtpReply reply) {
        var status = reply.statusOrDefault();
        return reply.code() == 552
                && (status.subject() == 0 || (status.subject() == 5 && status.detail() == 3));
    }

    private static Step onDataReply(
            Commanding state, Peer peer, Progress progress, SmtpReply reply) {
        if (reply.code() == 354) {
            return progress.anyTaken()
                    ? new Step(
                            new Sending(peer, progress),
                            List.of(new SmtpClientAction.SendContent()))
                    : contentForNobody(peer, progress);
        }
        if (reply.positive()) {
            return SmtpClientEnds.unexpected(state, reply + " to DATA");
        }
        return progress.anyTaken()
                ? settled(
                        peer,
                        progress.settleRest(failure(reply)),
                        List.of(new SmtpClientAction.ErrorReply(-1, reply)))
                : settled(peer, progress, List.of());
    }

    /**
     * 354 although no recipient was accepted. An LMTP server had to say 503, and to a dot it would
     * send no reply at all (RFC 2033 section 4.2): there the association ends.
     */
    private static Step contentForNobody(Peer peer, Progress progress) {
        return switch (peer.protocol()) {
            case SMTP ->
                    new Step(
                            new EmptyDotted(peer),
                            List.of(
                                    settle(progress),
                                    SmtpClientEnds.send("."),
                                    new SmtpClientAction.Await(Wait.DOT)));
            case LMTP ->
                    new Step(new Gone(), List.of(settle(progress), new SmtpClientAction.Close()));
        };
    }

    /** Goes on once a command was answered: awaits, sends what is next, or ends. */
    private static Step proceed(Peer peer, Progress progress, List<SmtpClientAction> told) {
        if (!progress.awaited().isEmpty()) {
            return new Step(
                    new Commanding(peer, progress),
                    SmtpClientEnds.plus(
                            told, new SmtpClientAction.Await(wait(progress.awaited().getFirst()))));
        }
        if (progress.allSettled()) {
            return settled(peer, progress, told);
        }
        var following =
                SmtpClientCommands.following(progress, progress.mailAccepted(), progress.next());
        return sendGroup(peer, progress, following, told);
    }

    /**
     * The peer answers while the content is still being sent: it does not want the rest. In LMTP
     * that reply is the first recipient's, and the others' have not come.
     */
    static Step onEarlyReply(Peer peer, Progress progress, SmtpReply reply) {
        if (reply.positive()) {
            return SmtpClientEnds.unexpected(
                    new Sending(peer, progress), reply + " before the end of content");
        }
        int first = progress.firstTaken();
        var results =
                switch (peer.protocol()) {
                    case SMTP -> progress.settleRest(failure(reply));
                    case LMTP ->
                            progress.stands(first, new Standing.Settled(failure(reply)))
                                    .settleRest(new RecipientResult.TryLater(unanswered(reply)));
                };
        int concerned = peer.protocol() == MailProtocol.LMTP ? first : -1;
        return new Step(
                new Gone(),
                List.of(
                        new SmtpClientAction.ErrorReply(concerned, reply),
                        settle(results),
                        new SmtpClientAction.Close()));
    }

    private static SmtpReply unanswered(SmtpReply reply) {
        return SmtpReply.of(451, 4, 2, "Broken off by the next hop: " + reply);
    }

    static Step onDotReply(Peer peer, Progress progress, SmtpReply reply) {
        return switch (peer.protocol()) {
            case SMTP -> onOnlyReply(peer, progress, reply);
            case LMTP -> onReplyOfOne(peer, progress, reply);
        };
    }

    /** A reply for the first recipient that has none yet (RFC 2033 section 4.2). */
    private static Step onReplyOfOne(Peer peer, Progress progress, SmtpReply reply) {
        if (reply.positive() && reply.code() >= 300) {
            return SmtpClientEnds.unexpected(
                    new Dotted(peer, progress), reply + " to the end of content");
        }
        int recipient = progress.firstTaken();
        var result = reply.positive() ? new RecipientResult.Accepted(reply) : failure(reply);
        var now = progress.stands(recipient, new Standing.Settled(result));
        List<SmtpClientAction> told =
                reply.positive()
                        ? List.of()
                        : List.of(new SmtpClientAction.ErrorReply(recipient, reply));
        return now.anyTaken()
                ? new Step(
                        new Dotted(peer, now),
                        SmtpClientEnds.plus(
                                told,
                                new SmtpClientAction.Known(recipient, result),
                                new SmtpClientAction.Await(Wait.DOT)))
                : settled(peer.left(false), now, told);
    }

    private static Step onOnlyReply(Peer peer, Progress progress, SmtpReply reply) {
        var after = peer.left(false);
        if (reply.positive() && reply.code() < 300) {
            return settled(
                    after, progress.settleRest(new RecipientResult.Accepted(reply)), List.of());
        }
        if (reply.positive()) {
            return SmtpClientEnds.unexpected(
                    new Dotted(peer, progress), reply + " to the end of content");
        }
        return settled(
                after,
                progress.settleRest(failure(reply)),
                List.of(new SmtpClientAction.ErrorReply(-1, reply)));
    }

    private static Step settled(Peer peer, Progress progress, List<SmtpClientAction> told) {
        return next(peer, SmtpClientEnds.plus(told, settle(progress)));
    }

    static Step next(Peer peer, List<SmtpClientAction> told) {
        return new Step(new Ready(peer), SmtpClientEnds.plus(told, new SmtpClientAction.Next()));
    }

    private static SmtpClientAction settle(Progress progress) {
        return new SmtpClientAction.Settle(progress.results(), false);
    }

    private static RecipientResult failure(SmtpReply reply) {
        return reply.permanentFailure()
                ? new RecipientResult.Refused(reply)
                : new RecipientResult.TryLater(reply);
    }

    private static Wait wait(Command command) {
        return switch (command) {
            case Command.Reset _ -> Wait.QUIT;
            case Command.Mail _ -> Wait.MAIL;
            case Command.Rcpt _ -> Wait.RCPT;
            case Command.Data _ -> Wait.DATA;
        };
    }
}
