package org.mailgauge.pop3;

import org.mailgauge.pop3.Pop3Reply.Code;

/** The server's fixed replies. */
public final class Pop3Replies {
    static final Pop3Reply OK = Pop3Reply.ok("Done");
    static final Pop3Reply BYE = Pop3Reply.ok("Bye");
    static final Pop3Reply CAPABILITIES = Pop3Reply.ok("Capability list follows");
    static final Pop3Reply LANGUAGES = Pop3Reply.ok("Language listing follows");
    static final Pop3Reply UIDS = Pop3Reply.ok("Unique-id listing follows");
    static final Pop3Reply CONTENT = Pop3Reply.ok("Message follows");
    static final Pop3Reply BEGIN_TLS = Pop3Reply.ok("Begin TLS negotiation");
    static final Pop3Reply UTF8 = Pop3Reply.ok("UTF-8 mode");
    static final Pop3Reply NAME_TAKEN = Pop3Reply.ok("Send PASS");

    static final Pop3Reply UNKNOWN = Pop3Reply.err("Unknown command");
    static final Pop3Reply LINE_TOO_LONG = Pop3Reply.err("Line too long");
    static final Pop3Reply CONTROL = Pop3Reply.err("Control character in command");
    static final Pop3Reply NO_ARGUMENT = Pop3Reply.err("This command takes no argument");
    static final Pop3Reply NEEDS_NAME = Pop3Reply.err("USER needs a name");
    static final Pop3Reply NEEDS_MECHANISM = Pop3Reply.err("AUTH needs a mechanism");
    static final Pop3Reply NEEDS_NUMBER = Pop3Reply.err("A message number is needed");
    static final Pop3Reply NEEDS_TWO = Pop3Reply.err("A message number and lines are needed");
    static final Pop3Reply BAD_RANGE = Pop3Reply.err("No such language");
    static final Pop3Reply FOREIGN = Pop3Reply.err("This is a POP3 server");

    static final Pop3Reply LOG_IN_FIRST = Pop3Reply.err("Log in first");
    static final Pop3Reply LOGGED_IN = Pop3Reply.err("Already logged in");
    static final Pop3Reply NAME_FIRST = Pop3Reply.err("Send USER first");
    static final Pop3Reply TLS_FIRST = Pop3Reply.err("Encryption is needed first");
    static final Pop3Reply NO_PASSWORDS = Pop3Reply.err("USER and PASS are not available");
    static final Pop3Reply NO_MECHANISM = Pop3Reply.err("No such mechanism");
    static final Pop3Reply TLS_ALREADY = Pop3Reply.err("TLS is active already");
    static final Pop3Reply NO_TLS = Pop3Reply.err(Code.SYS_TEMP, "TLS is not available");
    static final Pop3Reply TLS_AFTER_UTF8 = Pop3Reply.err("STLS must come before UTF8");

    static final Pop3Reply REFUSED = Pop3Reply.err(Code.AUTH, "Authentication failed");
    static final Pop3Reply THROTTLED =
            Pop3Reply.err(Code.SYS_TEMP, "Too many login attempts, try again later");
    static final Pop3Reply NO_ACCOUNTS =
            Pop3Reply.err(Code.SYS_TEMP, "Logins are not possible now, try again later");
    static final Pop3Reply MALFORMED_RESPONSE = Pop3Reply.err("Malformed response");
    static final Pop3Reply CANCELLED = Pop3Reply.err("Authentication cancelled");
    static final Pop3Reply IN_USE =
            Pop3Reply.err(Code.IN_USE, "Another session has this maildrop open");

    static final Pop3Reply NO_MESSAGE = Pop3Reply.err("No such message");
    static final Pop3Reply DELETED = Pop3Reply.err("Message is deleted");
    static final Pop3Reply REMOVED = Pop3Reply.err("Message was removed by another session");
    static final Pop3Reply NEEDS_UTF8 =
            Pop3Reply.err(Code.UTF8, "Message has UTF-8 in its header section; say UTF8 first");
    static final Pop3Reply NOT_REMOVED =
            Pop3Reply.err(Code.SYS_TEMP, "some deleted messages not removed");

    static final Pop3Reply STOPPING = Pop3Reply.err(Code.SYS_TEMP, "Service is stopping");

    static final Pop3Reply FAILED =
            Pop3Reply.err(Code.SYS_TEMP, "Internal trouble, try again later");

    /** Sent instead of the greeting when a client's address has too many connections. */
    public static final Pop3Reply TOO_MANY_CONNECTIONS =
            Pop3Reply.err(Code.SYS_TEMP, "Too many connections, try again later");

    /** Sent instead of the greeting when there are too many connections in all. */
    public static final Pop3Reply ALL_CONNECTIONS_TAKEN =
            Pop3Reply.err(Code.SYS_TEMP, "All connections are in use, try again later");

    private Pop3Replies() {}
}
