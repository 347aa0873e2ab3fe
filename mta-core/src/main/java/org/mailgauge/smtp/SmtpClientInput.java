package org.mailgauge.smtp;

/** Everything a client session can be told. */
public sealed interface SmtpClientInput {
    record Reply(SmtpReply reply) implements SmtpClientInput {}

    /** What came is no reply. */
    record Malformed(String why) implements SmtpClientInput {}

    /** The answer to {@link SmtpClientAction.Next}: hand this message over. */
    record Begin(SmtpTransaction transaction) implements SmtpClientInput {}

    /** The answer to {@link SmtpClientAction.Next}: there is none. */
    record NoMore() implements SmtpClientInput {}

    /** The answer to {@link SmtpClientAction.SendContent}: content and final dot were sent. */
    record ContentSent() implements SmtpClientInput {}

    /** The answer to {@link SmtpClientAction.Convert}: the content will be sent in 7 bits. */
    record SevenBit(long sizeOctets) implements SmtpClientInput {}

    /** The answer to {@link SmtpClientAction.Convert}: it cannot be. */
    record Unconvertible() implements SmtpClientInput {}

    /** The peer did not answer in time, or did not take what we sent. */
    record Timeout() implements SmtpClientInput {}

    /** The connection broke, or the content could not be read. */
    record Broken(SmtpReply why) implements SmtpClientInput {}
}
