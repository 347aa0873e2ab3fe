package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Short words that lines have in common, each made a String once: 1,024 of at most 64 octets; a new
 * one takes the place of what was in its slot. Used by one thread.
 */
final class Words {
    private static final int SLOTS = 1024;
    private static final int LONGEST = 64;

    private final @Nullable String[] slots = new @Nullable String[SLOTS];

    String of(byte[] line, int from, int to) {
        if (from >= to) {
            return "";
        }
        if (to - from > LONGEST) {
            return new String(line, from, to - from, StandardCharsets.UTF_8);
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + line[i];
        }
        int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
        var there = slots[slot];
        if (there != null && isSame(there, line, from, to)) {
            return there;
        }
        var word = new String(line, from, to - from, StandardCharsets.UTF_8);
        slots[slot] = word;
        return word;
    }

    private static boolean isSame(String word, byte[] line, int from, int to) {
        if (word.length() != to - from) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != line[from + i]) {
                return false;
            }
        }
        return true;
    }
}
