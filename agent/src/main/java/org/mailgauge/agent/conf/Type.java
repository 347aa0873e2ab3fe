package org.mailgauge.agent.conf;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A kind of value: how its text is read, and how it is described.
 *
 * @param accepted what is accepted, in a few words that end an error message
 * @param json its JSON Schema
 * @param reader the value of a text; empty when it is not one
 * @param complaint what is wrong with a text that is not one, when more can be said than that; else
 *     empty
 */
record Type<T>(
        String accepted,
        Json json,
        Function<String, Optional<T>> reader,
        UnaryOperator<String> complaint) {

    Type(String accepted, Json json, Function<String, Optional<T>> reader) {
        this(accepted, json, reader, _ -> "");
    }

    Optional<T> read(String text) {
        return reader.apply(text);
    }

    /** How a value looks to an editor that knows JSON Schema. */
    sealed interface Json {
        /** Text, with a regular expression or an empty one. */
        record Pattern(String regex) implements Json {}

        record Range(long least, long most) implements Json {}

        record OneOf(List<String> values) implements Json {
            public OneOf {
                values = List.copyOf(values);
            }
        }

        record Flag() implements Json {}
    }
}
