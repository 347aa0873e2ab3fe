package org.mailgauge.agent.conf;

/** A line of the table: a key with a value, or a section that holds keys. */
sealed interface Entry permits Key, Section {

    String path();

    String doc();

    /** The part of the project that gives it effect. */
    int part();

    boolean built();

    /** The path of the section it stands in; empty at the top. */
    default String parent() {
        int dot = path().lastIndexOf('.');
        return dot < 0 ? "" : path().substring(0, dot);
    }

    /** The last name of the path, without {@code []}. */
    default String name() {
        var last = path().substring(path().lastIndexOf('.') + 1);
        return last.endsWith("[]") ? last.substring(0, last.length() - 2) : last;
    }
}
