package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.EncodedWords;
import org.mailgauge.mime.Envelope;
import org.mailgauge.mime.HeaderAddress;

import java.util.List;
import java.util.Optional;

/** An envelope's fields as texts that are searched: decoded, addresses as people write them. */
public final class EnvelopeText {
    private EnvelopeText() {}

    /** One of them. */
    public enum Field {
        BCC,
        CC,
        DATE,
        FROM,
        IN_REPLY_TO,
        MESSAGE_ID,
        SUBJECT,
        TO;

        /** The one of SEARCH's keys of that name, in lower case. */
        static Field of(String key) {
            return switch (key) {
                case "bcc" -> BCC;
                case "cc" -> CC;
                case "from" -> FROM;
                case "subject" -> SUBJECT;
                case "to" -> TO;
                default -> throw new IllegalArgumentException(key);
            };
        }

        /** The one that has the text of a header field as it is, by its name in lower case. */
        static Optional<Field> ofText(String name) {
            return switch (name) {
                case "date" -> Optional.of(DATE);
                case "in-reply-to" -> Optional.of(IN_REPLY_TO);
                case "message-id" -> Optional.of(MESSAGE_ID);
                case "subject" -> Optional.of(SUBJECT);
                default -> Optional.empty();
            };
        }

        boolean has(Envelope envelope, Needle needle) {
            var text = text(envelope);
            return text != null && needle.isIn(text);
        }

        /** The text of an envelope that is searched; null when it has no such field. */
        public @Nullable String text(Envelope envelope) {
            return switch (this) {
                case BCC -> joined(envelope.bcc());
                case CC -> joined(envelope.cc());
                case FROM -> joined(envelope.from());
                case TO -> joined(envelope.to());
                case DATE -> decoded(envelope.date());
                case IN_REPLY_TO -> decoded(envelope.inReplyTo());
                case MESSAGE_ID -> decoded(envelope.messageId());
                case SUBJECT -> decoded(envelope.subject());
            };
        }

        private static @Nullable String decoded(@Nullable String text) {
            return text == null ? null : EncodedWords.decode(text);
        }

        private static @Nullable String joined(List<HeaderAddress> addresses) {
            return addresses.isEmpty() ? null : EnvelopeText.text(addresses);
        }
    }

    /** Addresses as people write them: {@code Ann <ann@x.test>, b@x.test}. */
    static String text(List<? extends HeaderAddress> addresses) {
        var text = new StringBuilder();
        for (var address : addresses) {
            text.append(text.isEmpty() ? "" : ", ");
            switch (address) {
                case HeaderAddress.Mailbox mailbox -> mailbox(mailbox, text);
                case HeaderAddress.Group(var name, var members) -> {
                    text.append(EncodedWords.decode(name)).append(": ");
                    text.append(text(members)).append(';');
                }
            }
        }
        return text.toString();
    }

    private static void mailbox(HeaderAddress.Mailbox mailbox, StringBuilder text) {
        boolean named = mailbox.name() != null;
        if (mailbox.name() != null) {
            text.append(EncodedWords.decode(mailbox.name())).append(" <");
        }
        text.append(mailbox.local());
        if (!mailbox.domain().isEmpty()) {
            text.append('@').append(mailbox.domain());
        }
        text.append(named ? ">" : "");
    }
}
