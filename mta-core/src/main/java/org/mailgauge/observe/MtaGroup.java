package org.mailgauge.observe;

/**
 * One MTA group (channel) of RFC 2789's mtaGroupTable: an identity, created once and never removed
 * while the MTA runs.
 *
 * @param index mtaGroupIndex, stable across restarts, from 1001
 * @param kind which columns the group instantiates, and the collection it belongs to
 * @param name mtaGroupName, unique in the application
 * @param description mtaGroupDescription
 * @param port the primary port of mtaGroupMailProtocol (25, 587, 24 ...), or 0 when the group has
 *     no protocol
 * @param createdTicks when it was created, on {@link org.mailgauge.port.Time#ticks}
 * @param url mtaGroupURL: where a browser finds it, or empty
 */
public record MtaGroup(
        int index,
        Kind kind,
        String name,
        String description,
        int port,
        long createdTicks,
        String url) {

    /** A group that no page shows. */
    public MtaGroup(
            int index, Kind kind, String name, String description, int port, long createdTicks) {
        this(index, kind, name, description, port, createdTicks, "");
    }

    /** The same group in other words. */
    MtaGroup described(String other) {
        return new MtaGroup(index, kind, name, other, port, createdTicks, url);
    }

    /** The fragment of an URL that names a group, and the id of its place in a page. */
    public static String place(int index) {
        return "group-" + index;
    }

    /** The kinds of groups. {@code collection} is the negative code of mtaGroupHierarchy. */
    public enum Kind {
        /**
         * A service that takes mail in: {@code smtp-in}, {@code submission-in}, {@code lmtp-in}.
         */
        INBOUND(-1),
        /**
         * A channel that holds mail and hands it on over associations: {@code smtp-out}, {@code
         * lmtp-out}, routes of their own.
         */
        OUTBOUND(-1),
        /**
         * A channel that holds mail and hands it on without associations: {@code local}, {@code
         * hold}, {@code discard}.
         */
        LOCAL(-1),
        /** One queue state: {@code in-delivery}, {@code ready}, {@code deferred}, {@code held}. */
        STATE(-2),
        /** One destination domain, or {@code other}. */
        DESTINATION(-3);

        private final int collection;

        Kind(int collection) {
            this.collection = collection;
        }

        public int collection() {
            return collection;
        }

        /** Whether groups of this kind hold messages. */
        public boolean holds() {
            return this != INBOUND;
        }
    }
}
