package org.mailgauge.imap;

import java.util.List;

/** NOTIFY (RFC 5465). */
public sealed interface NotifyRequest {

    /** Nothing but what a session is told anyway. */
    record None() implements NotifyRequest {}

    /**
     * What a session wants to be told.
     *
     * @param status whether STATUS of all these mailboxes is told at once
     */
    record Set(boolean status, List<Group> groups) implements NotifyRequest {
        public Set {
            groups = List.copyOf(groups);
        }
    }

    /** Some mailboxes, and what is told of them. */
    record Group(MailboxFilter mailboxes, List<Event> events) {
        public Group {
            events = List.copyOf(events);
        }
    }

    /** What is told. */
    sealed interface Event {
        /** Events without arguments. */
        enum Kind implements Event {
            MESSAGE_EXPUNGE,
            FLAG_CHANGE,
            ANNOTATION_CHANGE,
            MAILBOX_NAME,
            SUBSCRIPTION_CHANGE,
            MAILBOX_METADATA_CHANGE,
            SERVER_METADATA_CHANGE
        }

        /** One that we do not know; {@code name} in upper case. */
        record Unknown(String name) implements Event {}

        /** Mail that arrives, and what of it is told. */
        record MessageNew(List<FetchItem> items) implements Event {}
    }
}
