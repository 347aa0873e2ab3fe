package org.mailgauge.agent.snmp;

import org.mailgauge.port.Time;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The instances of the object table for readers that are no SNMP request of our own engine, such as
 * an AgentX master's. Who wants several values of one moment takes one {@link Pinned} for all of
 * them. Immutable.
 */
final class Instances {
    private final SnapshotTable[] tables;
    private final Pinned.Source source;

    /**
     * @param started what is sysUpTime 0, on the ticker
     */
    Instances(Picture.Source pictures, Time time, long started) {
        this(new Pinned.Source(pictures, time, started));
    }

    Instances(Pinned.Source source) {
        this.source = source;
        this.tables =
                IntStream.range(0, ObjectTable.TABLES.size())
                        .mapToObj(number -> new SnapshotTable(number, source))
                        .toArray(SnapshotTable[]::new);
    }

    /** What whoever asks now sees. */
    Pinned now() {
        return source.now();
    }

    /** The value of an instance; noSuchInstance or noSuchObject when there is none. */
    Variable get(OID oid, Pinned pinned) {
        for (var table : tables) {
            if (table.getScope().covers(oid)) {
                return table.read(oid, pinned);
            }
        }
        return ReadOnly.none(false);
    }

    /**
     * The first instance behind an OID, in the order of OIDs.
     *
     * @param included whether the instance of exactly that OID will do
     */
    Optional<ReadOnly.Cell> next(OID lower, boolean included, Pinned pinned) {
        for (var table : tables) {
            if (table.getScope().getUpperBound().compareTo(lower) > 0) {
                var cell = table.after(lower, included, ReadOnly.Filter.ALL, pinned);
                if (cell != null) {
                    return Optional.of(cell);
                }
            }
        }
        return Optional.empty();
    }
}
