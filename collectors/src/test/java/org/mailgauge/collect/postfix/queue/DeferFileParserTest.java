package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class DeferFileParserTest {
    static final List<String> SETTINGS = Fixtures.SETTINGS;

    private static List<DeferEntry> parse(String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        return DeferFileParser.parse(octets, octets.length);
    }

    /** Each recipient that postqueue has a reason for, and no other, by its record's offset. */
    @ParameterizedTest
    @FieldSource("SETTINGS")
    void saysWhatPostqueueSays(String setting) {
        var fixtures = new Fixtures(setting);
        var setup = fixtures.setup();
        for (var their : fixtures.theirs()) {
            var code = new IdCode();
            var name = their.id().getBytes(StandardCharsets.ISO_8859_1);
            assertTrue(code.read(name, 0, name.length));
            var path = setup.path("defer", code.stamp(), code.inode()).substring(7);
            if (!their.queue().equals("deferred")) {
                continue;
            }
            var octets = fixtures.octets(path);
            var entries = DeferFileParser.parse(octets, octets.length);
            assertEquals(their.recipients().size(), entries.size(), their.id());
            var file =
                    Fixtures.parse(
                            fixtures.octets(
                                    setup.path("deferred", code.stamp(), code.inode())
                                            .substring(7)));
            for (int i = 0; i < entries.size(); i++) {
                var entry = entries.get(i);
                var recipient = their.recipients().get(i);
                assertEquals(recipient.address(), entry.recipient());
                assertEquals(recipient.reason(), entry.reason());
                assertEquals("delayed", entry.action());
                var told = DeferralReason.of(entry);
                var theirTold = DeferralReason.of(requireNonNull(recipient.reason()));
                assertEquals(theirTold.remoteHost(), told.remoteHost());
                assertEquals(theirTold.reply().code(), told.reply().code());
                assertEquals(theirTold.reply().lines(), told.reply().lines());
                assertTrue(
                        file.recipients().stream()
                                .anyMatch(
                                        one ->
                                                one.offset() == entry.offset()
                                                        && one.address().equals(entry.recipient())),
                        entry.toString());
            }
        }
    }

    @Test
    void anOldEntryHasNoStatus() {
        var entry =
                parse("<a@x.example>: connect to x.example[192.0.2.1]:25: Timeout\n\n").getFirst();
        assertEquals("a@x.example", entry.recipient());
        assertNull(entry.status());
        assertEquals("x.example", entry.told().remoteHost());
        assertEquals(451, entry.told().reply().code());
    }

    @Test
    void whatIsCutOffIsLeftOut() {
        assertEquals(1, parse("<a@x>: b\nrecipient=a@x\n\n<c@x>: d\nrecipient=c@x\n").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        host mx.a.example[192.0.2.1] said: 450 4.3.0 Busy (in reply to RCPT TO command) | 450 4.3.0 Busy | mx.a.example
        host mx.a.example[192.0.2.1] refused to talk to me: 421 4.7.0 Not now | 421 4.7.0 Not now | mx.a.example
        host mx.a.example[192.0.2.1] said: 550 No such one (in reply to end of DATA command) | 550 No such one | mx.a.example
        host mx.a.example[192.0.2.1] said: 45 (in reply to RCPT TO command) | 451 host mx.a.example[192.0.2.1] said: 45 (in reply to RCPT TO command) | mx.a.example
        connect to mx.a.example[2001:db8::1]:25: Connection refused | 451 connect to mx.a.example[2001:db8::1]:25: Connection refused | mx.a.example
        delivery temporarily suspended: connect to mx.a.example[192.0.2.1]:25: No route to host | 451 delivery temporarily suspended: connect to mx.a.example[192.0.2.1]:25: No route to host | mx.a.example
        lost connection with mx.a.example[192.0.2.1] while sending RCPT TO | 451 lost connection with mx.a.example[192.0.2.1] while sending RCPT TO | mx.a.example
        conversation with mx.a.example[192.0.2.1] timed out while sending MAIL FROM | 451 conversation with mx.a.example[192.0.2.1] timed out while sending MAIL FROM | mx.a.example
        unable to look up host mx.b.example: Name or service not known | 451 unable to look up host mx.b.example: Name or service not known |
        mail transport unavailable | 451 mail transport unavailable |
        """)
    void reasonsAreReplies(String reason, String reply, String host) {
        var told = DeferralReason.of(reason);
        assertEquals(reply, told.reply().toString());
        assertEquals(host, told.remoteHost());
    }

    @Test
    void nothingMakesItThrow() {
        var corpus = new ArrayList<String>();
        for (var setting : SETTINGS) {
            var fixtures = new Fixtures(setting);
            for (var path : fixtures.paths("defer")) {
                corpus.add(new String(fixtures.octets(path), StandardCharsets.ISO_8859_1));
            }
        }
        Mutants.ofOctets(
                corpus,
                octets -> {
                    for (var entry : DeferFileParser.parse(octets, octets.length)) {
                        var told = entry.told();
                        assertTrue(told.reply().lines().getFirst().length() <= 500);
                        if (entry.reason() != null) {
                            DeferralReason.of(entry.reason());
                        }
                    }
                });
    }
}
