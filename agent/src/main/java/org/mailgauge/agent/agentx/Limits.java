package org.mailgauge.agent.agentx;

import java.time.Duration;

/** The bounds of the sub-agent. */
final class Limits {
    /** The longest payload that we take; a master that sends more is disconnected. */
    static final int PAYLOAD_OCTETS = 1 << 16;

    /** The longest payload that we give; GETBULK stops before it, others are tooBig. */
    static final int RESPONSE_OCTETS = 1 << 16;

    /** RFC 2578 section 3.5: sub-identifiers of a name. */
    static final int SUB_IDENTIFIERS = 128;

    /** Packets and notifications that wait for the loop. */
    static final int INBOX = 64;

    /** Notifications that the master has not confirmed yet; more are refused. */
    static final int UNCONFIRMED = 32;

    /** Transactions of the master that are remembered. */
    static final int TRANSACTIONS = 64;

    /** How long all PDUs of a transaction see the same snapshot. */
    static final Duration TRANSACTION = Duration.ofSeconds(2);

    /** By how much a priority is bettered at most, where others have ours. */
    static final int BETTER_PRIORITIES = 8;

    /** Between attempts to reach the master: doubled from the first to the longest. */
    static final Duration RETRY_FIRST = Duration.ofSeconds(1);

    static final Duration RETRY_MOST = Duration.ofMinutes(1);

    private Limits() {}
}
