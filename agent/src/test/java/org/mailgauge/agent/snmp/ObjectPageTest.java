package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code docs/snmp-objects.md} has every object of the modules in {@code mibs/}, with what they say
 * of it, and an example that the agent gives.
 */
class ObjectPageTest {
    private static final Path PAGE = Path.of("..", "docs", "snmp-objects.md");

    private static final Pattern OBJECT =
            Pattern.compile(
                    "(?m)^(\\w+)\\s+OBJECT-TYPE\\b(.*?)\\bDESCRIPTION\\s*\"([^\"]*)\"",
                    Pattern.DOTALL);

    private static final Pattern UNITS = Pattern.compile("\\bUNITS\\s+\"([^\"]*)\"");
    private static final List<String> MODULES =
            List.of("NETWORK-SERVICES-MIB", "MTA-MIB", "MAILGAUGE-MIB");

    /** What a module says of an object. */
    private record Said(String units, String description) {}

    @Test
    void thePageIsMadeFromTheModulesAndTheAgent() throws IOException {
        var made = page();
        var target = Path.of("target", "snmp-objects.md");
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.writeString(target, made);
        assertTrue(Files.exists(PAGE), "cp agent/target/snmp-objects.md docs/");
        assertEquals(made, Files.readString(PAGE), "cp agent/target/snmp-objects.md docs/");
    }

    private String page() throws IOException {
        var modules = MibModules.shipped();
        var examples = examples();
        var page =
                new StringBuilder(
                        """
                        # Every object

                        Made by a test from the modules in `mibs/` and from the answers of the agent about a snapshot made by hand: a table a
                        heading, in the order of a walk. [snmp.md](snmp.md) says how to ask and what the syntaxes mean, [counting.md](counting.md)
                        what moves each number, [columns.md](columns.md) which kinds of groups have which columns.
                        """);
        for (var module : MODULES) {
            page.append("\n## ").append(module).append('\n');
            var said = said(Files.readString(MibModules.FOLDER.resolve(module)));
            var table = "";
            boolean begun = false;
            for (var one : modules.of(module)) {
                if (one.name().endsWith("Table") && one.macro().equals("OBJECT-TYPE")) {
                    table = one.oid().toDottedString() + ".";
                    page.append("\n### ").append(one.name()).append(" (");
                    page.append(one.oid().toDottedString()).append(")\n\n");
                    page.append(text(said, one.name())).append('\n');
                    begun = false;
                } else if (one.accessible()) {
                    if (!table.isEmpty() && !one.oid().toDottedString().startsWith(table)) {
                        table = "";
                        begun = false;
                        page.append("\n### Scalars\n");
                    }
                    if (!begun) {
                        page.append(
                                "\n| object | syntax | meaning | example |\n|---|---|---|---|\n");
                        begun = true;
                    }
                    var example = examples.get(one.oid());
                    page.append("| ").append(one.name()).append(" (");
                    page.append(one.oid().last()).append(") | ").append(one.syntax());
                    var units = said.getOrDefault(one.name(), new Said("", "")).units();
                    page.append(units.isEmpty() ? "" : ", " + units);
                    page.append(" | ").append(text(said, one.name())).append(" | ");
                    page.append(example == null ? "" : "`" + example + "`").append(" |\n");
                }
            }
        }
        return page.toString();
    }

    private static String text(Map<String, Said> said, String name) {
        return said.getOrDefault(name, new Said("", ""))
                .description()
                .strip()
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }

    private static Map<String, Said> said(String text) {
        var all = new HashMap<String, Said>();
        var matcher = OBJECT.matcher(text);
        while (matcher.find()) {
            var units = UNITS.matcher(matcher.group(2));
            all.put(
                    matcher.group(1),
                    new Said(units.find() ? units.group(1) : "", matcher.group(3)));
        }
        return all;
    }

    /** By object, its first instance. */
    private static Map<OID, String> examples() {
        var found = new TreeMap<OID, String>();
        var picture = Alarmed.picture(Snapshots.full());
        ObjectTable.TABLES.forEach(table -> examples(table, picture, found));
        return found;
    }

    private static <R> void examples(Table<R> table, Picture picture, Map<OID, String> found) {
        var rows = Rows.of(table, picture);
        var at = new Moment(Snapshots.at(100), Snapshots.START);
        for (int c = 0; c < table.columns().size(); c++) {
            for (int r = 0; r < rows.size(); r++) {
                var value = rows.read(c, r, at);
                if (value != null) {
                    found.putIfAbsent(table.oid(table.columns().get(c)), shown(value));
                }
            }
        }
    }

    private static String shown(Variable value) {
        return value instanceof OctetString text && text.isPrintable()
                ? "\"" + text + "\""
                : value.toString();
    }
}
