package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a content from its arrival on, so that lists, searches and threads of messages
 * open none: IMAP's ENVELOPE, BODYSTRUCTURE and PREVIEW, and what SORT and THREAD go by. Immutable.
 *
 * <p>One that comes from octets takes apart of them what it is asked for, each time anew.
 */
public final class Summary {
    /** Of the octets: a later one is made when contents are to be read anew, in another way. */
    public static final int VERSION = 1;

    /** Message identifiers of a References field that count: the first one and the last ones. */
    static final int REFERENCES = 100;

    /** Characters of the last ones together. */
    static final int REFERENCES_LENGTH = 8_192;

    private final Traits traits;
    private final @Nullable OffsetDateTime sent;
    private final List<String> references;
    private final @Nullable String preview;
    private final Tree tree;

    /** Envelope and structure. */
    private sealed interface Tree {
        /** As they were found. */
        record Found(Part whole) implements Tree {}

        /**
         * As they were kept.
         *
         * @param envelope where it begins; the structure, without it, is at {@code structure}
         */
        record Kept(byte[] octets, int envelope, int structure) implements Tree {}
    }

    private Summary(
            Traits traits,
            @Nullable OffsetDateTime sent,
            List<String> references,
            @Nullable String preview,
            Tree tree) {
        this.traits = traits;
        this.sent = sent;
        this.references = List.copyOf(references);
        this.preview = preview;
        this.tree = tree;
    }

    static Summary of(
            Traits traits, List<String> references, @Nullable String preview, Part whole) {
        var date = whole.envelopeOrEmpty().date();
        var sent = date == null ? null : MailDate.parse(date).orElse(null);
        return new Summary(traits, sent, references, preview, new Tree.Found(whole));
    }

    public Traits traits() {
        return traits;
    }

    /** The Date field, when it is a date. */
    public Optional<OffsetDateTime> sent() {
        return Optional.ofNullable(sent);
    }

    /**
     * The identifiers of the References field in their order; of more than a hundred, or 8,192
     * characters, the first one and the last ones.
     */
    public List<String> references() {
        return references;
    }

    /** Where the text begins, as people read it; absent when there is none. */
    public Optional<String> preview() {
        return Optional.ofNullable(preview);
    }

    public Envelope envelope() {
        return switch (tree) {
            case Tree.Found(var whole) -> whole.envelopeOrEmpty();
            case Tree.Kept(var octets, int envelope, _) ->
                    new Packing.Reader(octets, envelope).envelope();
        };
    }

    /** The message itself, with its envelope. */
    public Part structure() {
        return switch (tree) {
            case Tree.Found(var whole) -> whole;
            case Tree.Kept(var octets, _, int structure) ->
                    new Packing.Reader(octets, structure).part().with(envelope());
        };
    }

    /**
     * The identifiers that tell which messages belong together, each once: its own, those that it
     * answers, those that it refers to from the nearest on.
     *
     * @param most of them; the first of the references, where the thread began, is among them
     */
    public List<String> threadKeys(int most) {
        var envelope = envelope();
        var keys = new LinkedHashSet<String>();
        if (envelope.messageId() != null) {
            keys.addAll(MessageIds.parse(envelope.messageId(), 1));
        }
        if (!references.isEmpty()) {
            keys.add(references.getFirst());
        }
        if (envelope.inReplyTo() != null) {
            keys.addAll(MessageIds.parse(envelope.inReplyTo(), most));
        }
        keys.addAll(references.reversed());
        return new ArrayList<>(keys).subList(0, Math.min(most, keys.size()));
    }

    /**
     * Compact octets with a version and a checksum, for {@link #read}.
     *
     * @param most of them
     * @return empty when there would be more
     */
    public Optional<byte[]> toBytes(int most) {
        var octets =
                switch (tree) {
                    case Tree.Found(var whole) -> packed(whole);
                    case Tree.Kept(var kept, _, _) -> kept.clone();
                };
        return octets.length > most ? Optional.empty() : Optional.of(octets);
    }

    private byte[] packed(Part whole) {
        var out = new Packing.Writer(VERSION);
        out.number(traits.bits());
        out.number(sent == null ? 0 : 1);
        if (sent != null) {
            out.signed(sent.toEpochSecond());
            out.signed(sent.getOffset().getTotalSeconds());
        }
        out.texts(references);
        out.text(preview);
        int length = out.mark();
        out.envelope(whole.envelopeOrEmpty());
        out.lengthSince(length);
        out.part(whole.with(null));
        return out.toBytes();
    }

    /** Reads what {@link #toBytes} gave; empty when it is of another version, or damaged. */
    public static Optional<Summary> read(byte[] octets) {
        if (!Packing.isOurs(octets, VERSION)) {
            return Optional.empty();
        }
        var in = new Packing.Reader(octets);
        var traits = new Traits((int) in.number());
        var sent = in.number() == 0 ? null : in.date();
        var references = in.texts();
        var preview = in.text();
        int envelope = in.mark();
        int structure = envelope + in.length();
        return Optional.of(
                new Summary(
                        traits,
                        sent,
                        references,
                        preview,
                        new Tree.Kept(octets, envelope + Packing.LENGTH, structure)));
    }
}
