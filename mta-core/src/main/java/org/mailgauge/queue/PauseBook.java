package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pauses in force. Guarded by the queue's lock. */
final class PauseBook {
    private final Map<Pause.Kind, Map<String, Pause>> pauses = new EnumMap<>(Pause.Kind.class);

    PauseBook() {
        for (var kind : Pause.Kind.values()) {
            pauses.put(kind, new TreeMap<>());
        }
    }

    /** The pause of a channel or destination; null when it is not paused. */
    @Nullable Pause of(Pause.Kind kind, String name) {
        return of(kind).get(name);
    }

    /** The pause that stops what goes that way, the channel's first; null when none does. */
    @Nullable Pause of(Lane lane) {
        var channel = of(Pause.Kind.CHANNEL, lane.hop.channel.name);
        return channel != null ? channel : of(Pause.Kind.DESTINATION, lane.domain.name);
    }

    void put(Pause pause) {
        of(pause.kind()).put(pause.name(), pause);
    }

    /** Ends a pause. @return whether there was one */
    boolean remove(Pause.Kind kind, String name) {
        return of(kind).remove(name) != null;
    }

    /** Channels first, by name. */
    List<Pause> all() {
        var all = new ArrayList<Pause>();
        pauses.values().forEach(of -> all.addAll(of.values()));
        return all;
    }

    /** What is paused of a kind, by name. */
    Set<String> names(Pause.Kind kind) {
        return of(kind).keySet();
    }

    private Map<String, Pause> of(Pause.Kind kind) {
        return pauses.getOrDefault(kind, Map.of());
    }
}
