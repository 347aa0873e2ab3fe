package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The associations that are open, as many as the connection caps allow. Guarded by the ledger's
 * lock.
 */
final class LiveAssociations {

    /** An open association with the destination it serves, when it is outbound. */
    record Live(Association association, @Nullable MtaGroup destination) {}

    /** The list of a moment, and each group's part of it by mtaGroupIndex. */
    record Listing(List<Association> associations, Map<Integer, List<Integer>> byGroup) {
        List<Integer> of(MtaGroup group) {
            return byGroup.getOrDefault(group.index(), List.of());
        }
    }

    private final TreeMap<Integer, Live> live = new TreeMap<>();
    private @Nullable Listing listing;

    void add(Association association, @Nullable MtaGroup destination) {
        live.put(association.id(), new Live(association, destination));
        listing = null;
    }

    /** Replaces what is known of an open association; false when it is not open. */
    boolean replace(Association association) {
        var known =
                live.computeIfPresent(
                        association.id(), (_, old) -> new Live(association, old.destination()));
        listing = null;
        return known != null;
    }

    Optional<Live> remove(int id) {
        listing = null;
        return Optional.ofNullable(live.remove(id));
    }

    /** All of now, ascending; made anew only when something changed. */
    Listing listing() {
        var list = listing;
        if (list == null) {
            list = list();
            listing = list;
        }
        return list;
    }

    private Listing list() {
        var associations = new ArrayList<Association>(live.size());
        var byGroup = new HashMap<Integer, List<Integer>>();
        for (var one : live.values()) {
            var association = one.association();
            associations.add(association);
            if (association.group() != null) {
                listUnder(association.group(), association.id(), byGroup);
            }
            if (one.destination() != null) {
                listUnder(one.destination(), association.id(), byGroup);
            }
        }
        byGroup.replaceAll((_, ids) -> List.copyOf(ids));
        return new Listing(List.copyOf(associations), byGroup);
    }

    private static void listUnder(MtaGroup group, int id, Map<Integer, List<Integer>> byGroup) {
        byGroup.computeIfAbsent(group.index(), _ -> new ArrayList<>()).add(id);
    }
}
