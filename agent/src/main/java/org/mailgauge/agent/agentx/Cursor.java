package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.SMIConstants;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a payload from its beginning to its end. What is not there, or not as it has to be, reads
 * as 0 or empty and is kept as the {@link #fault()}; nothing throws. Used by one thread.
 */
final class Cursor {
    /** The first sub-identifiers of a name that is written with a prefix (section 5.1). */
    private static final int[] INTERNET = {1, 3, 6, 1};

    private static final int WORD = 4;
    private static final int ADDRESS_OCTETS = 4;

    private final ByteBuffer octets;
    private String fault = "";

    Cursor(byte[] payload, ByteOrder order) {
        octets = ByteBuffer.wrap(payload).order(order);
    }

    /** The first thing that was wrong; empty when nothing was. */
    String fault() {
        return fault;
    }

    /** Whether something is left to read; after a fault there is not. */
    boolean more() {
        return octets.hasRemaining();
    }

    /** An unsigned octet. */
    int octet() {
        return has(1) ? octets.get() & 0xFF : 0;
    }

    /** An unsigned number of two octets. */
    int half() {
        return has(2) ? octets.getShort() & 0xFFFF : 0;
    }

    /** Four octets. */
    int word() {
        return has(WORD) ? octets.getInt() : 0;
    }

    /** An unsigned number of four octets. */
    long unsigned() {
        return word() & 0xFFFF_FFFFL;
    }

    /** Octets that say nothing. */
    void skip(int count) {
        if (has(count)) {
            octets.position(octets.position() + count);
        }
    }

    /** A name, and whether it is included. */
    private record Name(OID oid, boolean included) {
        /** Section 5.1: two sub-identifiers of 0, or none at all, stand for no name. */
        boolean none() {
            return oid.size() == 0 || (oid.size() == 2 && oid.get(0) == 0 && oid.get(1) == 0);
        }
    }

    OID oid() {
        return name().oid();
    }

    private Name name() {
        int count = octet();
        int prefix = octet();
        boolean included = octet() != 0;
        skip(1);
        int before = prefix == 0 ? 0 : INTERNET.length + 1;
        if (before + count > Limits.SUB_IDENTIFIERS) {
            fail("a name of " + (before + count) + " sub-identifiers");
        }
        if (!has(count * WORD)) {
            return new Name(new OID(), false);
        }
        var ids = new int[before + count];
        if (prefix != 0) {
            System.arraycopy(INTERNET, 0, ids, 0, INTERNET.length);
            ids[INTERNET.length] = prefix;
        }
        for (int i = before; i < ids.length; i++) {
            ids[i] = octets.getInt();
        }
        return new Name(new OID(ids), included);
    }

    List<SearchRange> ranges() {
        var ranges = new ArrayList<SearchRange>();
        while (more()) {
            var start = name();
            var end = name();
            ranges.add(
                    new SearchRange(start.oid(), start.included(), end.none() ? null : end.oid()));
        }
        return ranges;
    }

    /** An octet string with its padding (section 5.3). */
    byte[] string() {
        long length = unsigned();
        if (length > octets.remaining()) {
            fail("a string of " + length + " octets");
            return new byte[0];
        }
        var text = new byte[(int) length];
        octets.get(text);
        skip(-text.length & (WORD - 1));
        return text;
    }

    OctetString octetString() {
        return new OctetString(string());
    }

    List<VariableBinding> bindings() {
        var bindings = new ArrayList<VariableBinding>();
        while (more()) {
            int syntax = half();
            skip(2);
            var name = oid();
            var value = value(syntax);
            if (value != null) {
                bindings.add(new VariableBinding(name, value));
            }
        }
        return bindings;
    }

    /** Section 5.4; null after a fault. */
    private @Nullable Variable value(int syntax) {
        return switch (syntax) {
            case SMIConstants.SYNTAX_INTEGER -> new Integer32(word());
            case SMIConstants.SYNTAX_OCTET_STRING -> octetString();
            case SMIConstants.SYNTAX_NULL -> new Null();
            case SMIConstants.SYNTAX_OBJECT_IDENTIFIER -> oid();
            case SMIConstants.SYNTAX_IPADDRESS -> address();
            case SMIConstants.SYNTAX_COUNTER32 -> new Counter32(unsigned());
            case SMIConstants.SYNTAX_GAUGE32 -> new Gauge32(unsigned());
            case SMIConstants.SYNTAX_TIMETICKS -> new TimeTicks(unsigned());
            case SMIConstants.SYNTAX_OPAQUE -> new Opaque(string());
            case SMIConstants.SYNTAX_COUNTER64 -> counter64();
            case SMIConstants.EXCEPTION_NO_SUCH_OBJECT,
                    SMIConstants.EXCEPTION_NO_SUCH_INSTANCE,
                    SMIConstants.EXCEPTION_END_OF_MIB_VIEW ->
                    new Null(syntax);
            default -> {
                fail("a value of type " + syntax);
                yield null;
            }
        };
    }

    private Variable counter64() {
        return new Counter64(has(2 * WORD) ? octets.getLong() : 0);
    }

    private @Nullable Variable address() {
        var octets = string();
        if (octets.length != ADDRESS_OCTETS) {
            fail("an address of " + octets.length + " octets");
            return null;
        }
        return new IpAddress(octets);
    }

    private boolean has(int count) {
        if (octets.remaining() < count) {
            fail("too short");
            return false;
        }
        return true;
    }

    private void fail(String why) {
        if (fault.isEmpty()) {
            fault = why;
        }
        octets.position(octets.limit());
    }
}
