package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OctetString;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes PDUs apart. Pure; every sequence of octets gives a value, and none throws. */
final class Decoder {
    private static final int RESERVED = 3;
    private static final int WORD = 4;

    private Decoder() {}

    /** What a header says. */
    sealed interface Frame {
        /**
         * A header, after which so many octets belong to the PDU.
         *
         * @param payload 0 to {@link Limits#PAYLOAD_OCTETS}
         */
        record Begins(Header header, int payload) implements Frame {}

        /** No header, or that of too much: where the next PDU begins cannot be known. */
        record Lost(String why) implements Frame {}
    }

    /**
     * Reads a header.
     *
     * @param octets {@link Header#OCTETS} of them
     */
    static Frame frame(byte[] octets) {
        int flags = octets[2];
        boolean network = (flags & Header.NETWORK_ORDER_FLAG) != 0;
        var order = network ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        var header = ByteBuffer.wrap(octets).order(order);
        int version = header.get(0) & 0xFF;
        long payload = header.getInt(16) & 0xFFFF_FFFFL;
        if (version != Header.VERSION) {
            return new Frame.Lost("version " + version);
        }
        if (payload > Limits.PAYLOAD_OCTETS || payload % WORD != 0) {
            return new Frame.Lost("a payload of " + payload + " octets");
        }
        return new Frame.Begins(
                new Header(
                        header.get(1) & 0xFF,
                        order,
                        (flags & Header.CONTEXT_FLAG) != 0,
                        header.getInt(4),
                        header.getInt(8),
                        header.getInt(12)),
                (int) payload);
    }

    /**
     * Reads what follows a header.
     *
     * @param payload exactly as much as the header says
     * @return a packet, perhaps with {@link Pdu.Malformed} or {@link Pdu.Unknown}
     */
    static Packet packet(Header header, byte[] payload) {
        var in = new Cursor(payload, header.order());
        var context = header.context() ? in.octetString() : new OctetString();
        var pdu = pdu(header.type(), in);
        if (pdu instanceof Pdu.Unknown) {
            return new Packet(header, context, pdu);
        }
        var fault = in.fault();
        if (fault.isEmpty() && in.more()) {
            fault = "more than belongs to it";
        }
        return new Packet(
                header, context, fault.isEmpty() ? pdu : new Pdu.Malformed(header.type(), fault));
    }

    private static Pdu pdu(int type, Cursor in) {
        return switch (type) {
            case Pdu.Open.TYPE -> open(in);
            case Pdu.Close.TYPE -> close(in);
            case Pdu.Register.TYPE -> register(in);
            case Pdu.Get.TYPE -> new Pdu.Get(in.ranges());
            case Pdu.GetNext.TYPE -> new Pdu.GetNext(in.ranges());
            case Pdu.GetBulk.TYPE -> new Pdu.GetBulk(in.half(), in.half(), in.ranges());
            case Pdu.TestSet.TYPE -> new Pdu.TestSet(in.bindings());
            case Pdu.CommitSet.TYPE -> new Pdu.CommitSet();
            case Pdu.UndoSet.TYPE -> new Pdu.UndoSet();
            case Pdu.CleanupSet.TYPE -> new Pdu.CleanupSet();
            case Pdu.Notify.TYPE -> new Pdu.Notify(in.bindings());
            case Pdu.Ping.TYPE -> new Pdu.Ping();
            case Pdu.Response.TYPE ->
                    new Pdu.Response(in.unsigned(), in.half(), in.half(), in.bindings());
            default -> new Pdu.Unknown(type);
        };
    }

    private static Pdu open(Cursor in) {
        int seconds = in.octet();
        in.skip(RESERVED);
        return new Pdu.Open(seconds, in.oid(), in.octetString());
    }

    private static Pdu close(Cursor in) {
        int reason = in.octet();
        in.skip(RESERVED);
        return new Pdu.Close(reason);
    }

    private static Pdu register(Cursor in) {
        int seconds = in.octet();
        int priority = in.octet();
        int range = in.octet();
        in.skip(1);
        var pdu = new Pdu.Register(seconds, priority, in.oid());
        return range == 0 ? pdu : new Pdu.Unknown(pdu.type());
    }
}
