package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.deliver.Letter;
import org.mailgauge.deliver.LocalDelivery.Fate;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpServerState.Client;
import org.mailgauge.smtp.SmtpServerState.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;

/**
 * A content that came by LMTP, on its way to each accepted recipient: those of local domains get it
 * into their mailboxes at once, so that the reply is the mailbox's own (RFC 2033 section 4.2);
 * others have it from the queue. Used by one thread.
 */
final class Handover {
    /*
     * The queue takes the content for its recipients, and nobody can read it here any more; so
     * mailboxes come first, whatever the order of the recipients. Replies still go out in that
     * order, each as soon as it is known.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final SmtpService service;
    private final ServerParts parts;
    private final IncomingMessage incoming;
    private final Client client;
    private final Endpoint peer;
    private final Transaction transaction;
    private final @Nullable SmtpReply[] replies;
    private @Nullable Letter letter;

    Handover(
            SmtpService service,
            ServerParts parts,
            IncomingMessage incoming,
            Client client,
            Endpoint peer,
            Transaction transaction) {
        this.service = service;
        this.parts = parts;
        this.incoming = incoming;
        this.client = client;
        this.peer = peer;
        this.transaction = transaction;
        replies = new @Nullable SmtpReply[transaction.to().size()];
    }

    /** Whether {@link #reply} has its answer without delay. */
    boolean knows(int place) {
        return replies[place] != null;
    }

    /** The answer for a recipient; positive once the message is durable for him. */
    SmtpReply reply(int place) {
        var known = replies[place];
        if (known != null) {
            return known;
        }
        if (isLocal(place)) {
            return deliver(place);
        }
        for (int other = 0; other < replies.length; other++) {
            if (replies[other] == null && isLocal(other)) {
                deliver(other);
            }
        }
        return enqueue();
    }

    private boolean isLocal(int place) {
        return service.policy().isLocal(transaction.to().get(place));
    }

    private SmtpReply deliver(int place) {
        var reply = intoMailbox(place);
        replies[place] = reply;
        return reply;
    }

    private SmtpReply intoMailbox(int place) {
        var to = transaction.to().get(place);
        try {
            var fate = service.delivery().deliver(letter(), to, null);
            switch (fate) {
                case Fate.Stored _ -> incoming.draft().delivered(to, service.service().group());
                case Fate.Looped _ ->
                        parts.observer().tell(new MtaEvent.LoopDetected(service.group()));
                case Fate.Deferred _, Fate.Refused _ -> {}
            }
            return fate.reply();
        } catch (DiskFullException _) {
            return Replies.FULL;
        } catch (IOException failed) {
            LOG.error("{}: content cannot be read back", incoming.draft().id(), failed);
            return Replies.BUSY;
        }
    }

    private Letter letter() throws IOException {
        var open = letter;
        if (open == null) {
            var content = incoming.draft().content();
            open = service.delivery().open(transaction.from(), incoming.arrived(), content);
            letter = open;
        }
        return open;
    }

    /** Commits the content for all recipients that are not local. */
    private SmtpReply enqueue() {
        var rest = new ArrayList<Integer>();
        for (int place = 0; place < replies.length; place++) {
            if (replies[place] == null) {
                rest.add(place);
            }
        }
        var to = rest.stream().map(transaction.to()::get).toList();
        var whole = incoming.envelope(service, client, peer, transaction);
        var envelope =
                new Envelope(
                        whole.reversePath(),
                        to,
                        whole.arrived(),
                        whole.inbound(),
                        whole.client(),
                        whole.eightBit(),
                        whole.messageId());
        var reply =
                switch (incoming.draft().commit(envelope)) {
                    case Intake.Commit.Durable(var id) ->
                            SmtpReply.of(250, 0, 0, "Ok, queued as " + id);
                    case Intake.Commit.Full _ -> Replies.FULL;
                    case Intake.Commit.Failed _ -> Replies.BUSY;
                };
        rest.forEach(place -> replies[place] = reply);
        return reply;
    }
}
