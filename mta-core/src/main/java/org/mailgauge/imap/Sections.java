package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.MediaType;
import org.mailgauge.mime.Part;

import java.util.List;

/** Finds what a section names (RFC 9051 section 6.4.5.1) in the structure of a content. */
public final class Sections {
    private static final Part.Fields NO_FIELDS =
            new Part.Fields(null, null, null, "7bit", List.of(), null, null);

    private Sections() {}

    /**
     * Octets of a content.
     *
     * @param from the first
     * @param to the one behind the last
     */
    public record Span(long from, long to) {}

    /**
     * Where the octets of a section are; for HEADER.FIELDS and HEADER.FIELDS.NOT, the header
     * section which they are taken from.
     *
     * @param whole the structure of the content
     * @return null when there is no such part, or it is no message and HEADER or TEXT is asked for
     */
    public static @Nullable Span find(Part whole, FetchItem.Section section) {
        boolean ofMessage =
                section.text() != FetchItem.Section.Text.ALL
                        && section.text() != FetchItem.Section.Text.MIME;
        if (section.part().isEmpty()) {
            return ofMessage
                    ? of(whole, section.text())
                    : new Span(whole.extent().header(), whole.extent().end());
        }
        var part = part(whole, section.part());
        if (part == null) {
            return null;
        }
        if (!ofMessage) {
            return section.text() == FetchItem.Section.Text.MIME ? header(part) : body(part);
        }
        return part.kind() == Part.Kind.MESSAGE
                ? of(part.children().getFirst(), section.text())
                : null;
    }

    private static Span of(Part message, FetchItem.Section.Text text) {
        return text == FetchItem.Section.Text.TEXT ? body(message) : header(message);
    }

    private static Span header(Part part) {
        return new Span(part.extent().header(), part.extent().body());
    }

    /** The body of a part. */
    public static Span body(Part part) {
        return new Span(part.extent().body(), part.extent().end());
    }

    /**
     * The part of these numbers, one at least: of a multipart its parts, of a message the parts of
     * its body, of which there is one when that is no multipart.
     *
     * @return null when there is none
     */
    public static @Nullable Part part(Part whole, List<Integer> numbers) {
        var at = of(whole, numbers.getFirst());
        for (int i = 1; i < numbers.size() && at != null; i++) {
            at =
                    switch (at.kind()) {
                        case MULTIPART -> child(at, numbers.get(i));
                        case MESSAGE -> of(at.children().getFirst(), numbers.get(i));
                        case LEAF -> null;
                    };
        }
        return at;
    }

    /** A part of a message. */
    private static @Nullable Part of(Part message, int number) {
        if (message.kind() == Part.Kind.MULTIPART) {
            return child(message, number);
        }
        return number == 1 ? message : null;
    }

    private static @Nullable Part child(Part multipart, int number) {
        var children = multipart.children();
        if (children.isEmpty() && number == 1) {
            return none(multipart.extent().end());
        }
        return number <= children.size() ? children.get(number - 1) : null;
    }

    /** What {@link StructureFormat} shows in a multipart without parts. */
    private static Part none(long at) {
        return new Part(
                Part.Kind.LEAF,
                MediaType.TEXT,
                NO_FIELDS,
                new Part.Extent(at, at, at, 0),
                new Part.EightBit(false, false),
                null,
                List.of());
    }
}
