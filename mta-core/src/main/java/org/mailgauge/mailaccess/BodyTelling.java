package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.FetchItem.Section.Text;
import org.mailgauge.imap.Sections;
import org.mailgauge.imap.Sections.Span;
import org.mailgauge.mime.Part;
import org.mailgauge.mime.Summary;
import org.mailgauge.mime.TransferDecoder;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes what a FETCH wants of contents: BODY[], BINARY[], and RFC822 of old (RFC 9051 section
 * 6.4.5, RFC 3501 section 6.4.5, RFC 3516). Used by one thread.
 */
final class BodyTelling {
    private final ContentReader reader = new ContentReader();
    private final LiteralWriter writer;
    private final Output out;
    private final List<FetchItem> items;
    private final List<String> labels;
    private final FetchTrouble trouble;

    private @Nullable Content content;
    private @Nullable Summary summary;
    private @Nullable Part structure;
    private boolean toldWhole;

    BodyTelling(Output out, List<FetchItem> items, FetchTrouble trouble) {
        this.out = out;
        this.items = items;
        this.trouble = trouble;
        writer = new LiteralWriter(out, reader);
        labels = items.stream().map(BodyTelling::label).toList();
    }

    /** Whether it is of a content. */
    static boolean isBody(FetchItem item) {
        return !(item instanceof FetchItem.Plain plain)
                || plain == FetchItem.Plain.RFC822
                || plain == FetchItem.Plain.RFC822_HEADER
                || plain == FetchItem.Plain.RFC822_TEXT;
    }

    /** Whether it is known only from the structure where the octets are. */
    static boolean needsStructure(FetchItem item) {
        return switch (item) {
            case FetchItem.Plain _ -> false;
            case FetchItem.Body(var section, _, _) -> !section.part().isEmpty();
            case FetchItem.Binary(var part, _, _) -> !part.isEmpty();
            case FetchItem.BinarySize(var part) -> !part.isEmpty();
        };
    }

    /** Whether a message is seen by whom it is told (RFC 9051 section 6.4.5). */
    static boolean marksSeen(FetchItem item) {
        return switch (item) {
            case FetchItem.Plain plain ->
                    plain == FetchItem.Plain.RFC822 || plain == FetchItem.Plain.RFC822_TEXT;
            case FetchItem.Body(_, var peek, _) -> !peek;
            case FetchItem.Binary(_, var peek, _) -> !peek;
            case FetchItem.BinarySize _ -> false;
        };
    }

    /** What stands before the value: of a partial one only the origin is told. */
    private static String label(FetchItem item) {
        return switch (item) {
            case FetchItem.Plain plain -> plain.name().replace('_', '.') + ' ';
            case FetchItem.Body(var section, _, var partial) ->
                    "BODY[" + section + ']' + origin(partial);
            case FetchItem.Binary(var part, _, var partial) ->
                    "BINARY[" + FetchItem.numbers(part) + ']' + origin(partial);
            case FetchItem.BinarySize(var part) -> "BINARY.SIZE[" + FetchItem.numbers(part) + "] ";
        };
    }

    private static String origin(FetchItem.@Nullable Partial partial) {
        return partial == null ? " " : "<" + partial.from() + "> ";
    }

    /** Goes on to another message. */
    void begin(Content of, @Nullable Summary itsSummary) {
        content = of;
        summary = itsSummary;
        structure = null;
        toldWhole = false;
    }

    /** Whether all octets of the message were sent, as one. */
    boolean toldWhole() {
        return toldWhole;
    }

    private Content content() {
        if (content == null) {
            throw new IllegalStateException("no content");
        }
        return content;
    }

    private Part structure() {
        if (structure == null) {
            if (summary == null) {
                throw new IllegalStateException("no summary");
            }
            structure = summary.structure();
        }
        return structure;
    }

    private Span whole() {
        return new Span(0, content().octets());
    }

