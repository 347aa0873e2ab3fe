package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

import java.util.List;

/** The PDUs of AgentX without their headers (RFC 2741 section 6.2). */
sealed interface Pdu {

    /** Its number on the wire. */
    int type();

    /**
     * Begins a session.
     *
     * @param seconds how long the master may wait for our answers, 0 for as it likes
     */
    record Open(int seconds, OID id, OctetString description) implements Pdu {
        static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Ends a session; see {@link Reason}. */
    record Close(int reason) implements Pdu {
        static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * Asks for a region, which is all below a name.
     *
     * @param seconds as in {@link Open}, of this region
     * @param priority from 1 to 255; the smallest wins
     */
    record Register(int seconds, int priority, OID subtree) implements Pdu {
        static final int TYPE = 3;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Get(List<SearchRange> ranges) implements Pdu {
        static final int TYPE = 5;

        public Get {
            ranges = List.copyOf(ranges);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    record GetNext(List<SearchRange> ranges) implements Pdu {
        static final int TYPE = 6;

        public GetNext {
            ranges = List.copyOf(ranges);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * Several steps at once.
     *
     * @param single how many of the ranges are stepped once only, 0 to 65535
     * @param repetitions of the others, 0 to 65535
     */
    record GetBulk(int single, int repetitions, List<SearchRange> ranges) implements Pdu {
        static final int TYPE = 7;

        public GetBulk {
            ranges = List.copyOf(ranges);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    record TestSet(List<VariableBinding> bindings) implements Pdu {
        static final int TYPE = 8;

        public TestSet {
            bindings = List.copyOf(bindings);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    record CommitSet() implements Pdu {
        static final int TYPE = 9;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record UndoSet() implements Pdu {
        static final int TYPE = 10;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** The one PDU that is not answered, with {@link Response}. */
    record CleanupSet() implements Pdu {
        static final int TYPE = 11;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** A notification: snmpTrapOID.0 first, or after sysUpTime.0. */
    record Notify(List<VariableBinding> bindings) implements Pdu {
        static final int TYPE = 12;

        public Notify {
            bindings = List.copyOf(bindings);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Ping() implements Pdu {
        static final int TYPE = 13;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * The answer to any other.
     *
     * @param upTime the master's sysUpTime, in hundredths of a second; 0 in ours
     * @param error of {@link Status}
     * @param index the binding that the error is of, from 1; 0 for none
     */
    record Response(long upTime, int error, int index, List<VariableBinding> bindings)
            implements Pdu {
        static final int TYPE = 18;

        public Response {
            bindings = List.copyOf(bindings);
        }

        @Override
        public int type() {
            return TYPE;
        }

        /** Without bindings. */
        static Response of(int error, int index) {
            return new Response(0, error, index, List.of());
        }
    }

    /** A PDU of a kind that a sub-agent has no use for, or of none that there is. */
    record Unknown(int type) implements Pdu {}

    /**
     * A PDU that is not as its kind has to be.
     *
     * @param why for the log
     */
    record Malformed(int type, String why) implements Pdu {}
}
