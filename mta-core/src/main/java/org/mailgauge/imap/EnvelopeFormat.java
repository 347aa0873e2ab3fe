package org.mailgauge.imap;

import org.mailgauge.mime.Envelope;
import org.mailgauge.mime.HeaderAddress;

import java.util.List;

/**
 * Writes ENVELOPE (RFC 9051 section 7.5.2). A client that has not said that it takes UTF-8 gets
 * texts in encoded words (RFC 2047).
 */
public final class EnvelopeFormat {
    private static final String INVALID = " NIL \"invalid\" \"internationalized-address.invalid\")";

    private EnvelopeFormat() {}

    public static void write(ResponseBuffer out, Envelope envelope) {
        out.octet('(').words(envelope.date()).octet(' ').words(envelope.subject());
        addresses(out, envelope.from());
        addresses(out, envelope.senderOrFrom());
        addresses(out, envelope.replyToOrFrom());
        addresses(out, envelope.to());
        addresses(out, envelope.cc());
        addresses(out, envelope.bcc());
        out.octet(' ').words(envelope.inReplyTo()).octet(' ').words(envelope.messageId());
        out.octet(')');
    }

    private static void addresses(ResponseBuffer out, List<HeaderAddress> addresses) {
        out.octet(' ');
        if (addresses.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(');
        for (var address : addresses) {
            switch (address) {
                case HeaderAddress.Mailbox mailbox -> mailbox(out, mailbox);
                case HeaderAddress.Group(var name, var members) -> {
                    out.text("(NIL NIL ").words(name).text(" NIL)");
                    members.forEach(member -> mailbox(out, member));
                    out.text("(NIL NIL NIL NIL)");
                }
            }
        }
        out.octet(')');
    }

    /**
     * A host that is missing is an empty string: NIL would make a group of it. An address that the
     * client cannot be told is one that no mail goes to (RFC 6858 section 2.1).
     */
    private static void mailbox(ResponseBuffer out, HeaderAddress.Mailbox mailbox) {
        var address = mailbox.local() + '@' + mailbox.domain();
        if (!out.speaksOf(address)) {
            var name = mailbox.name() == null ? address : mailbox.name();
            out.octet('(').words(name).text(INVALID);
            return;
        }
        out.octet('(').words(mailbox.name()).octet(' ').words(mailbox.route()).octet(' ');
        out.string(mailbox.local()).octet(' ').string(mailbox.domain()).octet(')');
    }
}
