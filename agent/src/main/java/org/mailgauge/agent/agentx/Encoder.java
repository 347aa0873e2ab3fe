package org.mailgauge.agent.agentx;

import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.List;

/** Puts PDUs together, each in the byte order of its header. Used for one PDU. */
final class Encoder {
    private static final int WORD = 4;

    /** Sub-identifiers that a prefix stands for: 1.3.6.1 and one of 1 to 255. */
    private static final int PREFIXED = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean network;

    private Encoder(ByteOrder order) {
        network = order.equals(ByteOrder.BIG_ENDIAN);
    }

    /** A whole PDU. */
    static byte[] encode(Packet packet) {
        var header = packet.header();
        var payload = new Encoder(header.order());
        if (header.context()) {
            payload.string(packet.context().getValue());
        }
        payload.pdu(packet.pdu());
        var whole = new Encoder(header.order());
        int flags =
                (whole.network ? Header.NETWORK_ORDER_FLAG : 0)
                        | (header.context() ? Header.CONTEXT_FLAG : 0);
        whole.octets(Header.VERSION, header.type(), flags, 0);
        whole.word(header.session());
        whole.word(header.transaction());
        whole.word(header.packet());
        whole.word(payload.out.size());
        whole.out.writeBytes(payload.out.toByteArray());
        return whole.out.toByteArray();
    }

    /** The octets that a binding takes. */
    static int size(VariableBinding binding) {
        var one = new Encoder(ByteOrder.BIG_ENDIAN);
        one.binding(binding);
        return one.out.size();
    }

    private void pdu(Pdu pdu) {
        switch (pdu) {
            case Pdu.Open open -> {
                octets(open.seconds(), 0, 0, 0);
                oid(open.id(), false);
                string(open.description().getValue());
            }
            case Pdu.Close(var reason) -> octets(reason, 0, 0, 0);
            case Pdu.Register(var seconds, var priority, var subtree) -> {
                octets(seconds, priority, 0, 0);
                oid(subtree, false);
            }
            case Pdu.Get(var ranges) -> ranges(ranges);
            case Pdu.GetNext(var ranges) -> ranges(ranges);
            case Pdu.GetBulk(var single, var repetitions, var ranges) -> {
                half(single);
                half(repetitions);
                ranges(ranges);
            }
            case Pdu.TestSet(var bindings) -> bindings.forEach(this::binding);
            case Pdu.Notify(var bindings) -> bindings.forEach(this::binding);
            case Pdu.Response(var upTime, var error, var index, var bindings) -> {
                word((int) upTime);
                half(error);
                half(index);
                bindings.forEach(this::binding);
            }
            case Pdu.CommitSet _, Pdu.UndoSet _, Pdu.CleanupSet _, Pdu.Ping _ -> {}
            case Pdu.Unknown _, Pdu.Malformed _ ->
                    throw new IllegalArgumentException("not to be sent: " + pdu);
        }
    }

    private void ranges(List<SearchRange> ranges) {
        for (var range : ranges) {
            oid(range.start(), range.included());
            var end = range.end();
            oid(end == null ? new OID() : end, false);
        }
    }

    private void binding(VariableBinding binding) {
        var value = binding.getVariable();
        half(value.getSyntax());
        half(0);
        oid(binding.getOid(), false);
        value(value);
    }

    private void value(Variable value) {
        switch (value) {
            case Integer32 number -> word(number.getValue());
            case UnsignedInteger32 number -> word((int) number.getValue());
            case Counter64 number -> {
                long whole = number.getValue();
                word((int) (network ? whole >>> 32 : whole));
                word((int) (network ? whole : whole >>> 32));
            }
            case OID name -> oid(name, false);
            case OctetString text -> string(text.getValue());
            case IpAddress address -> string(address.toByteArray());
            case Null _ -> {}
            default -> throw new IllegalArgumentException("no such value: " + value);
        }
    }

    private void oid(OID name, boolean included) {
        int[] ids = name.getValue();
        boolean prefixed =
                ids.length >= PREFIXED
                        && ids[0] == 1
                        && ids[1] == 3
                        && ids[2] == 6
                        && ids[3] == 1
                        && ids[4] > 0
                        && ids[4] <= 0xFF;
        int from = prefixed ? PREFIXED : 0;
        octets(ids.length - from, prefixed ? ids[4] : 0, included ? 1 : 0, 0);
        for (int i = from; i < ids.length; i++) {
            word(ids[i]);
        }
    }

    private void string(byte[] text) {
        word(text.length);
        out.writeBytes(text);
        out.writeBytes(new byte[-text.length & (WORD - 1)]);
    }

    private void word(int number) {
        half(network ? number >>> 16 : number);
        half(network ? number : number >>> 16);
    }

    private void half(int number) {
        out.write(network ? number >>> 8 : number);
        out.write(network ? number : number >>> 8);
    }

    private void octets(int... numbers) {
        for (int number : numbers) {
            out.write(number);
        }
    }
}
