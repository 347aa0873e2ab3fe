package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

import java.time.Instant;
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

    /** Yes or no of a row; null when the row has neither. */
    interface TruthCell<R> {
        @Nullable Boolean of(R row);
    }

    /** A moment of a row; null when the row has none. */
    interface DateCell<R> {
        @Nullable Instant of(R row);
    }

    /** An OID of a row; null when the row has none. */
    interface OidCell<R> {
        @Nullable OID of(R row);
    }

    /** A value of a row at a moment; null when the row has none, whatever the moment. */
    private interface Value<R, T> {
        @Nullable T of(R row, Moment at);
    }

    /** What a value is on the wire. */
    private interface Wire<T> {
        Variable of(T value, Moment at);
    }

    /** Every column: what is null in a row has no instance. */
    private static <R, T> Column<R> column(
            int number,
            String name,
            Syntax syntax,
            String range,
            List<String> labels,
            Value<R, T> value,
            Wire<T> wire) {
        return new Column<>(
                number,
                name,
                syntax,
                range,
                labels,
                (row, at) -> {
                    var known = value.of(row, at);
                    return known == null ? null : wire.of(known, at);
                });
    }

    private static <R> Column<R> number(
            int number,
            String name,
            Syntax syntax,
            String range,
            LongCell<R> value,
            LongFunction<Variable> wire) {
        return column(
                number,
                name,
                syntax,
                range,
                List.of(),
                (row, _) -> value.of(row),
                (Long n, Moment _) -> wire.apply(n));
    }

    static <R> Column<R> counter(int number, String name, LongCell<R> total) {
        return number(
                number, name, Syntax.COUNTER32, "", total, n -> new Counter32(Smi.counter32(n)));
    }

    /** A total in 64 bits. */
    static <R> Column<R> counter64(int number, String name, LongCell<R> total) {
        return number(number, name, Syntax.COUNTER64, "", total, Counter64::new);
    }

    static <R> Column<R> gauge(int number, String name, LongCell<R> level) {
        return number(number, name, Syntax.GAUGE32, "", level, n -> new Gauge32(Smi.gauge32(n)));
    }

    /** A total in octets, shown in kilo-octets. */
    static <R> Column<R> kiloCounter(int number, String name, LongCell<R> octets) {
        return number(
                number,
                name,
                Syntax.COUNTER32,
                "",
                octets,
                n -> new Counter32(Smi.counter32(Smi.kiloOctets(n))));
    }

    /** A level in octets, shown in kilo-octets. */
    static <R> Column<R> kiloGauge(int number, String name, LongCell<R> octets) {
        return number(
                number,
                name,
                Syntax.GAUGE32,
                "",
                octets,
                n -> new Gauge32(Smi.gauge32(Smi.kiloOctets(n))));
    }

    /** A level with a bound, which the value is kept within. */
    static <R> Column<R> gauge(int number, String name, long most, LongCell<R> level) {
        return number(
                number,
                name,
                Syntax.GAUGE32,
                "0.." + most,
                level,
                n -> new Gauge32(Math.clamp(n, 0, most)));
    }

    /** A number without sign that is no level; it stays at the end. */
    static <R> Column<R> unsigned32(int number, String name, String range, LongCell<R> value) {
        return number(
                number, name, Syntax.UNSIGNED32, range, value, n -> new Gauge32(Smi.gauge32(n)));
    }

    /** A number that stays at the ends. */
    static <R> Column<R> integer32(int number, String name, String range, LongCell<R> value) {
        return number(
                number, name, Syntax.INTEGER32, range, value, n -> new Integer32(Smi.integer32(n)));
    }

    /** When something happened, in ticks, as sysUpTime then. */
    static <R> Column<R> stamp(int number, String name, TimedCell<R> ticks) {
        return column(
                number,
                name,
                Syntax.TIME_STAMP,
                "",
                List.of(),
                (row, at) -> ticks.of(row, at.now()),
                (Long n, Moment at) -> new TimeTicks(at.stamp(n)));
    }

    /** A length of time, in nanoseconds. */
    static <R> Column<R> interval(int number, String name, TimedCell<R> nanos) {
        return column(
                number,
                name,
                Syntax.TIME_INTERVAL,
                "0..2147483647",
                List.of(),
                (row, at) -> nanos.of(row, at.now()),
                (Long n, Moment _) -> new Integer32(Smi.timeInterval(n)));
    }

    static <R> Column<R> adminString(int number, String name, TextCell<R> text) {
        return string(number, name, Syntax.SNMP_ADMIN_STRING, "0..255", text);
    }

    static <R> Column<R> string(
            int number, String name, Syntax syntax, String range, TextCell<R> text) {
        return column(
                number,
                name,
                syntax,
                range,
                List.of(),
                (row, _) -> text.of(row),
                (String s, Moment _) -> new OctetString(Smi.string255(s)));
    }

    static <R> Column<R> integer(int number, String name, String range, IntCell<R> value) {
        return integer(number, name, Syntax.INTEGER, range, List.of(), value);
    }

    /** An enumerated value, counted from 1. */
    static <R> Column<R> oneOf(int number, String name, List<String> labels, IntCell<R> value) {
        return oneOf(number, name, Syntax.INTEGER, labels, value);
    }

    /** An enumerated value of a textual convention, counted from 1. */
    static <R> Column<R> oneOf(
            int number, String name, Syntax syntax, List<String> labels, IntCell<R> value) {
        return integer(number, name, syntax, "", labels, value);
    }

    /** Yes or no. */
    static <R> Column<R> truth(int number, String name, TruthCell<R> value) {
        return column(
                number,
                name,
                Syntax.TRUTH_VALUE,
                "",
                List.of("true", "false"),
                (row, _) -> value.of(row),
                (Boolean truth, Moment _) -> new Integer32(truth ? 1 : 2));
    }

    private static <R> Column<R> integer(
            int number,
            String name,
            Syntax syntax,
            String range,
            List<String> labels,
            IntCell<R> value) {
        return column(
                number,
                name,
                syntax,
                range,
                labels,
                (row, _) -> value.of(row),
                (Integer n, Moment _) -> new Integer32(n));
    }

    /** A moment of the wall clock. */
    static <R> Column<R> dateAndTime(int number, String name, DateCell<R> moment) {
        return column(
                number,
                name,
                Syntax.DATE_AND_TIME,
                "8|11",
                List.of(),
                (row, _) -> moment.of(row),
                (Instant instant, Moment _) -> new OctetString(Smi.dateAndTime(instant)));
    }

    /** The first instance of a row. */
    static <R> Column<R> rowPointer(int number, String name, OidCell<R> instance) {
        return column(
                number,
                name,
                Syntax.ROW_POINTER,
                "",
                List.of(),
                (row, _) -> instance.of(row),
                (OID oid, Moment _) -> new OID(oid));
    }

    /** A protocol by its primary port. */
    static <R> Column<R> protocol(int number, String name, IntCell<R> port) {
        return column(
                number,
                name,
                Syntax.OBJECT_IDENTIFIER,
                "",
                List.of(),
                (row, _) -> port.of(row),
                (Integer n, Moment _) -> new OID(TCP_PROTOCOL.getValue(), n));
    }
}
