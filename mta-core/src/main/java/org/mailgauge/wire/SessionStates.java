package org.mailgauge.wire;

import org.mailgauge.auth.Service;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjDoubleConsumer;

/** How many sessions of a protocol are in each of its states. Safe for use by any thread. */
public final class SessionStates<S extends Enum<S>> {
    private final String prefix;
    private final Map<S, AtomicInteger> counts;

    SessionStates(Service protocol, Class<S> states) {
        prefix = protocol.label() + "_sessions_";
        counts = new EnumMap<>(states);
        for (var state : EnumSet.allOf(states)) {
            counts.put(state, new AtomicInteger());
        }
    }

    void enter(S state) {
        add(state, 1);
    }

    /** From one state to another, which may be the same. */
    void move(S from, S to) {
        if (from != to) {
            leave(from);
            enter(to);
        }
    }

    void leave(S state) {
        add(state, -1);
    }

    private void add(S state, int sessions) {
        Objects.requireNonNull(counts.get(state)).addAndGet(sessions);
    }

    /** Gives each under its metric name. */
    void read(ObjDoubleConsumer<String> into) {
        counts.forEach(
                (state, count) -> {
                    var name = prefix + state.name().toLowerCase(Locale.ROOT);
                    into.accept(name, count.get());
                });
    }
}
