package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.request.Request;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** The scalars below one node, and the cells of small tables that never change. */
final class Scalars extends ReadOnly {

    /**
     * An instance that always exists.
     *
     * @param object the OID of its object
     * @param index what follows it: 0 for a scalar
     */
    record Scalar(OID object, int index, Function<Pinned, Variable> value) {
        OID instance() {
            return new OID(object.getValue(), index);
        }
    }

    private final TreeMap<OID, Scalar> instances = new TreeMap<>();
    private final Pinned.Source source;

    Scalars(OID root, List<Scalar> scalars, Pinned.Source source) {
        super(new DefaultMOScope(root, true, root.nextPeer(), false));
        this.source = source;
        for (var scalar : scalars) {
            if (!scalar.object().startsWith(root)
                    || instances.put(scalar.instance(), scalar) != null) {
                throw new IllegalArgumentException(scalar.instance() + " twice or not below");
            }
        }
    }

    @Override
    Variable value(OID oid, @Nullable Request<?, ?, ?> request) {
        var scalar = instances.get(oid);
        if (scalar != null) {
            return scalar.value().apply(source.of(request));
        }
        return none(instances.values().stream().anyMatch(other -> oid.startsWith(other.object())));
    }

    @Override
    @Nullable Cell next(
            OID lower,
            boolean included,
            Function<OID, Boolean> visible,
            @Nullable Request<?, ?, ?> request) {
        for (var entry : instances.tailMap(lower, included).entrySet()) {
            if (visible.apply(entry.getKey())) {
                var value = entry.getValue().value().apply(source.of(request));
                return new Cell(new OID(entry.getKey()), value);
            }
        }
        return null;
    }
}
