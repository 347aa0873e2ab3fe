package org.mailgauge.policy;

import org.mailgauge.address.ForwardPath;

/** Which recipients of local domains there are. Safe for use by any thread; never blocks. */
public interface LocalRecipients {

    /** Where there are no mailboxes. */
    LocalRecipients NONE = _ -> new Answer.Absent();

    /** Whether mail for a recipient of a local domain has a place to go. */
    Answer find(ForwardPath to);

    /** What is known of a recipient. */
    sealed interface Answer {
        /** An account, a sub-address of one, or a name that leads to one. */
        record Known() implements Answer {}

        /** Nobody: 550 5.1.1. */
        record Unknown() implements Answer {}

        /**
         * The accounts cannot be read now: 451 4.3.0.
         *
         * @param detail for the log
         */
        record Unreadable(String detail) implements Answer {}

        /** This server has no mailboxes: 450 4.2.1. */
        record Absent() implements Answer {}
    }
}
