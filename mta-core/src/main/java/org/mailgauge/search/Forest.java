package org.mailgauge.search;

import org.mailgauge.imap.ResponseBuffer;

import java.util.Arrays;

/**
 * Threads of messages, as trees below one root, with dummies for messages that are not there. Used
 * by one thread. No method goes into depth by calling itself: a thread may be as deep as it has
 * messages.
 */
final class Forest {
    static final int NONE = -1;
    static final int ROOT = 0;

    private int[] parents = new int[16];
    private int[] firsts = new int[16];
    private int[] lasts = new int[16];
    private int[] nexts = new int[16];
    private int[] befores = new int[16];

    /** Numbers of messages; 0 for a dummy. */
    private long[] numbers = new long[16];

    private int count;

    Forest() {
        add(0);
    }

    /** Adds a message, or a dummy, that is nowhere yet. */
    int add(long number) {
        if (count == parents.length) {
            int room = 2 * count;
            parents = Arrays.copyOf(parents, room);
            firsts = Arrays.copyOf(firsts, room);
            lasts = Arrays.copyOf(lasts, room);
            nexts = Arrays.copyOf(nexts, room);
            befores = Arrays.copyOf(befores, room);
            numbers = Arrays.copyOf(numbers, room);
        }
        parents[count] = NONE;
        firsts[count] = NONE;
        lasts[count] = NONE;
        nexts[count] = NONE;
        befores[count] = NONE;
        numbers[count] = number;
        return count++;
    }

    int count() {
        return count;
    }

    boolean isDummy(int node) {
        return numbers[node] == 0;
    }

    int parent(int node) {
        return parents[node];
    }

    int firstChild(int node) {
        return firsts[node];
    }

    int next(int node) {
        return nexts[node];
    }

    boolean hasOneChild(int node) {
        return firsts[node] != NONE && firsts[node] == lasts[node];
    }

    /** Makes a node that has no parent the last child of another one. */
    void append(int parent, int node) {
        parents[node] = parent;
        befores[node] = lasts[parent];
        nexts[node] = NONE;
        if (lasts[parent] == NONE) {
            firsts[parent] = node;
        } else {
            nexts[lasts[parent]] = node;
        }
        lasts[parent] = node;
    }

    /** Takes a node, with all below it, from its parent. */
    void remove(int node) {
        int parent = parents[node];
        if (befores[node] == NONE) {
            firsts[parent] = nexts[node];
        } else {
            nexts[befores[node]] = nexts[node];
        }
        if (nexts[node] == NONE) {
            lasts[parent] = befores[node];
        } else {
            befores[nexts[node]] = befores[node];
        }
        parents[node] = NONE;
        nexts[node] = NONE;
        befores[node] = NONE;
    }

    /** Makes the children of one node children of another one, behind those that it has. */
    void moveChildren(int from, int to) {
        for (int child = firsts[from]; child != NONE; ) {
            int next = nexts[child];
            remove(child);
            append(to, child);
            child = next;
        }
    }

    /** Puts the children of a node into its place. */
    void replaceByChildren(int node) {
        int first = firsts[node];
        if (first == NONE) {
            remove(node);
            return;
        }
        int parent = parents[node];
        int last = lasts[node];
        for (int child = first; child != NONE; child = nexts[child]) {
            parents[child] = parent;
        }
        int before = befores[node];
        int next = nexts[node];
        befores[first] = before;
        nexts[last] = next;
        if (before == NONE) {
            firsts[parent] = first;
        } else {
            nexts[before] = first;
        }
        if (next == NONE) {
            lasts[parent] = last;
        } else {
            befores[next] = last;
        }
        parents[node] = NONE;
        nexts[node] = NONE;
        befores[node] = NONE;
        firsts[node] = NONE;
        lasts[node] = NONE;
    }

    int[] children(int node) {
        int size = 0;
        for (int child = firsts[node]; child != NONE; child = nexts[child]) {
            size++;
        }
        var children = new int[size];
        int at = 0;
        for (int child = firsts[node]; child != NONE; child = nexts[child]) {
            children[at++] = child;
        }
        return children;
    }

    /** Gives a node's children another order. */
    void arrange(int node, int[] children) {
        firsts[node] = NONE;
        lasts[node] = NONE;
        for (int child : children) {
            append(node, child);
        }
    }

    /** The first node in an order where children come before their parents. */
    int deepest(int node) {
        int at = node;
        while (firsts[at] != NONE) {
            at = firsts[at];
        }
        return at;
    }

    /** The next node in that order, the parent last. */
    int afterwards(int node) {
        return nexts[node] == NONE ? parents[node] : deepest(nexts[node]);
    }

    /** Writes a thread (RFC 5256 section 4, {@code thread-list}). */
    void write(int thread, ResponseBuffer out) {
        out.octet('(');
        int at = thread;
        boolean begins = true;
        while (true) {
            if (!isDummy(at)) {
                if (!begins) {
                    out.octet(' ');
                }
                out.number(numbers[at]);
            }
            begins = isDummy(at);
            if (hasOneChild(at)) {
                at = firsts[at];
                continue;
            }
            if (firsts[at] != NONE) {
                if (!isDummy(at)) {
                    out.octet(' ');
                }
                out.octet('(');
                at = firsts[at];
                begins = true;
                continue;
            }
            at = close(at, thread, out);
            if (at == NONE) {
                return;
            }
            begins = true;
        }
    }

    /** Ends lists until another one begins; its first node, or NONE at the thread's end. */
    private int close(int leaf, int thread, ResponseBuffer out) {
        int at = leaf;
        while (at != thread) {
            int parent = parents[at];
            if (!hasOneChild(parent)) {
                out.octet(')');
                if (nexts[at] != NONE) {
                    out.octet('(');
                    return nexts[at];
                }
            }
            at = parent;
        }
        out.octet(')');
        return NONE;
    }
}
