package org.mailgauge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

class RouteTableTest {
    private final RouteTable table =
            new RouteTable(
                    Set.of("example.test", "sub.lab.test"),
                    List.of(
                            route("deep.lab.test", "hold"),
                            route("*.lab.test", "smtp:[127.0.0.1]:2526"),
                            route("late.lab.test", "discard"),
                            new Route("own.test", hop("smtp:[relay.test]:25"), "to-relay"),
                            route("Upper.Test", "error:5.1.2 Gone"),
                            route("lmtp.test", "lmtp:unix:/run/lmtp")));

    private static Route route(String match, String via) {
        return new Route(match, hop(via), "");
    }

    private static NextHop hop(String via) {
        return assertInstanceOf(RouteParser.Parsed.class, RouteParser.parse(via)).nextHop();
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    example.test     | local     | Local[]
                    EXAMPLE.test     | local     | Local[]
                    sub.lab.test     | local     | Local[]
                    deep.lab.test    | hold      | Hold[]
                    a.lab.test       | smtp-out  | SmtpHost[host=127.0.0.1, port=2526]
                    a.b.lab.test     | smtp-out  | SmtpHost[host=127.0.0.1, port=2526]
                    late.lab.test    | smtp-out  | SmtpHost[host=127.0.0.1, port=2526]
                    lab.test         | smtp-out  | MailExchangers[domain=lab.test]
                    xlab.test        | smtp-out  | MailExchangers[domain=xlab.test]
                    own.test         | to-relay  | SmtpHost[host=relay.test, port=25]
                    upper.test       | error     | Refuse[status=5.1.2, text=Gone]
                    lmtp.test        | lmtp-out  | LmtpSocket[path=/run/lmtp]
                    [192.0.2.7]      | smtp-out  | SmtpHost[host=192.0.2.7, port=25]
                    [IPv6:2001:db8::7] | smtp-out | SmtpHost[host=2001:db8::7, port=25]
                    [127.0.0.1]      | error     | Refuse[status=5.1.2, text=Address literal not accepted]
                    [0.0.0.0]        | error     | Refuse[status=5.1.2, text=Address literal not accepted]
                    [224.0.0.1]      | error     | Refuse[status=5.1.2, text=Address literal not accepted]
                    [IPv6:::]        | error     | Refuse[status=5.1.2, text=Address literal not accepted]
                    [X400:abc]       | error     | Refuse[status=5.1.2, text=Unknown address literal]
                    [                | error     | Refuse[status=5.1.2, text=Unknown address literal]
                    """)
    void routesEachDomain(String domain, String channel, String hop) {
        var decision = table.route(domain);
        assertEquals(channel, decision.channel());
        assertEquals(hop, decision.nextHop().toString());
    }

    @Test
    void localDomainsComeBeforeTheStar() {
        var all = new RouteTable(Set.of("example.test"), List.of(route("*", "discard")));
        assertEquals("local", all.route("example.test").channel());
        assertEquals("discard", all.route("[192.0.2.7]").channel());
        assertTrue(all.isLocal("Example.Test"));
        assertFalse(all.isLocal("other.test"));
    }

    @Test
    void theFirstOfEqualRoutesWins() {
        var twice =
                new RouteTable(
                        Set.of(), List.of(route("a.test", "hold"), route("a.test", "discard")));
        assertEquals("hold", twice.route("a.test").channel());
        var starFirst =
                new RouteTable(Set.of(), List.of(route("*", "hold"), route("a.test", "discard")));
        assertEquals("hold", starFirst.route("a.test").channel());
    }
}
