package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OctetString;

/**
 * A PDU with its header.
 *
 * @param context the context that the header says is named; empty otherwise
 */
record Packet(Header header, OctetString context, Pdu pdu) {

    /** One of ours, in the default context. */
    static Packet of(Pdu pdu, int session, int transaction, int packet) {
        return new Packet(Header.of(pdu, session, transaction, packet), new OctetString(), pdu);
    }

    /** Our answer to this one, in its byte order. */
    Packet answer(Pdu.Response response) {
        return new Packet(
                new Header(
                        Pdu.Response.TYPE,
                        header.order(),
                        false,
                        header.session(),
                        header.transaction(),
                        header.packet()),
                new OctetString(),
                response);
    }
}
