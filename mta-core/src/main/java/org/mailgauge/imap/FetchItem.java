package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** What FETCH tells of a message (RFC 9051 section 6.4.5, and extensions). */
public sealed interface FetchItem {

    /** Items without arguments. */
    enum Plain implements FetchItem {
        FLAGS,
        INTERNALDATE,
        RFC822_SIZE,
        ENVELOPE,
        /** BODYSTRUCTURE without what is extensible in it. */
        BODY,
        BODYSTRUCTURE,
        UID,
        /** RFC 7162. */
        MODSEQ,
        /** RFC 8474. */
        EMAILID,
        THREADID,
        /** RFC 8514. */
        SAVEDATE,
        /** RFC 8970. */
        PREVIEW,
        /** PREVIEW only when it is at hand. */
        PREVIEW_LAZY,
        /** RFC822, RFC822.HEADER and RFC822.TEXT of IMAP4rev1. */
        RFC822,
        RFC822_HEADER,
        RFC822_TEXT
    }

    /**
     * Octets of a content.
     *
     * @param peek whether {@code \Seen} stays as it is
     * @param partial which of them; null for all
     */
    record Body(Section section, boolean peek, @Nullable Partial partial) implements FetchItem {}

    /**
     * A part whose transfer encoding is undone (RFC 3516).
     *
     * @param part none for the whole message
     */
    record Binary(List<Integer> part, boolean peek, @Nullable Partial partial)
            implements FetchItem {
        public Binary {
            part = List.copyOf(part);
        }
    }

    /** How many octets that has. */
    record BinarySize(List<Integer> part) implements FetchItem {
        public BinarySize {
            part = List.copyOf(part);
        }
    }

    /** Octets {@code from}, counted from 0, and at most so many. */
    record Partial(long from, long octets) {}

    /**
     * Which octets.
     *
     * @param part numbers from the outside; none for the message itself
     * @param fields of HEADER.FIELDS, as the client wrote them
     */
    record Section(List<Integer> part, Text text, List<String> fields) {
        /** What of the part. */
        public enum Text {
            ALL(""),
            HEADER("HEADER"),
            HEADER_FIELDS("HEADER.FIELDS"),
            HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
            TEXT("TEXT"),
            MIME("MIME");

            private final String word;

            Text(String word) {
                this.word = word;
            }
        }

        /** The whole message. */
        public static final Section ALL = new Section(List.of(), Text.ALL, List.of());

        public Section {
            part = List.copyOf(part);
            fields = List.copyOf(fields);
        }

        /** As in a response, between the brackets; fields that are no atoms are quoted. */
        @Override
        public String toString() {
            var text = new StringBuilder(numbers(part));
            if (this.text != Text.ALL) {
                text.append(part.isEmpty() ? "" : ".").append(this.text.word);
            }
            if (!fields.isEmpty()) {
                text.append(
                        fields.stream()
                                .map(ImapText::astring)
                                .collect(Collectors.joining(" ", " (", ")")));
            }
            return text.toString();
        }
    }

    /** A part's numbers as on the wire. */
    static String numbers(List<Integer> part) {
        return part.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
