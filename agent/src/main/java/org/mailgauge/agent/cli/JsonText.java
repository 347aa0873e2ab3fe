package org.mailgauge.agent.cli;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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

    /** Writes the content as it comes, so that it may be long; a failure leaves half a line. */
    static void stream(PrintWriter out, Consumer<JsonGenerator> content) throws IOException {
        var factory = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
        try (var json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
        out.println();
    }

    static void print(PrintWriter out, Consumer<JsonGenerator> content) {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        out.println(text);
    }
}
