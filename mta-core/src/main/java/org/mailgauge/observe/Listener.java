package org.mailgauge.observe;

/**
 * Where an application listens.
 *
 * @param application applIndex
 * @param number its own, by its name, whatever else is configured
 * @param name as in the configuration: {@code smtp}, {@code lmtp-socket}
 * @param address address and port, or the path of a local socket
 * @param connections open ones, from accept to close
 * @param acceptFailures how often the system could not give us a connection that was there
 */
public record Listener(
        int application,
        int number,
        String name,
        String address,
        Condition condition,
        long connections,
        long acceptFailures) {

    /** Whether it takes connections (mailgaugeListenerStatus). */
    public enum Condition {
        UP(1),
        /** The server has as many connections as it may have. */
        CONGESTED(2),
        DOWN(3);

        private final int number;

        Condition(int number) {
            this.number = number;
        }

        /** As in MAILGAUGE-MIB. */
        public int number() {
            return number;
        }
    }
}
