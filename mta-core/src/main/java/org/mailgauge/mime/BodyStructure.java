package org.mailgauge.mime;

import java.util.Optional;

/**
 * How a content is built, with the envelopes of the messages in it: all that IMAP's BODYSTRUCTURE,
 * ENVELOPE and BODY[section] need, to be kept from its arrival on.
 *
 * @param whole the message itself
 */
public record BodyStructure(Part whole) {
    /** Of the octets. Whoever meets a later one parses the content again. */
    static final int VERSION = 1;

    /** The envelope of the message itself. */
    public Envelope envelope() {
        return whole.envelopeOrEmpty();
    }

    /** Compact octets with a version, for {@link #read}. */
    public byte[] toBytes() {
        var out = new Packing.Writer(VERSION);
        out.part(whole);
        return out.toBytes();
    }

    /** Reads what {@link #toBytes} gave; empty when it is of a later version, or damaged. */
    public static Optional<BodyStructure> read(byte[] octets) {
        return Packing.read(octets, VERSION, Packing.Reader::part).map(BodyStructure::new);
    }
}
