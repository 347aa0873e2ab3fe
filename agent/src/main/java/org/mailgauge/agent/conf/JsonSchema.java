package org.mailgauge.agent.conf;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

import java.io.StringWriter;
import java.util.Map;

/** The JSON Schema of the configuration file, made from the table for editors. */
public final class JsonSchema {
    private static final DefaultPrettyPrinter LAYOUT =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private final JsonGenerator json;

    private JsonSchema(JsonGenerator json) {
        this.json = json;
    }

    /** The text of {@code conf/mailgauge.schema.json}. */
    public static String text() {
        var text = new StringWriter();
        var mapper = JsonMapper.builder().build();
        try (var json = mapper.writer().with(LAYOUT).createGenerator(text)) {
            json.writeStartObject();
            json.writeStringProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.writeStringProperty("title", "Mailgauge configuration");
            new JsonSchema(json).mapping("");
            json.writeEndObject();
        }
        return text + "\n";
    }

    private void mapping(String section) {
        Map<String, Entry> children = SchemaReader.children(section);
        json.writeStringProperty("type", "object");
        json.writeBooleanProperty("additionalProperties", false);
        var required =
                children.values().stream()
                        .filter(entry -> entry instanceof Key<?> key && key.required())
                        .map(Entry::name)
                        .toList();
        if (!required.isEmpty()) {
            json.writeArrayPropertyStart("required");
            required.forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeObjectPropertyStart("properties");
        children.forEach(this::property);
        json.writeEndObject();
    }

    private void property(String name, Entry entry) {
        json.writeObjectPropertyStart(name);
        var later = entry.built() ? "" : " Not built yet: part " + entry.part() + ".";
        json.writeStringProperty("description", entry.doc() + later);
        switch (entry) {
            case Key<?> key when key.many() -> {
                json.writeStringProperty("type", "array");
                json.writeObjectPropertyStart("items");
                value(key.type());
                json.writeEndObject();
            }
            case Key<?> key -> value(key.type());
            case Section section when section.many() -> {
                json.writeStringProperty("type", "array");
                json.writeObjectPropertyStart("items");
                mapping(section.path());
                json.writeEndObject();
            }
            case Section section -> mapping(section.path());
        }
        json.writeEndObject();
    }

    private void value(Type<?> type) {
        switch (type.json()) {
            case Type.Json.Pattern(var regex) -> {
                json.writeArrayPropertyStart("type");
                json.writeString("string");
                json.writeString("number");
                json.writeEndArray();
                if (!regex.isEmpty()) {
                    json.writeStringProperty("pattern", regex);
                }
            }
            case Type.Json.Range(var least, var most) -> {
                json.writeStringProperty("type", "integer");
                json.writeNumberProperty("minimum", least);
                json.writeNumberProperty("maximum", most);
            }
            case Type.Json.OneOf(var values) -> {
                json.writeArrayPropertyStart("enum");
                values.forEach(json::writeString);
                json.writeEndArray();
            }
            case Type.Json.Flag _ -> json.writeStringProperty("type", "boolean");
        }
    }
}
