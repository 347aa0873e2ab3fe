package org.mailgauge.agent.snmp;

/** The bounds of the agent. */
final class Limits {
    /** The longest message that we take in or give out; snmpEngineMaxMessageSize. */
    static final int MESSAGE_OCTETS = 8192;

    /** Variable bindings of one GET, GETNEXT or SET; more are tooBig. */
    static final int VARIABLE_BINDINGS = 128;

    /** Requests that wait for a worker; more are dropped and counted. */
    static final int WAITING_REQUESTS = 256;

    /** The kernel's buffer for datagrams that wait for the listener. */
    static final int RECEIVE_BUFFER_OCTETS = 1 << 20;

    private Limits() {}

    static int workers() {
        return Math.min(4, Runtime.getRuntime().availableProcessors());
    }
}
