package org.mailgauge.imap;

/**
 * Which of several results are asked for (RFC 9394): counted from 1, or from the last one back when
 * negative.
 *
 * @param first never 0
 * @param last never 0, with the sign of the first
 */
public record Paging(long first, long last) {

    static Paging read(Cursor in) {
        boolean back = in.skip('-');
        long one = in.nonZero();
        in.expect(':');
        if (back) {
            in.expect('-');
        }
        long other = in.nonZero();
        long low = Math.min(one, other);
        long high = Math.max(one, other);
        return back ? new Paging(-low, -high) : new Paging(low, high);
    }

    /** How many it asks for. */
    public long size() {
        return Math.abs(last - first) + 1;
    }

    /** As on the wire. */
    @Override
    public String toString() {
        return first + ":" + last;
    }
}
