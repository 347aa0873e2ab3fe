package org.mailgauge.agent.agentx;

/** Why a session ends (RFC 2741 section 6.2.2). */
final class Reason {
    static final int PARSE_ERROR = 2;
    static final int TIMEOUTS = 4;
    static final int SHUTDOWN = 5;

    private Reason() {}

    /** As the RFC calls it, or its number. */
    static String label(int reason) {
        return switch (reason) {
            case 1 -> "reasonOther";
            case PARSE_ERROR -> "reasonParseError";
            case 3 -> "reasonProtocolError";
            case TIMEOUTS -> "reasonTimeouts";
            case SHUTDOWN -> "reasonShutdown";
            case 6 -> "reasonByManager";
            default -> "reason " + reason;
        };
    }
}
