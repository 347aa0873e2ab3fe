package org.mailgauge.agent.agentx;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Our part of the MIB at one moment: what it says does not change. */
public interface Mib {

    /** The value of an instance; noSuchInstance or noSuchObject when there is none. */
    Variable value(OID name);

    /**
     * The first instance behind a name; null when there is none.
     *
     * @param included whether the instance of exactly that name will do
     */
    @Nullable VariableBinding next(OID name, boolean included);

    /** Where they come from. Safe for use by any thread. */
    interface Source {
        /**
         * The newest ones.
         *
         * @param started when sysUpTime was 0, on the ticker: TimeStamps are reckoned from there
         */
        Mib pin(long started);
    }
}
