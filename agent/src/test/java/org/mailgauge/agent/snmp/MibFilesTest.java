package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.queue.RecipientState;
import org.snmp4j.smi.OID;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The modules in {@code mibs/} and what the agent serves are the same. What the agent does not
 * serve yet stands in {@code mib-missing.txt}, and nowhere else.
 */
class MibFilesTest {
    private static final List<String> STANDARD = List.of("NETWORK-SERVICES-MIB", "MTA-MIB");
    private static final List<String> OWN = List.of("MAILGAUGE-MIB", "MAILGAUGE-CAPS-MIB");
    private static final String SYS_OR_ID = "1.3.6.1.2.1.1.9.1.2";

    private final MibModules modules = MibModules.shipped();

    @TempDir Path state;

    private static String line(MibModules.Definition one) {
        return String.join(
                "|",
                one.name(),
                one.oid().toDottedString(),
                one.syntax(),
                one.access(),
                one.range());
    }

    @Test
    void theStandardModulesHaveTheObjectsThatTheAgentServes() {
        var inFiles = new ArrayList<String>();
        for (var module : STANDARD) {
            modules.of(module).stream()
                    .filter(MibModules.Definition::accessible)
                    .forEach(one -> inFiles.add(line(one)));
        }
        assertEquals(MibObjectsTest.oracle(), inFiles);
    }

    @Test
    void tablesHaveTheIndexesOfTheirModules() {
        for (var table : ObjectTable.TABLES) {
            var entry = modules.named(table.name().replaceFirst("Table$", "Entry"));
            assertEquals(table.entry(), entry.oid());
            assertEquals(entry.index(), table.indexes(), table.name());
        }
    }

    @Test
    void whatTheAgentServesOfOurModuleIsInItWordForWord() {
        var served = new ArrayList<String>();
        OwnObjects.TABLES.forEach(table -> MibObjectsTest.describe(table, served));
        for (var object : served) {
            assertEquals(line(modules.named(object.split("\\|", 2)[0])), object);
        }
        assertEquals(served.size(), new TreeSet<>(served).size());
        SystemObjects.names().entrySet().stream()
                .filter(one -> one.getKey().startsWith(SystemObjects.ROOT))
                .forEach(one -> assertEquals(modules.named(one.getValue()).oid(), one.getKey()));
    }

    @Test
    void whatIsInOurModulesIsServedOrKnownToBeMissing() throws IOException {
        var missing = new ArrayList<String>();
        for (var one : ownDefinitions()) {
            var known = MibNames.instance().object(one.oid());
            if (known.isEmpty() || !known.get().oid().equals(one.oid())) {
                missing.add(one.name());
            }
        }
        missing.removeAll(capabilitiesServed());
        assertEquals(knownMissing(), missing);
    }

