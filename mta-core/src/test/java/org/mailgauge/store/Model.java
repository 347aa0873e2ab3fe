package org.mailgauge.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * An account's mail as plainly as it can be said, to compare a store with: lists of letters by
 * name, which are searched from end to end. Shares no code with any store.
 */
final class Model {
    static final class Letter {
        final long uid;
        final String text;
        Set<String> flags;

        Letter(long uid, String text, Set<String> flags) {
            this.uid = uid;
            this.text = text;
            this.flags = flags;
        }

        void undelete() {
            var rest = new TreeSet<>(flags);
            rest.remove("\\Deleted");
            flags = rest;
        }

        @Override
        public String toString() {
            return uid + " " + text + " " + new TreeSet<>(flags);
        }
    }

    static final class Box {
        final int number;
        final List<Letter> letters = new ArrayList<>();
        final TreeSet<Long> vanished = new TreeSet<>();
        long uidNext = 1;

        Box(int number) {
            this.number = number;
        }

        List<Long> add(List<Letter> more) {
            var uids = new ArrayList<Long>();
            for (var letter : List.copyOf(more)) {
                letters.add(new Letter(uidNext, letter.text, Set.copyOf(letter.flags)));
                uids.add(uidNext++);
            }
            return uids;
        }

        List<Letter> which(Predicate<Letter> wanted) {
            return letters.stream().filter(wanted).toList();
        }

        void take(List<Letter> gone) {
            letters.removeAll(gone);
            gone.forEach(letter -> vanished.add(letter.uid));
        }
    }

    /** A letter that was removed and its box. */
    record Grave(int box, Letter letter) {}

    final TreeMap<String, Box> boxes = new TreeMap<>();
    final List<Grave> graves = new ArrayList<>();
    private int made;

    Model() {
        create("INBOX");
    }

    /** Answers, as those below, whether it was possible. */
    boolean create(String name) {
        if (boxes.containsKey(name)) {
            return false;
        }
        makeAbove(name);
        boxes.put(name, new Box(made++));
        return true;
    }

    private void makeAbove(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '/') {
                boxes.computeIfAbsent(name.substring(0, i), above -> new Box(made++));
            }
        }
    }

    boolean delete(String name) {
        if (name.equals("INBOX") || !boxes.containsKey(name)) {
            return false;
        }
        var box = boxes.remove(name);
        box.letters.forEach(letter -> graves.add(new Grave(box.number, letter)));
        return true;
    }

    boolean rename(String from, String to) {
        boolean above = boxes.keySet().stream().anyMatch(name -> name.startsWith(from + "/"));
        if (!(boxes.containsKey(from) || above) || boxes.containsKey(to)) {
            return false;
        }
        if (from.equals("INBOX")) {
            create(to);
            var inbox = Objects.requireNonNull(boxes.get(from));
            var all = List.copyOf(inbox.letters);
            Objects.requireNonNull(boxes.get(to)).add(all);
            inbox.take(all);
            return true;
        }
        if (to.startsWith(from + "/")) {
            return false;
        }
        var moved = new TreeMap<String, String>();
        for (var name : boxes.keySet()) {
            if (name.equals(from) || name.startsWith(from + "/")) {
                moved.put(name, to + name.substring(from.length()));
            }
        }
        if (moved.values().stream().anyMatch(boxes::containsKey)) {
            return false;
        }
        var taken = new TreeMap<String, Box>();
        moved.forEach((name, next) -> taken.put(next, boxes.remove(name)));
        makeAbove(to);
        boxes.putAll(taken);
        return true;
    }

    void remove(Box box, List<Letter> gone) {
        box.take(gone);
        gone.forEach(letter -> graves.add(new Grave(box.number, letter)));
    }
}
