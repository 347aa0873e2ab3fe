package org.mailgauge.agent.agentx;

import org.snmp4j.smi.VariableBinding;

import java.util.List;

/** Everything a session can be told. */
sealed interface Input {
    /** Something may be due. */
    record Passed() implements Input {}

    record Connected() implements Input {}

    /** There is no connection, or no more. */
    record Lost(String why) implements Input {}

    record Came(Packet packet) implements Input {}

    /** What came is no PDU; where the next begins is not known. */
    record Garbled(String why) implements Input {}

    /** A notification is to be sent. */
    record Tell(List<VariableBinding> bindings) implements Input {
        public Tell {
            bindings = List.copyOf(bindings);
        }
    }

    record Stop() implements Input {}
}
