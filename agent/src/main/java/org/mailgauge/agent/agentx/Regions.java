package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.util.List;

/**
 * The parts of the MIB that we serve through a master: nothing outside of them is given to it.
 * Pure.
 *
 * @param subtrees ascending, none within another
 */
record Regions(List<OID> subtrees) {
    Regions {
        subtrees = subtrees.stream().sorted().toList();
        for (int i = 1; i < subtrees.size(); i++) {
            if (subtrees.get(i).startsWith(subtrees.get(i - 1))) {
                throw new IllegalArgumentException(subtrees.get(i) + " is within another region");
            }
        }
    }

    /** Whether a name is in one of them. */
    boolean hold(OID name) {
        return subtrees.stream().anyMatch(name::startsWith);
    }

    /** The first instance within a range that is in one of them; null when there is none. */
    @Nullable VariableBinding next(SearchRange range, Mib mib) {
        for (var subtree : subtrees) {
            boolean before = range.start().compareTo(subtree) < 0;
            if (!before && !range.start().startsWith(subtree)) {
                continue;
            }
            if (!range.reaches(subtree)) {
                return null;
            }
            var found =
                    before ? mib.next(subtree, true) : mib.next(range.start(), range.included());
            if (found != null && found.getOid().startsWith(subtree)) {
                return range.reaches(found.getOid()) ? found : null;
            }
        }
        return null;
    }
}
