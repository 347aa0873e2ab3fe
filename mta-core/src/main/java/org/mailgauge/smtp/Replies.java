package org.mailgauge.smtp;

/** The server's fixed replies. */
public final class Replies {
    static final SmtpReply OK = SmtpReply.of(250, 0, 0, "Ok");
    public static final SmtpReply BYE = SmtpReply.of(221, 0, 0, "Bye");
    private static final SmtpReply HELP =
            SmtpReply.of(214, 0, 0, "EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY (RFC 5321)");
    private static final SmtpReply LMTP_HELP =
            SmtpReply.of(214, 0, 0, "LHLO MAIL RCPT DATA RSET NOOP QUIT VRFY (RFC 2033)");
    static final SmtpReply VRFY =
            SmtpReply.of(252, 5, 0, "Not verified; send mail and it will be tried");
    static final SmtpReply GO_AHEAD = SmtpReply.plain(354, "End with <CRLF>.<CRLF>");

    public static final SmtpReply SENDER_OK = SmtpReply.of(250, 1, 0, "Sender ok");
    public static final SmtpReply RECIPIENT_OK = SmtpReply.of(250, 1, 5, "Recipient ok");
    public static final SmtpReply FULL =
            SmtpReply.of(452, 3, 1, "Insufficient system storage, try again later");
    public static final SmtpReply BUSY =
            SmtpReply.of(451, 3, 0, "Not taking messages now, try again later");
    public static final SmtpReply RELAYING_DENIED = SmtpReply.of(550, 7, 1, "Relaying denied");

    public static final SmtpReply NO_SUCH_USER = SmtpReply.of(550, 1, 1, "No such user here");
    public static final SmtpReply UNREADABLE_ACCOUNTS =
            SmtpReply.of(451, 3, 0, "Recipients cannot be looked up now, try again later");

    /** A server without mailboxes: recipients of its local domains wait at the client. */
    public static final SmtpReply NOT_BUILT =
            SmtpReply.of(450, 2, 1, "Local delivery is not available yet");

    /** Sent instead of the greeting when a client's address has too many connections. */
    public static final SmtpReply TOO_MANY_CONNECTIONS =
            SmtpReply.of(421, 7, 0, "Too many connections, try again later");

    /** Sent instead of the greeting when there are too many connections in all. */
    public static final SmtpReply ALL_CONNECTIONS_TAKEN =
            SmtpReply.of(421, 3, 2, "All connections are in use, try again later");

    /**
     * Sent instead of the greeting to a process that may not use the socket. Temporary, as it is a
     * configuration that is wrong, so that mail stays where it is until that has been mended.
     */
    public static final SmtpReply STRANGER =
            SmtpReply.of(421, 7, 0, "Your user may not use this socket");

    private static final SmtpReply EHLO_FIRST = SmtpReply.of(503, 5, 1, "Send EHLO first");
    private static final SmtpReply LHLO_FIRST = SmtpReply.of(503, 5, 1, "Send LHLO first");
    static final SmtpReply SENDER_GIVEN = SmtpReply.of(503, 5, 1, "Sender already given");
    static final SmtpReply MAIL_FIRST = SmtpReply.of(503, 5, 1, "Send MAIL first");
    static final SmtpReply NO_RECIPIENTS = SmtpReply.of(503, 5, 1, "No valid recipients");
    public static final SmtpReply UNIMPLEMENTED =
            SmtpReply.of(502, 5, 1, "Command not implemented");
    static final SmtpReply TOO_MANY_RECIPIENTS = SmtpReply.of(452, 5, 3, "Too many recipients");

    static final SmtpReply TOO_LARGE = SmtpReply.of(552, 3, 4, "Message too large");
    static final SmtpReply HEADER_TOO_LARGE =
            SmtpReply.of(552, 3, 4, "Too many header fields or addresses");
    static final SmtpReply BARE_LINE_END =
            SmtpReply.of(550, 6, 0, "CR or LF alone; lines must end with CRLF");
    static final SmtpReply LOOP = SmtpReply.of(554, 4, 6, "Too many Received fields: mail loop");

    static final SmtpReply TLS_READY = SmtpReply.of(220, 0, 0, "Ready to start TLS");
    static final SmtpReply TLS_NOT_READY =
            SmtpReply.of(454, 7, 0, "TLS is not available now, try again later");
    static final SmtpReply TLS_ACTIVE = SmtpReply.of(503, 5, 1, "TLS is active already");
    static final SmtpReply NOT_NOW = SmtpReply.of(503, 5, 1, "Not during a mail transaction");

    static final SmtpReply EARLY = SmtpReply.of(554, 5, 0, "You must wait for the reply first");
    private static final SmtpReply FOREIGN = SmtpReply.of(554, 5, 1, "This is an SMTP server");
    private static final SmtpReply LMTP_FOREIGN = SmtpReply.of(554, 5, 1, "This is an LMTP server");
    static final SmtpReply LINE_TOO_LONG = SmtpReply.of(500, 5, 2, "Line too long");
    static final SmtpReply TIMEOUT = SmtpReply.of(421, 4, 2, "Too slow, closing");
    static final SmtpReply STOPPING = SmtpReply.of(421, 3, 2, "Service is stopping");
    static final SmtpReply FAILED = SmtpReply.of(421, 3, 0, "Internal trouble, try again later");
    static final SmtpReply TOO_MUCH_JUNK = SmtpReply.of(421, 7, 0, "Too many idle commands");
    static final SmtpReply TOO_MANY_ERRORS = SmtpReply.of(421, 7, 0, "Too many errors");

    private Replies() {}

    static SmtpReply help(MailProtocol protocol) {
        return switch (protocol) {
            case SMTP -> HELP;
            case LMTP -> LMTP_HELP;
        };
    }

    static SmtpReply helloFirst(MailProtocol protocol) {
        return switch (protocol) {
            case SMTP -> EHLO_FIRST;
            case LMTP -> LHLO_FIRST;
        };
    }

    static SmtpReply foreign(MailProtocol protocol) {
        return switch (protocol) {
            case SMTP -> FOREIGN;
            case LMTP -> LMTP_FOREIGN;
        };
    }
}
