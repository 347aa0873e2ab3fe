package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.mailgauge.agent.snmp.notify.Wire;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUserTable;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notifications in SNMP messages, from a socket of their own. Safe for use by any thread.
 *
 * <p>Of a v3 trap our engine is the authoritative one; of a v3 inform it is the receiver's, whose
 * id, boots and time are discovered (RFC 3414 section 4), anew after it has not acknowledged.
 */
final class SnmpWire implements Wire {
    private final Snmp snmp;
    private final MPv3 version3;
    private final USM usm;
    private final Map<String, SnmpConfig.User> users = new HashMap<>();

    private SnmpWire(Snmp snmp, MPv3 version3, USM usm, List<SnmpConfig.User> users) {
        this.snmp = snmp;
        this.version3 = version3;
        this.usm = usm;
        users.forEach(user -> this.users.put(user.name(), user));
    }

    /**
     * Opens a socket on any port.
     *
     * @param engine the agent's
     * @param clock of that engine, not shared with the agent: it learns the receivers' times
     */
    static SnmpWire open(Engine engine, EngineClock clock, List<SnmpConfig.User> users)
            throws IOException {
        var protocols = Security.protocols(users);
        var usm =
                new USM(
                        protocols,
                        engine.id(),
                        engine.boots(),
                        new CounterSupport(),
                        new UsmUserTable(),
                        clock);
        users.forEach(user -> usm.addUser(Security.user(user)));
        var models = new SecurityModels().addSecurityModel(usm);
        var version3 =
                new MPv3(engine.id().getValue(), null, protocols, models, new CounterSupport());
        var messages = new MessageDispatcherImpl();
        messages.addMessageProcessingModel(new MPv2c());
        messages.addMessageProcessingModel(version3);
        var snmp = new Snmp(messages, new DefaultUdpTransportMapping());
        snmp.listen();
        return new SnmpWire(snmp, version3, usm, users);
    }

    @Override
    public void trap(Receiver to, Notification notification) throws IOException {
        snmp.send(pdu(to, PDU.NOTIFICATION, notification), target(to));
    }

    @Override
    public boolean inform(Receiver to, Notification notification) throws IOException {
        var target = target(to);
        var event = snmp.send(pdu(to, PDU.INFORM, notification), target);
        PDU response = event == null ? null : event.getResponse();
        // Whatever it answers, it has it; a report says that it has not understood.
        boolean acknowledged = response != null && response.getType() == PDU.RESPONSE;
        if (!acknowledged && !to.user().isEmpty()) {
            forget(target.getAddress());
        }
        return acknowledged;
    }

    /** It may be another engine by now, or one that has lost count of its starts. */
    private void forget(UdpAddress receiver) {
        var engine = version3.removeEngineID(receiver);
        if (engine != null) {
            usm.removeEngineTime(engine);
        }
    }

    private static PDU pdu(Receiver to, int type, Notification notification) {
        var pdu = to.user().isEmpty() ? new PDU() : new ScopedPDU();
        pdu.setType(type);
        notification.bindings().forEach(pdu::add);
        return pdu;
    }

    private Target<UdpAddress> target(Receiver to) throws IOException {
        var target = to.user().isEmpty() ? community(to) : user(to);
        target.setTimeout(to.timeout().toMillis());
        target.setRetries(to.retries());
        return target;
    }

    private static Target<UdpAddress> community(Receiver to) throws IOException {
        // The community itself, not a name for it: nothing else is sent.
        var target = new CommunityTarget<>(address(to.to()), Security.utf8(to.community()));
        target.setVersion(SnmpConstants.version2c);
        return target;
    }

    private Target<UdpAddress> user(Receiver to) throws IOException {
        var user = users.get(to.user());
        if (user == null) {
            throw new IllegalArgumentException("no user " + to.user());
        }
        var target = new UserTarget<UdpAddress>();
        target.setAddress(address(to.to()));
        target.setVersion(SnmpConstants.version3);
        target.setSecurityName(Security.utf8(user.name()));
        target.setSecurityLevel(Security.level(user));
        return target;
    }

    private static UdpAddress address(Endpoint at) throws IOException {
        return new UdpAddress(InetAddress.getByAddress(at.address().octets()), at.port());
    }

    @Override
    public void close() {
        try {
            snmp.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a datagram socket failed", e);
        }
    }
}
