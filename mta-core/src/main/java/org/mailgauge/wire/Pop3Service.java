package org.mailgauge.wire;

import org.mailgauge.address.IpAddress;
import org.mailgauge.auth.LoginService;
import org.mailgauge.config.Pop3Limits;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.pop3.Pop3Replies;
import org.mailgauge.pop3.Pop3Session;
import org.mailgauge.port.Net;

/**
 * What one listening POP3 service offers; shared by its connections.
 *
 * @param tls whether TLS comes first (RFC 8314), on a port of its own
 * @param ids of the application's associations
 */
public record Pop3Service(
        boolean tls,
        Pop3Limits limits,
        Pop3Session session,
        LoginService logins,
        Maildrops maildrops,
        ServiceEvent.Observer observer,
        AssociationIds ids)
        implements Offer {

    /** The primary port of the protocol, also under TLS (assocApplicationProtocol). */
    static final int PORT = 110;

    /** The service of a host of that name. */
    public static Pop3Service of(
            boolean tls,
            String hostname,
            Pop3Limits limits,
            LoginService logins,
            Maildrops maildrops,
            ServiceEvent.Observer observer,
            AssociationIds ids) {
        var session = new Pop3Session(hostname, limits.errors());
        return new Pop3Service(tls, limits, session, logins, maildrops, observer, ids);
    }

    @Override
    public String name() {
        return label();
    }

    @Override
    public String label() {
        return tls ? "pop3s" : "pop3";
    }

    @Override
    public int number() {
        return tls ? 2 : 1;
    }

    /** Nobody but this machine itself. */
    @Override
    public boolean trusts(IpAddress peer) {
        return false;
    }

    @Override
    public Conversation begin(ServerParts parts, Net.Connection connection, boolean trusted) {
        return new Pop3Driver(this, parts, connection);
    }

    @Override
    public void refused(ServerParts parts, Refusal why) {
        observer.tell(new ServiceEvent.Rejected(why.reason()));
    }

    /** Under TLS there is nobody yet who could read it. */
    @Override
    public byte[] refusal(ServerParts parts, Refusal why) {
        if (tls) {
            return new byte[0];
        }
        var reply =
                switch (why) {
                    case ADDRESS_FULL -> Pop3Replies.TOO_MANY_CONNECTIONS;
                    case FULL -> Pop3Replies.ALL_CONNECTIONS_TAKEN;
                };
        return reply.octets();
    }
}
