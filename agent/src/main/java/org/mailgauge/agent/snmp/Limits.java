package org.mailgauge.agent.snmp;

import java.time.Duration;

/** The bounds of the agent. */
final class Limits {
    /** The longest message that we take in, and give out unless the configuration says more. */
    static final int MESSAGE_OCTETS = 8192;

    /** RFC 3411: what every engine can take. */
    static final int LEAST_MESSAGE_OCTETS = 484;

    /** What a datagram can carry. */
    static final int MOST_MESSAGE_OCTETS = 65_507;

    /** Variable bindings of one GET, GETNEXT or SET; more are tooBig. */
    static final int VARIABLE_BINDINGS = 128;

    /** Connections of SNMP over TCP. */
    static final int TCP_CONNECTIONS = 64;

    static final int TCP_CONNECTIONS_OF_A_SOURCE = 16;

    /** After which a connection on which nothing comes is closed. */
    static final long TCP_IDLE_MILLIS = 60_000;

    /** Answers that wait for a TCP peer to take them; with more its connection ends. */
    static final int TCP_ANSWERS_WAITING = 16;

    /** Sessions of SNMP over TLS, and as many over DTLS, of clients with a name. */
    static final int SESSIONS = 256;

    static final int SESSIONS_OF_A_SOURCE = 32;

    /** The longest message of DTLS: it has to fit one record (RFC 6347 section 4.1.1). */
    static final int DTLS_MESSAGE_OCTETS = 1 << 14;

    /** After which a session on which nothing comes is closed: pollers come every five minutes. */
    static final Duration SESSION_IDLE = Duration.ofMinutes(10);

    /** How long a message may take that has begun to come or to go. */
    static final Duration SESSION_STALL = Duration.ofSeconds(10);

    /** How long a handshake may take. */
    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** Handshakes at a time. */
    static final int HANDSHAKES = 128;

    static final int HANDSHAKES_OF_A_SOURCE = 16;

    /** Of one source, on average over two seconds. */
    static final int HANDSHAKES_PER_SECOND = 20;

    /** A Report to somebody unknown is at most so many times as long as what was asked. */
    static final int REPORT_GAIN = 2;

    /** The kernel's buffer for datagrams that wait; what does not fit is dropped, and counted. */
    static final int RECEIVE_BUFFER_OCTETS = 1 << 20;

    private Limits() {}

    /** The longest message that an agent takes in or gives out; snmpEngineMaxMessageSize. */
    static int messageOctets(SnmpConfig config) {
        return Math.max(MESSAGE_OCTETS, config.responseOctets());
    }
}
