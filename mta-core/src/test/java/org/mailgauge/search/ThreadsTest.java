package org.mailgauge.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.imap.ResponseBuffer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class ThreadsTest {

    /** {@code id<references;subject@sent}, one word each; the numbers count from 1. */
    private static List<Threadable> messages(String words) {
        var messages = new ArrayList<Threadable>();
        for (var word : words.split(" ", -1)) {
            var sentAt = word.split("@", -1);
            var subjectAt = sentAt[0].split(";", -1);
            var idAt = subjectAt[0].split("<", -1);
            int number = messages.size() + 1;
            messages.add(
                    new Threadable(
                            number,
                            sentAt.length > 1 ? Long.parseLong(sentAt[1]) : number,
                            BaseSubject.of(
                                    subjectAt.length > 1 ? subjectAt[1].replace('_', ' ') : ""),
                            idAt[0].isEmpty() ? null : idAt[0],
                            idAt.length > 1 ? List.of(idAt[1].split(",")) : List.of()));
        }
        return messages;
    }

    private static String threads(Threads.Algorithm algorithm, List<Threadable> messages) {
        var out = new ResponseBuffer(new byte[16]);
        var rows = new ThreadRows();
        messages.forEach(rows::add);
        var threads = Threads.of(algorithm, rows);
        for (int i = 0; i < threads.size(); i++) {
            threads.write(i, out);
        }
        return new String(out.octets(), 0, out.length(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a b                       | (1)(2)
                    a b<a c<a,b               | (1 2 3)
                    a b<a c<a d<b             | (1 (2 4)(3))
                    c<a,b b<a a               | (3 2 1)
                    b<x c<x                   | ((1)(2))
                    b<x c<b                   | (1 2)
                    b<x,y c<x,z               | ((1)(2))
                    b<x,y c<x d<c             | ((1)(2 3))
                    a<b b<a                   | (2 1)
                    a<a                       | (1)
                    a b<a a<b                 | (1 2 3)
                    a b<a b<a c<b             | (1 (2 4)(3))
                    a<x;s b;s                 | ((1)(2))
                    a;Re:_s b;s               | (2 1)
                    a;s b;Re:_s c;Re:_s       | (1 (2)(3))
                    a;s b;s c;Re:_s           | ((1)(2)(3))
                    b<x;s c<x;s d;s           | ((1)(2)(3))
                    b<x;s c<x;s d<y;s e<y;s   | ((1)(2)(3)(4))
                    a;[list]_S b;re:_s        | (1 2)
                    a@9 b@3 c<b@5             | (2 3)(1)
                    a@1 b<a@9 c<a@5           | (1 (3)(2))
                    b<x@9 c<x@5 d@7           | ((2)(1))(3)
                    a;s b<a;t c<b;u d;t       | (1 2 3)(4)
                    """)
    @DisplayName("REFERENCES (RFC 5256 section 3)")
    void references(String words, String expected) {
        assertEquals(expected, threads(Threads.Algorithm.REFERENCES, messages(words)));
        assertEquals(expected, NaiveThreads.of(messages(words)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a;s b;Re:_s c;t d;[x]_S   | (1 (2)(4))(3)
                    a;s b;re:_s               | (1 2)
                    a;s@5 b;t@3 c;s@1         | (3 1)(2)
                    a b                       | (1 2)
                    """)
    @DisplayName("ORDEREDSUBJECT (RFC 5256 section 3)")
    void orderedSubject(String words, String expected) {
        assertEquals(expected, threads(Threads.Algorithm.ORDEREDSUBJECT, messages(words)));
    }

    @Test
    @DisplayName("generated messages, against the algorithm as it is told")
    void sameAsNaive() {
        var random = new Random(5256);
        for (int round = 0; round < 20_000; round++) {
            var messages = generated(random, 1 + random.nextInt(12));
            assertEquals(
                    NaiveThreads.of(messages),
                    threads(Threads.Algorithm.REFERENCES, messages),
                    messages::toString);
        }
    }

    private static List<Threadable> generated(Random random, int count) {
        var messages = new ArrayList<Threadable>();
        for (int i = 1; i <= count; i++) {
            var references = new ArrayList<String>();
            for (int n = random.nextInt(4); n > 0; n--) {
                references.add("m" + random.nextInt(10));
            }
            var subject = (random.nextBoolean() ? "Re: " : "") + "aAb ".charAt(random.nextInt(4));
            messages.add(
                    new Threadable(
                            i,
                            random.nextInt(5),
                            BaseSubject.of(subject),
                            random.nextInt(5) == 0 ? null : "m" + random.nextInt(10),
                            references));
        }
        return messages;
    }

    @Test
    @DisplayName("a thread that is as deep as the mailbox is large, from either end")
    void deepThreads() {
        var messages = new ArrayList<Threadable>();
        for (int i = 1; i <= 200_000; i++) {
            messages.add(new Threadable(i, i, BaseSubject.of(""), "m" + i, List.of("m" + (i - 1))));
        }
        assertTimeout(
                Duration.ofSeconds(60),
                () -> {
                    var one = threads(Threads.Algorithm.REFERENCES, messages);
                    assertTrue(one.startsWith("(1 2 3 4 "));
                    Collections.reverse(messages);
                    assertEquals(one, threads(Threads.Algorithm.REFERENCES, messages));
                });
    }

    @Test
    void branchesAtEveryDepth() {
        var messages = new ArrayList<Threadable>();
        for (int i = 1; i <= 50_000; i++) {
            var parent = "m" + Math.max(0, i - 1 - i % 2);
            messages.add(new Threadable(i, i, BaseSubject.of(""), "m" + i, List.of(parent)));
        }
        var text = threads(Threads.Algorithm.REFERENCES, messages);
        assertEquals(
                text.chars().filter(c -> c == '(').count(),
                text.chars().filter(c -> c == ')').count());
    }
}
