package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.stream.Collectors;

class AddressListTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    John Doe <jdoe@machine.example>                       | [John Doe]jdoe@machine.example
                    "Joe Q. Public" <john.q.public@example.com>           | [Joe Q. Public]john.q.public@example.com
                    Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test> | [Mary Smith]mary@x.test, jdoe@example.org, [Who?]one@y.test
                    <boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net> | boss@nil.test, [Giant; "Big" Box]sysservices@example.net
                    A Group:Ed Jones <joe@where.test>,joe@where.test;     | A Group{[Ed Jones]joe@where.test, joe@where.test}
                    Undisclosed recipients:;                              | Undisclosed recipients{}
                    Pete(A nice \\) chap) <pete(his account)@silly.test(his host)> | [Pete]pete@silly.test
                    A Group(Some people) :Chris Jones <c@(Chris's host.)public.example>, joe@example.org;(the end of the group) | A Group{[Chris Jones]c@public.example, joe@example.org}
                    (Empty list)(start)Hidden recipients  :(nobody(that I know))  ; | Hidden recipients{}
                    Joe Q. Public <john.q.public@example.com>             | [Joe Q. Public]john.q.public@example.com
                    Mary Smith <@node.test:mary@example.net>, , jdoe@test   . example | [Mary Smith]<@node.test>mary@example.net, jdoe@test.example
                    John Doe <jdoe@machine(comment).  example>            | [John Doe]jdoe@machine.example
                    """)
    @DisplayName("the examples of RFC 5322 appendix A")
    void examplesOfRfc5322(String body, String expected) {
        assertEquals(expected, shown(AddressList.parse(body)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a@b.test (Jane Doe)                            | [Jane Doe]a@b.test
                    "quoted local"@b.test                          | quoted local@b.test
                    a . b @ c . test                               | a.b@c.test
                    jane@a.test <jane@b.test>                      | [jane@a.test]jane@b.test
                    jane                                           | jane@
                    <>                                             | @
                    Jane <a@b.test                                 | [Jane]a@b.test
                    Jane <a@b.test, c@d.test                       | [Jane]a@b.test, c@d.test
                    <a@b.test> <c@d.test>                          | a@b.test, c@d.test
                    a@b.test; c@d.test                             | a@b.test, c@d.test
                    <a@b.test> trailing words, c@d.test            | a@b.test, c@d.test
                    <@a,@b:u@c>                                    | <@a,@b>u@c
                    u@[192.0.2.1]                                  | u@[192.0.2.1]
                    g: a@b, c: d@e;                                | g{a@b, c: d@e}
                    =?utf-8?Q?J=C3=A9?= =?utf-8?Q?r.?= <a@b>       | [=?utf-8?Q?J=C3=A9?= =?utf-8?Q?r.?=]a@b
                    J\u00e9r\u00f4me <j\u00e9@\u00e9.test>         | [J\u00e9r\u00f4me]j\u00e9@\u00e9.test
                    a@b@c                                          | a@b@c
                    "unclosed <a@b>                                | unclosed <a@b>@
                    ,,,                                            | ``
                    <<<a@b>>>                                      | @, @, a@b
                    """)
    void takesWhatIsCommon(String body, String expected) {
        assertEquals(expected, shown(AddressList.parse(body)));
    }

    @Test
    void addressesAreCounted() {
        assertEquals(AddressList.MOST, AddressList.parse("a@b,".repeat(50_000)).size());
        assertTrue(AddressList.parse("<".repeat(100_000)).size() <= AddressList.MOST);
        assertEquals(List.of(), AddressList.parse("(".repeat(1_000_000)));
    }

    @Test
    void survivesMutants() {
        Mutants.of(
                List.of(
                        "John Doe <jdoe@machine.example>, A Group:Ed <joe@where.test>;",
                        "\"Joe \\\" Q.\" <@a,@b:c@d> (x(y)z), =?utf-8?Q?a?= <a@[1.2.3.4]>"),
                body ->
                        assertTrue(
                                shown(AddressList.parse(body)).length() <= 3 * body.length() + 10));
    }

    static String shown(List<? extends HeaderAddress> addresses) {
        return addresses.stream().map(AddressListTest::shown).collect(Collectors.joining(", "));
    }

    private static String shown(HeaderAddress address) {
        return switch (address) {
            case HeaderAddress.Group(var name, var members) -> name + "{" + shown(members) + "}";
            case HeaderAddress.Mailbox(var name, var route, var local, var domain) ->
                    (name == null ? "" : "[" + name + "]")
                            + (route == null ? "" : "<" + route + ">")
                            + local
                            + "@"
                            + domain;
        };
    }
}
