package org.mailgauge.agent.agentx;

import org.snmp4j.smi.OID;

import java.util.ArrayList;
import java.util.List;

/** Where the sub-agent stands with its master. */
sealed interface State {
    /**
     * There is no connection.
     *
     * @param failures how often it has failed since it last worked
     * @param until when it is tried again, on the ticker
     */
    record Waiting(int failures, long until) implements State {}

    /** A connection is being made. */
    record Connecting(int failures) implements State {}

    /** The session is asked for. */
    record Opening(int failures, Requests requests) implements State {}

    /**
     * The session is open, and requests are answered.
     *
     * @param number the master's for the session
     * @param toDo the regions that the master still has to be asked for; the first is under way
     * @param result of what it was asked for
     * @param pingAt when it is asked next whether it lives, on the ticker
     */
    record Live(int number, List<Region> toDo, Result result, Requests requests, long pingAt)
            implements State {
        public Live {
            toDo = List.copyOf(toDo);
        }

        /** Whether all has been asked for. */
        boolean ready() {
            return toDo.isEmpty();
        }

        Live with(Requests next) {
            return new Live(number, toDo, result, next, pingAt);
        }
    }

    /** It is over. */
    record Gone() implements State {}

    /** A region to ask for, with a priority. */
    record Region(OID subtree, int priority) {}

    /**
     * What came of it.
     *
     * @param registered how many regions are ours
     * @param refused those that are not
     */
    record Result(int registered, List<OID> refused) {
        static final Result NONE = new Result(0, List.of());

        public Result {
            refused = List.copyOf(refused);
        }

        Result plus() {
            return new Result(registered + 1, refused);
        }

        Result without(OID region) {
            var all = new ArrayList<>(refused);
            all.add(region);
            return new Result(registered, all);
        }
    }
}
