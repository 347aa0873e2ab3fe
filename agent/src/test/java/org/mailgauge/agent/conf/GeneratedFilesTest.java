package org.mailgauge.agent.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What is made from the table is committed as it is made. */
class GeneratedFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void sampleIsCurrent() throws IOException {
        assertEquals(
                Sample.text(),
                Files.readString(ROOT.resolve("conf/mailgauge.sample.yaml")),
                "bin/mailgauge check-config --print-sample > conf/mailgauge.sample.yaml");
    }

    @Test
    void schemaIsCurrent() throws IOException {
        assertEquals(
                JsonSchema.text(),
                Files.readString(ROOT.resolve("conf/mailgauge.schema.json")),
                "bin/mailgauge check-config --print-schema > conf/mailgauge.schema.json");
    }

    @Test
    void manualIsCurrent() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/configuration.md"));
        assertTrue(
                page.endsWith("\n" + Manual.table()),
                "the table of docs/configuration.md is: bin/mailgauge check-config --print-manual");
    }

    @Test
    void sampleIsAcceptedAndSaysTheDefaults() {
        var sample = ConfigReader.read(Sample.text(), Path.of("/srv"), Files::readString);
        assertEquals(List.of(), sample.errors());
        assertEquals(List.of(), sample.warnings());
        var bare =
                ConfigReader.read("hostname: mx1.example.test", Path.of("/srv"), Files::readString);
        var one = Objects.requireNonNull(bare.config());
        var other = Objects.requireNonNull(sample.config());
        assertEquals(new Changes(List.of(), List.of()), Changes.between(one, other));
        assertEquals(one.mta(), other.mta());
        assertEquals(one.snmp(), other.snmp());
        assertEquals(one.alarms(), other.alarms());
        assertEquals(one.sinks(), other.sinks());
        assertEquals(one.http(), other.http());
    }

    @Test
    void sampleIsAcceptedWithEveryExampleUncommented() {
        var text = Examples.uncommented();
        var reading = ConfigReader.read(text, Path.of("/srv"), Files::readString);
        assertEquals(List.of(), reading.errors().stream().map(p -> p.text("sample")).toList());
        var config = reading.config();
        assertNotNull(config);
        assertEquals(1, config.mta().routes().size());
        assertEquals(1, config.snmp().users().size());
    }

    @Test
    void theFileThatServeTakesByDefaultIsGood() throws IOException {
        var reading =
                ConfigReader.read(
                        Files.readString(ROOT.resolve("conf/mailgauge.yaml")),
                        ROOT,
                        Files::readString);
        assertEquals(List.of(), reading.errors());
        assertEquals(List.of(), reading.warnings());
        assertNotNull(reading.config());
    }
}
