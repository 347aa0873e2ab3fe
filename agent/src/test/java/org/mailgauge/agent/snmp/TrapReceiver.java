package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.transport.DefaultUdpTransportMapping;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of notifications that acknowledges informs. Safe for use by any thread. */
public final class TrapReceiver implements AutoCloseable {
    private static final OID SEQUENCE = new OID(SystemObjects.OURS.getValue()).append("16.2.0");

    /**
     * What came.
     *
     * @param who community or user
     */
    record Got(String who, int version, int level, PDU pdu) {}

    final List<Got> got = new CopyOnWriteArrayList<>();
    private final Snmp snmp;
    private final DefaultUdpTransportMapping socket;

    /**
     * @param port 0 for any
     * @param sender the engine id of whoever sends v3 traps; empty when nobody does
     */
    TrapReceiver(int port, String engine, SnmpConfig.User user, OctetString sender)
            throws IOException {
        var id = new OctetString(engine);
        var protocols = Security.protocols(List.of(user));
        var usm = new USM(protocols, id, 3, new CounterSupport());
        usm.addUser(Security.user(user));
        if (sender.length() > 0) {
            usm.addUser(Security.user(user), sender);
        }
        var messages = new MessageDispatcherImpl();
        messages.addMessageProcessingModel(new MPv2c());
        messages.addMessageProcessingModel(
                new MPv3(
                        id.getValue(),
                        null,
                        protocols,
                        new SecurityModels().addSecurityModel(usm),
                        new CounterSupport()));
        socket = new DefaultUdpTransportMapping(new UdpAddress("127.0.0.1/" + port));
        snmp = new Snmp(messages, socket);
        snmp.addCommandResponder(this::heard);
        snmp.listen();
    }

    /**
     * One of SNMPv2c.
     *
     * @param port 0 for any
     */
    public static TrapReceiver at(int port) throws IOException {
        return new TrapReceiver(port, "receiver-1", TestAgent.USER, new OctetString());
    }

    public Endpoint endpoint() {
        return new Endpoint(TestAgent.LOOPBACK, socket.getListenAddress().getPort());
    }

    private <A extends Address> void heard(CommandResponderEvent<A> event) {
        var pdu = event.getPDU();
        if (pdu == null || (pdu.getType() != PDU.INFORM && pdu.getType() != PDU.NOTIFICATION)) {
            return;
        }
        got.add(
                new Got(
                        new OctetString(event.getSecurityName()).toString(),
                        event.getMessageProcessingModel(),
                        event.getSecurityLevel(),
                        (PDU) pdu.clone()));
        event.setProcessed(true);
        if (pdu.getType() == PDU.INFORM) {
            acknowledge(event, pdu);
        }
    }

    private <A extends Address> void acknowledge(CommandResponderEvent<A> event, PDU pdu) {
        pdu.setType(PDU.RESPONSE);
        try {
            event.getMessageDispatcher()
                    .returnResponsePdu(
                            event.getMessageProcessingModel(),
                            event.getSecurityModel(),
                            event.getSecurityName(),
                            event.getSecurityLevel(),
                            pdu,
                            event.getMaxSizeResponsePDU(),
                            event.getStateReference(),
                            new StatusInformation());
        } catch (MessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The types of what came, by name. */
    public List<String> types() {
        return got.stream()
                .map(one -> one.pdu().get(1).getVariable().toString())
                .map(
                        oid ->
                                MibNames.instance()
                                        .object(new OID(oid))
                                        .map(MibNames.Named::name)
                                        .orElse(oid))
                .toList();
    }

    /** The numbers of the alarms' events that came; one that came again counts once. */
    public List<Long> sequences() {
        return got.stream()
                .map(one -> one.pdu().getVariable(SEQUENCE))
                .filter(Objects::nonNull)
                .map(Variable::toLong)
                .distinct()
                .toList();
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
