package org.mailgauge.collect.follow;

import java.time.Instant;
import java.util.Optional;

/** A place in a log, to be kept and to go on at. */
public sealed interface Mark {

    /** One line of printable ASCII, at most 2,000 characters; {@link #parse} reads it. */
    String text();

    /**
     * Reads what {@link #text()} gave.
     *
     * @return empty for anything else; never throws
     */
    static Optional<Mark> parse(String text) {
        try {
            var parts = text.split(" ", -1);
            return switch (parts[0]) {
                case "file" -> parts.length == 7 ? Optional.of(file(parts)) : Optional.empty();
                case "journal" ->
                        parts.length == 2 && Journal.isCursor(parts[1])
                                ? Optional.of(new Journal(parts[1]))
                                : Optional.empty();
                default -> Optional.empty();
            };
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Mark file(String[] parts) {
        int octets = Integer.parseInt(parts[4]);
        long offset = Long.parseLong(parts[3]);
        if (octets < 0 || octets > Print.MOST || offset < 0) {
            throw new NumberFormatException();
        }
        return new File(
                Long.parseUnsignedLong(parts[1]),
                Long.parseUnsignedLong(parts[2]),
                offset,
                new Print(octets, Long.parseUnsignedLong(parts[5], 16)),
                Nanos.instant(Long.parseLong(parts[6])));
    }

    /**
     * In a file that is followed through its rotations.
     *
     * @param device with {@code inode}: the file, unless these have been given to another since
     * @param offset where the next line begins, in octets of what is unpacked
     * @param print of the file; of no octets when no file with a line has been seen yet
     * @param until no file that was done with before was modified later
     */
    record File(long device, long inode, long offset, Print print, Instant until) implements Mark {

        @Override
        public String text() {
            return String.join(
                    " ",
                    "file",
                    Long.toUnsignedString(device),
                    Long.toUnsignedString(inode),
                    Long.toString(offset),
                    Integer.toString(print.octets()),
                    Long.toHexString(print.sum()),
                    Long.toString(Nanos.of(until)));
        }
    }

    /**
     * In a journal.
     *
     * @param cursor of the last entry that is done with; the empty string before the first one
     */
    record Journal(String cursor) implements Mark {
        private static final int LONGEST = 1000;

        @Override
        public String text() {
            return "journal " + cursor;
        }

        /** Whether journald can have given it: it goes to a program as an argument. */
        static boolean isCursor(String text) {
            return text.length() <= LONGEST && text.chars().allMatch(Journal::isOfCursor);
        }

        private static boolean isOfCursor(int c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == ';' || c == '=';
        }
    }
}
