package org.mailgauge.agent.admin;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An HTTP answer.
 *
 * @param headers beside those that every answer has
 */
record Response(int status, String type, byte[] body, Map<String, String> headers) {
    private static final JsonFactory JSON = new JsonFactory();

    Response {
        headers = Map.copyOf(headers);
    }

    static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text + "\n");
    }

    static Response of(int status, String type, String text) {
        return new Response(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Response json(int status, Consumer<JsonGenerator> content) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        return of(status, "application/json", text + "\n");
    }

    /** An error of the API: one line that says what to do. */
    static Response error(int status, String line) {
        return json(
                status,
                json -> {
                    json.writeStartObject();
                    json.writeStringProperty("error", line);
                    json.writeEndObject();
                });
    }
}
