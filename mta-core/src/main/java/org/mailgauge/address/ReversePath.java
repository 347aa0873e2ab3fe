package org.mailgauge.address;

/** Where failure reports go: the argument of MAIL FROM (RFC 5321 section 4.1.1.2). */
public sealed interface ReversePath {

    /** The null reverse-path {@code <>} of reports, which must never cause a report. */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "";
        }
    }

    /** A mailbox; any source route has been dropped. */
    record Sender(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return mailbox.toString();
        }
    }
}
