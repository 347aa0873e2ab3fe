package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A binary heap whose elements know their place, so that any one can be removed or moved in O(log
 * n). Guarded by the queue's lock.
 */
abstract class IndexedHeap<T> {
    private static final @Nullable Object[] EMPTY = {};

    private @Nullable Object[] items = EMPTY;
    private int size;

    /** Whether {@code a} comes before {@code b}. */
    abstract boolean before(T a, T b);

    /** The place that was given last to an element that is in this heap. */
    abstract int at(T element);

    /** Gives an element its place, or -1 when it leaves. */
    abstract void at(T element, int place);

    public final int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The first; null when there is none. */
    public final @Nullable T peek() {
        return size == 0 ? null : item(0);
    }

    /** The element at a place below {@link #size}. */
    @SuppressWarnings("unchecked") // only add() stores, and only Ts
    public final T item(int place) {
        var item = items[place];
        if (item == null) {
            throw new IllegalStateException("no item at " + place + " of " + size);
        }
        return (T) item;
    }

    /**
     * How many elements come before one, counted up to a limit, at a cost of the order of the
     * limit: what is not before it has nothing below that is.
     */
    int countBefore(T element, int most) {
        return countBefore(element, 0, most);
    }

    private int countBefore(T element, int place, int most) {
        if (most <= 0 || place >= size || !before(item(place), element)) {
            return 0;
        }
        int count = 1 + countBefore(element, 2 * place + 1, most - 1);
        return count + countBefore(element, 2 * place + 2, most - count);
    }

    void add(T element) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size + (size >> 1) + 2);
        }
        items[size] = element;
        up(size++, element);
    }

    @SuppressWarnings("ReferenceEquality") // elements have an identity, and no equals of their own
    void remove(T element) {
        int place = at(element);
        if (place < 0 || place >= size || items[place] != element) {
            throw new IllegalStateException("not here: " + element);
        }
        var last = item(--size);
        items[size] = null;
        at(element, -1);
        if (last != element) {
            items[place] = last;
            at(last, place);
            moved(last);
        }
        shrink();
    }

    /** Puts an element in, out or right, after its order or whether it belongs here has changed. */
    final void place(T element, boolean belongs) {
        boolean here = at(element) >= 0;
        if (belongs && here) {
            moved(element);
        } else if (belongs) {
            add(element);
        } else if (here) {
            remove(element);
        }
    }

    /** The first, in order; the cost is of the order of the limit, whatever the size. */
    final List<T> first(int limit) {
        var found = new ArrayList<T>(Math.min(limit, size));
        var border =
                new PriorityQueue<Integer>(
                        (a, b) -> before(item(a), item(b)) ? -1 : before(item(b), item(a)) ? 1 : 0);
        offer(border, 0);
        while (!border.isEmpty() && found.size() < limit) {
            int place = border.remove();
            found.add(item(place));
            offer(border, 2 * place + 1);
            offer(border, 2 * place + 2);
        }
        return found;
    }

    private void offer(PriorityQueue<Integer> border, int place) {
        if (place < size) {
            border.add(place);
        }
    }

    /** Puts an element right whose order has changed. */
    void moved(T element) {
        int place = at(element);
        if (place > 0 && before(element, item((place - 1) >> 1))) {
            up(place, element);
        } else {
            down(place, element);
        }
    }

    private void up(int from, T element) {
        int place = from;
        while (place > 0) {
            int above = (place - 1) >> 1;
            var parent = item(above);
            if (!before(element, parent)) {
                break;
            }
            set(place, parent);
            place = above;
        }
        set(place, element);
    }

    private void down(int from, T element) {
        int place = from;
        while (2 * place + 1 < size) {
            int below = 2 * place + 1;
            if (below + 1 < size && before(item(below + 1), item(below))) {
                below++;
            }
            var child = item(below);
            if (!before(child, element)) {
                break;
            }
            set(place, child);
            place = below;
        }
        set(place, element);
    }

    private void set(int place, T element) {
        items[place] = element;
        at(element, place);
    }

    private void shrink() {
        if (items.length > 64 && size < items.length / 4) {
            items = Arrays.copyOf(items, items.length / 2);
        }
    }
}
