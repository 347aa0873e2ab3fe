package org.mailgauge.fulltext;

import org.mailgauge.search.TextSink;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Collects the {@linkplain Grams pieces} of a message's texts. Used by one thread. */
final class GramSink implements TextSink {
    /** Of one message; one that has more is always looked at itself. */
    private static final int MOST = 200_000;

    /** Octets of texts, for the same reason. */
    private static final long MOST_OCTETS = 64L << 20;

    private static final int MOST_NAMES = 1_000;

    /** Characters of a word that are gathered before their pieces are taken. */
    private static final int WORD = 1_024;

    /** Characters with which a piece may go on. */
    private static final int TAIL = Grams.WEIGHT - 1;

    private final Map<Kind, LongSet> pieces = new EnumMap<>(Kind.class);
    private final Set<String> names = new HashSet<>();
    private LongSet into;
    private final char[] word = new char[WORD];
    private int length;

    /** A character of UTF-8 that has begun, and how many octets of it are missing. */
    private int character;

    private int missing;
    private boolean isName;
    private final StringBuilder name = new StringBuilder();
    private int count;
    private long octets;

    GramSink() {
        for (var kind : Kind.values()) {
            pieces.put(kind, new LongSet());
        }
        into = pieces(Kind.BODY);
    }

    /** Another message begins. */
    void clear() {
        pieces.values().forEach(LongSet::clear);
        names.clear();
        length = 0;
        missing = 0;
        isName = false;
        count = 0;
        octets = 0;
    }

    @Override
    public void begin(Place place) {
        end();
        isName = place == Place.NAME;
        into = pieces(place == Place.BODY ? Kind.BODY : Kind.HEADER);
    }

    /** A text begins that is no part of the content. */
    void begin(Kind kind) {
        end();
        into = pieces(kind);
    }

    /** The last text has ended. */
    void end() {
        if (isName) {
            if (names.size() <= MOST_NAMES) {
                names.add(Kind.name(name.toString()));
            }
            name.setLength(0);
            isName = false;
        }
        endWord();
        missing = 0;
    }

    @Override
    public void look(byte[] octets, int from, int to) {
        this.octets += to - from;
        if (isFull()) {
            return;
        }
        for (int at = from; at < to; at++) {
            byte octet = octets[at];
            if (isName) {
                name.append((char) (octet & 0xFF));
            } else if (octet < 0) {
                part(octet);
            } else {
                char c = Grams.ofWord((char) octet);
                if (c != 0) {
                    put(c);
                } else if (length > 0) {
                    endWord();
                }
            }
        }
    }

    /** Takes an octet of a character beyond ASCII. */
    private void part(byte octet) {
        if ((octet & 0xC0) != 0x80) {
            missing = octet >= (byte) 0xF0 ? 3 : octet >= (byte) 0xE0 ? 2 : 1;
            character = octet & (0x3F >> missing);
        } else if (missing > 0) {
            character = (character << 6) | (octet & 0x3F);
            if (--missing == 0) {
                putCharacter();
            }
        }
    }

    private void putCharacter() {
        if (Character.isBmpCodePoint(character)) {
            put((char) character);
        } else {
            put(Character.highSurrogate(character));
            put(Character.lowSurrogate(character));
        }
    }

    private void put(char c) {
        if (length == WORD) {
            take(length - TAIL);
            System.arraycopy(word, length - TAIL, word, 0, TAIL);
            length = TAIL;
        }
        word[length++] = c;
    }

    private void endWord() {
        take(length);
        length = 0;
    }

    /** Takes the pieces that begin before there. */
    private void take(int to) {
        for (int at = 0; at < to && count <= MOST; at++) {
            int end = Grams.end(word, at, length);
            if (into.add(Grams.pack(word, at, end >= 0 ? end : length))) {
                count++;
            }
        }
    }

    /** Whether there are too many. */
    boolean isFull() {
        return count > MOST || names.size() > MOST_NAMES || octets > MOST_OCTETS;
    }

    LongSet pieces(Kind kind) {
        return Objects.requireNonNull(pieces.get(kind));
    }

    /** Names of fields of the message's own header section, as {@link Kind#name} has them. */
    Set<String> names() {
        return names;
    }
}
