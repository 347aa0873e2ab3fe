package org.mailgauge.wire;

import org.mailgauge.address.Endpoint;
import org.mailgauge.mime.MissingFields;
import org.mailgauge.port.Net;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.smtp.SmtpServerState.Client;
import org.mailgauge.smtp.SmtpServerState.Transaction;
import org.mailgauge.smtp.TraceHeader;

import java.time.Instant;

/** A message whose content is on its way. */
record IncomingMessage(Intake.Draft draft, ContentReceiver receiver, Instant arrived) {

    /** Begins one: its draft holds our trace header. */
    static IncomingMessage begin(
            SmtpService service,
            ServerParts parts,
            Client client,
            Net.Connection connection,
            boolean authenticated,
            Transaction transaction) {
        var draft = parts.intake().draft();
        var arrived = parts.time().wall();
        var missing =
                service.isSubmission()
                        ? new MissingFields(
                                arrived, "<" + draft.id() + "@" + service.hostname() + ">")
                        : null;
        var receiver =
                new ContentReceiver(
                        draft, service.maxMessageOctets(), service.normalize(), missing);
        receiver.trace(
                TraceHeader.received(
                        client.name(),
                        connection.remote().address(),
                        service.hostname(),
                        with(service, client, connection, authenticated),
                        draft.id().toString(),
                        transaction.to(),
                        arrived));
        return new IncomingMessage(draft, receiver, arrived);
    }

    /** The protocol, and of TLS what was negotiated, as a comment. */
    private static String with(
            SmtpService service, Client client, Net.Connection connection, boolean authenticated) {
        var tls = connection.tls();
        var with = service.protocol().with(client.extended(), tls.isPresent(), authenticated);
        return tls.map(facts -> with + "\r\n\t(" + facts.protocol() + " " + facts.suite() + ")")
                .orElse(with);
    }

    Envelope envelope(SmtpService service, Client client, Endpoint peer, Transaction transaction) {
        return new Envelope(
                transaction.from(),
                transaction.to(),
                arrived,
                service.service().group(),
                client.name() + " " + peer.address().literal(),
                receiver.eightBit(),
                receiver.messageId() == null && receiver.completed()
                        ? "<" + draft.id() + "@" + service.hostname() + ">"
                        : receiver.messageId());
    }
}
