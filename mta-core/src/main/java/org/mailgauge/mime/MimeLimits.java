package org.mailgauge.mime;

/**
 * How much of a content's structure is looked at. What lies beyond a limit is still there for who
 * reads the content; it only has no structure of its own.
 *
 * @param depth entities within each other; a deeper multipart or message is a leaf
 * @param parts entities in all; the last one reaches to the end of the content
 * @param headerOctets of one header section; the fields behind them are not looked at
 * @param fields of one header section that are looked at
 * @param parameters of one field, sections of RFC 2231 included
 * @param parameterLength characters of one parameter; a longer one is left out
 * @param retained characters that the whole structure keeps; then the next part is the last
 */
public record MimeLimits(
        int depth,
        int parts,
        int headerOctets,
        int fields,
        int parameters,
        int parameterLength,
        int retained) {
    /** What every content is read with. */
    public static final MimeLimits DEFAULT =
            new MimeLimits(100, 10_000, 102_400, 1_000, 100, 2_048, 2 << 20);

    /** The longest boundary that we look for: 70 by RFC 2046, and what others accept. */
    public static final int BOUNDARY = 2_048;

    public MimeLimits {
        if (depth < 1 || parts < 1 || headerOctets < 0 || fields < 0) {
            throw new IllegalArgumentException(depth + " " + parts + " " + headerOctets);
        }
    }
}
