package org.mailgauge.collect.postfix.queue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Queue files as Postfix writes them, made up. */
final class WrittenQueueFile {
    private static final int SIZES_LENGTH = 5 * 15 + 4;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    /**
     * Writes one.
     *
     * @param arrivedMicros since 1970
     * @param size of the content; 0 leaves the file unfinished
     * @param done marks the recipients that are done
     */
    WrittenQueueFile(long arrivedMicros, int size, List<String> recipients, List<Boolean> done) {
        record('C', " ".repeat(SIZES_LENGTH));
        record('T', arrivedMicros / 1_000_000 + " " + arrivedMicros % 1_000_000);
        record('S', "a@sender.example");
        for (int i = 0; i < recipients.size(); i++) {
            record('O', recipients.get(i));
            offsets.add(octets.size());
            record(done.get(i) ? 'D' : 'R', recipients.get(i));
        }
        record('p', String.format("%15d", 0));
        record('M', "");
        int contentAt = octets.size();
        octets.writeBytes(new byte[size]);
        if (size > 0) {
            record('X', "");
            record('E', "");
        }
        sizes = size == 0 ? sizes(0, 0, 0) : sizes(size, contentAt, recipients.size());
    }

    private final byte[] sizes;

    private static byte[] sizes(int size, int contentAt, int recipients) {
        return String.format("%15d %15d %15d %15d %15d", size, contentAt, recipients, 0, size)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void record(char type, String data) {
        var bytes = data.getBytes(StandardCharsets.UTF_8);
        octets.write(type);
        int length = bytes.length;
        while (length > 127) {
            octets.write((length & 127) | 128);
            length >>= 7;
        }
        octets.write(length);
        octets.writeBytes(bytes);
    }

    byte[] octets() {
        var all = octets.toByteArray();
        System.arraycopy(sizes, 0, all, 2, sizes.length);
        return all;
    }

    /** Where the record of a recipient is. */
    int offset(int recipient) {
        return offsets.get(recipient);
    }
}
