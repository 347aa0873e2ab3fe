package org.mailgauge.agent.metrics;

import java.util.List;

/**
 * One series with its value.
 *
 * @param labels values of the family's labels, in their order
 */
record Sample(Family family, List<String> labels, double value) {
    Sample {
        labels = List.copyOf(labels);
        if (labels.size() != family.labels().size()) {
            throw new IllegalArgumentException(family.name() + " with labels " + labels);
        }
    }
}
