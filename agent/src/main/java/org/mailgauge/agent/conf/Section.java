package org.mailgauge.agent.conf;

/**
 * A mapping of keys; a path that ends in {@code []} is a list of such mappings.
 *
 * @param sample an item of the list as the sample shows it, flow style; empty for a plain mapping
 */
record Section(String path, int part, boolean built, String sample, String doc) implements Entry {

    boolean many() {
        return path.endsWith("[]");
    }
}
