package org.mailgauge.agent.conf;

import java.util.Collection;

/** The name that a mistyped one was most likely meant to be. */
final class Nearest {
    private Nearest() {}

    /**
     * The candidate with the fewest edits; among equals the first. Empty only when there is no
     * candidate.
     */
    static String of(String typed, Collection<String> candidates) {
        var best = "";
        int least = Integer.MAX_VALUE;
        var shortened = typed.length() > 80 ? typed.substring(0, 80) : typed;
        for (var candidate : candidates) {
            int edits = edits(shortened, candidate);
            if (edits < least) {
                least = edits;
                best = candidate;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours between two texts. */
    static int edits(String from, String to) {
        var before = new int[to.length() + 1];
        var last = new int[to.length() + 1];
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[to.length()];
    }
}
