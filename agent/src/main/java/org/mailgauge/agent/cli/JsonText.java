package org.mailgauge.agent.cli;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;

/** Prints JSON on one line. */
public final class JsonText {
    private JsonText() {}

    /** An object of texts, in the map's order. */
    public static void print(PrintWriter out, Map<String, String> texts) {
        print(
                out,
                json -> {
                    json.writeStartObject();
                    texts.forEach(json::writeStringProperty);
                    json.writeEndObject();
                });
    }

    static void print(PrintWriter out, Consumer<JsonGenerator> content) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        out.println(text);
    }
}
