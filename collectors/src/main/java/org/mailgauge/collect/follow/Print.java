package org.mailgauge.collect.follow;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The fingerprint of a file: of its first octets, which stay the same while it grows, is renamed,
 * copied or compressed.
 *
 * @param octets how many, from 0 (which says nothing) to {@link #MOST}
 * @param sum two checksums of them
 */
record Print(int octets, long sum) {
    static final int MOST = 256;
    static final Print NONE = of(new byte[0]);

    /** Of what is known of a file's beginning, at most {@link #MOST} octets. */
    static Print of(byte[] head) {
        return of(head, head.length);
    }

    private static Print of(byte[] head, int octets) {
        var one = new CRC32C();
        one.update(head, 0, octets);
        var two = new CRC32();
        two.update(head, 0, octets);
        return new Print(octets, one.getValue() << 32 | two.getValue());
    }

    /** Whether a file that begins so is the one whose fingerprint this is. */
    boolean matches(byte[] head) {
        return octets > 0 && head.length >= octets && of(head, octets).equals(this);
    }

    /** Whether a file that began so can begin like that by now. */
    static boolean isContinued(byte[] before, byte[] now) {
        return now.length >= before.length
                && Arrays.equals(before, 0, before.length, now, 0, before.length);
    }
}
