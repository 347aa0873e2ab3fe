package org.mailgauge.agent.metrics;

import java.util.List;

/** Families of the machinery, by the names that its probes give. */
final class HealthFamilies {
    static final String PREFIX = "mailgauge_";

    private HealthFamilies() {}

    /**
     * The family of a probe's value.
     *
     * @param name as the probe gives it, without prefix
     */
    static Family of(String name) {
        var kind = name.endsWith("_total") ? Family.Kind.COUNTER : Family.Kind.GAUGE;
        return new Family(PREFIX + name, kind, List.of(), help(name));
    }

    /** Probes name their values in words; the words are the help. */
    static String help(String name) {
        var words = name.replaceFirst("_total$", "").replace('_', ' ');
        return "Machinery: " + words + (name.endsWith("_total") ? " so far." : " now.");
    }
}
