package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Walks an agent with net-snmp's {@code snmpbulkwalk}, so that not only our own library judges our
 * own agent. Passphrases are in a file that only its owner may read, and in no argument.
 */
final class NetSnmp {
    static final String TOOL = "snmpbulkwalk";
    private static final long MOST_SECONDS = 40;
    private static final Pattern LINE =
            Pattern.compile("\\.([0-9.]+) = (?:([A-Za-z0-9]+(?:[- ][A-Za-z]+)?): )?(.*)");
    private static final Pattern TICKS = Pattern.compile("\\(([0-9]+)\\).*");

    private NetSnmp() {}

    /** Where the tool is, on the path of this process. */
    static Optional<Path> tool() {
        for (var folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            var file = Path.of(folder.isEmpty() ? "." : folder, TOOL);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Everything below an OID, in the order in which it came.
     *
     * @param settings lines of {@code snmp.conf} that give access
     * @throws SnmpFailure when the tool fails; what it said is the message
     */
    static List<Instance> walk(
            Path tool, Transport by, Endpoint agent, List<String> settings, String root)
            throws IOException {
        var folder =
                Files.createTempDirectory(
                        "mailgauge-doctor",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        try {
            Files.write(folder.resolve("snmp.conf"), settings);
            var to = by.label() + (agent.address().isV6() ? "6:" : ":") + agent;
            return run(tool, to, folder, root);
        } finally {
            delete(folder);
        }
    }

    private static List<Instance> run(Path tool, String to, Path folder, String root)
            throws IOException {
        var command =
                List.of(
                        tool.toString(),
                        "-m",
                        "",
                        "-On",
                        "-t",
                        "2",
                        "-r",
                        "2",
                        "-Cr25",
                        "-Cc",
                        to,
                        root);
        var output = folder.resolve("output");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(output.toFile());
        builder.environment().put("SNMPCONFPATH", folder.toString());
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.toString());
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new SnmpFailure(TOOL + " did not end in " + MOST_SECONDS + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SnmpFailure("interrupted");
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(output, StandardCharsets.ISO_8859_1);
        if (process.exitValue() != 0) {
            throw new SnmpFailure(TOOL + ": " + text.strip().lines().findFirst().orElse("failed"));
        }
        return parse(text);
    }

    /** What {@code -On} prints; a text may go on over lines. */
    static List<Instance> parse(String text) {
        var found = new ArrayList<Instance>();
        for (var line : text.lines().toList()) {
            var match = LINE.matcher(line);
            if (match.matches()) {
                var label = match.group(2) == null ? "" : match.group(2);
                found.add(new Instance(match.group(1), type(label), value(label, match.group(3))));
            } else if (!found.isEmpty()) {
                var last = found.removeLast();
                found.add(new Instance(last.oid(), last.type(), last.value() + "\n" + line));
            }
        }
        found.removeIf(instance -> instance.value().startsWith("No more variables"));
        return found;
    }

    private static String type(String label) {
        return switch (label) {
            case "", "STRING", "Hex-STRING" -> "OCTET STRING";
            case "Timeticks" -> "TimeTicks";
            case "OID" -> "OBJECT IDENTIFIER";
            default -> label;
        };
    }

    private static String value(String label, String printed) {
        var ticks = TICKS.matcher(printed);
        if (label.equals("Timeticks") && ticks.matches()) {
            return ticks.group(1);
        }
        boolean quoted = printed.length() >= 2 && printed.startsWith("\"");
        return quoted ? printed.substring(1, printed.length() - 1) : printed;
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
