package org.mailgauge.agent.snmp;

import java.util.List;
import java.util.stream.Stream;

/**
 * The object table: every object that is read from a {@link Picture}, once. The agent, the client's
 * names and the tests read it.
 */
final class ObjectTable {

    /** The tables and groups of scalars of all modules, ascending by OID. */
    static final List<Table<?>> TABLES =
            Stream.concat(MibObjects.TABLES.stream(), OwnObjects.TABLES.stream()).toList();

    private ObjectTable() {}
}
