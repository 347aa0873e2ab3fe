package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Flags as a client writes them. */
final class FlagWords {
    private FlagWords() {}

    /**
     * The flags; {@code \Recent} is passed over, since no client sets it (RFC 3501 section 2.3.2).
     *
     * @return empty when one of them is none
     */
    static Optional<Flags> parse(List<String> words) {
        var system = new ArrayList<SystemFlag>();
        var keywords = new LinkedHashSet<Keyword>();
        for (var word : words) {
            if (word.startsWith("\\")) {
                var flag = systemFlag(word);
                if (flag.isPresent()) {
                    system.add(flag.get());
                } else if (!word.equalsIgnoreCase("\\Recent")) {
                    return Optional.empty();
                }
            } else {
                var keyword = Keyword.parse(word);
                if (keyword.isEmpty()) {
                    return Optional.empty();
                }
                keywords.add(keyword.get());
            }
        }
        return Optional.of(Flags.of(system, keywords));
    }

    private static Optional<SystemFlag> systemFlag(String word) {
        for (var flag : SystemFlag.values()) {
            if (flag.text().equalsIgnoreCase(word)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }
}
