package org.mailgauge.agent.agentx;

/** The errors of responses (RFC 2741 section 6.2.16); below 256 those of SNMP (RFC 3416). */
final class Status {
    static final int NO_ERROR = 0;
    static final int TOO_BIG = 1;
    static final int GENERAL = 5;
    static final int COMMIT_FAILED = 14;
    static final int NOT_WRITABLE = 17;
    static final int OPEN_FAILED = 256;
    static final int NOT_OPEN = 257;
    static final int UNSUPPORTED_CONTEXT = 262;
    static final int DUPLICATE_REGISTRATION = 263;
    static final int PARSE_ERROR = 266;
    static final int REQUEST_DENIED = 267;
    static final int PROCESSING_ERROR = 268;

    private Status() {}

    /** As the RFC calls it, or its number. */
    static String label(int error) {
        return switch (error) {
            case NO_ERROR -> "noAgentXError";
            case OPEN_FAILED -> "openFailed";
            case NOT_OPEN -> "notOpen";
            case UNSUPPORTED_CONTEXT -> "unsupportedContext";
            case DUPLICATE_REGISTRATION -> "duplicateRegistration";
            case PARSE_ERROR -> "parseError";
            case REQUEST_DENIED -> "requestDenied";
            case PROCESSING_ERROR -> "processingError";
            default -> "error " + error;
        };
    }
}
