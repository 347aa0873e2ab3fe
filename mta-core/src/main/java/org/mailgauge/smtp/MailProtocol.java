package org.mailgauge.smtp;

/** The two protocols that share one session: LMTP (RFC 2033) differs from SMTP in a few points. */
public enum MailProtocol {
    /** RFC 5321. */
    SMTP(25, "EHLO", "smtp"),

    /**
     * RFC 2033: LHLO instead of EHLO and HELO, and after the content a reply for each accepted
     * recipient.
     */
    LMTP(24, "LHLO", "lmtp");

    private final int port;
    private final String hello;
    private final String label;

    MailProtocol(int port, String hello, String label) {
        this.port = port;
        this.hello = hello;
        this.label = label;
    }

    /** The primary port, whatever port a peer listens on (RFC 2788 applTCPProtoID). */
    public int port() {
        return port;
    }

    /** The command that begins a session. */
    public String hello() {
        return hello;
    }

    /** Lower case, for the names of metrics. */
    public String label() {
        return label;
    }

    /** What follows "with" in a trace field (RFC 3848), in the clear. */
    public String with(boolean extended) {
        return with(extended, false, false);
    }

    /**
     * What follows "with" in a trace field (RFC 3848).
     *
     * @param secured whether under TLS
     * @param authenticated whether the client has proved who it is
     */
    public String with(boolean extended, boolean secured, boolean authenticated) {
        var more = (secured ? "S" : "") + (authenticated ? "A" : "");
        return switch (this) {
            case SMTP -> extended ? "ESMTP" + more : "SMTP";
            case LMTP -> "LMTP" + more;
        };
    }
}
