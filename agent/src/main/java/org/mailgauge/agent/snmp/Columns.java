package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

import java.util.List;
import java.util.function.LongFunction;

/** Makes the columns of the object table: one way for each syntax from our units to the wire's. */
final class Columns {
    /** applTCPProtoID: a protocol is this and the primary port. */
    static final OID TCP_PROTOCOL = new OID("1.3.6.1.2.1.27.4");

    private Columns() {}

    /** A number of a row; null when the row has none. */
    interface LongCell<R> {
        @Nullable Long of(R row);
    }

    /** A number of a row that depends on the clock; null when the row has none. */
    interface TimedCell<R> {
        @Nullable Long of(R row, long now);
    }

    /** A small number of a row; null when the row has none. */
    interface IntCell<R> {
        @Nullable Integer of(R row);
    }

    /** A text of a row; null when the row has none. */
    interface TextCell<R> {
        @Nullable String of(R row);
    }

    static <R> Column<R> counter(int number, String name, LongCell<R> total) {
        return number(number, name, Syntax.COUNTER32, total, n -> new Counter32(Smi.counter32(n)));
    }

    static <R> Column<R> gauge(int number, String name, LongCell<R> level) {
        return number(number, name, Syntax.GAUGE32, level, n -> new Gauge32(Smi.gauge32(n)));
    }

    /** A total in octets, shown in kilo-octets. */
    static <R> Column<R> kiloCounter(int number, String name, LongCell<R> octets) {
        return number(
                number,
                name,
                Syntax.COUNTER32,
                octets,
                n -> new Counter32(Smi.counter32(Smi.kiloOctets(n))));
    }

    /** A level in octets, shown in kilo-octets. */
    static <R> Column<R> kiloGauge(int number, String name, LongCell<R> octets) {
        return number(
                number,
                name,
                Syntax.GAUGE32,
                octets,
                n -> new Gauge32(Smi.gauge32(Smi.kiloOctets(n))));
    }

    private static <R> Column<R> number(
            int number,
            String name,
            Syntax syntax,
            LongCell<R> value,
            LongFunction<Variable> wire) {
        return new Column<>(
                number,
                name,
                syntax,
                "",
                List.of(),
                (row, _) -> {
                    var n = value.of(row);
                    return n == null ? null : wire.apply(n);
                });
    }

    /** When something happened, in ticks, as sysUpTime then. */
    static <R> Column<R> stamp(int number, String name, TimedCell<R> ticks) {
        return new Column<>(
                number,
                name,
                Syntax.TIME_STAMP,
                "",
                List.of(),
                (row, at) -> {
                    var n = ticks.of(row, at.now());
                    return n == null ? null : new TimeTicks(at.stamp(n));
                });
    }

    /** A length of time, in nanoseconds. */
    static <R> Column<R> interval(int number, String name, TimedCell<R> nanos) {
        return new Column<>(
                number,
                name,
                Syntax.TIME_INTERVAL,
                "0..2147483647",
                List.of(),
                (row, at) -> {
                    var n = nanos.of(row, at.now());
                    return n == null ? null : new Integer32(Smi.timeInterval(n));
                });
    }

    static <R> Column<R> adminString(int number, String name, TextCell<R> text) {
        return string(number, name, Syntax.SNMP_ADMIN_STRING, "0..255", text);
    }

    static <R> Column<R> string(
            int number, String name, Syntax syntax, String range, TextCell<R> text) {
        return new Column<>(
                number,
                name,
                syntax,
                range,
                List.of(),
                (row, _) -> {
                    var s = text.of(row);
                    return s == null ? null : new OctetString(Smi.string255(s));
                });
    }

    static <R> Column<R> integer(int number, String name, String range, IntCell<R> value) {
        return integer(number, name, range, List.of(), value);
    }

    /** An enumerated value, counted from 1. */
    static <R> Column<R> oneOf(int number, String name, List<String> labels, IntCell<R> value) {
        return integer(number, name, "", labels, value);
    }

    private static <R> Column<R> integer(
            int number, String name, String range, List<String> labels, IntCell<R> value) {
        return new Column<>(
                number,
                name,
                Syntax.INTEGER,
                range,
                labels,
                (row, _) -> {
                    var n = value.of(row);
                    return n == null ? null : new Integer32(n);
                });
    }

    /** A protocol by its primary port. */
    static <R> Column<R> protocol(int number, String name, IntCell<R> port) {
        return new Column<>(
                number,
                name,
                Syntax.OBJECT_IDENTIFIER,
                "",
                List.of(),
                (row, _) -> {
                    var n = port.of(row);
                    return n == null ? null : new OID(TCP_PROTOCOL.getValue(), n);
                });
    }
}
