package org.mailgauge.observe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What kind of trouble the last reply tells of: the closed set into which a table sorts replies,
 * each explained in {@code docs/delivery.md}.
 */
public enum ReplyClass {
    /** Nothing was replied yet, or no trouble. */
    NONE(1),
    /** Unknown senders have to come again. */
    GREYLISTED(2),
    /** The recipient's mailbox has no room. */
    MAILBOX_FULL(3),
    /** Too much from us at a time. */
    RATE_LIMITED(4),
    /** Too many recipients in one transaction. */
    TOO_MANY_RECIPIENTS(5),
    /** What they think of us: lists, reputation, rules. */
    POLICY(6),
    /** What they think of this message. */
    CONTENT(7),
    /** The mailbox is not known there, for now. */
    UNKNOWN_MAILBOX(8),
    /** No connection, or nobody there who takes mail. */
    HOST_UNREACHABLE(9),
    /** A name cannot be looked up, by us or by them. */
    DNS(10),
    /** The association cannot be made safe. */
    TLS(11),
    /** An association that was up broke, or nothing was answered in time. */
    ASSOCIATION_LOST(12),
    /** Replies that do not fit the protocol. */
    PROTOCOL(13),
    /** Their machine, or ours, has no room or does not work. */
    SYSTEM_FULL(14),
    /** Anything else. */
    OTHER(15);

    private final int number;

    ReplyClass(int number) {
        this.number = number;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As in MAILGAUGE-MIB (MailgaugeReplyClass), from 1 on without a gap. */
    public int number() {
        return number;
    }

    /** The class of a label; empty for an unknown one. */
    public static Optional<ReplyClass> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }
}
