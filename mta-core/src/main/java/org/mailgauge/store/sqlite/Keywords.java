package org.mailgauge.store.sqlite;

import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.StoreLimits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keywords of a mailbox by their bits; grows while a work decides. Used by one thread. */
final class Keywords {
    private final Map<Keyword, Integer> bits = new LinkedHashMap<>();
    private final int before;

    Keywords(Rows.Mailbox mailbox) {
        this(mailbox.keywordList());
    }

    Keywords(List<Keyword> list) {
        list.forEach(keyword -> bits.put(keyword, bits.size()));
        before = bits.size();
    }

    /** The bits of flags; unknown keywords get the next ones. */
    long bits(Flags flags) {
        long all = 0;
        for (var keyword : flags.sorted()) {
            all |= 1L << bits.computeIfAbsent(keyword, _ -> bits.size());
        }
        return all;
    }

    private boolean grew() {
        return bits.size() > before;
    }

    Optional<Refusal> refusal(StoreLimits limits) {
        return grew() && bits.size() > limits.keywords()
                ? Optional.of(new Refusal.TooMany(Refusal.TooMany.Kind.KEYWORDS, limits.keywords()))
                : Optional.empty();
    }

    /** The change that keeps them; empty when there is nothing new. */
    Optional<Change> change(long mailbox) {
        return grew()
                ? Optional.of(
                        new Change.KeywordsPut(
                                mailbox, bits.keySet().stream().map(Keyword::text).toList()))
                : Optional.empty();
    }

    Flags flags(int system, long keywordBits) {
        return flags(new ArrayList<>(bits.keySet()), system, keywordBits);
    }

    static Flags flags(List<Keyword> list, int system, long keywordBits) {
        if (keywordBits == 0) {
            return new Flags(system, Set.of());
        }
        var keywords = new TreeSet<Keyword>();
        for (int i = 0; i < list.size(); i++) {
            if ((keywordBits & 1L << i) != 0) {
                keywords.add(list.get(i));
            }
        }
        return new Flags(system, keywords);
    }
}
