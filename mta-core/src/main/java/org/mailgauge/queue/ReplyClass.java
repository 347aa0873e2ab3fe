package org.mailgauge.queue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What kind of trouble the last reply tells of: the closed set into which a table sorts replies,
 * each explained in {@code docs/delivery.md}.
 */
public enum ReplyClass {
    /** Nothing was replied yet, or no trouble. */
    NONE,
    /** Unknown senders have to come again. */
    GREYLISTED,
    /** The recipient's mailbox has no room. */
    MAILBOX_FULL,
    /** Too much from us at a time. */
    RATE_LIMITED,
    /** Too many recipients in one transaction. */
    TOO_MANY_RECIPIENTS,
    /** What they think of us: lists, reputation, rules. */
    POLICY,
    /** What they think of this message. */
    CONTENT,
    /** The mailbox is not known there, for now. */
    UNKNOWN_MAILBOX,
    /** No connection, or nobody there who takes mail. */
    HOST_UNREACHABLE,
    /** A name cannot be looked up, by us or by them. */
    DNS,
    /** The association cannot be made safe. */
    TLS,
    /** An association that was up broke, or nothing was answered in time. */
    ASSOCIATION_LOST,
    /** Replies that do not fit the protocol. */
    PROTOCOL,
    /** Their machine, or ours, has no room or does not work. */
    SYSTEM_FULL,
    /** Anything else. */
    OTHER;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The class of a label; empty for an unknown one. */
    static Optional<ReplyClass> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }
}
