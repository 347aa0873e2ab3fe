package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.deliver.ContentSender.UnreadableException;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.queue.LogText;
import org.mailgauge.queue.Slot;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.RecipientResult;
import org.mailgauge.smtp.SmtpClientAction;
import org.mailgauge.smtp.SmtpClientInput;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Drives the client session over one connection. Used by one thread. */
final class SmtpAssociation {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpAssociation.class);

    private static final SmtpReply UNREADABLE =
            SmtpReply.of(451, 3, 0, "The content cannot be read by this server");

    private final SmtpParts parts;
    private final Slot slot;
    private final JobInHand inHand;
    private final DeliveryClock clock;
    private final Net.Connection connection;
    private final String at;
    private final String host;
    private final ReplyReader replies;
    private final ContentSender contents;

    private @Nullable Association association;
    private @Nullable SevenBitContent converted;
    private boolean usable;
    private boolean ourFault;
    private End end = new End.Over();

    /**
     * @param at where the connection leads, for reasons
     * @param host the remote system's name (assocRemoteApplication)
     */
    SmtpAssociation(
            SmtpParts parts,
            Slot slot,
            JobInHand inHand,
            DeliveryClock clock,
            Net.Connection connection,
            String at,
            String host) {
        this.parts = parts;
        this.slot = slot;
        this.inHand = inHand;
        this.clock = clock;
        this.connection = connection;
        this.at = at;
        this.host = host;
        replies = new ReplyReader(connection, parts.time());
        contents = new ContentSender(connection, parts.timeout("block"));
    }

    /** How an association ended. */
    sealed interface End {
        /** Messages could not go at all: the job is still in hand, another address may be tried. */
        record Unusable(SmtpReply why) implements End {}

        /** The peer is this server: the job is still in hand; what it said. */
        record Itself(String how) implements End {}

        /** The job in hand was not touched and may be begun on another association. */
        record Again() implements End {}

        /** All jobs that were taken are settled. */
        record Over() implements End {}
    }

    /** Runs the association to its end. */
    End run() {
        try {
            var step = parts.session().start();
            var input = perform(step.actions());
            while (input != null) {
                step = parts.session().on(step.next(), input);
                input = perform(step.actions());
            }
            return end;
        } finally {
            close();
        }
    }

    /** Does what the session asks. @return the answer, or null when the association is over */
    private @Nullable SmtpClientInput perform(List<SmtpClientAction> actions) {
        try {
            SmtpClientInput answer = null;
            for (var action : actions) {
                answer = perform(action);
            }
            return answer;
        } catch (NetTimeoutException _) {
            return new SmtpClientInput.Timeout();
        } catch (IOException failed) {
            return broken(failed);
        }
    }

    private @Nullable SmtpClientInput perform(SmtpClientAction action) throws IOException {
        switch (action) {
            case SmtpClientAction.Send(var lines) -> send(lines);
            case SmtpClientAction.EndOutput _ -> connection.endOutput();
            case SmtpClientAction.Opened _ -> opened();
            case SmtpClientAction.Usable _ -> {
                usable = true;
                slot.reached();
            }
            case SmtpClientAction.Itself(var said) ->
                    end = new End.Itself(at + " says " + LogText.of(said));
            case SmtpClientAction.Unusable(var why) -> unusable(why);
            case SmtpClientAction.ErrorReply(int recipient, var reply) -> error(recipient, reply);
            case SmtpClientAction.OurRefusal(var reply) ->
                    tell(
                            new MtaEvent.ProcessingError(
                                    slot.channel(), inHand.destination(), reply.statusOrDefault()));
            case SmtpClientAction.Known(int recipient, var result) -> {
                if (result instanceof RecipientResult.Accepted(var reply)) {
                    inHand.relayed(recipient, reply);
                }
            }
            case SmtpClientAction.Settle(var results, boolean uncertain) -> {
                if (uncertain) {
                    parts.totals().uncertain.increment();
                }
                clock.settled(!uncertain);
                inHand.settle(results);
            }
            case SmtpClientAction.Again _ -> end = new End.Again();
            case SmtpClientAction.Close _ -> {}
            case SmtpClientAction.Await(var step) -> {
                tellBeforeWaiting();
                return replies.next(parts.timeout(step));
            }
            case SmtpClientAction.Convert _ -> {
                return convert();
            }
            case SmtpClientAction.SendContent _ -> {
                return sendContent();
            }
            case SmtpClientAction.Next _ -> {
                return next();
            }
        }
        return null;
    }

    /**
     * What is known of some recipients is final at once; but not one by one while replies come
     * without a pause.
     */
    private void tellBeforeWaiting() throws IOException {
        if (!replies.waiting()) {
            inHand.tellRelayed();
        }
    }

    private void send(List<String> lines) throws IOException {
        clock.sending();
        var octets = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        connection.write(octets, 0, octets.length, parts.timeout("block"));
    }

    private SmtpClientInput next() throws IOException {
        if (!inHand.has() && !inHand.take()) {
            return new SmtpClientInput.NoMore();
        }
        if (replies.waiting()) {
            return surplus();
        }
        clock.next();
        converted = null;
        var job = inHand.job();
        inHand.sends(job.sizeOctets());
        var to = job.recipients().stream().map(Slot.Recipient::path).toList();
        return new SmtpClientInput.Begin(
                new SmtpTransaction(job.reversePath(), to, job.sizeOctets(), job.eightBit()));
    }

    /**
     * Something has come that nothing was asked for: 421 and an end, or one reply too many, which
     * must not be taken for the answer to what we would send now.
     */
    private SmtpClientInput surplus() {
        var reply = replies.atHand();
        if (reply.isEmpty()) {
            LOG.warn("{} sent what is no reply, to nothing; the association ends", at);
            parts.totals().surplus.increment();
            return new SmtpClientInput.Malformed("something that was sent to nothing");
        }
        if (reply.get().code() != 421) {
            LOG.warn(
                    "{} replied to nothing: {}; the association ends", at, LogText.of(reply.get()));
            parts.totals().surplus.increment();
        }
        return new SmtpClientInput.Reply(reply.get());
    }

    private SmtpClientInput convert() {
        try {
            converted = SevenBitContent.of(inHand.job().content()).orElse(null);
        } catch (IOException failed) {
            return unreadable("content cannot be read: " + failed.getMessage());
        }
        if (converted == null) {
            conversion(false);
            return new SmtpClientInput.Unconvertible();
        }
        inHand.sends(converted.octets());
        return new SmtpClientInput.SevenBit(converted.octets());
    }

    private void conversion(boolean success) {
        tell(new MtaEvent.Converted(slot.channel(), inHand.destination(), success));
    }

    private SmtpClientInput unreadable(@Nullable String why) {
        LOG.error("{}: {}", inHand.job().id(), LogText.of(why));
        ourFault = true;
        return new SmtpClientInput.Broken(UNREADABLE);
    }

    private SmtpClientInput sendContent() {
        try {
            contents.send(converted == null ? inHand.job().content() : converted);
            if (converted != null && converted.changed()) {
                conversion(true);
            }
            return new SmtpClientInput.ContentSent();
        } catch (UnreadableException unreadable) {
            return unreadable(unreadable.getMessage());
        } catch (IOException failed) {
            return replies.atHand()
                    .filter(reply -> !reply.positive())
                    .<SmtpClientInput>map(SmtpClientInput.Reply::new)
                    .orElseGet(() -> lost(failed));
        }
    }

    /** A write failed: the peer may have said 421 before it went away. */
    private SmtpClientInput broken(IOException failed) {
        return replies.atHand()
                .filter(reply -> reply.code() == 421)
                .<SmtpClientInput>map(SmtpClientInput.Reply::new)
                .orElseGet(() -> lost(failed));
    }

    private static SmtpClientInput lost(IOException failed) {
        return failed instanceof NetTimeoutException
                ? new SmtpClientInput.Timeout()
                : ReplyReader.lost(failed.getMessage());
    }

    private void opened() {
        association =
                new Association(
                        parts.ids().next(),
                        slot.channel(),
                        false,
                        false,
                        host,
                        parts.protocol().port(),
                        parts.time().ticks());
        tell(new MtaEvent.OutboundOpened(association, inHand.destination()));
        clock.greeted();
    }

    private void unusable(SmtpReply why) {
        var waiting = Replied.later(why);
        if (association == null) {
            var reason = at + ": " + LogText.of(why);
            tell(new MtaEvent.OutboundFailed(slot.channel(), inHand.destination(), reason));
        }
        if (!usable) {
            LOG.info("{} does not take us: {}", at, LogText.of(why));
            end = new End.Unusable(waiting);
        } else if (!ourFault) {
            slot.unreachable(waiting);
            inHand.defer(waiting);
        }
    }

    private void error(int recipient, SmtpReply reply) {
        EnhancedStatus status = reply.statusOrDefault();
        tell(new MtaEvent.OutboundError(slot.channel(), inHand.destination(recipient), status));
    }

    private void tell(MtaEvent event) {
        parts.observer().tell(event);
    }

    private void close() {
        try {
            connection.close();
        } catch (IOException failed) {
            LOG.debug("closing {}: {}", at, LogText.of(failed.getMessage()));
        }
        if (association != null) {
            tell(new MtaEvent.AssociationClosed(association));
        }
    }
}
