package org.mailgauge.auth;

/** The services that ask who a client is. */
public enum Service {
    SMTP("smtp"),
    SUBMISSION("submission"),
    POP3("pop3"),
    IMAP("imap");

    private final String label;

    Service(String label) {
        this.label = label;
    }

    /** Lower case, for names of metrics and logs. */
    public String label() {
        return label;
    }
}
