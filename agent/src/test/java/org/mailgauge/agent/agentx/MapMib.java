package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.util.TreeMap;

/** Mib that a test makes. */
final class MapMib implements Mib {
    final TreeMap<OID, Variable> all = new TreeMap<>();

    /** Integers, each as its name ends. */
    static MapMib of(String... names) {
        var mib = new MapMib();
        for (var name : names) {
            var oid = new OID(name);
            mib.all.put(oid, new Integer32(oid.last()));
        }
        return mib;
    }

    @Override
    public Variable value(OID name) {
        return all.getOrDefault(name, Null.noSuchInstance);
    }

    @Override
    public @Nullable VariableBinding next(OID name, boolean included) {
        var found = included ? all.ceilingEntry(name) : all.higherEntry(name);
        return found == null ? null : new VariableBinding(found.getKey(), found.getValue());
    }
}
