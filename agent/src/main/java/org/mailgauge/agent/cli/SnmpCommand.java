package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.Text;
import org.mailgauge.agent.snmp.Reading;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mailgauge snmp}: asks the agent of the running server, and prints names. */
@Command(
        name = "snmp",
        description = "Ask the SNMP agent of the running server.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnmpCommand implements Callable<Integer> {
    private static final int WIDEST = 400;

    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "give a command: walk, get or trap-test");
    }

    @Command(
            name = "walk",
            description = {
                "All instances below OIDs or names; without one those of the system group,",
                "NETWORK-SERVICES-MIB, MTA-MIB and MAILGAUGE-MIB that the user may see."
            })
    int walk(
            @Parameters(paramLabel = "OID", arity = "0..*", description = "such as mtaGroupTable")
                    List<String> what)
            throws Failure {
        try {
            return print(client().walk(what == null ? List.of() : what));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Command(name = "get", description = "Instances by OID or name.")
    int get(
            @Parameters(
                            paramLabel = "OID",
                            arity = "1..*",
                            description = "such as mtaStoredMessages.1001")
                    List<String> what)
            throws Failure {
        try {
            return print(client().get(what));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Command(
            name = "trap-test",
            description = "Send a test to all who get notifications, and say who has it.")
    int trapTest() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        if (config.snmp().notifications().receivers().isEmpty()) {
            throw new Failure(
                    Exit.CONFIG, "nobody gets notifications: there is no snmp.notify in " + file);
        }
        var answer = ApiClient.of(config, file).post("alarms/test", "");
        var out = spec.commandLine().getOut();
        boolean all = true;
        for (var one : answer.tree().path("told")) {
            all &= one.path("good").asBoolean(false);
            if (!mailgauge.json) {
                var line =
                        Human.text(one.path("way"))
                                + " to "
                                + Human.text(one.path("to"))
                                + ": "
                                + Human.text(one.path("outcome"));
                out.println(Text.printable(line, WIDEST));
            }
        }
        if (mailgauge.json) {
            out.println(answer.text());
        }
        return (all ? Exit.OK : Exit.TEMPORARY).code();
    }

    private SnmpClientCommand client() throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        return mailgauge
                .launcher
                .snmp(config)
                .orElseThrow(
                        () -> new Failure(Exit.UNAVAILABLE, "listen.snmp is \"off\" in " + file));
    }

    private static Failure failure(IOException e) {
        return new Failure(
                Exit.UNAVAILABLE, Text.printable(String.valueOf(e.getMessage()), WIDEST));
    }

    private int print(List<Reading> readings) {
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartArray();
                        for (var reading : readings) {
                            json.writeStartObject();
                            json.writeStringProperty("oid", reading.oid());
                            json.writeStringProperty("object", reading.object());
                            json.writeStringProperty("index", reading.index());
                            json.writeStringProperty("row", reading.row());
                            json.writeStringProperty("syntax", reading.syntax());
                            json.writeStringProperty("value", reading.value());
                            json.writeStringProperty("meaning", reading.meaning());
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                    });
        } else {
            readings.forEach(reading -> out.println(Text.printable(reading.line(), WIDEST)));
        }
        boolean all = readings.stream().allMatch(Reading::exists);
        return (all ? Exit.OK : Exit.DATA).code();
    }
}
