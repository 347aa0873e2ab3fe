package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The names of our objects, taken from the same tables that the agent serves them from, so that
 * nobody needs MIB files to read what it says. Immutable.
 */
final class MibNames {

    /**
     * An object.
     *
     * @param oid without an index
     * @param syntax the name of its syntax, or empty when the value's own type says enough
     * @param column the column when it is one
     * @param indexes the descriptors of its index; empty for a scalar
     */
    record Named(
            String name,
            OID oid,
            String syntax,
            @Nullable Column<?> column,
            List<String> indexes) {}

    private static final MibNames INSTANCE = new MibNames();

    private final NavigableMap<OID, Named> byOid = new TreeMap<>();
    private final Map<String, OID> byName = new HashMap<>();

    private MibNames() {
        for (var table : ObjectTable.TABLES) {
            var node = table.indexes().isEmpty() ? table.entry() : table.entry().trim();
            byName.put(table.name().toLowerCase(Locale.ROOT), node);
            columns(table);
        }
        SystemObjects.names()
                .forEach((oid, name) -> add(new Named(name, oid, "", null, List.of())));
        NotificationTypes.names()
                .forEach((oid, name) -> add(new Named(name, oid, "", null, List.of())));
        byName.put("system", SystemObjects.SYSTEM);
        byName.put("snmp", SystemObjects.SNMP);
        byName.put("sysortable", new OID("1.3.6.1.2.1.1.9"));
        byName.put("application", MibObjects.APPLICATION);
        byName.put("mta", MibObjects.MTA);
        byName.put("mailgauge", SystemObjects.OURS);
    }

    private <R> void columns(Table<R> table) {
        for (var column : table.columns()) {
            add(
                    new Named(
                            column.name(),
                            table.oid(column),
                            column.syntax().label(),
                            column,
                            table.indexes()));
        }
    }

    private void add(Named named) {
        byOid.put(named.oid(), named);
        byName.put(named.name().toLowerCase(Locale.ROOT), named.oid());
    }

    static MibNames instance() {
        return INSTANCE;
    }

    /**
     * The OID of an object, without an index.
     *
     * @param descriptor as its module has it
     */
    OID oid(String descriptor) {
        var oid = byName.get(descriptor.toLowerCase(Locale.ROOT));
        if (oid == null) {
            throw new IllegalArgumentException("no object " + descriptor);
        }
        return new OID(oid);
    }

    /** The object that an instance belongs to; empty when it is none of ours. */
    Optional<Named> object(OID instance) {
        var floor = byOid.floorEntry(instance);
        return floor != null && instance.startsWith(floor.getKey())
                ? Optional.of(floor.getValue())
                : Optional.empty();
    }

    /**
     * What a user means: a dotted OID, or a name of an object, table or group, with or without an
     * index behind a dot.
     *
     * @throws SnmpFailure when there is no such name
     */
    OID resolve(String text) throws SnmpFailure {
        var plain = text.startsWith(".") ? text.substring(1) : text;
        if (plain.matches("[0-2](\\.[0-9]{1,10}){1,127}")) {
            return numeric(plain, text);
        }
        int dot = plain.indexOf('.');
        var name = dot < 0 ? plain : plain.substring(0, dot);
        var oid = byName.get(name.substring(name.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT));
        if (oid == null) {
            throw new SnmpFailure("there is no object %s; %s".formatted(name, suggestion(name)));
        }
        if (dot < 0) {
            return new OID(oid);
        }
        var index = plain.substring(dot + 1);
        if (!index.matches("[0-9]{1,10}(\\.[0-9]{1,10}){0,31}")) {
            throw new SnmpFailure("%s is not an index: give numbers and dots".formatted(index));
        }
        return numeric(oid.toDottedString() + "." + index, text);
    }

    private static OID numeric(String dotted, String text) throws SnmpFailure {
        boolean fits =
                Arrays.stream(dotted.split("\\.", -1))
                        .allMatch(id -> Long.parseLong(id) <= Smi.MOST_UNSIGNED32);
        if (!fits) {
            throw new SnmpFailure("%s is no OID: a number is too large".formatted(text));
        }
        return new OID(dotted);
    }

    /** Names that share the longest beginning or a part with one that does not exist. */
    private String suggestion(String wrong) {
        var lower = wrong.toLowerCase(Locale.ROOT);
        var near = new ArrayList<String>();
        for (var named : byOid.values()) {
            var name = named.name().toLowerCase(Locale.ROOT);
            if (name.contains(lower) || lower.contains(name)) {
                near.add(named.name());
            }
        }
        return near.isEmpty()
                ? "names are those of MTA-MIB, NETWORK-SERVICES-MIB and MAILGAUGE-MIB, for instance"
                        + " mtaGroupTable"
                : "there is " + String.join(", ", near.subList(0, Math.min(3, near.size())));
    }
}
