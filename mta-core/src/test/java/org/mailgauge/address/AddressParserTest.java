package org.mailgauge.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.address.AddressParser.Path;
import org.mailgauge.testing.Mutants;

import java.util.List;

class AddressParserTest {
    private static final List<String> CORPUS =
            List.of(
                    "<>",
                    "<a@b>",
                    "<first.last+tag@mail.example.test>",
                    "<\"quoted local\"@example.test>",
                    "<\"a\\\"b\\\\c@d\"@example.test>",
                    "<@relay.test,@[192.0.2.1]:joe@example.test>",
                    "<postmaster>",
                    "<a@[192.0.2.7]>",
                    "<a@[IPv6:2001:db8::1]>",
                    "<a@[IPv6:::ffff:192.0.2.1]>",
                    "<!#$%&'*+-/=?^_`{|}~@x_y.z-1.test>",
                    "<a@" + "l".repeat(63) + ".test> SIZE=1");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    <>                                 | Empty[]
                    <a@b>                              | a@b
                    <Joe.Q@Example.TEST>               | Joe.Q@example.test
                    <"a b"@c>                          | "a b"@c
                    <"a@b"@c>                          | "a@b"@c
                    <"\\"\\\\"@c>                      | "\\"\\\\"@c
                    <""@c>                             | ""@c
                    <@a,@b.c:d@e>                      | d@e
                    <@[192.0.2.1]:d@e>                 | d@e
                    <a%b@c>                            | a%b@c
                    <a!b@c>                            | a!b@c
                    <a@[192.0.2.1]>                    | a@[192.0.2.1]
                    <a@[IPv6:2001:DB8:0:0:0:0:0:1]>    | a@[ipv6:2001:db8::1]
                    <a@[IPv6:::ffff:192.0.2.1]>        | a@[192.0.2.1]
                    <a@x_y.test>                       | a@x_y.test
                    <postmaster>                       | Bare[localPart=postmaster]
                    <a@b                               | Bad[why=Bad address syntax]
                    a@b                                | Bad[why=Address must be in angle brackets]
                    <a@>                               | Bad[why=Bad domain]
                    <@b>                               | Bad[why=Bad source route]
                    <@a:>                              | Bad[why=Bad local part]
                    <@a@b:c@d>                         | Bad[why=Bad source route]
                    <a@b@c>                            | Bad[why=Bad address syntax]
                    <a@b.>                             | Bad[why=Bad domain]
                    <a@.b>                             | Bad[why=Bad domain]
                    <a@b..c>                           | Bad[why=Bad domain]
                    <a@-b>                             | Bad[why=Bad domain]
                    <a@b->                             | Bad[why=Bad domain]
                    <.a@b>                             | Bad[why=Bad local part]
                    <a.@b>                             | Bad[why=Bad local part]
                    <a..b@c>                           | Bad[why=Bad local part]
                    <a b@c>                            | Bad[why=Bad address syntax]
                    <"a@c>                             | Bad[why=Bad local part]
                    <"a"b@c>                           | Bad[why=Bad address syntax]
                    <a@[192.0.2.256]>                  | Bad[why=Bad domain]
                    <a@[192.0.2.1>                     | Bad[why=Bad domain]
                    <a@[x:1]>                          | Bad[why=Bad domain]
                    <a@[2001:db8::1]>                  | Bad[why=Bad domain]
                    <a@[IPv6:192.0.2.1]>               | Bad[why=Bad domain]
                    <a,b@c>                            | Bad[why=Bad address syntax]
                    <a(x)@c>                           | Bad[why=Bad address syntax]
                    <\u00e9@c>                         | EightBit[]
                    <a@b\u00e9>                        | EightBit[]
                    """)
    @DisplayName("paths are read as RFC 5321 section 4.1.2 writes them")
    void readsPath(String text, String expected) {
        assertEquals(expected, shown(AddressParser.path(text, 0).path()));
    }

    @Test
    void localPartHasAtMost64Octets() {
        assertInstanceOf(Path.Full.class, path("<" + "l".repeat(64) + "@d>"));
        assertEquals("Bad[why=Local part too long]", shown(path("<" + "l".repeat(65) + "@d>")));
    }

    @Test
    void labelHasAtMost63Octets() {
        assertInstanceOf(Path.Full.class, path("<a@" + "l".repeat(63) + ">"));
        assertEquals("Bad[why=Bad domain]", shown(path("<a@" + "l".repeat(64) + ">")));
    }

    @Test
    void pathHasAtMost256Octets() {
        var labels = ("l".repeat(49) + ".").repeat(4) + "l".repeat(50);
        assertInstanceOf(Path.Full.class, path("<abc@" + labels + ">"));
        assertEquals("Bad[why=Path too long]", shown(path("<abcd@" + labels + ">")));
    }

    @Test
    void domainHasAtMost255Octets() {
        assertTrue(AddressParser.isDomain(("l".repeat(50) + ".").repeat(4) + "l".repeat(51)));
        assertEquals(
                false, AddressParser.isDomain(("l".repeat(50) + ".").repeat(4) + "l".repeat(52)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a@", "@b", "<a@b>", "a@b ", " a@b", "a@b,c@d"})
    void refusesWhatIsNoMailbox(String text) {
        assertTrue(AddressParser.mailbox(text).isEmpty());
    }

    @Test
    @DisplayName("no mutant throws, and what was read prints as what is read again")
    void survivesMutants() {
        Mutants.of(
                CORPUS,
                text -> {
                    if (AddressParser.path(text, 0).path() instanceof Path.Full(var mailbox)) {
                        var again = AddressParser.mailbox(mailbox.toString());
                        assertEquals(mailbox, again.orElseThrow());
                        assertTrue(mailbox.toString().chars().allMatch(c -> c >= 32 && c < 127));
                    }
                });
    }

    private static Path path(String text) {
        return AddressParser.path(text, 0).path();
    }

    private static String shown(Path path) {
        return path instanceof Path.Full(var mailbox) ? mailbox.toString() : path.toString();
    }
}
