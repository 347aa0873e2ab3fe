package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.testing.Mutants;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

class CodecTest {
    private static final OID NAME = new OID("1.3.6.1.2.1.28.2.1.4.1001.1003");
    private static final List<VariableBinding> BINDINGS =
            List.of(
                    new VariableBinding(NAME, new Integer32(-5)),
                    new VariableBinding(
                            NAME, new OctetString("fünf".getBytes(StandardCharsets.UTF_8))),
                    new VariableBinding(NAME, new Null()),
                    new VariableBinding(NAME, new OID("1.3.6.1.2.1.27.4.25")),
                    new VariableBinding(NAME, new IpAddress("192.0.2.1")),
                    new VariableBinding(NAME, new Counter32(0xFFFF_FFFFL)),
                    new VariableBinding(NAME, new Gauge32(12)),
                    new VariableBinding(NAME, new TimeTicks(0x8000_0001L)),
                    new VariableBinding(NAME, new Opaque(new byte[] {1, 2, 3, 4})),
                    new VariableBinding(NAME, new Counter64(0x0102_0304_0506_0708L)),
                    new VariableBinding(new OID("0.0"), Null.noSuchObject),
                    new VariableBinding(new OID("1.3"), Null.noSuchInstance),
                    new VariableBinding(new OID("1.3.6.1.4294967295"), Null.endOfMibView));
    private static final List<SearchRange> RANGES =
            List.of(
                    new SearchRange(NAME, true, null),
                    new SearchRange(new OID("1.3.6.1.4.1.8072.1"), false, new OID("2.1")));

    static Stream<Pdu> pdus() {
        return Stream.of(
                new Pdu.Open(5, new OID("1.3.6.1.4.1.1"), new OctetString("Mailgauge")),
                new Pdu.Close(Reason.SHUTDOWN),
                new Pdu.Register(5, 10, NAME),
                new Pdu.Get(RANGES),
                new Pdu.GetNext(RANGES),
                new Pdu.GetBulk(1, 65_535, RANGES),
                new Pdu.TestSet(BINDINGS),
                new Pdu.CommitSet(),
                new Pdu.UndoSet(),
                new Pdu.CleanupSet(),
                new Pdu.Notify(BINDINGS),
                new Pdu.Ping(),
                new Pdu.Response(0xFFFF_FFFFL, Status.PROCESSING_ERROR, 65_535, BINDINGS));
    }

    private static Packet packet(Pdu pdu, ByteOrder order, String context) {
        return new Packet(
                new Header(pdu.type(), order, !context.isEmpty(), 0x01020304, -1, 7),
                new OctetString(context),
                pdu);
    }

