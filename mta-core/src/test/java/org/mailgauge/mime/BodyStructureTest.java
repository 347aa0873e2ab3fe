package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class BodyStructureTest {

    private static BodyStructure of(String content) {
        return new BodyStructure(Trees.parse(Corpus.octets(content)));
    }

    @Test
    void envelopeAsItStands() {
        var envelope =
                of(Corpus.lines(
                                "Subject: =?utf-8?Q?a?=",
                                "\t=?utf-8?Q?b?=",
                                "Date: Fri, 21 Nov 1997 09:55:06 -0600",
                                "From: Jane <jane@a.test>",
                                "To: one@a.test",
                                "to: two@a.test",
                                "Message-ID: <1@a.test> (x)",
                                "Subject: second",
                                ""))
                        .envelope();
        assertEquals("=?utf-8?Q?a?=\t=?utf-8?Q?b?=", envelope.subject());
        assertEquals("Fri, 21 Nov 1997 09:55:06 -0600", envelope.date());
        assertEquals("<1@a.test> (x)", envelope.messageId());
        assertNull(envelope.inReplyTo());
        assertEquals("one@a.test, two@a.test", AddressListTest.shown(envelope.to()));
        assertEquals(envelope.from(), envelope.senderOrFrom());
        assertEquals(envelope.from(), envelope.replyToOrFrom());
        assertEquals(List.of(), envelope.cc());
    }

    @Test
    void messagesInMessagesHaveEnvelopesAndPartsHaveNone() {
        var whole = of(Corpus.REPORT).whole();
        assertNull(whole.children().getFirst().envelope());
        var inner = whole.children().get(2).children().getFirst().envelopeOrEmpty();
        assertEquals("<1@a.test>", inner.messageId());
        assertEquals("[Doe, Jane]jane@a.test", AddressListTest.shown(inner.from()));
        assertEquals("list{}", AddressListTest.shown(inner.to()));
    }

    @Test
    void envelopesAreBounded() {
        var envelope =
                of("Subject: "
                                + "\u00e9".repeat(20_000)
                                + "\r\nTo: "
                                + "jane@a.test,".repeat(8_000)
                                + "\r\n\r\n")
                        .envelope();
        assertTrue(envelope.length() <= Envelope.TEXT + Envelope.ADDRESSES);
        assertTrue(envelope.to().size() > 5_000);
    }

    @Test
    void isReadAsItWasWritten() {
        Mutants.ofOctets(
                Corpus.all(),
                content -> {
                    var structure = new BodyStructure(Trees.parse(content));
                    var octets = structure.toBytes();
                    assertEquals(Optional.of(structure), BodyStructure.read(octets));
                    var envelope = structure.envelope();
                    assertEquals(Optional.of(envelope), Envelope.read(envelope.toBytes()));
                    assertTrue(octets.length <= 3 * content.length + 100, "too large");
                });
    }

    @Test
    void whatIsNotOursIsNotRead() {
        var octets = of(Corpus.REPORT).toBytes();
        for (int i = 0; i < octets.length; i++) {
            assertEquals(Optional.empty(), BodyStructure.read(Arrays.copyOf(octets, i)));
        }
        assertEquals(
                Optional.empty(), BodyStructure.read(Arrays.copyOf(octets, octets.length + 1)));
        octets[0]++;
        assertEquals(Optional.empty(), BodyStructure.read(octets));
    }

    @Test
    void damagedOctetsAreReadOrNot() {
        var corpus =
                List.of(
                        new String(of(Corpus.REPORT).toBytes(), StandardCharsets.ISO_8859_1),
                        new String(of(Corpus.DIGEST).toBytes(), StandardCharsets.ISO_8859_1));
        Mutants.ofOctets(
                corpus,
                octets -> {
                    BodyStructure.read(octets);
                    Envelope.read(octets);
                });
    }
}
