package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What IMAP's ENVELOPE tells of a message (RFC 3501 section 7.4.2): texts as they stand in the
 * header section, unfolded, encoded words and all; null when the field is absent. Of texts the
 * first field of a name counts; addresses of fields that come twice are joined.
 */
public record Envelope(
        @Nullable String date,
        @Nullable String subject,
        List<HeaderAddress> from,
        List<HeaderAddress> sender,
        List<HeaderAddress> replyTo,
        List<HeaderAddress> to,
        List<HeaderAddress> cc,
        List<HeaderAddress> bcc,
        @Nullable String inReplyTo,
        @Nullable String messageId) {
    /** What a message without any of these fields has. */
    public static final Envelope EMPTY =
            new Envelope(
                    null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    null, null);

    /** Characters of a text, and of all addresses together; what is beyond is left out. */
    static final int TEXT = 8_192;

    static final int ADDRESSES = 65_536;

    static final Set<String> FIELDS =
            Set.of(
                    "date",
                    "subject",
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "in-reply-to",
                    "message-id");

    public Envelope {
        from = List.copyOf(from);
        sender = List.copyOf(sender);
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    /** The envelope in a header section. */
    public static Envelope of(Header header) {
        return header.fields().isEmpty() ? EMPTY : new Reader(header).read();
    }

    /** Who sent it: From, unless Sender says otherwise. */
    public List<HeaderAddress> senderOrFrom() {
        return sender.isEmpty() ? from : sender;
    }

    /** Who gets replies: From, unless Reply-To says otherwise. */
    public List<HeaderAddress> replyToOrFrom() {
        return replyTo.isEmpty() ? from : replyTo;
    }

    int length() {
        return length(date)
                + length(subject)
                + length(inReplyTo)
                + length(messageId)
                + length(from)
                + length(sender)
                + length(replyTo)
                + length(to)
                + length(cc)
                + length(bcc);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static int length(List<? extends HeaderAddress> addresses) {
        return addresses.stream().mapToInt(Envelope::length).sum();
    }

    private static int length(HeaderAddress address) {
        return switch (address) {
            case HeaderAddress.Group(var name, var members) -> name.length() + length(members);
            case HeaderAddress.Mailbox(var name, var route, var local, var domain) ->
                    length(name) + length(route) + local.length() + domain.length();
        };
    }

    /** Takes addresses until there are too many characters of them. */
    private static final class Reader {
        private final Header header;
        private int room = ADDRESSES;

        Reader(Header header) {
            this.header = header;
        }

        Envelope read() {
            return new Envelope(
                    text("date"),
                    text("subject"),
                    addresses("from"),
                    addresses("sender"),
                    addresses("reply-to"),
                    addresses("to"),
                    addresses("cc"),
                    addresses("bcc"),
                    text("in-reply-to"),
                    text("message-id"));
        }

        private @Nullable String text(String name) {
            return header.first(name).map(Reader::cut).orElse(null);
        }

        private static String cut(String text) {
            if (text.length() <= TEXT) {
                return text;
            }
            boolean splits = Character.isHighSurrogate(text.charAt(TEXT - 1));
            return text.substring(0, splits ? TEXT - 1 : TEXT);
        }

        private List<HeaderAddress> addresses(String name) {
            var all = new ArrayList<HeaderAddress>();
            for (var body : header.all(name)) {
                for (var address : AddressList.parse(body)) {
                    int length = Envelope.length(address);
                    if (length > room) {
                        return all;
                    }
                    room -= length;
                    all.add(address);
                }
            }
            return all;
        }
    }
}
