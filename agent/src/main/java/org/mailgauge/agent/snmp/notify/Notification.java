package org.mailgauge.agent.snmp.notify;

import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A notification, ready to be sent.
 *
 * @param sequence mailgaugeAlarmsNotificationSequence; 0 when it tells of no alarm
 * @param passing whether it is worth nothing later: it waits for nobody, and is never on disk
 * @param bindings sysUpTime.0, snmpTrapOID.0, then the objects (RFC 3416 section 4.2.6)
 */
public record Notification(long sequence, boolean passing, List<VariableBinding> bindings) {
    /** Where its type is. */
    private static final int TYPE = 1;

    public Notification {
        bindings = List.copyOf(bindings);
        if (bindings.size() <= TYPE || !(bindings.get(TYPE).getVariable() instanceof OID)) {
            throw new IllegalArgumentException("no notification: " + bindings);
        }
    }

    /** snmpTrapOID. */
    public OID type() {
        return (OID) bindings.get(TYPE).getVariable();
    }

    /** The objects, without the two that every notification begins with. */
    public List<VariableBinding> objects() {
        return bindings.subList(TYPE + 1, bindings.size());
    }

    /** What does not hang on this agent's sysUpTime: for a master, which has one of its own. */
    public List<VariableBinding> elsewhere() {
        return bindings.stream()
                .filter(binding -> !(binding.getVariable() instanceof TimeTicks))
                .toList();
    }

    /** The bindings in BER, one behind the other. */
    byte[] octets() {
        int length = 0;
        for (var binding : bindings) {
            length += binding.getBERLength();
        }
        var out = new BEROutputStream(ByteBuffer.allocate(length));
        try {
            for (var binding : bindings) {
                binding.encodeBER(out);
            }
        } catch (IOException full) {
            throw new IllegalStateException("a notification of " + length + " octets", full);
        }
        return out.getBuffer().array();
    }

    /**
     * The notification of octets that {@link #octets} has made.
     *
     * @throws IOException when they are not
     */
    static Notification of(long sequence, byte[] octets) throws IOException {
        var bindings = new ArrayList<VariableBinding>();
        var in = new BERInputStream(ByteBuffer.wrap(octets));
        while (in.available() > 0) {
            if (octets[(int) in.getPosition()] != BER.SEQUENCE) {
                throw new IOException("no variable binding at " + in.getPosition());
            }
            var binding = new VariableBinding();
            binding.decodeBER(in);
            bindings.add(binding);
        }
        try {
            return new Notification(sequence, false, bindings);
        } catch (IllegalArgumentException none) {
            throw new IOException(none);
        }
    }
}
