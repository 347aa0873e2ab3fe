package org.mailgauge.queue;

/** What can happen to a queued recipient. */
public enum RecipientEvent {
    /** A slot took it. */
    TAKEN("taken"),
    /** The next hop took it. */
    RELAYED("relayed"),
    /** Local delivery took it. */
    DELIVERED("delivered"),
    /** A transient failure, or the destination backs off. */
    PUT_OFF("put-off"),
    /** Its time has come, or its destination is back. */
    DUE("due"),
    /** A permanent failure, an {@code error:} route, or the operator's word. */
    REFUSED("refused"),
    /** Its end is decided, and the report about it is being written. */
    FAILING("failing"),
    /** It was tried long enough. */
    EXPIRED("expired"),
    /** A route drops it. */
    DISCARDED("discarded"),
    /** A route or the operator keeps it. */
    HELD("held"),
    /** The operator lets it go. */
    RELEASED("released"),
    /** The operator removes it. */
    DELETED("deleted"),
    /** Its content or envelope is damaged. */
    DAMAGED("damaged"),
    /** The attempt ended without an outcome: the process stopped. */
    ABANDONED("abandoned");

    private final String label;

    RecipientEvent(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