    /** A header and exactly what it says follows it. */
    private static Packet decode(byte[] octets) {
        var frame = Decoder.frame(Arrays.copyOf(octets, Header.OCTETS));
        var begins = assertInstanceOf(Decoder.Frame.Begins.class, frame);
        assertEquals(octets.length - Header.OCTETS, begins.payload());
        return Decoder.packet(
                begins.header(), Arrays.copyOfRange(octets, Header.OCTETS, octets.length));
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void whatIsWrittenIsReadInBothByteOrders(Pdu pdu) {
        for (var order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (var context : List.of("", "mail", "eight ch")) {
                var packet = packet(pdu, order, context);
                assertEquals(packet, decode(Encoder.encode(packet)));
            }
        }
    }

    @Test
    @DisplayName("names, strings and headers are laid out as RFC 2741 section 5 shows them")
    void layout() {
        var open = new Pdu.Open(5, new OID("1.3.6.1.4.1.9"), new OctetString("abc"));
        assertEquals(
                ("01 01 10 00 | 00 00 00 00 | 00 00 00 00 | 00 00 00 07 | 00 00 00 18 |"
                                + "05 00 00 00 | 02 04 00 00 | 00 00 00 01 | 00 00 00 09 |"
                                + "00 00 00 03 | 61 62 63 00")
                        .replaceAll("[ |]", ""),
                hex(Encoder.encode(Packet.of(open, 0, 0, 7))));
        var next =
                new Pdu.GetNext(
                        List.of(new SearchRange(new OID("1.3.6.1.2.1.28"), true, new OID("2.1"))));
        assertEquals(
                ("01 06 00 00 | 09 00 00 00 | 08 00 00 00 | 07 00 00 00 | 18 00 00 00 |"
                                + "02 02 01 00 | 01 00 00 00 | 1c 00 00 00 |"
                                + "02 00 00 00 | 02 00 00 00 | 01 00 00 00")
                        .replaceAll("[ |]", ""),
                hex(
                        Encoder.encode(
                                new Packet(
                                        new Header(6, ByteOrder.LITTLE_ENDIAN, false, 9, 8, 7),
                                        new OctetString(),
                                        next))));
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    @Test
    @DisplayName("a binding is as long as it is said to be")
    void sizes() {
        for (var binding : BINDINGS) {
            var one = Encoder.encode(Packet.of(new Pdu.Notify(List.of(binding)), 1, 1, 1));
            assertEquals(one.length - Header.OCTETS, Encoder.size(binding), binding.toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    02 0d 10 00 00000000 00000000 00000000 00000000 | version 2
                    00 0d 10 00 00000000 00000000 00000000 00000000 | version 0
                    01 0d 10 00 00000000 00000000 00000000 00000003 | a payload of 3 octets
                    01 0d 10 00 00000000 00000000 00000000 fffffffc | a payload of 4294967292 octets
                    01 0d 00 00 00000000 00000000 00000000 00000100 | Begins
                    01 0d 10 00 00000000 00000000 00000000 00010004 | a payload of 65540 octets
                    """)
    void headersThatBeginNothingAreLost(String hex, String expected) {
        var frame = Decoder.frame(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertTrue(frame.toString().contains(expected), frame.toString());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    13 | 00000000                            | more than belongs to it
                    2  | ''                                  | too short
                    5  | 02020000 00000001                   | too short
                    5  | ff000000 00000001                   | a name of 255 sub-identifiers
                    5  | 7c020000 00000001                   | a name of 129 sub-identifiers
                    8  | 00040000 00000000 00000004 616263   | a string of 4 octets
                    8  | 00040000 00000000 ffffffff 616263   | a string of 4294967295 octets
                    8  | 00030000 00000000                   | a value of type 3
                    8  | 00400000 00000000 00000003 61626300 | an address of 3 octets
                    8  | 00460000 00000000 00000003          | too short
                    18 | 00000000 0000                       | too short
                    """)
    void payloadsThatAreWrongAreMalformed(int type, String hex, String why) {
        var header = new Header(type, ByteOrder.BIG_ENDIAN, false, 1, 2, 3);
        var packet = Decoder.packet(header, HexFormat.of().parseHex(hex.replace(" ", "")));
        assertEquals(new Pdu.Malformed(type, why), packet.pdu());
    }

    @Test
    void typesThatThereAreNotAreUnknown() {
        for (int type : new int[] {0, 4, 14, 15, 16, 17, 19, 255}) {
            var header = new Header(type, ByteOrder.BIG_ENDIAN, false, 1, 2, 3);
            assertEquals(new Pdu.Unknown(type), Decoder.packet(header, new byte[8]).pdu());
        }
    }

    @Test
    void noOctetsMakeItThrow() {
        var corpus =
                pdus().flatMap(
                                pdu ->
                                        Stream.of(
                                                packet(pdu, ByteOrder.BIG_ENDIAN, ""),
                                                packet(pdu, ByteOrder.LITTLE_ENDIAN, "c")))
                        .map(Encoder::encode)
                        .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                        .toList();
        Mutants.ofOctets(corpus, CodecTest::survive);
    }

    /** As the link reads; and what was read can be written, and reads the same again. */
    private static void survive(byte[] octets) {
        if (octets.length < Header.OCTETS) {
            return;
        }
        if (Decoder.frame(Arrays.copyOf(octets, Header.OCTETS))
                instanceof Decoder.Frame.Begins(var header, var payload)) {
            var rest = Arrays.copyOfRange(octets, Header.OCTETS, Header.OCTETS + payload);
            var packet = Decoder.packet(header, rest);
            assertNotNull(packet.toString());
            if (!(packet.pdu() instanceof Pdu.Malformed || packet.pdu() instanceof Pdu.Unknown)) {
                var again = Encoder.encode(packet);
                assertArrayEquals(again, Encoder.encode(decode(again)));
            }
        }
    }
}
