package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.mime.Corpus;
import org.mailgauge.mime.LineMutants;
import org.mailgauge.mime.MimeLimits;
import org.mailgauge.mime.MimeParser;
import org.mailgauge.mime.Part;
import org.mailgauge.testing.FetchGrammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class StructureFormatTest {
    private static final int MUTANTS = 2_000;

    private static Map<String, Object> told(Part whole, boolean utf8) {
        var out = new ResponseBuffer(new byte[64]);
        out.speakUtf8(utf8);
        out.text("* 1 FETCH (ENVELOPE ");
        EnvelopeFormat.write(out, Objects.requireNonNull(whole.envelope()));
        out.text(" BODY ");
        StructureFormat.write(out, whole, false);
        out.text(" BODYSTRUCTURE ");
        StructureFormat.write(out, whole, true);
        out.octet(')').line();
        var text = new String(out.octets(), 0, out.length(), StandardCharsets.ISO_8859_1);
        assertTrue(utf8 || text.chars().allMatch(c -> c < 127), text);
        return FetchGrammar.parse(text);
    }

    private static Part structure(String content, MimeLimits limits) {
        var parser = new MimeParser(limits);
        var octets = Corpus.octets(content);
        parser.feed(octets, 0, octets.length);
        return parser.end();
    }

    private static List<String> contents() {
        var all = new ArrayList<>(Corpus.all());
        for (int i = 0; i < MUTANTS; i++) {
            all.add(LineMutants.of(i));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("envelopes and structures of anything are such, also where limits are reached")
    void anythingIsGrammatical(boolean utf8) {
        var few = new MimeLimits(3, 4, 300, 10, 3, 40, 600);
        for (var content : contents()) {
            told(structure(content, MimeLimits.DEFAULT), utf8);
            told(structure(content, few), utf8);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "multipart/mixed",
                "message/rfc822\r\nContent-Transfer-Encoding: base64",
                "message/global\r\nContent-Transfer-Encoding: quoted-printable"
            })
    @DisplayName("what is not looked into is octets, whatever its type")
    void compositeLeavesAreOctets(String type) {
        var whole = structure("Content-Type: " + type + "\r\n\r\nabc\r\n", MimeLimits.DEFAULT);
        var body = List.of("application", "octet-stream", 5L);
        assertEquals(body, told(whole, false).get("BODYSTRUCTURE"));
    }

    @Test
    @DisplayName("a multipart without parts has an empty one")
    void emptyMultipart() {
        var whole =
                structure(
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\nabc\r\n",
                        MimeLimits.DEFAULT);
        assertEquals(
                List.of(List.of("text", "plain", 0L), "mixed"), told(whole, false).get("BODY"));
        assertEquals(
                new Sections.Span(50, 50),
                Sections.find(
                        whole,
                        new FetchItem.Section(List.of(1), FetchItem.Section.Text.ALL, List.of())));
    }
}