    /** Tells one of the items. */
    void tell(int index) throws ClientGoneException {
        out.buffer().text(labels.get(index));
        switch (items.get(index)) {
            case FetchItem.Plain plain -> ofOld(plain);
            case FetchItem.Body(var section, _, var partial) -> body(section, partial);
            case FetchItem.Binary(var part, _, var partial) -> binary(part, partial);
            case FetchItem.BinarySize(var part) -> binarySize(part);
        }
    }

    private void ofOld(FetchItem.Plain plain) throws ClientGoneException {
        var text =
                switch (plain) {
                    case RFC822_HEADER -> Text.HEADER;
                    case RFC822_TEXT -> Text.TEXT;
                    default -> Text.ALL;
                };
        body(new FetchItem.Section(List.of(), text, List.of()), null);
    }

    private void body(FetchItem.Section section, FetchItem.@Nullable Partial partial)
            throws ClientGoneException {
        Span span;
        try {
            span = reader.find(content(), section, this::structure);
        } catch (IOException _) {
            trouble.damaged();
            out.buffer().nil();
            return;
        }
        if (span == null) {
            out.buffer().nil();
        } else if (ContentReader.isOfFields(section)) {
            passed(span, () -> Passage.of(section), partial, false);
        } else {
            send(span, partial, false);
        }
    }

    private void binary(List<Integer> numbers, FetchItem.@Nullable Partial partial)
            throws ClientGoneException {
        var part = numbers.isEmpty() ? null : Sections.part(structure(), numbers);
        if (part == null) {
            if (numbers.isEmpty()) {
                send(whole(), partial, true);
            } else {
                out.buffer().nil();
            }
            return;
        }
        var span = Sections.body(part);
        switch (decoding(part)) {
            case null -> {
                trouble.unknownEncoding();
                out.buffer().nil();
            }
            case TransferDecoder.Identity _ -> note(writer.send(content(), span, partial, true));
            case TransferDecoder _ -> passed(span, () -> Passage.of(decoder(part)), partial, true);
        }
    }

    private void passed(
            Span span,
            Supplier<Passage> passages,
            FetchItem.@Nullable Partial partial,
            boolean binary)
            throws ClientGoneException {
        note(writer.send(content(), span, passages, partial, binary));
    }

    /** The decoder of a part; null when nobody knows its encoding. */
    private static @Nullable TransferDecoder decoding(Part part) {
        return part.kind() == Part.Kind.LEAF
                ? TransferDecoder.of(part.fields().encoding()).orElse(null)
                : new TransferDecoder.Identity();
    }

    private static TransferDecoder decoder(Part part) {
        return TransferDecoder.of(part.fields().encoding()).orElseThrow();
    }

    /** A part that is not there has no octets; one that cannot be decoded as many as it has. */
    private void binarySize(List<Integer> numbers) {
        var part = numbers.isEmpty() ? null : Sections.part(structure(), numbers);
        if (part == null) {
            out.buffer().number(numbers.isEmpty() ? content().octets() : 0);
            return;
        }
        var decoder = decoding(part);
        if (decoder == null) {
            trouble.unknownEncoding();
        }
        if (decoder == null || decoder instanceof TransferDecoder.Identity) {
            out.buffer().number(part.extent().bodyOctets());
            return;
        }
        long length = 0;
        try {
            var span = Sections.body(part);
            length = reader.pass(content(), span, Passage.of(decoder), true, (_, _, _) -> {});
        } catch (IOException _) {
            trouble.damaged();
        }
        out.buffer().number(length);
    }

    private void send(Span span, FetchItem.@Nullable Partial partial, boolean binary)
            throws ClientGoneException {
        boolean read = writer.send(content(), span, partial, binary);
        toldWhole |= read && partial == null && span.equals(whole());
        note(read);
    }

    private void note(boolean read) {
        if (!read) {
            trouble.damaged();
        }
    }
}
