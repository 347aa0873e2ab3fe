package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the summary of a content as it streams by: the structure, and beside it the beginning of
 * the first text that is no attachment, and what only the message's own header section has. Any
 * octets give a summary; it keeps what {@link MimeParser} does, and 16 KiB at most of the text.
 * Used by one thread, for one content.
 */
public final class Summarizer implements MimeParser.Watch {
    private static final int NOWHERE = -1;

    private final MimeParser parser = new MimeParser(MimeLimits.DEFAULT, this);
    private long position;
    private byte beforeLast;
    private byte last;

    private boolean wholeSeen;
    private boolean international;
    private List<String> references = List.of();

    private long textAt = NOWHERE;
    private int textWanted;
    private byte[] text = new byte[0];
    private int textLength;
    private MediaType textType = MediaType.TEXT;
    private String textEncoding = "7bit";

    @Override
    public void headerEnded(
            PartFields header, Part.Kind kind, MediaType type, Part.Fields fields, long bodyAt) {
        if (!wholeSeen) {
            wholeSeen = true;
            international = header.isInternational();
            references = ends(header.references());
        }
        if (textAt == NOWHERE && kind == Part.Kind.LEAF && isText(type, fields)) {
            textAt = bodyAt;
            textType = type;
            textEncoding = fields.encoding();
            textWanted = Preview.octets(type);
        }
    }

    private static boolean isText(MediaType type, Part.Fields fields) {
        var disposition = fields.disposition();
        return type.type().equals("text")
                && (disposition == null || !disposition.type().equals("attachment"));
    }

    /** The first one and the last ones, as many as are kept. */
    private static List<String> ends(List<String> all) {
        int room = Summary.REFERENCES_LENGTH;
        int from = all.size();
        while (from > 1
                && all.size() - from < Summary.REFERENCES - 1
                && all.get(from - 1).length() <= room) {
            room -= all.get(--from).length();
        }
        if (from <= 1) {
            return all;
        }
        var some = new ArrayList<String>();
        some.add(all.getFirst());
        some.addAll(all.subList(from, all.size()));
        return some;
    }

    /** Takes the next octets; lines end with LF (a CR before it belongs to the end). */
    public void feed(byte[] from, int offset, int length) {
        if (length <= 0) {
            return;
        }
        parser.feed(from, offset, length);
        beforeLast = length > 1 ? from[offset + length - 2] : last;
        last = from[offset + length - 1];
        if (textAt != NOWHERE && textLength < textWanted) {
            keepText(from, offset, length);
        }
        position += length;
    }

    private void keepText(byte[] from, int offset, int length) {
        long begin = Math.max(position, textAt + textLength);
        int count = (int) Math.min(position + length - begin, textWanted - textLength);
        if (count > 0) {
            if (text.length < textLength + count) {
                text = Arrays.copyOf(text, Math.min(textWanted, 2 * (textLength + count)));
            }
            System.arraycopy(from, offset + (int) (begin - position), text, textLength, count);
            textLength += count;
        }
    }

    /** The summary of the whole content, which has ended. */
    public Summary end() {
        var whole = parser.end();
        boolean openEnded = position > 0 && !(beforeLast == '\r' && last == '\n');
        var traits = Traits.of(international, openEnded, hasAttachment(whole, false));
        return Summary.of(traits, references, preview(whole), whole);
    }

    private static boolean hasAttachment(Part part, boolean related) {
        if (part.kind() == Part.Kind.MULTIPART) {
            boolean within = part.type().subtype().equals("related");
            for (var child : part.children()) {
                if (hasAttachment(child, within)) {
                    return true;
                }
            }
            return false;
        }
        var disposition = part.fields().disposition();
        return disposition == null
                ? !related && !part.type().type().equals("text") && !part.type().isMultipart()
                : disposition.type().equals("attachment");
    }

    private @Nullable String preview(Part whole) {
        var part = textAt == NOWHERE ? null : at(whole, textAt);
        if (part == null) {
            return null;
        }
        int length = (int) Math.min(textLength, part.extent().bodyOctets());
        boolean cut = length < part.extent().bodyOctets();
        return Preview.of(Arrays.copyOf(text, length), cut, textType, textEncoding);
    }

    /** The leaf whose body begins there; null when that is beyond a limit. */
    private static @Nullable Part at(Part part, long body) {
        if (part.kind() == Part.Kind.LEAF) {
            return part.extent().body() == body ? part : null;
        }
        for (var child : part.children()) {
            if (child.extent().end() >= body) {
                var found = at(child, body);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
