package org.mailgauge.agent.conf;

import java.util.List;

/** A YAML document as a tree that remembers its lines; lines count from 1. */
sealed interface Yaml {

    int line();

    /** What it is, as an error message says it. */
    String kind();

    /**
     * A scalar, without its quotes.
     *
     * @param plain whether it stood there without quotes
     */
    record Scalar(String text, boolean plain, int line) implements Yaml {
        /** Whether it says "nothing": empty, {@code ~} or {@code null} without quotes. */
        boolean none() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String kind() {
            return "a value";
        }
    }

    record Mapping(List<Entry> entries, int line) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    record Sequence(List<Yaml> items, int line) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** One key with its value. */
    record Entry(String key, int line, Yaml value) {}
}
