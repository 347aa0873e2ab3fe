package org.mailgauge.smtp;

import java.util.List;

/**
 * Everything a client session can ask for. {@code Await}, {@code Convert}, {@code SendContent} and
 * {@code Next} await an answer and come last; {@code Close} comes last, too.
 */
public sealed interface SmtpClientAction {
    /** Write these command lines (without CRLF) at once. */
    record Send(List<String> lines) implements SmtpClientAction {
        public Send {
            lines = List.copyOf(lines);
        }
    }

    /** We have nothing more to send: end our direction. */
    record EndOutput() implements SmtpClientAction {}

    /** Read one reply within that step's time. */
    record Await(Wait step) implements SmtpClientAction {}

    /** Write the content, dot-stuffed, and its end. */
    record SendContent() implements SmtpClientAction {}

    /** Name the next message. */
    record Next() implements SmtpClientAction {}

    /** The greeting has come: the association is established. */
    record Opened() implements SmtpClientAction {}

    /**
     * The peer names itself as we do: it is this server, and the association ends. Not told in
     * LMTP.
     *
     * @param said its greeting or its reply to EHLO or HELO
     */
    record Itself(SmtpReply said) implements SmtpClientAction {}

    /** EHLO, HELO or LHLO was accepted: messages can go. */
    record Usable() implements SmtpClientAction {}

    /** The association cannot be used, or broke; why. */
    record Unusable(SmtpReply why) implements SmtpClientAction {}

    /**
     * The peer answered with 4yz or 5yz. Not told for EHLO when HELO is tried instead, and for
     * commands that were bound to fail as an earlier one of their group had failed.
     *
     * @param recipient its place in the transaction, or -1 when it concerns all
     */
    record ErrorReply(int recipient, SmtpReply reply) implements SmtpClientAction {}

    /** Make a 7-bit form of the content (RFC 6152 section 3), and say how large it is. */
    record Convert() implements SmtpClientAction {}

    /** We refuse the message ourselves, for all its recipients, before anything of it was sent. */
    record OurRefusal(SmtpReply reply) implements SmtpClientAction {}

    /**
     * What became of one recipient while the replies for others are awaited (LMTP). {@code Settle}
     * says it again.
     *
     * @param recipient its place in the transaction
     */
    record Known(int recipient, RecipientResult result) implements SmtpClientAction {}

    /**
     * The transaction has ended.
     *
     * @param results one for each recipient, in their order
     * @param uncertain whether the peer may have accepted although we could not learn it
     */
    record Settle(List<RecipientResult> results, boolean uncertain) implements SmtpClientAction {
        public Settle {
            results = List.copyOf(results);
        }
    }

    /**
     * The peer ended the association before it answered anything of this transaction: it may be
     * begun on a new association at once.
     */
    record Again() implements SmtpClientAction {}

    record Close() implements SmtpClientAction {}

    /** The steps that have a time limit of their own (RFC 5321 section 4.5.3.2). */
    enum Wait {
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        DOT,
        QUIT
    }
}
