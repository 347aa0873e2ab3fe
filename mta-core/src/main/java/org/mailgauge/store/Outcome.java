package org.mailgauge.store;

import java.util.Optional;

/** What came of an operation: a value, or why nothing was done. */
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    /** Nothing has changed. */
    record Refused<T>(Refusal why) implements Outcome<T> {}

    /** The value, where the reason does not matter. */
    default Optional<T> done() {
        return this instanceof Done<T>(var value) ? Optional.of(value) : Optional.empty();
    }
}
