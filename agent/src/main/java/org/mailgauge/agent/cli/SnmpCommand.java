package org.mailgauge.agent.cli;

import org.mailgauge.agent.snmp.Reading;
import org.mailgauge.agent.snmp.SnmpClientCommand;
import org.mailgauge.agent.snmp.SnmpFailure;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code mailgauge snmp}: asks the running server's SNMP agent, and prints names. */
@Command(
        name = "snmp",
        description = "Ask the SNMP agent, with names instead of numbers.",
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SnmpCommand implements Callable<Integer> {
    @ParentCommand MailgaugeCommand mailgauge;
    @Spec CommandSpec spec;

    private interface Question {
        List<Reading> ask(SnmpClientCommand client) throws IOException;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "give a command: walk or get");
    }

    @Command(
            name = "walk",
            description = "Everything below some objects; both MIB modules when none is named.")
    int walk(
            @Parameters(
                            paramLabel = "OBJECT",
                            arity = "0..*",
                            description = "a name such as mtaGroupStoredMessages, or an OID")
                    List<String> objects)
            throws Failure {
        return answer(client -> client.walk(objects == null ? List.of() : objects), false);
    }

    @Command(name = "get", description = "Single instances.")
    int get(
            @Parameters(
                            paramLabel = "INSTANCE",
                            arity = "1..*",
                            description = "such as mtaStoredMessages.1001, or an OID")
                    List<String> instances)
            throws Failure {
        return answer(client -> client.get(instances), true);
    }

    /**
     * @param each whether each thing asked for must exist
     */
    private int answer(Question question, boolean each) throws Failure {
        var readings = ask(question);
        var out = spec.commandLine().getOut();
        if (mailgauge.json) {
            JsonText.print(
                    out,
                    json -> {
                        json.writeStartArray();
                        readings.forEach(reading -> write(json, reading));
                        json.writeEndArray();
                    });
        } else {
            readings.forEach(reading -> out.println(reading.line()));
        }
        boolean found = !readings.isEmpty() && readings.stream().anyMatch(Reading::exists);
        boolean all = readings.stream().allMatch(Reading::exists);
        return (each ? all : found) ? Exit.OK.code() : Exit.DATA.code();
    }

    private static void write(tools.jackson.core.JsonGenerator json, Reading reading) {
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

    private List<Reading> ask(Question question) throws Failure {
        var file = mailgauge.file();
        var config = Configs.forClient(file, spec.commandLine().getErr());
        var settings = SnmpSettings.of(config);
        if (settings == null) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "listen.snmp is \"off\" in " + file + ", so there is no agent to ask");
        }
        try {
            return question.ask(new SnmpClientCommand(settings, config.dataDir()));
        } catch (SnmpFailure failure) {
            throw new Failure(Exit.UNAVAILABLE, String.valueOf(failure.getMessage()));
        } catch (IOException failed) {
            throw new Failure(Exit.IO, "cannot ask the agent: " + failed.getMessage());
        }
    }
}
