package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.agentx.Mib;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Our part of the MIB as the AgentX master of this host is given it. Safe for use by any thread.
 */
public final class MasterView implements Mib.Source {
    /** Tables of which the SNMP agents of hosts may have one of their own, column by column. */
    private static final List<Table<?>> CONTESTED = List.of(MibObjects.MTAS, MibObjects.GROUP);

    /** As long as there are associations. */
    private static final List<Table<?>> LONG =
            List.of(MibObjects.ASSOC, MibObjects.GROUP_ASSOCIATION);

    private final Instances instances;

    public MasterView(
            SnapshotSource snapshots, Alarms alarms, Supplier<Instant> loaded, Time time) {
        this(Picture.Source.of(snapshots, alarms::state, alarms::rules, loaded), time);
    }

    MasterView(Picture.Source pictures, Time time) {
        this.instances = new Instances(pictures, time, 0);
    }

    /**
     * What to register: each column of the tables that others may have, for the one whose region is
     * smallest wins, whatever the priorities; the rest as whole.
     *
     * @param associations whether tables with a row for each association are among it
     */
    public static List<OID> regions(boolean associations) {
        var regions = new ArrayList<OID>();
        for (var table : MibObjects.TABLES) {
            if (CONTESTED.contains(table)) {
                regions.addAll(columns(table));
            } else if (associations || !LONG.contains(table)) {
                regions.add(new OID(table.entry()).trim());
            }
        }
        regions.add(new OID(SystemObjects.OURS));
        return regions;
    }

    private static <R> List<OID> columns(Table<R> table) {
        return table.columns().stream().map(table::oid).toList();
    }

    /** Who we are, as in our own sysObjectID. */
    public static OID product() {
        return new OID(SystemObjects.PRODUCT);
    }

    @Override
    public Mib pin(long started) {
        var now = instances.now();
        var moment = new Moment(now.at().now(), started);
        return new Of(instances, new Pinned(now.tables(), moment, true));
    }

    /** The instances at one moment. */
    private record Of(Instances instances, Pinned pinned) implements Mib {
        @Override
        public Variable value(OID name) {
            return instances.get(name, pinned);
        }

        @Override
        public @Nullable VariableBinding next(OID name, boolean included) {
            return instances
                    .next(name, included, pinned)
                    .map(cell -> new VariableBinding(cell.oid(), cell.value()))
                    .orElse(null);
        }
    }
}
