package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.testing.Mutants;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class TraceHeaderTest {
    private static final Instant WHEN = Instant.parse("2026-11-24T09:05:03Z");

    private static String received(String client, String address, String with, String... to) {
        var recipients = new ArrayList<ForwardPath>();
        for (var each : to) {
            recipients.add(new ForwardPath(AddressParser.mailbox(each).orElseThrow()));
        }
        return TraceHeader.received(
                client,
                IpAddress.parse(address).orElseThrow(),
                "mx.test",
                with,
                "7-9",
                recipients,
                WHEN);
    }

    @Test
    void namesTheOnlyRecipient() {
        assertEquals(
                "Received: from c.test ([192.0.2.1])|\tby mx.test (Mailgauge) with ESMTP id 7-9|"
                        + "\tfor <a@b.test>;|\tTue, 24 Nov 2026 09:05:03 +0000|",
                received("c.test", "192.0.2.1", "ESMTP", "a@b.test").replace("\r\n", "|"));
    }

    @Test
    @DisplayName("of several recipients none is named, so that nobody learns of the others")
    void namesNoneOfMany() {
        assertEquals(
                "Received: from [192.0.2.1] ([IPv6:2001:db8::1])|\tby mx.test (Mailgauge) with SMTP"
                        + " id 7-9;|\tTue, 24 Nov 2026 09:05:03 +0000|",
                received("[192.0.2.1]", "2001:db8::1", "SMTP", "a@b.test", "c@b.test")
                        .replace("\r\n", "|"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "my_host, my_host",
        "evil(comment, evil?comment",
        "a;b, a?b",
        "<x@y>, ?x?y?",
        "[192.0.2.999], ?192.0.2.999?",
        "\"x\", ?x?"
    })
    void clientNameIsHarmless(String client, String shown) {
        assertEquals(shown, TraceHeader.name(client));
    }

    @Test
    void nothingACommandHoldsAddsALine() {
        var parser = new SmtpCommandParser("mx.test");
        Mutants.of(
                List.of("EHLO c.test", "HELO [192.0.2.1]", "EHLO a(b)c;d\"e\\f"),
                line -> {
                    if (parser.parse(line) instanceof SmtpCommand.Ehlo(var client)) {
                        var field = received(client, "192.0.2.1", "ESMTP");
                        assertEquals(3, field.split("\r\n", -1).length - 1);
                        assertFalse(field.replace("\r\n", "").contains("\n"));
                        assertTrue(field.chars().allMatch(c -> c < 127));
                        assertEquals(field.chars().filter(c -> c == '(').count(), 2);
                    }
                });
    }
}
