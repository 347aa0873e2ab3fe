package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The agent's scalars about itself below one node, and the cells of small tables that never change.
 */
final class Scalars extends ReadOnly {

    /**
     * An instance.
     *
     * @param object the OID of its object
     * @param index what follows it: 0 for a scalar
     * @param value null while it is unknown: then there is no instance
     */
    record Scalar(OID object, OID index, Function<Pinned, @Nullable Variable> value) {
        Scalar(OID object, int index, Function<Pinned, @Nullable Variable> value) {
            this(object, new OID(new int[] {index}), value);
        }

        OID instance() {
            return new OID(object.getValue(), index.getValue());
        }
    }

    private final TreeMap<OID, Scalar> instances = new TreeMap<>();
    private final Set<OID> objects = new HashSet<>();

    /**
     * @param groups objects, some of which may have no instance
     */
    Scalars(
            OID root,
            List<SystemObjects.Group> groups,
            List<Scalar> scalars,
            Pinned.Source source) {
        this(root, scalars, source);
        for (var group : groups) {
            group.names().keySet().forEach(n -> objects.add(new OID(group.root().getValue(), n)));
        }
    }

    Scalars(OID root, List<Scalar> scalars, Pinned.Source source) {
        super(new DefaultMOScope(root, true, root.nextPeer(), false), source);
        for (var scalar : scalars) {
            if (!scalar.object().startsWith(root)
                    || instances.put(scalar.instance(), scalar) != null) {
                throw new IllegalArgumentException(scalar.instance() + " twice or not below");
            }
            objects.add(scalar.object());
        }
    }

    @Override
    Variable read(OID oid, Pinned pinned) {
        var scalar = instances.get(oid);
        var value = scalar == null ? null : scalar.value().apply(pinned);
        if (value != null) {
            return value;
        }
        return none(objects.stream().anyMatch(oid::startsWith));
    }

    @Override
    @Nullable Cell after(
            OID lower, boolean included, Function<OID, Boolean> visible, Pinned pinned) {
        for (var entry : instances.tailMap(lower, included).entrySet()) {
            if (visible.apply(entry.getKey())) {
                var value = entry.getValue().value().apply(pinned);
                if (value != null) {
                    return new Cell(new OID(entry.getKey()), value);
                }
            }
        }
        return null;
    }
}
