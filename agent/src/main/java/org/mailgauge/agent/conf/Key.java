package org.mailgauge.agent.conf;

/**
 * One line of the table of keys.
 *
 * @param path from the top, {@code []} after a list of mappings: {@code routes[].via}
 * @param type of the value, or of each item when {@code many}
 * @param many whether the value is a list
 * @param required whether it has to be given
 * @param fallback the default as it would be written, or empty when there is none
 * @param part the part of the project that gives it effect
 * @param built whether it has effect already
 * @param takes when a change takes effect
 * @param doc what it does, one or two sentences
 */
record Key<T>(
        String path,
        Type<T> type,
        boolean many,
        boolean required,
        String fallback,
        int part,
        boolean built,
        Takes takes,
        String doc)
        implements Entry {}
