package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * Structures as octets: a version, the checksum (CRC-32C) of what follows, then numbers seven bits
 * an octet, the least first, and texts as their length plus one, 0 for none, and UTF-8. A word that
 * is common in structures is its place in a table instead: for words the lowest bit of the number
 * tells. Lists begin with their length.
 */
final class Packing {
    /** Octets of a length that is written when what it tells of is known. */
    static final int LENGTH = 4;

    private static final int MAILBOX = 0;
    private static final int GROUP = 1;
    private static final int HEAD = 1 + Integer.BYTES;

    /** Never to be changed but at its end: the places are on disks. */
    private static final List<String> WORDS =
            List.of(
                    "7bit",
                    "text",
                    "plain",
                    "charset",
                    "us-ascii",
                    "utf-8",
                    "quoted-printable",
                    "base64",
                    "8bit",
                    "html",
                    "multipart",
                    "alternative",
                    "boundary",
                    "mixed",
                    "related",
                    "attachment",
                    "inline",
                    "filename",
                    "name",
                    "application",
                    "octet-stream",
                    "pdf",
                    "image",
                    "png",
                    "jpeg",
                    "gif",
                    "message",
                    "rfc822",
                    "iso-8859-1",
                    "windows-1252",
                    "UTF-8",
                    "ISO-8859-1",
                    "US-ASCII",
                    "format",
                    "flowed",
                    "signed",
                    "protocol",
                    "micalg",
                    "report",
                    "report-type",
                    "delivery-status",
                    "calendar",
                    "method",
                    "size",
                    "type",
                    "text/html",
                    "text/plain",
                    "delsp",
                    "yes",
                    "binary");

    private static final Map<String, Integer> PLACES = places();

    private Packing() {}

    private static Map<String, Integer> places() {
        var places = new HashMap<String, Integer>();
        for (int i = 0; i < WORDS.size(); i++) {
            places.put(WORDS.get(i), i);
        }
        return Collections.unmodifiableMap(places);
    }

    /** Whether octets are what a writer of that version gave. */
    static boolean isOurs(byte[] octets, int version) {
        return octets.length > HEAD
                && octets[0] == version
                && ByteBuffer.wrap(octets).getInt(1) == sum(octets, octets.length);
    }

    private static int sum(byte[] octets, int length) {
        var sum = new CRC32C();
        sum.update(octets, HEAD, length - HEAD);
        return (int) sum.getValue();
    }

    /** Puts one value after the other. */
    static final class Writer {
        private byte[] octets = new byte[512];
        private int at = HEAD;

        Writer(int version) {
            octets[0] = (byte) version;
        }

        byte[] toBytes() {
            ByteBuffer.wrap(octets).putInt(1, sum(octets, at));
            return Arrays.copyOf(octets, at);
        }

        private void room(int more) {
            if (octets.length - at < more) {
                octets = Arrays.copyOf(octets, Math.max(2 * octets.length, at + more));
            }
        }

        /** Leaves room for a length. */
        int mark() {
            room(LENGTH);
            at += LENGTH;
            return at;
        }

        /** Writes how much has come since a mark. */
        void lengthSince(int mark) {
            ByteBuffer.wrap(octets).putInt(mark - LENGTH, at - mark);
        }

        void number(long value) {
            room(10);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                octets[at++] = (byte) ((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            octets[at++] = (byte) rest;
        }

        /** A number that may be below 0. */
        void signed(long value) {
            number((value << 1) ^ (value >> 63));
        }

        void text(@Nullable String text) {
            if (text == null) {
                number(0);
                return;
            }
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length + 1L);
            put(utf8);
        }

        private void word(@Nullable String text) {
            var place = text == null ? null : PLACES.get(text);
            if (place != null) {
                number(2L * place + 1);
            } else if (text == null) {
                number(0);
            } else {
                var utf8 = text.getBytes(StandardCharsets.UTF_8);
                number(2 * (utf8.length + 1L));
                put(utf8);
            }
        }

        private void put(byte[] utf8) {
            room(utf8.length);
            System.arraycopy(utf8, 0, octets, at, utf8.length);
            at += utf8.length;
        }

        void texts(List<String> texts) {
            number(texts.size());
            texts.forEach(this::text);
        }

        void part(Part part) {
            number(
                    switch (part.kind()) {
                        case LEAF -> 0;
                        case MULTIPART -> 1;
                        case MESSAGE -> 2;
                    });
            word(part.type().type());
            word(part.type().subtype());
            parameters(part.type().parameters());
            fields(part.fields());
            var extent = part.extent();
            number(extent.header());
            number(extent.headerOctets());
            number(extent.bodyOctets());
            number(extent.lines());
            number((part.eightBit().header() ? 1 : 0) + (part.eightBit().body() ? 2 : 0));
            var envelope = part.envelope();
            number(envelope == null ? 0 : 1);
            if (envelope != null) {
                envelope(envelope);
            }
            number(part.children().size());
            part.children().forEach(this::part);
        }

        private void parameters(List<Parameter> parameters) {
            number(parameters.size());
            for (var parameter : parameters) {
                word(parameter.name());
                word(parameter.value());
                text(parameter.language());
            }
        }

        private void fields(Part.Fields fields) {
            var disposition = fields.disposition();
            word(disposition == null ? null : disposition.type());
            if (disposition != null) {
                parameters(disposition.parameters());
            }
            text(fields.id());
            text(fields.description());
            word(fields.encoding());
            texts(fields.languages());
            text(fields.location());
            text(fields.md5());
        }

        void envelope(Envelope envelope) {
            text(envelope.date());
            text(envelope.subject());
            addresses(envelope.from());
            addresses(envelope.sender());
            addresses(envelope.replyTo());
            addresses(envelope.to());
            addresses(envelope.cc());
            addresses(envelope.bcc());
            text(envelope.inReplyTo());
            text(envelope.messageId());
        }

        private void addresses(List<? extends HeaderAddress> addresses) {
            number(addresses.size());
            for (var address : addresses) {
                switch (address) {
                    case HeaderAddress.Mailbox mailbox -> {
                        number(MAILBOX);
                        mailbox(mailbox);
                    }
                    case HeaderAddress.Group(var name, var members) -> {
                        number(GROUP);
                        text(name);
                        number(members.size());
                        members.forEach(this::mailbox);
                    }
                }
            }
        }

        private void mailbox(HeaderAddress.Mailbox mailbox) {
            text(mailbox.name());
            text(mailbox.route());
            text(mailbox.local());
            text(mailbox.domain());
        }
    }

