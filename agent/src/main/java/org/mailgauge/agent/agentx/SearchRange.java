package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;

/**
 * What a GET or GETNEXT is for (RFC 2741 section 5.2).
 *
 * @param start the name that is asked for, or behind which is searched
 * @param included whether the instance of exactly that name will do
 * @param end the name before which the search ends; null for none
 */
record SearchRange(OID start, boolean included, @Nullable OID end) {

    /** Whether a name that was found from the start on is before the end. */
    boolean reaches(OID name) {
        return end == null || name.compareTo(end) < 0;
    }
}
