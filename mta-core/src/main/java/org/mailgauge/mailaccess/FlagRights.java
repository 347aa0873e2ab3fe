package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;
import org.mailgauge.store.Rights;

import java.util.Arrays;
import java.util.Set;

/** Which flags a user may set and remove (RFC 4314 section 2.1). */
final class FlagRights {
    private FlagRights() {}

    /** Whether there is none that they may not. */
    static boolean all(Rights rights) {
        return rights.has('s') && rights.has('t') && rights.has('w');
    }

    /** Whether there is any. */
    static boolean any(Rights rights) {
        return rights.has('s') || rights.has('t') || rights.has('w');
    }

    static boolean may(SystemFlag flag, Rights rights) {
        return rights.has(
                switch (flag) {
                    case SEEN -> 's';
                    case DELETED -> 't';
                    default -> 'w';
                });
    }

    /** Those of some flags that they may. */
    static Flags permitted(Flags flags, Rights rights) {
        return flags.without(forbidden(flags.keywords(), rights));
    }

    /** All flags that they may not, some keywords among them. */
    static Flags forbidden(Set<Keyword> keywords, Rights rights) {
        var system = Arrays.stream(SystemFlag.values()).filter(flag -> !may(flag, rights)).toList();
        return Flags.of(system, rights.has('w') ? Set.of() : keywords);
    }
}
