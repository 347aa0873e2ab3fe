package org.mailgauge.queue;

import java.util.List;
import java.util.Optional;

/** Why a recipient waits: the closed set, each explained in {@code docs/queue-states.md}. */
public enum WaitReason {
    /** About to be taken: the destination has room and the scheduler was told. */
    NEXT(0, "next"),
    /** All associations to its destination are in use. */
    DESTINATION_BUSY(1, "destination-busy"),
    /** All associations that this server may have are in use. */
    ASSOCIATIONS_FULL(2, "associations-full"),
    /** Being delivered now. */
    IN_DELIVERY(3, "in-delivery"),
    /** The next hop answered 4yz, or a route {@code error:4.x.y} did. */
    PUT_OFF(4, "put-off"),
    /** The next hop cannot be reached; one message will probe it. */
    DESTINATION_UNREACHABLE(5, "destination-unreachable"),
    /** One message is on its way to find out whether the next hop is back. */
    PROBING(6, "probing"),
    /** A fault of our own; the log says which. */
    INTERNAL_FAULT(7, "internal-fault"),
    /** This kind of route is not built yet. */
    ROUTE_NOT_BUILT(8, "route-not-built"),
    /** A route {@code hold} keeps it. */
    HELD_BY_ROUTE(9, "held-by-route"),
    /** The operator keeps it. */
    HELD_BY_OPERATOR(10, "held-by-operator"),
    /** The server is stopping; it goes on at the next start. */
    STOPPING(11, "stopping"),
    /** The operator let it go: it is tried once, also when its time is over. */
    RELEASED(12, "released"),
    /**
     * The operator has paused its channel or destination: no attempt begins until it is resumed.
     */
    PAUSED(13, "paused"),
    /** Its end is decided; it stays until the report about it is on disk. */
    REPORT_BEING_WRITTEN(14, "report-being-written");

    private static final List<WaitReason> ALL = List.of(values());
    private final int code;
    private final String label;

    WaitReason(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** Its code in state records; never changes its meaning. */
    int code() {
        return code;
    }

    /** The reason of a code; empty for an unknown one. */
    static Optional<WaitReason> of(int code) {
        return code >= 0 && code < ALL.size() ? Optional.of(ALL.get(code)) : Optional.empty();
    }

    public String label() {
        return label;
    }
}
