package org.mailgauge.search;

import java.util.ArrayList;
import java.util.Comparator;

/** The REFERENCES algorithm (RFC 5256 section 3); its steps are numbered as there. */
final class References {
    /*
     * Problem: references say what they like: loops, messages that are not there, thousands deep.
     * Invariant: links never make a loop, so that the messages below the root are a forest. That is
     * seen by walking up; all walks together are bounded, and a link that would take more is not
     * made. Only chains of many thousands in an unlucky order come there.
     */
    private static final long LEAST_STEPS = 10_000_000;

    private final ThreadRows messages;
    private final Forest forest = new Forest();

    /** The nodes of identifiers; 0 where there is none yet. */
    private final int[] byId;

    private long steps;

    References(ThreadRows messages) {
        this.messages = messages;
        byId = new int[messages.ids() + 1];
        steps = LEAST_STEPS + 1_000L * messages.size();
    }

    Forest run() {
        link();
        gather();
        prune();
        sortTop();
        merge();
        sortAll();
        return forest;
    }

    /** Step 1. Nodes 1 and on are the messages in their order. */
    private void link() {
        for (int row = 0; row < messages.size(); row++) {
            int node = forest.add(messages.number(row));
            int id = messages.id(row);
            if (id != 0 && byId[id] == 0) {
                byId[id] = node;
            }
        }
        for (int row = 0; row < messages.size(); row++) {
            link(row, row + 1);
        }
    }

    private void link(int row, int node) {
        int before = Forest.NONE;
        for (int at = messages.begin(row); at < messages.end(row); at++) {
            int referred = node(messages.reference(at));
            if (before != Forest.NONE && forest.parent(referred) == Forest.NONE) {
                adopt(before, referred);
            }
            before = referred;
        }
        if (forest.parent(node) != Forest.NONE) {
            forest.remove(node);
        }
        if (before != Forest.NONE) {
            adopt(before, node);
        }
    }

    /** The node of an identifier, a dummy when no message has it. */
    private int node(int id) {
        if (byId[id] == 0) {
            byId[id] = forest.add(0);
        }
        return byId[id];
    }

    /** Makes a node without a parent a child, unless that made a loop. */
    private void adopt(int parent, int child) {
        if (parent == child) {
            return;
        }
        if (forest.firstChild(child) != Forest.NONE) {
            int at = parent;
            while (at != Forest.NONE) {
                if (at == child || --steps < 0) {
                    return;
                }
                at = forest.parent(at);
            }
        }
        forest.append(parent, child);
    }

    /** Step 2. */
    private void gather() {
        for (int node = 1; node < forest.count(); node++) {
            if (forest.parent(node) == Forest.NONE) {
                forest.append(Forest.ROOT, node);
            }
        }
    }

    /** Step 3. */
    private void prune() {
        int node = forest.deepest(Forest.ROOT);
        while (node != Forest.ROOT) {
            // What takes the place of a dummy is pruned already: the next one is known before.
            int next = forest.afterwards(node);
            if (forest.isDummy(node)) {
                boolean top = forest.parent(node) == Forest.ROOT;
                boolean many = forest.firstChild(node) != Forest.NONE && !forest.hasOneChild(node);
                if (!top || !many) {
                    forest.replaceByChildren(node);
                }
            }
            node = next;
        }
    }

    /** The row of a message, or of a dummy its first child's. */
    private int shown(int node) {
        return (forest.isDummy(node) ? forest.firstChild(node) : node) - 1;
    }

    private void sort(int parent) {
        if (forest.firstChild(parent) == Forest.NONE || forest.hasOneChild(parent)) {
            return;
        }
        var children = new ArrayList<Integer>();
        for (int child : forest.children(parent)) {
            children.add(child);
        }
        children.sort(
                Comparator.comparingLong((Integer child) -> messages.sent(shown(child)))
                        .thenComparingLong(child -> messages.number(shown(child))));
        forest.arrange(parent, children.stream().mapToInt(child -> child).toArray());
    }

    /** Step 4. */
    private void sortTop() {
        for (int child : forest.children(Forest.ROOT)) {
            if (forest.isDummy(child)) {
                sort(child);
            }
        }
        sort(Forest.ROOT);
    }

    private boolean isReply(int node) {
        return messages.isReply(shown(node));
    }

    /** Step 5. */
    private void merge() {
        var table = new int[messages.subjects() + 1];
        var top = forest.children(Forest.ROOT);
        var subjects = new int[top.length];
        for (int i = 0; i < top.length; i++) {
            int subject = messages.subject(shown(top[i]));
            subjects[i] = subject;
            if (subject != 0 && (table[subject] == 0 || isBetter(top[i], table[subject]))) {
                table[subject] = top[i];
            }
        }
        for (int i = 0; i < top.length; i++) {
            int other = table[subjects[i]];
            if (other != 0 && other != top[i]) {
                table[subjects[i]] = merge(top[i], other);
            }
        }
    }

    private boolean isBetter(int node, int before) {
        return !forest.isDummy(before)
                && (forest.isDummy(node) || (isReply(before) && !isReply(node)));
    }

    /** Joins a thread with that in the table. @return what is in the table then */
    private int merge(int node, int other) {
        if (forest.isDummy(other)) {
            forest.remove(node);
            if (forest.isDummy(node)) {
                forest.moveChildren(node, other);
            } else {
                forest.append(other, node);
            }
            return other;
        }
        if (isReply(node) && !isReply(other)) {
            forest.remove(node);
            forest.append(other, node);
            return other;
        }
        int dummy = forest.add(0);
        forest.remove(node);
        forest.remove(other);
        forest.append(dummy, other);
        forest.append(dummy, node);
        forest.append(Forest.ROOT, dummy);
        return dummy;
    }

    /** Step 6: the deepest first. */
    private void sortAll() {
        int node = forest.deepest(Forest.ROOT);
        while (node != Forest.ROOT) {
            // Siblings are put in order when the last of them has been seen.
            int next = forest.afterwards(node);
            if (next == forest.parent(node)) {
                sort(next);
            }
            node = next;
        }
    }
}
