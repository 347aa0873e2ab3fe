package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Structures as octets: a version, then numbers seven bits an octet, the least first, and texts as
 * their length plus one, 0 for none, and UTF-8. Lists begin with their length.
 */
final class Packing {
    private static final int MAILBOX = 0;
    private static final int GROUP = 1;

    private Packing() {}

    /** The octets are not what we wrote. */
    private static final class DamagedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Reads a whole value of a version; empty when there is anything else. */
    static <T> Optional<T> read(byte[] octets, int version, Function<Reader, T> reading) {
        if (octets.length == 0 || octets[0] != version) {
            return Optional.empty();
        }
        try {
            var reader = new Reader(octets);
            var value = reading.apply(reader);
            return reader.at == octets.length ? Optional.of(value) : Optional.empty();
        } catch (DamagedException _) {
            return Optional.empty();
        }
    }

    /** Puts one value after the other. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

        Writer(int version) {
            out.write(version);
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void number(long value) {
            long rest = value;
            while (rest >= 0x80) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        private void text(@Nullable String text) {
            if (text == null) {
                number(0);
                return;
            }
            var octets = text.getBytes(StandardCharsets.UTF_8);
            number(octets.length + 1L);
            out.writeBytes(octets);
        }

        void part(Part part) {
            number(
                    switch (part.kind()) {
                        case LEAF -> 0;
                        case MULTIPART -> 1;
                        case MESSAGE -> 2;
                    });
            text(part.type().type());
            text(part.type().subtype());
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
                text(parameter.name());
                text(parameter.value());
                text(parameter.language());
            }
        }

        private void fields(Part.Fields fields) {
            var disposition = fields.disposition();
            text(disposition == null ? null : disposition.type());
            if (disposition != null) {
                parameters(disposition.parameters());
            }
            text(fields.id());
            text(fields.description());
            text(fields.encoding());
            number(fields.languages().size());
            fields.languages().forEach(this::text);
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

    /** Takes one value after the other. */
    static final class Reader {
        private final byte[] octets;
        private int at = 1;
        private int depth;

        private Reader(byte[] octets) {
            this.octets = octets;
        }

        private long number() {
            long value = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                if (at >= octets.length) {
                    throw new DamagedException();
                }
                byte octet = octets[at++];
                value |= (octet & 0x7FL) << shift;
                if (octet >= 0) {
                    return value;
                }
            }
            throw new DamagedException();
        }

        /** A number of things, each of which takes an octet at least. */
        private int count() {
            long count = number();
            if (count > octets.length - at) {
                throw new DamagedException();
            }
            return (int) count;
        }

        private @Nullable String text() {
            long length = number() - 1;
            if (length < 0) {
                return null;
            }
            if (length > octets.length - at) {
                throw new DamagedException();
            }
            var text = new String(octets, at, (int) length, StandardCharsets.UTF_8);
            at += (int) length;
            return text;
        }

        private String some() {
            var text = text();
            if (text == null) {
                throw new DamagedException();
            }
            return Objects.requireNonNull(text);
        }

        private <T> List<T> list(Function<Reader, T> reading) {
            int count = count();
            var list = new ArrayList<T>(Math.min(count, 16));
            for (int i = 0; i < count; i++) {
                list.add(reading.apply(this));
            }
            return list;
        }

        Part part() {
            if (++depth > MimeLimits.DEFAULT.depth()) {
                throw new DamagedException();
            }
            var kind = kind();
            var type = new MediaType(some(), some(), list(Reader::parameter));
            var fields = fields();
            long header = number();
            long body = header + number();
            var extent = new Part.Extent(header, body, body + number(), number());
            long high = number();
            var part =
                    new Part(
                            kind,
                            type,
                            fields,
                            extent,
                            new Part.EightBit((high & 1) != 0, (high & 2) != 0),
                            number() == 0 ? null : envelope(),
                            list(Reader::part));
            depth--;
            return part;
        }

        private Part.Kind kind() {
            return switch ((int) Math.min(number(), 3)) {
                case 0 -> Part.Kind.LEAF;
                case 1 -> Part.Kind.MULTIPART;
                case 2 -> Part.Kind.MESSAGE;
                default -> throw new DamagedException();
            };
        }

        private Parameter parameter() {
            return new Parameter(some(), some(), text());
        }

        private Part.Fields fields() {
            var disposition = text();
            return new Part.Fields(
                    disposition == null
                            ? null
                            : new Disposition(disposition, list(Reader::parameter)),
                    text(),
                    text(),
                    some(),
                    list(Reader::some),
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
