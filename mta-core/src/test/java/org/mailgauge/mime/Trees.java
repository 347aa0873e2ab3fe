package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Structures, parsed and shown. */
final class Trees {
    private Trees() {}

    static Part parse(byte[] content) {
        var parser = new MimeParser();
        parser.feed(content, 0, content.length);
        return parser.end();
    }

    /** In pieces of any size, empty ones too. */
    static Part inPieces(byte[] content, SplittableRandom random) {
        var parser = new MimeParser();
        int at = 0;
        while (at < content.length) {
            int length =
                    Math.min(content.length - at, random.nextInt(random.nextBoolean() ? 3 : 60));
            parser.feed(content, at, length);
            at += length;
        }
        return parser.end();
    }

    /** One line for each entity: number, kind, type, header octets, body octets, lines. */
    static List<String> lines(Part part) {
        var lines = new ArrayList<String>();
        lines(part, "", lines);
        return lines;
    }

    private static void lines(Part part, String number, List<String> into) {
        var extent = part.extent();
        into.add(
                (number.isEmpty() ? "" : number + " ")
                        + part.kind().name().toLowerCase(java.util.Locale.ROOT)
                        + " "
                        + part.type()
                        + " "
                        + extent.headerOctets()
                        + "+"
                        + extent.bodyOctets()
                        + " "
                        + extent.lines());
        for (int i = 0; i < part.children().size(); i++) {
            lines(part.children().get(i), (number.isEmpty() ? "" : number + ".") + (i + 1), into);
        }
    }

    static String header(Part part, byte[] content) {
        return text(content, part.extent().header(), part.extent().body());
    }

    static String body(Part part, byte[] content) {
        return text(content, part.extent().body(), part.extent().end());
    }

    private static String text(byte[] content, long from, long to) {
        return new String(content, (int) from, (int) (to - from), StandardCharsets.ISO_8859_1);
    }

    /** Entities lie within and behind each other, and their lines are what their octets have. */
    static void check(Part part, byte[] content) {
        var extent = part.extent();
        assertTrue(extent.header() <= extent.body() && extent.body() <= extent.end(), "order");
        var body = body(part, content);
        long feeds = body.chars().filter(c -> c == '\n').count();
        boolean more = !body.isEmpty() && !body.endsWith("\n");
        assertEquals(more ? feeds + 1 : feeds, extent.lines(), "lines");
        long at = extent.body();
        for (var child : part.children()) {
            assertTrue(child.extent().header() >= at, "overlap");
            check(child, content);
            at = child.extent().end();
        }
        assertTrue(at <= extent.end(), "beyond its parent");
        assertEquals(
                part.kind() == Part.Kind.MESSAGE,
                part.type().isMessage() && !part.children().isEmpty());
    }

    static int depth(Part part) {
        return 1 + part.children().stream().mapToInt(Trees::depth).max().orElse(0);
    }

    static int count(Part part) {
        return 1 + part.children().stream().mapToInt(Trees::count).sum();
    }
}
