package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PostqueueParserTest {
    @Test
    void cutAnywhereItIsTheSame() {
        var fixtures = new Fixtures("long1");
        var octets = fixtures.octets("postqueue.json");
        for (int size : List.of(1, 7, 4096)) {
            var messages = new ArrayList<PostqueueMessage>();
            var parser = new PostqueueParser(messages::add);
            for (int at = 0; at < octets.length; at += size) {
                parser.feed(octets, at, Math.min(size, octets.length - at));
            }
            parser.finish();
            assertEquals(fixtures.theirs(), messages);
        }
    }

    @Test
    void whatIsMissingIsNull() {
        var message =
                PostqueueParser.message("{\"queue_name\":\"active\",\"queue_id\":\"A1B2C3\"}")
                        .orElseThrow();
        assertNull(message.arrived());
        assertNull(message.octets());
        assertNull(message.sender());
        assertEquals(List.of(), message.recipients());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "1",
                "\"a\"",
                "{\"queue_name\":1,\"queue_id\":\"A\"}",
                "null",
                "{\"queue_name\":\"a\"}",
                "{\"queue_name\":\"a\",\"queue_id\":\"b\"} x"
            })
    void whatIsNoMessageIsEmpty(String line) {
        assertTrue(PostqueueParser.message(line).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01",
                "1.",
                ".5",
                "-",
                "1e",
                "+1",
                "tru",
                "nul",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a",
                "[1,]",
                "[,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "[[[[[[[[[[1]]]]]]]]]]",
                "\"\t\"",
                "[1 2]",
                "1 2",
                "\u00a01",
                "{\"a\":}"
            })
    void whatIsNoJsonIsEmpty(String text) {
        assertTrue(Json.read(text).isEmpty(), text);
    }

    @Test
    void jsonIsRead() {
        assertEquals(
                Map.of(
                        "a",
                        List.of(1L, -2L, 0.5, 1e3, true, false),
                        "ü\n\u00e9/",
                        "\"\\",
                        "o",
                        Map.of()),
                Json.read(
                                " {\"a\" : [1,-2, 0.5,1e3,true,false],\"ü\\n\\u00e9\\/\":\"\\\"\\\\\",\"o\":{}}\t")
                        .orElseThrow());
        assertEquals(Json.NULL, Json.read("null").orElseThrow());
        assertEquals(1e18, Json.read("1000000000000000000").orElseThrow());
    }

    @Test
    void nothingMakesItThrow() {
        var corpus = new ArrayList<String>();
        for (var setting : Fixtures.SETTINGS) {
            var text =
                    new String(
                            new Fixtures(setting).octets("postqueue.json"),
                            StandardCharsets.ISO_8859_1);
            corpus.addAll(text.lines().filter(line -> line.length() < 5000).toList());
        }
        corpus.add("[1,-2, 0.5,1e3,true,false,null,\"\\u00e9\"]");
        Mutants.ofOctets(
                corpus,
                octets -> {
                    var parser = new PostqueueParser(_ -> {});
                    parser.feed(octets, 0, octets.length);
                    parser.finish();
                });
    }
}
