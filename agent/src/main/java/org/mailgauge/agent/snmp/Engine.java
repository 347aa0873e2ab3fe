package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Entropy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.smi.OctetString;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The identity of this SNMP engine: its id, and how often it has started with it (RFC 3414 section
 * 2.2). Both are in one small file. The number must never repeat for an id, or old messages could
 * be replayed; so the file is on disk before anything listens, and an engine whose file is lost or
 * damaged is another engine.
 *
 * @param id snmpEngineID, 13 octets
 * @param boots snmpEngineBoots, from 1; at 2147483647 it stays, and USM then refuses every message
 */
record Engine(OctetString id, int boots) {
    static final String FILE = "snmp-engine";

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** The enterprise in whose playpen our objects are (see {@link SystemObjects#ROOT}). */
    private static final int ENTERPRISE = 8072;

    /** RFC 3411: the rest of the id are octets that an administrator, or chance, gave it. */
    private static final byte OCTETS_FORMAT = 5;

    private static final int CHANCE_OCTETS = 8;

    private static final Pattern LINES =
            Pattern.compile(
                    """
                    mailgauge snmp engine 1
                    id ([0-9a-f]{10,64})
                    boots ([0-9]{1,10})
                    crc ([0-9a-f]{8})
                    """);

    private static final int VERSION = 1;

    /** What every version begins and ends with. */
    private static final Pattern NEWER =
            Pattern.compile(
                    "(mailgauge snmp engine ([0-9]{1,6})\\n.*)crc ([0-9a-f]{8})\\n",
                    Pattern.DOTALL);

    /** snmpEngineTime, which starts again after 68 years. */
    static int seconds(long nanos) {
        return (int) (Math.max(0, nanos) / 1_000_000_000L & Integer.MAX_VALUE);
    }

    /**
     * The engine for this start; its number of starts is on disk when this returns.
     *
     * @throws IOException when the file cannot be written; the agent must not start then
     */
    static Engine start(Path folder, Entropy entropy) throws IOException {
        var file = folder.resolve(FILE);
        var last = Files.exists(file) ? read(file) : null;
        var engine =
                last == null
                        ? new Engine(newId(entropy), 1)
                        : new Engine(
                                last.id(), (int) Math.min(last.boots() + 1L, Integer.MAX_VALUE));
        if (engine.boots() == Integer.MAX_VALUE) {
            LOG.error(
                    "snmpEngineBoots has reached its end: SNMPv3 refuses every message; delete {}"
                            + " to become a new engine, and tell the managers",
                    file);
        }
        StateFile.write(file, engine.text());
        return engine;
    }

    private static @Nullable Engine read(Path file) throws IOException {
        var engine = look(file);
        if (engine == null) {
            LOG.error(
                    "{} is damaged: this SNMP engine takes a new id; managers that remember the old"
                            + " one must discover it again",
                    file);
        }
        return engine;
    }

    /** The engine of a file as its last start left it; null when the file is damaged. */
    static @Nullable Engine look(Path file) throws IOException {
        var octets = Files.readAllBytes(file);
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        refuseNewer(file, text);
        var match = LINES.matcher(text);
        if (match.matches()) {
            long boots = Long.parseLong(match.group(2));
            if (boots >= 1 && boots <= Integer.MAX_VALUE) {
                var engine =
                        new Engine(
                                new OctetString(HexFormat.of().parseHex(match.group(1))),
                                (int) boots);
                if (crc(engine.body()).equals(match.group(3))) {
                    return engine;
                }
            }
        }
        return null;
    }

    /** A whole file of a newer program is not damage: another one would lose its id. */
    private static void refuseNewer(Path file, String text) throws IOException {
        var match = NEWER.matcher(text);
        if (match.matches()
                && Integer.parseInt(match.group(2)) > VERSION
                && crc(match.group(1)).equals(match.group(3))) {
            throw new IOException(
                    file
                            + " has format version "
                            + match.group(2)
                            + "; this program knows up to "
                            + VERSION);
        }
    }

    private static OctetString newId(Entropy entropy) {
        var chance = new byte[CHANCE_OCTETS];
        entropy.fill(chance);
        var id = new byte[5 + CHANCE_OCTETS];
        id[0] = (byte) (0x80 | ENTERPRISE >>> 24);
        id[1] = (byte) (ENTERPRISE >>> 16);
        id[2] = (byte) (ENTERPRISE >>> 8);
        id[3] = (byte) ENTERPRISE;
        id[4] = OCTETS_FORMAT;
        System.arraycopy(chance, 0, id, 5, CHANCE_OCTETS);
        return new OctetString(id);
    }

    private String body() {
        return """
        mailgauge snmp engine 1
        id %s
        boots %d
        """
                .formatted(HexFormat.of().formatHex(id.getValue()), boots);
    }

    String text() {
        return body() + "crc " + crc(body()) + "\n";
    }

    private static String crc(String body) {
        var crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
