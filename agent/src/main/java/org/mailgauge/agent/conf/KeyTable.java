package org.mailgauge.agent.conf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One part of the table while it is written down: each method adds a line, in the order of the
 * sample, and gives it back to be kept in a constant.
 */
final class KeyTable {
    private final int part;
    private final Takes takes;
    private final List<Entry> lines = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param part of the project that gives its lines effect
     * @param takes when changes of its keys take effect, where a line does not say it itself
     */
    KeyTable(int part, Takes takes) {
        this.part = part;
        this.takes = takes;
    }

    /** The lines so far. */
    List<Entry> lines() {
        return List.copyOf(lines);
    }

    /** Takes in the lines of a topic that has a table of its own. */
    void include(List<Entry> topic) {
        lines.addAll(topic);
    }

    Section section(String path, String doc) {
        return add(new Section(path, part, true, "", doc));
    }

    /**
     * A list of mappings.
     *
     * @param path without {@code []}
     * @param sample an item as the sample shows it, flow style
     */
    Section list(String path, String sample, String doc) {
        return add(new Section(path + "[]", part, true, sample, doc));
    }

    <T> Key<T> one(String path, Type<T> type, String fallback, String doc) {
        return one(takes, path, type, fallback, doc);
    }

    <T> Key<T> one(Takes when, String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, false, false, fallback, part, true, when, doc));
    }

    /** A key whose value is a list. */
    <T> Key<T> many(String path, Type<T> type, String fallback, String doc) {
        return many(takes, path, type, fallback, doc);
    }

    <T> Key<T> many(Takes when, String path, Type<T> type, String fallback, String doc) {
        return add(new Key<>(path, type, true, false, fallback, part, true, when, doc));
    }

    /** A key of an item of a list that has to be given. */
    <T> Key<T> required(String path, Type<T> type, String doc) {
        return required(takes, path, type, "", doc);
    }

    /** A key that has to be given; {@code example} stands in the sample. */
    <T> Key<T> required(Takes when, String path, Type<T> type, String example, String doc) {
        return add(new Key<>(path, type, false, true, example, part, true, when, doc));
    }

    Key<Integer> count(String path, int least, int most, String fallback, String doc) {
        return count(takes, path, least, most, fallback, doc);
    }

    Key<Integer> count(Takes when, String path, int least, int most, String fallback, String doc) {
        return one(when, path, Types.count(least, most), fallback, doc);
    }

    Key<Duration> duration(String path, String least, String most, String fallback, String doc) {
        return duration(takes, path, least, most, fallback, doc);
    }

    Key<Duration> duration(
            Takes when, String path, String least, String most, String fallback, String doc) {
        return one(when, path, Types.duration(least, most), fallback, doc);
    }

    /** A key of what a later part of the project gives effect: accepted, and warned of. */
    <T> Key<T> later(int laterPart, String path, Type<T> type, String fallback, String doc) {
        return add(
                new Key<>(path, type, false, false, fallback, laterPart, false, Takes.NEVER, doc));
    }

    <T> Key<T> laterRequired(int laterPart, String path, Type<T> type, String doc) {
        return add(new Key<>(path, type, false, true, "", laterPart, false, Takes.NEVER, doc));
    }

    Section laterSection(int laterPart, String path, String doc) {
        return add(new Section(path, laterPart, false, "", doc));
    }

    Section laterList(int laterPart, String path, String sample, String doc) {
        return add(new Section(path + "[]", laterPart, false, sample, doc));
    }

    private <E extends Entry> E add(E entry) {
        lines.add(entry);
        return entry;
    }
}
