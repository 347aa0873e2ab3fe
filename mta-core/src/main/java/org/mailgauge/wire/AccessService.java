package org.mailgauge.wire;

import org.mailgauge.address.IpAddress;
import org.mailgauge.auth.LoginService;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.port.Net;

/**
 * What one listening service offers by which users get at their mail; shared by its connections.
 *
 * @param tls whether TLS comes first (RFC 8314), on a port of its own
 * @param ids of the application's associations
 */
public record AccessService(
        boolean tls,
        AccessProtocol protocol,
        LoginService logins,
        ServiceEvent.Observer observer,
        AssociationIds ids)
        implements Offer {

    @Override
    public String name() {
        return label();
    }

    @Override
    public String label() {
        return tls ? protocol.name() + "s" : protocol.name();
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
        return protocol.begin(this, parts, connection);
    }

    @Override
    public void refused(ServerParts parts, Refusal why) {
        observer.tell(new ServiceEvent.Rejected(why.reason()));
    }

    /** Under TLS there is nobody yet who could read it. */
    @Override
    public byte[] refusal(ServerParts parts, Refusal why) {
        return tls ? new byte[0] : protocol.refusal(why);
    }
}