    /** Accessible objects, notifications and capabilities, module by module in their order. */
    private List<MibModules.Definition> ownDefinitions() {
        var all = new ArrayList<MibModules.Definition>();
        for (var module : OWN) {
            for (var one : modules.of(module)) {
                if (one.accessible()
                        || one.macro().equals("NOTIFICATION-TYPE")
                        || one.macro().equals("AGENT-CAPABILITIES")) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    private Set<String> capabilitiesServed() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community()) {
            var served = new HashSet<OID>();
            for (var row : TestAgent.walk(client, SYS_OR_ID, 10)) {
                served.add((OID) row.getVariable());
            }
            return modules.of("MAILGAUGE-CAPS-MIB").stream()
                    .filter(one -> served.contains(one.oid()))
                    .map(MibModules.Definition::name)
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> knownMissing() throws IOException {
        try (var in = MibFilesTest.class.getResourceAsStream("mib-missing.txt")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    @Test
    void everyInstanceHasTheTypeThatItsModuleSays() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community()) {
            var objects = new TreeSet<String>();
            for (var root : List.of(MibObjects.APPLICATION, MibObjects.MTA, SystemObjects.ROOT)) {
                for (var instance : TestAgent.walk(client, root.toDottedString(), 25)) {
                    var object = modules.objectOf(instance.getOid());
                    assertNotNull(object, instance.getOid().toDottedString());
                    assertEquals(
                            modules.type(object.syntax()).wire(),
                            instance.getVariable().getSyntax(),
                            object.name());
                    objects.add(object.name());
                }
            }
            for (var table : OwnObjects.TABLES) {
                for (var column : table.columns()) {
                    assertTrue(objects.contains(column.name()), column.name());
                }
            }
            assertTrue(objects.size() > 150, objects.toString());
        }
    }

    @Test
    void theRootIsWhereTheFilesSay() {
        assertEquals(modules.named("mailgaugeMIB").oid(), SystemObjects.ROOT);
        assertEquals(modules.named("mailgaugeServer").oid(), SystemObjects.PRODUCT);
        assertEquals(modules.named("mailgaugeObjects").oid(), SystemObjects.OURS);
    }

    @Test
    void enumerationsAreThoseOfTheProgram() {
        assertEquals(
                plain(Enumerations.REPLY_CLASSES), modules.type("MailgaugeReplyClass").range());
        assertEquals(plain(Enumerations.QUEUE_STATES), modules.type("MailgaugeQueueState").range());
        var classes = List.of(ReplyClass.values());
        for (int i = 0; i < classes.size(); i++) {
            assertEquals(i + 1, Enumerations.replyClass(classes.get(i).label()));
        }
        assertEquals(
                labels(Arrays.stream(ReplyClass.values()).map(ReplyClass::label).toList()),
                modules.type("MailgaugeReplyClass").range());
        var live =
                Arrays.stream(RecipientState.values())
                        .filter(RecipientState::live)
                        .map(RecipientState::label)
                        .toList();
        assertEquals(
                labels(live) + " incoming(5) corrupt(6)",
                modules.type("MailgaugeQueueState").range());
    }

    private static String plain(List<String> names) {
        return IntStream.rangeClosed(1, names.size())
                .mapToObj(i -> names.get(i - 1) + "(" + i + ")")
                .collect(Collectors.joining(" "));
    }

    /** {@code mailbox-full} as second of all becomes {@code mailboxFull(2)}. */
    private static String labels(List<String> names) {
        var labels = new ArrayList<String>();
        for (var name : names) {
            var camel =
                    Pattern.compile("-(.)")
                            .matcher(name)
                            .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
            labels.add(camel + "(" + (labels.size() + 1) + ")");
        }
        return String.join(" ", labels);
    }

    @Test
    void thePageNamesEveryObjectAndNotificationOnce() throws IOException {
        var page = Files.readString(MibModules.FOLDER.resolve("../docs/mailgauge-mib.md"));
        var named = new ArrayList<String>();
        page.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(
                        line ->
                                Pattern.compile("`(\\w+)`")
                                        .matcher(line.split("\\|", 3)[1])
                                        .results())
                .forEach(result -> named.add(result.group(1)));
        var inFile =
                ownDefinitions().stream()
                        .filter(one -> !one.macro().equals("AGENT-CAPABILITIES"))
                        .map(MibModules.Definition::name)
                        .toList();
        assertEquals(inFile.stream().sorted().toList(), named.stream().sorted().toList());
    }

    @Test
    void anyDifferenceIsSeen() throws IOException {
        var text = Files.readString(MibModules.FOLDER.resolve("NETWORK-SERVICES-MIB"));
        var before = MibModules.of("NETWORK-SERVICES-MIB", text).of("NETWORK-SERVICES-MIB");
        for (var change :
                List.of(
                        List.of("Gauge32\n", "Counter32\n"),
                        List.of("{ applEntry 8 }", "{ applEntry 18 }"),
                        List.of("halted(3)", "halted(7)"),
                        List.of("INTEGER (1..2147483647)", "INTEGER (0..2147483647)"),
                        List.of("read-only", "read-write"),
                        List.of("INDEX { applIndex, assocIndex }", "INDEX { assocIndex }"))) {
            var changed = text.replaceFirst(Pattern.quote(change.get(0)), change.get(1));
            assertNotEquals(
                    before,
                    MibModules.of("NETWORK-SERVICES-MIB", changed).of("NETWORK-SERVICES-MIB"),
                    change.toString());
        }
    }
}
