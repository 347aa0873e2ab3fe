package org.mailgauge.store;

import java.util.Optional;

/**
 * A change of flags (STORE).
 *
 * @param unchangedSince only messages whose mod-sequence is at most this are changed; {@link
 *     #ALWAYS} for all
 */
public record FlagChange(Kind kind, Flags flags, long unchangedSince) {

    /** No condition. */
    public static final long ALWAYS = Long.MAX_VALUE;

    /** What is done with the flags that are given. */
    public enum Kind {
        ADD,
        REMOVE,
        REPLACE
    }

    /** Without a condition. */
    public FlagChange(Kind kind, Flags flags) {
        this(kind, flags, ALWAYS);
    }

    /** Why it is done on no message: it sets more keywords than a mailbox may have. */
    public Optional<Refusal> refusal(StoreLimits limits) {
        int most = limits.keywords();
        return kind == Kind.REMOVE || flags.keywords().size() <= most
                ? Optional.empty()
                : Optional.of(new Refusal.TooMany(Refusal.TooMany.Kind.KEYWORDS, most));
    }

    /** The flags that come of it. */
    public Flags on(Flags before) {
        return switch (kind) {
            case ADD -> before.with(flags);
            case REMOVE -> before.without(flags);
            case REPLACE -> flags;
        };
    }
}
