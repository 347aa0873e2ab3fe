package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.stream.Collectors;

class ParameterTest {
    private static final MimeLimits LIMITS = MimeLimits.DEFAULT;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    message/external-body; access-type=URL; URL*0="ftp://"; URL*1="cs.utk.edu/pub/bulk-mailer.tar" | access-type=URL url=ftp://cs.utk.edu/pub/bulk-mailer.tar
                    application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A | title(en-us)=This is ***fun***
                    application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2="isn't it!" | title(en)=This is even more ***fun*** isn't it!
                    text/plain; charset=us-ascii (Plain text)                  | charset=us-ascii
                    text/plain; charset="us-ascii"                             | charset=us-ascii
                    """)
    @DisplayName("the examples of RFC 2231 and RFC 2045")
    void examples(String body, String expected) {
        assertEquals(expected, shown(body));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a/b; n="a;b\\"c"; m=x                     | n=a;b"c m=x
                    a/b; n=one two.txt ; m=x                  | n=one two.txt m=x
                    a/b n=x                                   | n=x
                    a/b;;; n = x ;                            | n=x
                    a/b; n                                    | ``
                    a/b; n=; m=x                              | n= m=x
                    a/b; N=x; n=y                             | n=x
                    a/b; n=plain; n*=utf-8''%C3%A9            | n=\u00e9
                    a/b; n*1=b; n*0=a; n*3=d                  | n=ab
                    a/b; n*1=b                                | ``
                    a/b; n*00=a                               | ``
                    a/b; n*=x-none'en'%41                     | n(en)=%41
                    a/b; n*=%C3%A9                            | n=\u00e9
                    a/b; n*=utf-8''%C3%A9%ZZ%4                | n=\u00e9%ZZ%4
                    a/b; n=a=b/c?d                            | n=a=b/c?d
                    a/b; n="unclosed; m=x                     | n=unclosed; m=x
                    a/b; n=\u00e9                             | n=\u00e9
                    """)
    void parameters(String body, String expected) {
        assertEquals(expected, shown(body));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Text/PLAIN                     | text/plain
                    text / html                    | text/html
                    (a) image(b)/(c)gif(d);x=y     | image/gif
                    text                           |
                    /plain                         |
                    text/                          |
                    """)
    void names(String body, String expected) {
        assertEquals(expected, MediaType.parse(body, LIMITS).map(MediaType::toString).orElse(null));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, registrable: {3}")
    @CsvSource({
        "image/svg+xml, STANDARDS, xml, true",
        "application/vnd.ms-excel, VENDOR, , true",
        "application/prs.cww, PERSONAL, , true",
        "application/x-tar, UNREGISTERED, , true",
        "x-world/x-vrml, UNREGISTERED, , true",
        "application/x.y+z+json, UNREGISTERED, json, true",
        "text/+plain, STANDARDS, , false",
        "text/pl'ain, STANDARDS, , false"
    })
    @DisplayName("trees, suffixes and names of RFC 6838")
    void registration(String body, MediaType.Tree tree, String suffix, boolean registrable) {
        var type = MediaType.parse(body, LIMITS).orElseThrow();
        assertEquals(tree, type.tree());
        assertEquals(suffix, type.suffix().orElse(null));
        assertEquals(registrable, type.registrable());
    }

    @Test
    void longParametersAreLeftOut() {
        var value = "x".repeat(LIMITS.parameterLength());
        assertEquals("m=y", shown("a/b; n=" + value + "; m=y"));
        assertTrue(shown("a/b; n=" + value.substring(10)).startsWith("n=xxx"));
    }

    @Test
    void boundaryHasNoBlankAtItsEnd() {
        assertEquals(
                "x y", MediaType.parse("a/b; boundary=\"x y  \"", LIMITS).orElseThrow().boundary());
        assertNull(MediaType.parse("a/b; boundary=\"  \"", LIMITS).orElseThrow().boundary());
    }

    @Test
    void survivesMutants() {
        Mutants.of(
                List.of(
                        "text/plain; charset=\"utf-8\"; n*0*=utf-8'en'%C3; n*1*=%A9; n*2=x",
                        "attachment; filename=\"a b\\\"c\"; size=1 (x(y)); filename*=gb2312''%D6%D0"),
                body -> {
                    var type = MediaType.parse(body, LIMITS);
                    assertTrue(type.map(MediaType::length).orElse(0) <= body.length() + 10);
                    Disposition.parse(body, LIMITS);
                });
    }

    private static String shown(String body) {
        return MediaType.parse(body, LIMITS).orElseThrow().parameters().stream()
                .map(
                        p ->
                                p.name()
                                        + (p.language() == null ? "" : "(" + p.language() + ")")
                                        + "="
                                        + p.value())
                .collect(Collectors.joining(" "));
    }
}