    /** Takes one value after the other of octets that {@link #isOurs} was asked about. */
    static final class Reader {
        private final byte[] octets;
        private int at;

        /** From the first value on. */
        Reader(byte[] octets) {
            this(octets, HEAD);
        }

        /** From a value on. */
        Reader(byte[] octets, int at) {
            this.octets = octets;
            this.at = at;
        }

        /** Where the next value is. */
        int mark() {
            return at;
        }

        /** A length that a mark was put for, and where what it tells of ends. */
        int length() {
            at += LENGTH;
            return LENGTH + ByteBuffer.wrap(octets).getInt(at - LENGTH);
        }

        long number() {
            long value = 0;
            int shift = 0;
            byte octet;
            do {
                octet = octets[at++];
                value |= (octet & 0x7FL) << shift;
                shift += 7;
            } while (octet < 0);
            return value;
        }

        long signed() {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        OffsetDateTime date() {
            var when = Instant.ofEpochSecond(signed());
            return when.atOffset(ZoneOffset.ofTotalSeconds((int) signed()));
        }

        @Nullable String text() {
            int length = (int) number() - 1;
            return length < 0 ? null : take(length);
        }

        private @Nullable String word() {
            int number = (int) number();
            if (number == 0) {
                return null;
            }
            return (number & 1) == 1 ? WORDS.get(number >> 1) : take((number >> 1) - 1);
        }

        private String take(int length) {
            var text = new String(octets, at, length, StandardCharsets.UTF_8);
            at += length;
            return text;
        }

        private String some() {
            return Objects.requireNonNull(text());
        }

        private String someWord() {
            return Objects.requireNonNull(word());
        }

        List<String> texts() {
            return list(Reader::some);
        }

        private <T> List<T> list(Function<Reader, T> reading) {
            int count = (int) number();
            var list = new ArrayList<T>(Math.min(count, 16));
            for (int i = 0; i < count; i++) {
                list.add(reading.apply(this));
            }
            return list;
        }

        Part part() {
            var kind = kind();
            var type = new MediaType(someWord(), someWord(), list(Reader::parameter));
            var fields = fields();
            long header = number();
            long body = header + number();
            var extent = new Part.Extent(header, body, body + number(), number());
            long high = number();
            return new Part(
                    kind,
                    type,
                    fields,
                    extent,
                    new Part.EightBit((high & 1) != 0, (high & 2) != 0),
                    number() == 0 ? null : envelope(),
                    list(Reader::part));
        }

        private Part.Kind kind() {
            int kind = (int) number();
            return switch (kind) {
                case 0 -> Part.Kind.LEAF;
                case 1 -> Part.Kind.MULTIPART;
                case 2 -> Part.Kind.MESSAGE;
                default -> throw new IllegalStateException("kind " + kind);
            };
        }

        private Parameter parameter() {
            return new Parameter(someWord(), someWord(), text());
        }

        private Part.Fields fields() {
            var disposition = word();
            return new Part.Fields(
                    disposition == null
                            ? null
                            : new Disposition(disposition, list(Reader::parameter)),
                    text(),
                    text(),
                    someWord(),
                    texts(),
                    text(),
                    text());
        }

        Envelope envelope() {
            return new Envelope(
                    text(),
                    text(),
                    addresses(),
                    addresses(),
                    addresses(),
                    addresses(),
                    addresses(),
                    addresses(),
                    text(),
                    text());
        }

        private List<HeaderAddress> addresses() {
            return list(
                    reader ->
                            reader.number() == MAILBOX
                                    ? reader.mailbox()
                                    : new HeaderAddress.Group(
                                            reader.some(), reader.list(Reader::mailbox)));
        }

        private HeaderAddress.Mailbox mailbox() {
            return new HeaderAddress.Mailbox(text(), text(), some(), some());
        }
    }
}
