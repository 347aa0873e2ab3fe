package org.mailgauge.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

class RouteParserTest {
    private static final String[] CORPUS = {
        "smtp:[127.0.0.1]:2526",
        "smtp:[::1]:25",
        "smtp:example.org",
        "lmtp:host:24",
        "lmtp:unix:/run/dovecot/lmtp",
        "local",
        "hold",
        "discard",
        "error:5.1.2 No such domain"
    };

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smtp:[127.0.0.1]:2526       | SmtpHost[host=127.0.0.1, port=2526]
                    smtp:[mx.Example.ORG]:25    | SmtpHost[host=mx.example.org, port=25]
                    smtp:[mx.example.org]       | SmtpHost[host=mx.example.org, port=25]
                    smtp:[::1]:2526             | SmtpHost[host=::1, port=2526]
                    smtp:[IPv6:2001:db8::1]     | SmtpHost[host=2001:db8::1, port=25]
                    smtp:example.org            | MailExchangers[domain=example.org]
                    smtp:192.0.2.1              | SmtpHost[host=192.0.2.1, port=25]
                    lmtp:localhost:24           | LmtpHost[host=localhost, port=24]
                    lmtp:[::1]:2424             | LmtpHost[host=::1, port=2424]
                    lmtp:dovecot                | LmtpHost[host=dovecot, port=24]
                    lmtp:unix:/run/lmtp.sock    | LmtpSocket[path=/run/lmtp.sock]
                    local                       | Local[]
                    hold                        | Hold[]
                    discard                     | Discard[]
                    error:5.1.2 Not here        | Refuse[status=5.1.2, text=Not here]
                    error:4.3.2                 | Refuse[status=4.3.2, text=Refused by a route]
                    """)
    void routes(String via, String hop) {
        var parsed = assertInstanceOf(RouteParser.Parsed.class, RouteParser.parse(via));
        assertEquals(hop, parsed.nextHop().toString());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    relay:host            | found "relay:host"; accepted: smtp:[host]:port
                    ''                    | found ""; accepted: smtp:[host]:port
                    smtp:host:25          | found "smtp:host:25"; a host is written in brackets
                    smtp:[host:25         | found "smtp:[host:25"; a host is written in brackets
                    smtp:[ho st]:25       | found host "ho st"; accepted: a host name or an IP address
                    smtp:[256.1.1.1]:25   | found host "256.1.1.1"; accepted: a host name or an IP address
                    smtp:[host]:0         | found port "0"; accepted: 1 to 65535
                    smtp:[host]:65536     | found port "65536"; accepted: 1 to 65535
                    smtp:[host]:          | found port ""; accepted: 1 to 65535
                    smtp:                 | found host ""; accepted: a host name or an IP address
                    lmtp:unix:            | found "lmtp:unix:"; the path of a socket is missing
                    lmtp:a:b:c            | found "lmtp:a:b:c"; accepted: lmtp:host:port
                    hold:x                | found "hold:x"; this kind of route stands alone
                    error:no such         | found "error:no such"; accepted: "error:5.1.2 text"
                    error:2.0.0 fine      | found a status of class 2; accepted: 4 (try later) or 5 (never)
                    error:5.1.2 caf\u00e9 | the text of an error: route is printable ASCII of at most 200
                    """)
    void errors(String via, String beginning) {
        var invalid = assertInstanceOf(RouteParser.Invalid.class, RouteParser.parse(via));
        assertEquals(
                beginning,
                invalid.error()
                        .substring(0, Math.min(beginning.length(), invalid.error().length())));
        assertFalse(invalid.error().endsWith("."));
    }

    @Test
    void everyMutantGivesAValue() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 10_000; i++) {
            var text = new StringBuilder(CORPUS[random.nextInt(CORPUS.length)]);
            for (int m = random.nextInt(1, 5); m > 0; m--) {
                int at = random.nextInt(text.length() + 1);
                if (random.nextBoolean() && at < text.length()) {
                    text.deleteCharAt(at);
                } else {
                    text.insert(at, (char) random.nextInt(0x180));
                }
            }
            assertNotNull(RouteParser.parse(text.toString()));
        }
    }
}
