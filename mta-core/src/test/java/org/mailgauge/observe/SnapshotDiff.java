package org.mailgauge.observe;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A snapshot as names and values, every field of it, and what changed between two. By reflection,
 * so that a new field cannot be forgotten. Application fields begin with {@code appl.} and the
 * applName when there are several, MTA fields with {@code mta.}, those of a group with its name in
 * brackets.
 */
public final class SnapshotDiff {
    private SnapshotDiff() {}

    /**
     * All values; what is absent has the value {@code absent}. Health and the stamps of the
     * snapshot are left out.
     */
    public static SortedMap<String, String> flatten(MtaSnapshot snapshot) {
        var values = new TreeMap<String, String>();
        for (var application : snapshot.applications()) {
            var prefix = snapshot.applications().size() == 1 ? "" : application.name() + ".";
            application(prefix, application, values);
        }
        return values;
    }

    /**
     * What changed: {@code +n} or {@code -n} for numbers on both sides, else {@code before ->
     * after}.
     */
    public static SortedMap<String, String> between(MtaSnapshot before, MtaSnapshot after) {
        return between(flatten(before), flatten(after));
    }

    /** The same of values that were flattened by other means. */
    public static SortedMap<String, String> between(
            Map<String, String> before, Map<String, String> after) {
        var changes = new TreeMap<String, String>();
        var names = new TreeMap<>(before);
        names.putAll(after);
        for (var name : names.keySet()) {
            var was = before.getOrDefault(name, "none");
            var is = after.getOrDefault(name, "none");
            if (!was.equals(is)) {
                changes.put(name, change(was, is));
            }
        }
        return changes;
    }

    private static String change(String was, String is) {
        var from = number(was);
        var to = number(is);
        if (from.isEmpty() || to.isEmpty()) {
            return was + " -> " + is;
        }
        long by = to.get() - from.get();
        return (by > 0 ? "+" : "") + by;
    }

    private static Optional<Long> number(String text) {
        return text.matches("-?[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static void application(
            String prefix, MtaSnapshot.Application application, Map<String, String> values) {
        record(prefix + "appl", application, values);
        for (var one : application.associations()) {
            record(prefix + "assoc[" + one.id() + "]", one, values);
        }
        var mta = application.mta();
        if (mta != null) {
            record(prefix + "mta", mta, values);
            mta.groups()
                    .forEach(row -> group(prefix + "[" + row.group().name() + "]", row, values));
        }
    }

    private static void group(String prefix, MtaSnapshot.GroupRow row, Map<String, String> values) {
        record(prefix, row, values);
        for (var error : row.errors()) {
            record(prefix + ".error[" + error.statusCode() + "]", error, values);
        }
    }

    private static void record(String prefix, Object record, Map<String, String> values) {
        for (var component : record.getClass().getRecordComponents()) {
            var name = prefix + "." + component.getName();
            var value = read(component, record);
            if (value.isEmpty()) {
                values.put(name, "absent");
                continue;
            }
            var present = value.get();
            switch (present) {
                case Association _, MtaSnapshot.Mta _ -> {}
                case MtaGroup group -> values.put(name, group.name());
                case Record nested -> record(name, nested, values);
                case List<?> list when !name.endsWith(".associationIds") -> {
                    var _ = list;
                }
                default -> values.put(name, present.toString());
            }
        }
    }

    private static Optional<Object> read(RecordComponent component, Object record) {
        try {
            return Optional.ofNullable(component.getAccessor().invoke(record));
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(component.getName(), failed);
        }
    }
}
