package org.mailgauge.smtp;

import org.mailgauge.address.ForwardPath;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accepted recipients, without duplicates: immutable, yet one more costs O(1), as does looking for
 * one. Lists that grew out of each other share what they have in common; of two that grow out of
 * the same one, the second is a copy. Used by one thread at a time.
 */
final class Recipients extends AbstractList<ForwardPath> {
    static final Recipients NONE = new Recipients(new ArrayList<>(), new HashMap<>(), 0);

    private final List<ForwardPath> all;

    /** The place of each in {@link #all}; those from {@link #size} on are not ours. */
    private final Map<ForwardPath, Integer> places;

    private final int size;

    private Recipients(List<ForwardPath> all, Map<ForwardPath, Integer> places, int size) {
        this.all = all;
        this.places = places;
        this.size = size;
    }

    static Recipients of(List<ForwardPath> list) {
        var some = NONE;
        for (var recipient : list) {
            some = some.with(recipient);
        }
        return some;
    }

    /** These and one more, which is not among them. */
    Recipients with(ForwardPath recipient) {
        boolean last = size > 0 && all.size() == size;
        var shared = last ? all : new ArrayList<>(all.subList(0, size));
        var index = last ? places : places(shared);
        shared.add(recipient);
        index.put(recipient, size);
        return new Recipients(shared, index, size + 1);
    }

    private static Map<ForwardPath, Integer> places(List<ForwardPath> list) {
        var places = new HashMap<ForwardPath, Integer>();
        for (int i = 0; i < list.size(); i++) {
            places.put(list.get(i), i);
        }
        return places;
    }

    @Override
    public ForwardPath get(int place) {
        if (place >= size) {
            throw new IndexOutOfBoundsException(place + " of " + size);
        }
        return all.get(place);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean contains(Object sought) {
        return sought instanceof ForwardPath path
                && places.getOrDefault(path, Integer.MAX_VALUE) < size;
    }
}
