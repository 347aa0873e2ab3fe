package org.mailgauge.queue.journal;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** The name of a body file, which never repeats. */
record BodyName(long random, long counter) {

    @Override
    public String toString() {
        var hex = HexFormat.of();
        return hex.toHexDigits(random) + "-" + hex.toHexDigits(counter);
    }

    static Optional<BodyName> parse(String name) {
        if (name.length() != 33 || name.charAt(16) != '-') {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new BodyName(
                            HexFormat.fromHexDigitsToLong(name, 0, 16),
                            HexFormat.fromHexDigitsToLong(name, 17, 33)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The reference to this file in an accept record. */
    byte[] reference(int contentSum) {
        return ByteBuffer.allocate(Format.REFERENCE)
                .putLong(random)
                .putLong(counter)
                .putInt(contentSum)
                .array();
    }

    static BodyName referredTo(ByteBuffer reference, int at) {
        return new BodyName(reference.getLong(at), reference.getLong(at + 8));
    }
}
