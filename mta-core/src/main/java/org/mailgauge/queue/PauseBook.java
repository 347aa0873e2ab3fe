package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
        return names(kind).get(name);
    }

    /** The pause that stops what goes that way, the channel's first; null when none does. */
    @Nullable Pause of(Lane lane) {
        var channel = of(Pause.Kind.CHANNEL, lane.hop.channel.name);
        return channel != null ? channel : of(Pause.Kind.DESTINATION, lane.domain.name);
    }

    void put(Pause pause) {
        names(pause.kind()).put(pause.name(), pause);
    }

    /** Ends a pause. @return whether there was one */
    boolean remove(Pause.Kind kind, String name) {
        return names(kind).remove(name) != null;
    }

    /** Channels first, by name. */
    List<Pause> all() {
        var all = new ArrayList<Pause>();
        pauses.values().forEach(names -> all.addAll(names.values()));
        return all;
    }

    private Map<String, Pause> names(Pause.Kind kind) {
        return pauses.getOrDefault(kind, Map.of());
    }
}
