package org.mailgauge.agent.snmp;

import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Turns variable bindings into readings, with the names that were asked for beforehand. */
final class Readings {
    private static final Map<Integer, String> PROTOCOLS =
            Map.of(
                    25, "SMTP",
                    587, "submission",
                    465, "submissions",
                    24, "LMTP",
                    110, "POP3",
                    995, "POP3S",
                    143, "IMAP",
                    993, "IMAPS");

    private final Map<OID, String> names;

    /**
     * @param names the names of applications and groups, by their index as an OID
     */
    Readings(Map<OID, String> names) {
        this.names = Map.copyOf(names);
    }

    Reading of(VariableBinding binding) {
        var oid = binding.getOid();
        var value = binding.getVariable();
        var named = MibNames.instance().object(oid);
        if (named.isEmpty()) {
            return new Reading(
                    oid.toDottedString(), "", "", "", syntax(value), text(value), meaning(value));
        }
        var object = named.get();
        int length = object.oid().size();
        var index = new OID(oid.getValue(), length, oid.size() - length);
        boolean exists = !value.isException();
        return new Reading(
                oid.toDottedString(),
                object.name(),
                index.size() == 0 ? "" : index.toDottedString(),
                row(object, index),
                exists && !object.syntax().isEmpty() ? object.syntax() : syntax(value),
                text(value),
                exists ? meaning(object, value) : "");
    }

    /** The names that the first one and two parts of an index stand for. */
    private String row(MibNames.Named object, OID index) {
        if (index.size() == 0 || !object.indexes().contains("applIndex")) {
            return "";
        }
        var application = names.getOrDefault(new OID(index.getValue(), 0, 1), "");
        var group =
                index.size() < 2 || !object.indexes().contains("mtaGroupIndex")
                        ? ""
                        : names.getOrDefault(new OID(index.getValue(), 0, 2), "");
        return (application + " " + group).strip();
    }

    static String syntax(Variable value) {
        return switch (value) {
            case Counter32 _ -> "Counter32";
            case TimeTicks _ -> "TimeTicks";
            case Gauge32 _ -> "Gauge32";
            case Counter64 _ -> "Counter64";
            case Integer32 _ -> "INTEGER";
            case OID _ -> "OBJECT IDENTIFIER";
            case OctetString _ -> "OCTET STRING";
            default -> value.toString();
        };
    }

    static String text(Variable value) {
        if (value.isException()) {
            return "";
        }
        return switch (value) {
            case TimeTicks ticks -> Long.toString(ticks.getValue());
            case OID oid -> oid.toDottedString();
            case OctetString octets -> text(octets);
            default -> value.toString();
        };
    }

    /** UTF-8 with what could upset a terminal escaped, or hexadecimal when it is none. */
    private static String text(OctetString octets) {
        try {
            var text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets.getValue()))
                            .toString();
            var safe = new StringBuilder();
            text.codePoints()
                    .forEach(
                            point -> {
                                if (Character.isISOControl(point)) {
                                    safe.append("\\x%02x".formatted(point));
                                } else {
                                    safe.appendCodePoint(point);
                                }
                            });
            return safe.toString();
        } catch (CharacterCodingException _) {
            return octets.toHexString();
        }
    }

    private static String meaning(Variable value) {
        return value instanceof TimeTicks ticks ? time(ticks.getValue()) : "";
    }

    private static String meaning(MibNames.Named object, Variable value) {
        var column = object.column();
        if (column == null) {
            return meaning(value);
        }
        return switch (column.syntax()) {
            case TIME_INTERVAL -> time(value.toLong());
            case TIME_STAMP, TIME_TICKS -> "sysUpTime " + time(value.toLong());
            case OBJECT_IDENTIFIER -> protocol((OID) value);
            case INTEGER, TRUTH_VALUE, QUEUE_STATE, REPLY_CLASS, KIND_OF_ALARM, SEVERITY ->
                    column.labels().isEmpty() ? "" : column.label(value.toInt());
            case DATE_AND_TIME -> date((OctetString) value);
            case COUNTER32,
                    COUNTER64,
                    GAUGE32,
                    UNSIGNED32,
                    INTEGER32,
                    ROW_POINTER,
                    OCTET_STRING,
                    SNMP_ADMIN_STRING,
                    DISTINGUISHED_NAME,
                    URL_STRING ->
                    "";
        };
    }

    /** RFC 2579, as our own agent writes it: in UTC. */
    private static String date(OctetString octets) {
        var at = octets.getValue();
        return at.length < 8
                ? ""
                : "%d-%02d-%02d %02d:%02d:%02d.%d UTC"
                        .formatted(
                                ((at[0] & 0xFF) << 8) | (at[1] & 0xFF),
                                at[2],
                                at[3],
                                at[4],
                                at[5],
                                at[6],
                                at[7]);
    }

    private static String protocol(OID oid) {
        boolean known = oid.startsWith(Columns.TCP_PROTOCOL) && oid.size() == 9;
        return known ? PROTOCOLS.getOrDefault(oid.last(), "TCP port " + oid.last()) : "";
    }

    /** Hundredths of a second as days, hours, minutes and seconds. */
    static String time(long hundredths) {
        long seconds = hundredths / 100;
        var days = seconds / 86_400 > 0 ? seconds / 86_400 + "d " : "";
        return days
                + "%d:%02d:%02d.%02d"
                        .formatted(
                                seconds / 3600 % 24,
                                seconds / 60 % 60,
                                seconds % 60,
                                hundredths % 100);
    }
}
