package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message, or a part of one, of the account that is logged in, as a URL names it (RFC 5092, of
 * which CATENATE takes paths only: RFC 4469 section 3).
 *
 * @param mailbox its name; null for the one that is selected
 * @param uidValidity 0 for any
 */
public record ImapUrl(
        @Nullable String mailbox,
        long uidValidity,
        long uid,
        FetchItem.Section section,
        FetchItem.@Nullable Partial partial) {
    private static final String UID_VALIDITY = ";UIDVALIDITY=";
    private static final String UID = ";UID=";
    private static final String SECTION = ";SECTION=";
    private static final String PARTIAL = ";PARTIAL=";

    /**
     * Parses one.
     *
     * @param text one character for each octet
     * @return empty when it is none, or of another server or account as far as one can see
     */
    public static Optional<ImapUrl> parse(String text) {
        try {
            return Optional.of(new Reader(text).read());
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** What follows a path's beginning, piece by piece. */
    private static final class Reader {
        private String rest;

        Reader(String text) {
            rest = text;
        }

        ImapUrl read() {
            String mailbox = null;
            long uidValidity = 0;
            if (rest.startsWith("/") && !begins("/", UID)) {
                if (rest.startsWith("//")) {
                    throw new SyntaxException("Path expected");
                }
                var path = upTo("/" + UID);
                int at = find(path, UID_VALIDITY);
                mailbox = unicode(path.substring(1, at < 0 ? path.length() : at));
                uidValidity = at < 0 ? 0 : nonZero(path.substring(at + UID_VALIDITY.length()));
            }
            if (!take("/", UID) && (mailbox != null || !take("", UID))) {
                throw new SyntaxException("UID expected");
            }
            long uid = nonZero(upTo("/"));
            var section = FetchItem.Section.ALL;
            if (take("/", SECTION)) {
                section = section(upTo("/" + PARTIAL));
            }
            var partial = take("/", PARTIAL) ? partial(upTo("/")) : null;
            if (!rest.isEmpty()) {
                throw new SyntaxException("End expected");
            }
            return new ImapUrl(mailbox, uidValidity, uid, section, partial);
        }

        private boolean begins(String before, String name) {
            var all = before + name;
            return rest.regionMatches(true, 0, all, 0, all.length());
        }

        private boolean take(String before, String name) {
            boolean there = begins(before, name);
            if (there) {
                rest = rest.substring(before.length() + name.length());
            }
            return there;
        }

        /** What comes before that, or all of the rest. */
        private String upTo(String end) {
            int at = find(rest, end);
            var found = at < 0 ? rest : rest.substring(0, at);
            rest = rest.substring(found.length());
            return found;
        }

        /** Where a text stands first in another one, in any case of its letters; -1 for nowhere. */
        private static int find(String in, String text) {
            for (int at = 0; at <= in.length() - text.length(); at++) {
                if (in.regionMatches(true, at, text, 0, text.length())) {
                    return at;
                }
            }
            return -1;
        }
    }

    private static long nonZero(String digits) {
        var in = new Cursor(digits);
        long value = in.nonZero();
        in.end();
        return value;
    }

    private static FetchItem.Section section(String encoded) {
        var octets = new String(octets(encoded), StandardCharsets.ISO_8859_1);
        var in = new Cursor('[' + octets + ']');
        var section = FetchParser.section(in);
        in.end();
        return section;
    }

    private static FetchItem.Partial partial(String text) {
        var in = new Cursor(text);
        long from = in.number64();
        long octets = in.skip('.') ? in.number64() : Long.MAX_VALUE;
        in.end();
        if (octets == 0) {
            throw new SyntaxException("Number above 0 expected");
        }
        return new FetchItem.Partial(from, octets);
    }

    private static String unicode(String encoded) {
        try {
            var octets = ByteBuffer.wrap(octets(encoded));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxException("UTF-8 expected");
        }
    }

    private static byte[] octets(String encoded) {
        var octets = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c <= ' ' || c >= 127) {
                throw new SyntaxException("Character of a URL expected");
            }
            if (c == '%') {
                int value =
                        i + 2 < encoded.length()
                                ? 16 * digit(encoded.charAt(i + 1)) + digit(encoded.charAt(i + 2))
                                : -1;
                if (value < 0) {
                    throw new SyntaxException("Octet expected");
                }
                octets.write(value);
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return octets.toByteArray();
    }

    /** The value of a hexadecimal digit; far below 0 for what is none. */
    private static int digit(char c) {
        int value = c < 128 ? Character.digit(c, 16) : -1;
        return value < 0 ? -1000 : value;
    }
}
