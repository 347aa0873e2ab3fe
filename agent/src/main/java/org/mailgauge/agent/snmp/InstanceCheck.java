package org.mailgauge.agent.snmp;

import org.mailgauge.observe.MtaGroup;
import org.snmp4j.smi.AbstractVariable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.SMIConstants;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the instances that a walk found, by the tables that they are served from. */
public final class InstanceCheck {
    private static final Map<String, org.mailgauge.observe.Column> MATRIX = matrix();

    private InstanceCheck() {}

    private static Map<String, org.mailgauge.observe.Column> matrix() {
        var all = new HashMap<String, org.mailgauge.observe.Column>();
        for (var column : org.mailgauge.observe.Column.values()) {
            all.put(column.object(), column);
        }
        return all;
    }

    /** Each OID must be greater than the one before. */
    public static List<String> order(List<Instance> walk) {
        var wrong = new ArrayList<String>();
        for (int i = 1; i < walk.size(); i++) {
            var before = walk.get(i - 1).number();
            if (walk.get(i).number().compareTo(before) <= 0) {
                wrong.add(walk.get(i).oid() + " follows " + before);
            }
        }
        return wrong;
    }

    /** Each instance of ours must have the type and a value in the range of its object. */
    public static List<String> types(List<Instance> walk) {
        var wrong = new ArrayList<String>();
        for (var instance : walk) {
            MibNames.instance()
                    .object(instance.number())
                    .ifPresent(
                            object -> {
                                var column = object.column();
                                if (column != null) {
                                    type(instance, object, column, wrong);
                                }
                            });
        }
        return wrong;
    }

    private static void type(
            Instance instance, MibNames.Named object, Column<?> column, List<String> wrong) {
        var name = object.name() + "." + index(instance, object).toDottedString();
        // A scalar has the one instance .0.
        if (index(instance, object).size() != Math.max(1, object.indexes().size())) {
            wrong.add(name + " has an index of " + index(instance, object).size() + " parts");
        }
        var type = wire(column.syntax());
        if (!instance.type().equals(type)) {
            wrong.add(name + " is a " + instance.type() + ", not a " + type);
        } else if (!column.labels().isEmpty()) {
            inRange(name, instance.value(), 1, column.labels().size(), wrong);
        } else if (type.equals("INTEGER") && column.range().matches("[0-9]+\\.\\.[0-9]+")) {
            var ends = column.range().split("\\.\\.", -1);
            inRange(
                    name,
                    instance.value(),
                    Long.parseLong(ends[0]),
                    Long.parseLong(ends[1]),
                    wrong);
        }
    }

    private static void inRange(
            String name, String value, long least, long most, List<String> wrong) {
        boolean fits =
                value.matches("-?[0-9]{1,18}")
                        && Long.parseLong(value) >= least
                        && Long.parseLong(value) <= most;
        if (!fits) {
            wrong.add(name + " is " + value + ", not from " + least + " to " + most);
        }
    }

    private static String wire(Syntax syntax) {
        return switch (syntax.wire()) {
            case SMIConstants.SYNTAX_GAUGE32 -> "Gauge32";
            case SMIConstants.SYNTAX_COUNTER32 -> "Counter32";
            case SMIConstants.SYNTAX_INTEGER -> "INTEGER";
            default -> AbstractVariable.getSyntaxString(syntax.wire());
        };
    }

    private static OID index(Instance instance, MibNames.Named object) {
        int length = object.oid().size();
        var number = instance.number();
        return new OID(number.getValue(), length, number.size() - length);
    }

    /**
     * Columns that a group of its kind does not have must not be there, those that always say
     * something must be, and of a group that stores nothing nothing is the oldest.
     *
     * @param kinds of the groups, by {@code applIndex.mtaGroupIndex}
     */
    public static List<String> absent(List<Instance> walk, Map<String, MtaGroup.Kind> kinds) {
        Map<String, Map<String, String>> rows = new HashMap<>();
        for (var instance : walk) {
            MibNames.instance()
                    .object(instance.number())
                    .filter(object -> object.indexes().size() == 2)
                    .filter(object -> object.indexes().get(1).equals("mtaGroupIndex"))
                    .ifPresent(
                            object ->
                                    rows.computeIfAbsent(
                                                    index(instance, object).toDottedString(),
                                                    _ -> new HashMap<>())
                                            .put(object.name(), instance.value()));
        }
        var wrong = new ArrayList<String>();
        kinds.forEach((index, kind) -> row(index, kind, rows.getOrDefault(index, Map.of()), wrong));
        return wrong;
    }

    private static void row(
            String index, MtaGroup.Kind kind, Map<String, String> row, List<String> wrong) {
        for (var name : row.keySet()) {
            var column = MATRIX.get(name);
            if (column != null && !column.in(kind)) {
                wrong.add(
                        name
                                + "."
                                + index
                                + " is there, which a group of kind "
                                + kind
                                + " does not have");
            }
        }
        for (var column : List.of("mtaGroupName", "mtaGroupHierarchy", "mtaGroupCreationTime")) {
            if (!row.containsKey(column)) {
                wrong.add(column + "." + index + " is missing");
            }
        }
        if ("0".equals(row.get("mtaGroupStoredMessages"))) {
            Arrays.asList("mtaGroupOldestMessageStored", "mtaGroupOldestMessageId").stream()
                    .filter(row::containsKey)
                    .forEach(
                            name ->
                                    wrong.add(
                                            name + "." + index + " is there, and nothing stored"));
        }
    }
}
