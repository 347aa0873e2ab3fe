package org.mailgauge.agent.mailbox;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Flags as the letters of a Maildir's file names: {@code D F R S T} for draft, flagged, replied,
 * seen and trashed, {@code P} for {@code $Forwarded}, and {@code a} to {@code z} for the 26
 * keywords that the folder's file {@value #FILE} names (as Dovecot has it). Keywords beyond these
 * are counted as lost.
 */
final class Letters {
    static final String FILE = "dovecot-keywords";

    private static final int KEYWORDS = 26;
    private static final Keyword FORWARDED = new Keyword("$Forwarded");
    private static final Map<Character, SystemFlag> SYSTEM = new LinkedHashMap<>();

    static {
        SYSTEM.put('D', SystemFlag.DRAFT);
        SYSTEM.put('F', SystemFlag.FLAGGED);
        SYSTEM.put('R', SystemFlag.ANSWERED);
        SYSTEM.put('S', SystemFlag.SEEN);
        SYSTEM.put('T', SystemFlag.DELETED);
    }

    private final List<Keyword> keywords = new ArrayList<>();
    private long lost;

    /** Those of a file's lines, {@code 0 name}; what is none is left out. */
    static Letters of(List<String> lines) {
        var letters = new Letters();
        for (var line : lines) {
            int space = line.indexOf(' ');
            var word = space < 0 ? "" : line.substring(space + 1).strip();
            boolean next = line.startsWith(letters.keywords.size() + " ");
            if (next && letters.keywords.size() < KEYWORDS) {
                letters.keywords.add(Keyword.parse(word).orElse(FORWARDED));
            }
        }
        return letters;
    }

    /** The lines of the file; none when there are no keywords. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < keywords.size(); i++) {
            lines.add(i + " " + keywords.get(i).text());
        }
        return lines;
    }

    /** How many keywords of messages had no letter. */
    long lost() {
        return lost;
    }

    /** The letters of a message, sorted. */
    String of(Flags flags) {
        var letters = new TreeSet<Character>();
        SYSTEM.forEach(
                (letter, flag) -> {
                    if (flags.has(flag)) {
                        letters.add(letter);
                    }
                });
        for (var keyword : flags.sorted()) {
            if (keyword.equals(FORWARDED)) {
                letters.add('P');
            } else {
                letter(keyword, letters);
            }
        }
        var text = new StringBuilder();
        letters.forEach(text::append);
        return text.toString();
    }

    private void letter(Keyword keyword, Set<Character> letters) {
        int at = keywords.indexOf(keyword);
        if (at < 0 && keywords.size() < KEYWORDS) {
            at = keywords.size();
            keywords.add(keyword);
        }
        if (at < 0) {
            lost++;
        } else {
            letters.add((char) ('a' + at));
        }
    }

    /** The flags that letters stand for; letters that stand for none are passed over. */
    Flags flags(String letters) {
        var flags = Flags.NONE;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            var system = SYSTEM.get(letter);
            if (system != null) {
                flags = flags.with(Flags.of(system));
            } else if (letter == 'P') {
                flags = flags.with(new Flags(0, Set.of(FORWARDED)));
            } else if (letter >= 'a' && letter - 'a' < keywords.size()) {
                flags = flags.with(new Flags(0, Set.of(keywords.get(letter - 'a'))));
            }
        }
        return flags;
    }
}
