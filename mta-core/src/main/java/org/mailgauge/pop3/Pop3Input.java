package org.mailgauge.pop3;

import org.mailgauge.sasl.LoginStep;

/** Everything a session can be told. */
public sealed interface Pop3Input {
    /** A line, without its CRLF, decoded as ISO 8859-1. */
    record Line(String text) implements Pop3Input {
        /** Never shows it: it may hold a password. */
        @Override
        public String toString() {
            return "Line[]";
        }
    }

    /** A line went over every limit; its end has been found. */
    record LineTooLong() implements Pop3Input {}

    /** A line went over every limit, and its end was not found: nothing can come after it. */
    record LineEndless() implements Pop3Input {}

    /** After {@link Pop3Action.Login}, {@link Pop3Action.Begin} and {@link Pop3Action.Respond}. */
    record LoggedIn(LoginStep login) implements Pop3Input {}

    /** After {@link Pop3Action.Open}. */
    record Opened(Listing listing) implements Pop3Input {}

    /** After {@link Pop3Action.Open}: another session has it. */
    record InUse() implements Pop3Input {}

    /** After {@link Pop3Action.Open} and {@link Pop3Action.Read}: it cannot be read. */
    record Unavailable(boolean temporary) implements Pop3Input {}

    /** After {@link Pop3Action.Read}: its content can be sent. */
    record Ready() implements Pop3Input {}

    /** After {@link Pop3Action.Read}: it is not there any more. */
    record Missing() implements Pop3Input {}

    /** After {@link Pop3Action.Remove}: whether all are removed. */
    record Removed(boolean all) implements Pop3Input {}

    /** After {@link Pop3Action.StartTls}. */
    record TlsUp(Pop3Access access) implements Pop3Input {}

    /** The client was idle for too long. */
    record Timeout() implements Pop3Input {}

    /** The server stops. */
    record Stopping() implements Pop3Input {}

    /** Something of ours broke. */
    record Failed() implements Pop3Input {}

    /** The client is gone. */
    record Closed() implements Pop3Input {}
}
