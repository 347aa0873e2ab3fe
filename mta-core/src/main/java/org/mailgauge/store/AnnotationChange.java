package org.mailgauge.store;

import org.jspecify.annotations.Nullable;

/**
 * An annotation to be set.
 *
 * @param value null to remove it
 */
public record AnnotationChange(AnnotationName name, byte @Nullable [] value) {}
