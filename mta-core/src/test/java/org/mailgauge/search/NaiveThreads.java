package org.mailgauge.search;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** THREAD=REFERENCES as RFC 5256 section 3 tells it, step by step and without regard to cost. */
final class NaiveThreads {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> byId = new HashMap<>();

    /** A message, or a dummy without one. */
    private static final class Node {
        @Nullable Threadable message;
        @Nullable Node parent;
        final List<Node> children = new ArrayList<>();

        Threadable shown() {
            var shown = message == null ? children.getFirst().message : message;
            if (shown == null) {
                throw new IllegalStateException("a dummy below a dummy");
            }
            return shown;
        }

        boolean isBelow(Node other) {
            for (Node at = this; at != null; at = at.parent) {
                if (at == other) {
                    return true;
                }
            }
            return false;
        }

        void adopt(Node child) {
            if (!isBelow(child)) {
                child.parent = this;
                children.add(child);
            }
        }

        void leave() {
            if (parent != null) {
                parent.children.remove(this);
                parent = null;
            }
        }

        void sort() {
            children.forEach(Node::sort);
            children.sort(BY_SENT);
        }
    }

    private static final Comparator<Node> BY_SENT =
            Comparator.<Node>comparingLong(node -> node.shown().sent())
                    .thenComparingLong(node -> node.shown().number());

    static String of(List<Threadable> messages) {
        return new NaiveThreads().run(messages);
    }

    private Node referred(String id) {
        return byId.computeIfAbsent(
                id,
                _ -> {
                    var dummy = new Node();
                    nodes.add(dummy);
                    return dummy;
                });
    }

    private String run(List<Threadable> messages) {
        for (var message : messages) {
            var node = new Node();
            node.message = message;
            nodes.add(node);
            if (message.id() != null) {
                byId.putIfAbsent(message.id(), node);
            }
        }
        for (var node : List.copyOf(nodes)) {
            link(node);
        }
        var root = new Node();
        nodes.stream().filter(node -> node.parent == null).forEach(root.children::add);
        prune(root, true);
        for (var top : root.children) {
            if (top.message == null) {
                top.children.sort(BY_SENT);
            }
        }
        root.children.sort(BY_SENT);
        merge(root);
        root.sort();
        var text = new StringBuilder();
        root.children.forEach(top -> write(top, text));
        return text.toString();
    }

    private void link(Node node) {
        var message = node.message;
        if (message == null) {
            return;
        }
        Node before = null;
        for (var reference : message.references()) {
            var referred = referred(reference);
            if (before != null && referred.parent == null) {
                before.adopt(referred);
            }
            before = referred;
        }
        node.leave();
        if (before != null) {
            before.adopt(node);
        }
    }

    private static void prune(Node parent, boolean top) {
        for (var child : List.copyOf(parent.children)) {
            prune(child, false);
            if (child.message == null && (!top || child.children.size() <= 1)) {
                int at = parent.children.indexOf(child);
                parent.children.remove(at);
                parent.children.addAll(at, child.children);
                child.children.forEach(promoted -> promoted.parent = parent);
            }
        }
    }

    private static String subject(Node node) {
        return node.shown().subject().text().toUpperCase(Locale.ROOT);
    }

    private static boolean isReply(Node node) {
        return node.shown().subject().reply();
    }

    private static void merge(Node root) {
        var table = new LinkedHashMap<String, Node>();
        for (var node : root.children) {
            var there = table.get(subject(node));
            boolean better =
                    there == null
                            || (there.message != null
                                    && (node.message == null
                                            || (isReply(there) && !isReply(node))));
            if (!subject(node).isEmpty() && better) {
                table.put(subject(node), node);
            }
        }
        for (var node : List.copyOf(root.children)) {
            var subject = subject(node);
            var there = table.get(subject);
            if (there == null || there == node) {
                continue;
            }
            root.children.remove(node);
            if (there.message == null && node.message == null) {
                node.children.forEach(
                        child -> {
                            child.parent = there;
                            there.children.add(child);
                        });
            } else if (there.message == null || (isReply(node) && !isReply(there))) {
                node.parent = null;
                there.children.add(node);
            } else {
                var dummy = new Node();
                root.children.remove(there);
                dummy.children.add(there);
                dummy.children.add(node);
                root.children.add(dummy);
                table.put(subject, dummy);
            }
        }
    }

    private static void write(Node top, StringBuilder text) {
        text.append('(');
        var at = top;
        while (true) {
            if (at.message != null) {
                text.append(text.charAt(text.length() - 1) == '(' ? "" : " ");
                text.append(at.message.number());
            }
            if (at.children.size() != 1) {
                break;
            }
            at = at.children.getFirst();
        }
        if (!at.children.isEmpty()) {
            text.append(at.message == null ? "" : " ");
            at.children.forEach(child -> write(child, text));
        }
        text.append(')');
    }
}
