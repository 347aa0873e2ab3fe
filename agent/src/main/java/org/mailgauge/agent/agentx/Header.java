package org.mailgauge.agent.agentx;

import java.nio.ByteOrder;

/**
 * What every PDU begins with (RFC 2741 section 6.1), without the length of what follows.
 *
 * @param type as on the wire, also one that there is no such PDU of
 * @param order in which numbers of this PDU are written
 * @param context whether a context is named, other than the default one
 */
record Header(
        int type, ByteOrder order, boolean context, int session, int transaction, int packet) {
    /** The octets of a header. */
    static final int OCTETS = 20;

    static final int VERSION = 1;
    static final int CONTEXT_FLAG = 0x08;
    static final int NETWORK_ORDER_FLAG = 0x10;

    /** Of a PDU of ours. */
    static Header of(Pdu pdu, int session, int transaction, int packet) {
        return new Header(pdu.type(), ByteOrder.BIG_ENDIAN, false, session, transaction, packet);
    }
}
