package org.mailgauge.collect.follow;

import org.mailgauge.collect.machine.HostFiles.Stat;

/**
 * A log, or a predecessor of it.
 *
 * @param kind how its content is kept
 * @param number as in {@code NAME.2}: how many are younger; {@link #NOW} for the log itself, {@link
 *     #DATED} for {@code NAME-20261124}
 * @param date the text after the name that begins with a date, or the empty string
 */
record Generation(String path, Kind kind, int number, String date, Stat stat) {
    static final int NOW = -1;
    static final int DATED = -2;
    private static final int DATE = 8;
    private static final int LONGEST_NUMBER = 6;

    enum Kind {
        PLAIN,
        GZIP,
        /** Compressed in a way that is not understood here. */
        OPAQUE
    }

    boolean isNow() {
        return number == NOW;
    }

    boolean isEmpty() {
        return stat.octets() == 0;
    }

    /** Whether both are one predecessor, of which one is the compressed form. */
    boolean isForm(Generation other) {
        return number == other.number && date.equals(other.date);
    }

    /** What a name says of a file; null when it is no predecessor of the log of that name. */
    static @org.jspecify.annotations.Nullable Generation named(
            String folder, String name, String log, Stat stat) {
        var path = folder.endsWith("/") ? folder + name : folder + "/" + name;
        if (name.equals(log)) {
            return new Generation(path, Kind.PLAIN, NOW, "", stat);
        }
        if (!isLike(name, log)) {
            return null;
        }
        var rest = name.substring(log.length());
        var kind = kind(rest);
        if (kind != Kind.PLAIN) {
            rest = rest.substring(0, rest.lastIndexOf('.'));
        }
        int digits = digits(rest);
        if (digits == rest.length() - 1 && rest.charAt(0) == '.' && digits <= LONGEST_NUMBER) {
            return new Generation(path, kind, Integer.parseInt(rest.substring(1)), "", stat);
        }
        return digits >= DATE && isDateTail(rest)
                ? new Generation(path, kind, DATED, rest.substring(1), stat)
                : null;
    }

    /** Whether a name may be one of a predecessor; quick, for folders with many names. */
    static boolean isLike(String name, String log) {
        return name.length() > log.length() + 1
                && name.startsWith(log)
                && (name.charAt(log.length()) == '.' || name.charAt(log.length()) == '-')
                && isDigit(name.charAt(log.length() + 1));
    }

    private static Kind kind(String rest) {
        if (rest.endsWith(".gz")) {
            return Kind.GZIP;
        }
        for (var ending : new String[] {".xz", ".bz2", ".zst", ".lz4", ".lzma", ".Z"}) {
            if (rest.endsWith(ending)) {
                return Kind.OPAQUE;
            }
        }
        return Kind.PLAIN;
    }

    /** How many digits follow the first character. */
    private static int digits(String rest) {
        int n = 0;
        while (n + 1 < rest.length() && isDigit(rest.charAt(n + 1))) {
            n++;
        }
        return n;
    }

    private static boolean isDateTail(String rest) {
        return rest.chars().skip(1).allMatch(c -> isDigit(c) || "-_.:T".indexOf(c) >= 0);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
