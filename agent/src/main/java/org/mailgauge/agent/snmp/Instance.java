package org.mailgauge.agent.snmp;

import org.snmp4j.smi.OID;

/**
 * An instance as it came over the wire.
 *
 * @param oid in dotted form
 * @param type on the wire, by its name in RFC 2578: {@code Counter32}, {@code OCTET STRING}
 * @param value numbers and OIDs as such; texts as far as they are printable
 */
public record Instance(String oid, String type, String value) {
    OID number() {
        return new OID(oid);
    }
}
