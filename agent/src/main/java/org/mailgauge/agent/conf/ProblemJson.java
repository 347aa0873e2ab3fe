package org.mailgauge.agent.conf;

import tools.jackson.core.JsonGenerator;

import java.nio.file.Path;
import java.util.List;

/** What is wrong with a configuration, as JSON. */
public final class ProblemJson {
    private ProblemJson() {}

    /**
     * A member of an object: an array of objects with file, line, key and message.
     *
     * @param file the configuration file, of problems that name no other
     */
    public static void array(String name, List<Problem> problems, Path file, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        for (var problem : problems) {
            json.writeStartObject();
            json.writeStringProperty("file", problem.file(file.toString()));
            json.writeNumberProperty("line", problem.line());
            json.writeStringProperty("key", problem.key());
            json.writeStringProperty("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
